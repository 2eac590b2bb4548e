import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import type { RecipeInput } from '../../../src/shared/recipe.ts'
import { createFakePool, factsOnDisk, planAll } from '../../support/fake-pool.ts'
import { folderWith } from '../../support/folder-with.ts'

/** Each job in a line: what happens, where to, or why not. */
async function lines(
  workingFolder: string,
  recipe: RecipeInput,
  inputs: readonly string[] = ['in'],
): Promise<readonly string[]> {
  const line = (job: PlannedJob): string =>
    job.action === 'refuse'
      ? `refuse ${job.failure.code}`
      : job.outputs
          .map(
            ({ action, overwrite, path }) =>
              `${overwrite ? 'over' : ''}${action} ${path.slice(workingFolder.length + 1)}`,
          )
          .join(', ')
  return (await planAll({ workingFolder, recipe, inputs })).map(line)
}

const out = { kind: 'folder', path: 'out' } as const
const flat = { destination: out, tree: 'flat' } as const
const mirror = { destination: out } as const
const toWebp = { outputs: [{ format: { type: 'webp' as const } }] }

describe('two sources of one name', () => {
  it('get different names, in the order of the batch', async () => {
    const folder = await folderWith('in/a.jpg', 'in/x/a.jpg', 'in/y/a.jpg')
    expect(await lines(folder, flat)).toEqual(['write out/a.jpg', 'write out/a (2).jpg', 'write out/a (3).jpg'])
  })

  it('are told so in the reason', async () => {
    const folder = await folderWith('in/a.jpg', 'in/x/a.jpg')
    const [, second] = await planAll({ workingFolder: folder, recipe: flat, inputs: ['in'] })
    expect(second).toMatchObject({ reason: '"a.jpg" is taken, so it becomes "a (2).jpg".' })
  })

  it.each(['skip', 'overwrite'] as const)(
    'clash under %s: the second is refused and the first is named',
    async (onExisting) => {
      const folder = await folderWith('in/a.jpg', 'in/x/a.jpg', 'in/y/b.jpg')
      expect(await lines(folder, { ...flat, onExisting })).toEqual([
        'write out/a.jpg',
        'refuse output-clash',
        'write out/b.jpg',
      ])
      const [, second] = await planAll({ workingFolder: folder, recipe: { ...flat, onExisting }, inputs: ['in'] })
      const message = second?.action === 'refuse' ? second.failure.message : ''
      expect(message).toContain(join(folder, 'in/a.jpg'))
      expect(message).toContain(join(folder, 'out/a.jpg'))
    },
  )

  it('clash also when only the extension made them two', async () => {
    const folder = await folderWith('in/a.jpg', 'in/a.png', 'in/a.tif')
    const recipe = { ...mirror, ...toWebp }
    expect(await lines(folder, recipe)).toEqual(['write out/a.webp', 'write out/a (2).webp', 'write out/a (3).webp'])
    expect(await lines(folder, { ...recipe, onExisting: 'overwrite' })).toEqual([
      'write out/a.webp',
      'refuse output-clash',
      'refuse output-clash',
    ])
  })

  it.each([
    ['A.JPG', 'a.jpg', 'a (2).jpg'],
    ['E\u0301.jpg', '\u00c9.jpg', '\u00c9 (2).jpg'],
    ['\u00c9.jpg', '\u00e9.jpg', '\u00e9 (2).jpg'],
    ['E\u0301t\u00e9.jpg', '\u00e9te\u0301.JPG', '\u00e9te\u0301 (2).JPG'],
    ['STRASSE.jpg', 'stra\u00dfe.jpg', 'stra\u00dfe (2).jpg'],
  ])('clash when they differ only in case or form: %j and %j', async (one, other, renamed) => {
    const folder = await folderWith(`in/${one}`, `in/${other}`)
    expect(await lines(folder, mirror)).toEqual([`write out/${one}`, `write out/${renamed}`])
    expect(await lines(folder, { ...mirror, onExisting: 'overwrite' })).toEqual([
      `write out/${one}`,
      'refuse output-clash',
    ])
  })

  it.each([
    ['in/X/a.jpg', 'in/x/a.jpg'],
    ['in/E\u0301/a.jpg', 'in/\u00c9/a.jpg'],
  ])('clash when only their folders differ in case or form: %j and %j', async (one, other) => {
    const folder = await folderWith(one, other)
    const [, second] = await lines(folder, { ...mirror, onExisting: 'overwrite' })
    expect(second).toBe('refuse output-clash')
  })

  it('clash when their folders become one by portable names', async () => {
    const folder = await folderWith('in/a?/1.jpg', 'in/a:/1.jpg')
    expect(await lines(folder, mirror)).toEqual(['write out/a_/1.jpg', 'write out/a_/1 (2).jpg'])
  })

  it('do not clash when the first was refused for another reason', async () => {
    const folder = await folderWith('in/x/a.jpg', 'in/y/a.jpg')
    const pool = createFakePool({
      inspect: (path) => factsOnDisk(path, { width: path.includes('/x/') ? 20_000 : 2000 }),
    })
    const recipe: RecipeInput = { ...flat, outputs: [{ format: { type: 'webp' }, resize: { mode: 'none' } }] }
    const jobs = await planAll({ workingFolder: folder, recipe, inputs: ['in'], pool })
    expect(jobs).toMatchObject([
      { action: 'refuse', failure: { code: 'output-too-large' } },
      { action: 'write', reason: null, outputs: [{ path: join(folder, 'out/a.webp') }] },
    ])
  })
})

describe('two outputs of one source', () => {
  it('never get the same name', async () => {
    const folder = await folderWith('in/a.jpg')
    const outputs = [{ format: { type: 'keep' as const } }, { format: { type: 'jpeg' as const, quality: 60 } }]
    expect(await lines(folder, { ...mirror, outputs })).toEqual(['write out/a.jpg, write out/a (2).jpg'])
    expect(await lines(folder, { ...mirror, outputs, onExisting: 'overwrite' })).toEqual(['refuse output-clash'])
  })

  it('are one where they would be the very same file: two sizes of a picture smaller than both', async () => {
    const folder = await folderWith('in/a.jpg')
    const outputs = [19_000, 18_000].map((size) => ({
      resize: { mode: 'longest-side' as const, size },
      name: '{name}-{w}',
    }))
    for (const onExisting of ['rename', 'skip', 'overwrite'] as const) {
      expect(await lines(folder, { ...mirror, outputs, onExisting })).toHaveLength(1)
      expect((await lines(folder, { ...mirror, outputs, onExisting }))[0]).toMatch(/^write out\/a-\d+\.jpg$/)
    }
  })
})

describe('a name that is taken already', () => {
  const taken = () => folderWith('in/a.jpg', 'in/b.jpg', 'out/A.JPG', 'out/a (2).jpg')

  it('is left alone and another is found, by default', async () => {
    expect(await lines(await taken(), mirror)).toEqual(['write out/a (3).jpg', 'write out/b.jpg'])
  })

  it('is skipped when the recipe says so', async () => {
    const folder = await taken()
    expect(await lines(folder, { ...mirror, onExisting: 'skip' })).toEqual(['skip out/a.jpg', 'write out/b.jpg'])
    const [first] = await planAll({ workingFolder: folder, recipe: { ...mirror, onExisting: 'skip' }, inputs: ['in'] })
    expect(first).toMatchObject({ action: 'skip', reason: 'Every output exists already.' })
  })

  it('is overwritten when the recipe says so, and only that', async () => {
    expect(await lines(await taken(), { ...mirror, onExisting: 'overwrite' })).toEqual([
      'overwrite out/a.jpg',
      'write out/b.jpg',
    ])
  })

  it('leaves the other outputs of the source to be written', async () => {
    const folder = await taken()
    const recipe = { ...mirror, onExisting: 'skip' as const, outputs: [{}, { name: '{name}-2' }] }
    expect(await lines(folder, recipe)).toEqual([
      'skip out/a.jpg, write out/a-2.jpg',
      'write out/b.jpg, write out/b-2.jpg',
    ])
    const [first] = await planAll({ workingFolder: folder, recipe, inputs: ['in'] })
    expect(first).toMatchObject({ action: 'write', reason: 'Some of its outputs exist already and are left alone.' })
  })

  it('is taken also by a folder', async () => {
    const folder = await folderWith('in/a.jpg', 'out/a.jpg/x')
    expect(await lines(folder, mirror)).toEqual(['write out/a (2).jpg'])
  })

  it('by a folder is refused where it would have to be overwritten', async () => {
    const folder = await folderWith('in/a.jpg', 'out/a.jpg/x')
    expect((await lines(folder, { ...mirror, onExisting: 'overwrite' }))[0]).toMatch(/^refuse /)
  })

  it('by a folder is not taken for the output', async () => {
    const folder = await folderWith('in/a.jpg', 'out/a.jpg/x')
    expect(await lines(folder, { ...mirror, onExisting: 'skip' })).not.toEqual(['skip out/a.jpg'])
  })
})
