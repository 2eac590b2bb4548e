import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { trimFolder } from '../../../src/batch/trim-folder.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const never = new AbortController().signal

/** A file of so many bytes that was last used so many hours ago. */
async function put(folder: string, name: string, bytes: number, hoursAgo: number): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, Buffer.alloc(bytes))
  const time = new Date(Date.now() - hoursAgo * 3_600_000)
  await utimes(path, time, time)
}

describe('trimming a folder', () => {
  it('removes what was not used for longest, and no more than it has to', async () => {
    const folder = await tempFolder()
    await put(folder, 'new', 400, 1)
    await put(folder, 'oldest', 400, 90)
    await put(folder, 'older', 400, 50)
    await put(folder, 'old', 400, 20)
    await trimFolder(folder, 900, never)
    expect((await readdir(folder)).toSorted()).toEqual(['new', 'old'])
  })

  it('counts what was read lately as used', async () => {
    const folder = await tempFolder()
    await put(folder, 'a', 400, 90)
    await put(folder, 'b', 400, 50)
    await utimes(join(folder, 'a'), new Date(), new Date(Date.now() - 90 * 3_600_000))
    await trimFolder(folder, 400, never)
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('leaves everything where it is not too much, but for what a dead child left', async () => {
    const folder = await tempFolder()
    await put(folder, 'a.webp', 400, 90)
    await put(folder, '.batchfit-00000001.tmp', 10, 2)
    await put(folder, '.batchfit-00000002.tmp', 10, 0)
    await mkdir(join(folder, 'folder'))
    await trimFolder(folder, 400, never)
    expect((await readdir(folder)).toSorted()).toEqual(['.batchfit-00000002.tmp', 'a.webp', 'folder'])
  })

  it('has nothing to do where there is no folder, or when it is stopped', async () => {
    const folder = await tempFolder()
    await trimFolder(join(folder, 'missing'), 0, never)
    await put(folder, 'a', 400, 90)
    await trimFolder(folder, 0, AbortSignal.abort())
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('copes with thousands', async () => {
    const folder = await tempFolder()
    const names = Array.from({ length: 3000 }, (_, index) => String(index))
    await Promise.all(names.map((name) => put(folder, name, 1, 3001 - Number(name))))
    await trimFolder(folder, 10, never)
    expect((await readdir(folder)).map(Number).toSorted((one, other) => one - other)).toEqual(
      names.slice(-10).map(Number),
    )
  })
})
