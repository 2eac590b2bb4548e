import { link, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RecipeInput } from '../../../src/shared/recipe.ts'
import { factsOnDisk, createFakePool, planAll } from '../../support/fake-pool.ts'
import { folderWith } from '../../support/folder-with.ts'

const overwrite = { onExisting: 'overwrite' } as const
const beside = { ...overwrite, destination: { kind: 'beside' } } as const
const asJpeg: RecipeInput = { ...beside, outputs: [{ format: { type: 'jpeg' } }] }

function into(path: string): RecipeInput {
  return { ...overwrite, destination: { kind: 'folder', path }, tree: 'flat' }
}

async function fates(
  workingFolder: string,
  recipe: RecipeInput,
  inputs: readonly string[],
): Promise<readonly string[]> {
  const jobs = await planAll({ workingFolder, recipe, inputs })
  return jobs.map((job) =>
    job.action === 'refuse'
      ? job.failure.code
      : job.outputs.map((output) => (output.overwrite ? 'overwrite' : output.action)).join(),
  )
}

describe('an original', () => {
  it('is not overwritten by its own output', async () => {
    const folder = await folderWith('a.jpg', 'x/b.jpg')
    expect(await fates(folder, beside, ['.'])).toEqual(['output-is-input', 'output-is-input'])
    expect(await fates(folder, beside, ['a.jpg', 'x/b.jpg'])).toEqual(['output-is-input', 'output-is-input'])
    expect(await fates(folder, into('.'), ['.'])).toEqual(['output-is-input', 'write'])
  })

  it('is named in the reason', async () => {
    const folder = await folderWith('a.jpg')
    const [job] = await planAll({ workingFolder: folder, recipe: beside })
    expect(job?.action === 'refuse' && job.failure.message).toContain(`replace an original: ${join(folder, 'a.jpg')}`)
  })

  it('is kept, and its output renamed or skipped, without overwriting', async () => {
    const folder = await folderWith('a.jpg')
    const [renamed] = await planAll({ workingFolder: folder, recipe: { ...beside, onExisting: 'rename' } })
    expect(renamed?.outputs).toMatchObject([{ path: join(folder, 'a (2).jpg'), overwrite: false }])
    const [skipped] = await planAll({ workingFolder: folder, recipe: { ...beside, onExisting: 'skip' } })
    expect(skipped).toMatchObject({ action: 'skip' })
  })

  it('is not overwritten by the output of another, whether that comes before it or after', async () => {
    const folder = await folderWith('a.gif', 'a.jpg', 'b.jpg', 'b.png')
    expect(await fates(folder, asJpeg, ['.'])).toEqual(Array(4).fill('output-is-input'))
    expect(await fates(folder, asJpeg, ['a.gif', 'a.jpg'])).toEqual(['output-is-input', 'output-is-input'])
    expect(await fates(folder, asJpeg, ['a.gif', 'b.jpg'])).toEqual(['overwrite', 'output-is-input'])
  })

  it('is not overwritten under another case of its name', async () => {
    const folder = await folderWith('A.jpg', 'a.png')
    expect(await fates(folder, asJpeg, ['a.png', 'A.jpg'])).toEqual(['output-is-input', 'output-is-input'])
  })

  it('is not overwritten when its folder is reached through a link', async () => {
    const folder = await folderWith('real/a.jpg')
    await symlink('real', join(folder, 'link'))
    expect(await fates(folder, into('link'), ['real'])).toEqual(['output-is-input'])
    expect(await fates(folder, into('real'), ['link'])).toEqual(['output-is-input'])
    expect(await fates(folder, into('real'), ['link/a.jpg'])).toEqual(['output-is-input'])
  })

  it('is not overwritten when a link to it was the source', async () => {
    const folder = await folderWith('real/a.jpg')
    await mkdir(join(folder, 'in'))
    await symlink('../real/a.jpg', join(folder, 'in/a.jpg'))
    expect(await fates(folder, into('real'), ['in'])).toEqual(['output-is-input'])
  })

  it('is not overwritten by a later source when a link to it was the source before', async () => {
    const folder = await folderWith('real/b.jpg', 'in/b.jpg')
    await symlink('../real/b.jpg', join(folder, 'in/a.jpg'))
    expect(await fates(folder, into('real'), ['in'])).toEqual(['write', 'output-is-input'])
  })

  it('stays when its other name, a hard link or a link, is replaced', async () => {
    const folder = await folderWith('in/a.jpg', 'in/b.jpg')
    await mkdir(join(folder, 'out'))
    await link(join(folder, 'in/a.jpg'), join(folder, 'out/a.jpg'))
    await symlink('../in/b.jpg', join(folder, 'out/b.jpg'))
    expect(await fates(folder, into('out'), ['in'])).toEqual(['overwrite', 'overwrite'])
  })

  it('that was refused for another reason is not overwritten either', async () => {
    const folder = await folderWith('a.gif', 'a.jpg')
    const pool = createFakePool({
      inspect: (path) =>
        path.endsWith('.jpg')
          ? { ok: false, failure: { code: 'image-damaged', message: 'It is damaged.' } }
          : factsOnDisk(path, { format: 'gif' }),
    })
    const jobs = await planAll({ workingFolder: folder, recipe: asJpeg, inputs: ['a.jpg', 'a.gif'], pool })
    expect(jobs).toMatchObject([{ failure: { code: 'image-damaged' } }, { failure: { code: 'output-is-input' } }])
  })

  it('that no glob takes is no original of this batch', async () => {
    const folder = await folderWith('a.gif', 'a.jpg')
    const jobs = await planAll({ workingFolder: folder, recipe: asJpeg, filter: { include: ['*.gif'] } })
    expect(jobs).toMatchObject([{ action: 'write', outputs: [{ overwrite: true }] }])
  })

  it.each(['named', 'found'])('is not overwritten when a link to it is %s later', async (origin) => {
    const folder = await folderWith('in/a.jpg', 'far/a.jpg')
    await symlink('../far/a.jpg', join(folder, 'in/z.jpg'))
    const inputs = origin === 'named' ? ['in/a.jpg', 'in/z.jpg'] : ['in']
    expect((await fates(folder, into('far'), inputs))[0]).toBe('output-is-input')
  })

  it('is not overwritten in a folder that is found through a link', async () => {
    const folder = await folderWith('in/b.jpg', 'far/a.gif', 'far/a.jpg')
    await symlink('../far', join(folder, 'in/link'))
    expect((await fates(folder, asJpeg, ['in'])).slice(1)).toEqual(['output-is-input', 'output-is-input'])
  })
})
