import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freeBytes } from '../../../src/batch/free-space.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** Others write to the same disk meanwhile, so nothing is exact. */
async function expectThatOf(folder: string, free: number | null): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder)
  expect(free).toBeGreaterThan(0)
  expect(Math.abs((free ?? 0) - bavail * bsize)).toBeLessThan(blocks * bsize * 0.05)
}

describe('the free space', () => {
  it('is that which the system has for us, in bytes', async () => {
    const folder = await tempFolder()
    await expectThatOf(folder, await freeBytes(folder))
  })

  it('of a folder that is yet to be made is that of where it will be', async () => {
    const folder = await tempFolder()
    await expectThatOf(folder, await freeBytes(join(folder, 'new', 'newer', 'newest')))
  })

  it('is unknown where no folder can be', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'file'), '')
    expect(await freeBytes(join(folder, 'file', 'below'))).toBeNull()
  })
})
