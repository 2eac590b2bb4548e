import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { succeed } from '../../../src/shared/failure.ts'
import type { RecipeInput } from '../../../src/shared/recipe.ts'
import { makeFacts } from '../../support/facts.ts'
import { createFakePool, planAll } from '../../support/fake-pool.ts'
import { folderWith } from '../../support/folder-with.ts'

/** Where everything goes, relative to the working folder. */
async function places(
  workingFolder: string,
  recipe: RecipeInput,
  inputs: readonly string[] = ['.'],
): Promise<readonly string[]> {
  const jobs = await planAll({ workingFolder, recipe, inputs })
  return jobs.flatMap(({ outputs }) => outputs.map(({ path }) => path.slice(workingFolder.length + 1)))
}

const toOut = { destination: { kind: 'folder', path: 'out' } } as const

describe('the tree of one folder', () => {
  it('is mirrored below the destination, and its own name is not repeated', async () => {
    const folder = await folderWith('in/a.jpg', 'in/x/b.jpg', 'in/x/y/c.jpg')
    const mirrored = ['out/a.jpg', 'out/x/b.jpg', 'out/x/y/c.jpg']
    expect(await places(folder, toOut, ['in'])).toEqual(mirrored)
    expect(await places(folder, toOut, ['in/'])).toEqual(mirrored)
    expect(await places(folder, toOut, [join(folder, 'in')])).toEqual(mirrored)
    expect(await places(folder, toOut, ['./in/x/../'])).toEqual(mirrored)
  })

  it('is left behind when all go to one folder', async () => {
    const folder = await folderWith('in/a.jpg', 'in/x/b.jpg', 'in/x/y/c.jpg')
    expect(await places(folder, { ...toOut, tree: 'flat' }, ['in'])).toEqual(['out/a.jpg', 'out/b.jpg', 'out/c.jpg'])
  })

  it('has portable names on the other side', async () => {
    const folder = await folderWith('in/CON/a.jpg', 'in/q?/b:c.jpg', 'in/x. ./d.jpg')
    expect(await places(folder, toOut, ['in'])).toEqual(['out/_CON/a.jpg', 'out/q_/b_c.jpg', 'out/x/d.jpg'])
  })

  it('has portable folders of at most 255 bytes', async () => {
    const cats = '\u732b'.repeat(85)
    const folder = await folderWith(`in/${cats}/${'x'.repeat(251)}.jpg`)
    expect(await places(folder, toOut, ['in'])).toEqual([`out/${cats}/${'x'.repeat(251)}.jpg`])
  })
})

describe('the trees of several folders', () => {
  it('each keep their name', async () => {
    const folder = await folderWith('one/a.jpg', 'one/x/b.jpg', 'deep/two/a.jpg')
    const expected = ['out/one/a.jpg', 'out/one/x/b.jpg', 'out/two/a.jpg']
    expect(await places(folder, toOut, ['one', 'deep/two'])).toEqual(expected)
    expect(await places(folder, toOut, ['one/', './deep/two/'])).toEqual(expected)
  })

  it('of the same name become one, and no file takes the name of another', async () => {
    const folder = await folderWith('one/in/a.jpg', 'two/in/a.jpg', 'two/in/b.jpg')
    expect(await places(folder, toOut, ['one/in', 'two/in'])).toEqual([
      'out/in/a.jpg',
      'out/in/a (2).jpg',
      'out/in/b.jpg',
    ])
  })

  it('leave files that were named at the top', async () => {
    const folder = await folderWith('one/a.jpg', 'two/a.jpg', 'far/away/a.jpg')
    expect(await places(folder, toOut, ['far/away/a.jpg', 'one', 'two'])).toEqual([
      'out/a.jpg',
      'out/one/a.jpg',
      'out/two/a.jpg',
    ])
  })
})

describe('the destination', () => {
  it('is a folder beside each source by default', async () => {
    const folder = await folderWith('a.jpg', 'x/b.jpg')
    expect(await places(folder, {})).toEqual(['Resized/a.jpg', 'x/Resized/b.jpg'])
    expect(await places(folder, { destination: { kind: 'subfolder', name: 'Web' }, tree: 'flat' })).toEqual([
      'Web/a.jpg',
      'x/Web/b.jpg',
    ])
  })

  it('may be the folder of the source itself, under another name', async () => {
    const folder = await folderWith('a.jpg', 'x/b.jpg')
    const recipe: RecipeInput = { destination: { kind: 'beside' }, outputs: [{ name: '{name}-{w}' }] }
    expect(await places(folder, recipe)).toEqual(['a-1920.jpg', 'x/b-1920.jpg'])
  })

  it('is relative to the working folder, or absolute', async () => {
    const folder = await folderWith('in/a.jpg')
    expect(await places(folder, { destination: { kind: 'folder', path: 'in/../far' } }, ['in'])).toEqual(['far/a.jpg'])
    const path = join(folder, 'abs')
    expect(await places(folder, { destination: { kind: 'folder', path } }, ['in'])).toEqual(['abs/a.jpg'])
  })

  it('inside the folder of sources is never taken for sources, also when it is reached through a link', async () => {
    const folder = await folderWith('a.jpg', 'out/a.jpg', 'out/x/b.jpg')
    await symlink('out', join(folder, 'link'))
    for (const path of ['out', 'link', './x/../out/']) {
      const [place, ...others] = await places(folder, { destination: { kind: 'folder', path } })
      expect(others, path).toEqual([])
      expect(place, path).toMatch(/^(?:out|link)\/a \(2\)\.jpg$/)
    }
  })

  it('that does not exist yet is none of the sources in the next run either', async () => {
    const folder = await folderWith('a.jpg')
    expect(await places(folder, toOut)).toEqual(['out/a.jpg'])
    await mkdir(join(folder, 'out'))
    await writeFile(join(folder, 'out', 'a.jpg'), '')
    expect(await places(folder, toOut)).toEqual(['out/a (2).jpg'])
    expect(await places(folder, { ...toOut, onExisting: 'overwrite' })).toEqual(['out/a.jpg'])
  })

  it('that is a file is refused with the reason', async () => {
    const folder = await folderWith('in/a.jpg', 'out')
    const [job] = await planAll({ workingFolder: folder, inputs: ['in'], recipe: toOut })
    expect(job).toMatchObject({ action: 'refuse', failure: { code: 'output-folder-unusable' }, outputs: [] })
    expect(job?.action === 'refuse' && job.failure.message).toContain('"out" is a file where a folder is needed')
  })
})

describe('the name of an output', () => {
  it('has the value of every token', async () => {
    const folder = await folderWith('Italy/beach.JPG', 'Italy/sea.png')
    const name = '{seq:3}_{name}_{parent}_{date}_{w}x{h}_{output}.{ext}'
    const pool = createFakePool({
      inspect: (path) => succeed(makeFacts({ format: path.endsWith('png') ? 'png' : 'jpeg', takenOn: '2023-12-24' })),
    })
    const outputs = [
      { name, label: 'large' },
      { name, resize: { mode: 'fill', width: 300, height: 300 }, format: { type: 'webp' } },
    ] as const
    const jobs = await planAll({
      workingFolder: folder,
      recipe: { ...toOut, tree: 'flat', outputs: [...outputs] },
      pool,
    })
    expect(jobs.flatMap((job) => job.outputs.map(({ path }) => path.slice(folder.length + 5)))).toEqual([
      '001_beach_Italy_2023-12-24_1920x1440_large.JPG',
      '001_beach_Italy_2023-12-24_300x300_2.webp',
      '002_sea_Italy_2023-12-24_1920x1440_large.png',
      '002_sea_Italy_2023-12-24_300x300_2.webp',
    ])
  })
})
