import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareScan, type ScannedItem } from '../../../src/batch/scan-sources.ts'
import type { Destination } from '../../../src/shared/recipe.ts'
import { randomNumbers } from '../../support/facts.ts'
import { makeFiles } from '../../support/folder-with.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const beside: Destination = { kind: 'beside' }

async function scan(
  workingFolder: string,
  inputs: readonly string[] = ['.'],
  filter: { recursive?: boolean; include?: readonly string[]; exclude?: readonly string[] } = {},
  destination = beside,
) {
  const everything = { recursive: true, include: [], exclude: [] }
  const found = await prepareScan({ inputs, workingFolder, filter: { ...everything, ...filter } }, destination)
  const items: ScannedItem[] = []
  for await (const item of found.items()) items.push(item)
  return {
    items,
    leftOut: found.leftOut(),
    paths: items.map(({ source }) => source.path.slice(workingFolder.length + 1)),
    trees: items.map(({ source }) => source.treeFolder),
  }
}

describe('scanning a folder', () => {
  it('finds the files of each folder by name, then its folders by name', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['z.jpg', 'b/2.jpg', 'a.jpg', 'b/a/3.jpg', 'a/1.jpg', 'b/10.jpg', 'B.jpg', 'c/d/e/f.jpg'])
    const { paths, trees } = await scan(folder)
    expect(paths).toEqual(['B.jpg', 'a.jpg', 'z.jpg', 'a/1.jpg', 'b/10.jpg', 'b/2.jpg', 'b/a/3.jpg', 'c/d/e/f.jpg'])
    expect(trees).toEqual(['', '', '', 'a', 'b', 'b', 'b/a', 'c/d/e'])
  })

  it('has the same order whatever the order in which the files were made', async () => {
    const random = randomNumbers(3)
    const names = Array.from({ length: 60 }, (_, index) => `${random.oneOf(['', 'x/', 'y/z/'])}${String(index)}.jpg`)
    const orders: (readonly string[])[] = []
    for (let round = 0; round < 3; round += 1) {
      const folder = await tempFolder()
      await makeFiles(folder, random.shuffled(names))
      orders.push((await scan(folder)).paths)
    }
    expect(orders[0]).toHaveLength(60)
    expect(orders[1]).toEqual(orders[0])
    expect(orders[2]).toEqual(orders[0])
  })

  it('takes what is no picture as well: only the contents tell', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['notes.txt', 'picture', 'a.jpg'])
    const { items } = await scan(folder)
    expect(items.map(({ source, failure }) => [source.origin, failure])).toEqual(Array(3).fill(['found', null]))
  })

  it('leaves hidden files and folders out, and counts them', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', '.b.jpg', '.batchfit-00000001.tmp', '.trash/c.jpg', 'd/.e/f.jpg', 'd/g.jpg'])
    const { paths, leftOut } = await scan(folder)
    expect(paths).toEqual(['a.jpg', 'd/g.jpg'])
    expect(leftOut).toEqual({ hidden: 4, special: 0 })
  })

  it('finds nothing in an empty folder', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'a', 'b'), { recursive: true })
    expect((await scan(folder)).items).toEqual([])
  })

  it('yields the first files before it has looked into the other folders', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'b/c.jpg'])
    const filter = { recursive: true, include: [], exclude: [] }
    const found = await prepareScan({ inputs: ['.'], workingFolder: folder, filter }, beside)
    const paths: string[] = []
    for await (const { source } of found.items()) {
      if (paths.length === 0) await writeFile(join(folder, 'b', 'late.jpg'), '')
      paths.push(source.path)
    }
    expect(paths).toEqual([join(folder, 'a.jpg'), join(folder, 'b/c.jpg'), join(folder, 'b/late.jpg')])
  })

  it('finds all of a folder that is too large for one read', async () => {
    const folder = await tempFolder()
    const names = Array.from({ length: 5000 }, (_, index) => `${String(index)}.jpg`)
    await Promise.all(names.map((name) => writeFile(join(folder, name), '')))
    expect(await readdir(folder)).toHaveLength(5000)
    expect((await scan(folder)).paths).toEqual(names.toSorted())
  })

  it('stays in the folder given when it is told to', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'b/c.jpg', 'b/d/e.jpg'])
    expect((await scan(folder, ['.'], { recursive: false })).paths).toEqual(['a.jpg'])
    expect((await scan(folder, ['b'], { recursive: false })).paths).toEqual(['b/c.jpg'])
  })
})

describe('scanning with globs', () => {
  const files = ['a.jpg', 'b.PNG', 'notes.txt', 'trip/a.jpg', 'trip/raw/a.jpg', 'raw/b.jpg', 'raw.jpg']

  it.each([
    [{ include: ['*.jpg'] }, ['a.jpg', 'raw.jpg', 'raw/b.jpg', 'trip/a.jpg', 'trip/raw/a.jpg']],
    [{ include: ['*.png', '*.TXT'] }, ['b.PNG', 'notes.txt']],
    [{ include: ['trip/**'] }, ['trip/a.jpg', 'trip/raw/a.jpg']],
    [{ include: ['trip/*'] }, ['trip/a.jpg']],
    [{ exclude: ['raw'] }, ['a.jpg', 'b.PNG', 'notes.txt', 'raw.jpg', 'trip/a.jpg']],
    [{ exclude: ['raw/**'] }, ['a.jpg', 'b.PNG', 'notes.txt', 'raw.jpg', 'trip/a.jpg', 'trip/raw/a.jpg']],
    [{ exclude: ['raw*'] }, ['a.jpg', 'b.PNG', 'notes.txt', 'trip/a.jpg']],
    [{ include: ['*.jpg'], exclude: ['a.*', 'trip'] }, ['raw.jpg', 'raw/b.jpg']],
    [{ include: ['*.gif'] }, []],
  ])('takes by %j', async (filter, expected) => {
    const folder = await tempFolder()
    await makeFiles(folder, files)
    expect((await scan(folder, ['.'], filter)).paths).toEqual(expected)
  })

  it('goes by the path below the folder given, wherever that is', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['in/trip/a.jpg', 'in/b.jpg'])
    expect((await scan(folder, ['in'], { include: ['trip/*'] })).paths).toEqual(['in/trip/a.jpg'])
    expect((await scan(folder, ['in'], { include: ['in/**'] })).paths).toEqual([])
  })

  it('takes a file that was given by name in any case', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', '.b.jpg'])
    const filter = { include: ['*.png'], exclude: ['a.*'] }
    expect((await scan(folder, ['a.jpg', '.b.jpg'], filter)).paths).toEqual(['a.jpg', '.b.jpg'])
  })
})

describe('scanning several inputs', () => {
  it('keeps their order, and each folder its own name', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['b/1.jpg', 'a/x/2.jpg', 'z.jpg', 'c.jpg'])
    const { paths, trees, items } = await scan(folder, ['z.jpg', 'b', 'c.jpg', 'a'])
    expect(paths).toEqual(['z.jpg', 'b/1.jpg', 'c.jpg', 'a/x/2.jpg'])
    expect(trees).toEqual(['', 'b', '', join('a', 'x')])
    expect(items.map(({ source }) => source.origin)).toEqual(['named', 'found', 'named', 'found'])
  })

  it('does not repeat the name of a folder that is the only one', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['in/1.jpg', 'in/x/2.jpg', 'z.jpg'])
    expect((await scan(folder, ['in', 'z.jpg'])).trees).toEqual(['', 'x', ''])
  })

  it('does not repeat the name of the only folder either when it is given twice', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['in/1.jpg'])
    expect((await scan(folder, ['in', './in/'])).trees).toEqual([''])
  })

  it('gives every file once, however often and in whatever way it is given', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a/1.jpg', 'a/b/2.jpg'])
    expect((await scan(folder, ['a/1.jpg', './a/../a/1.jpg', join(folder, 'a/1.jpg')])).paths).toEqual(['a/1.jpg'])
    expect((await scan(folder, ['a', 'a/1.jpg'])).paths).toEqual(['a/1.jpg', 'a/b/2.jpg'])
    expect((await scan(folder, ['a/b/2.jpg', 'a'])).paths).toEqual(['a/b/2.jpg', 'a/1.jpg'])
    expect((await scan(folder, ['a/b', 'a', 'a'])).paths).toEqual(['a/b/2.jpg', 'a/1.jpg'])
    expect((await scan(folder, ['a', 'a/b'])).paths).toEqual(['a/1.jpg', 'a/b/2.jpg'])
  })

  it('takes a named file that the globs kept out of a folder given before', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a/1.jpg', 'a/2.png'])
    expect((await scan(folder, ['a', 'a/2.png'], { include: ['*.jpg'] })).paths).toEqual(['a/1.jpg', 'a/2.png'])
  })

  it('fails those that are not there, in their place, and goes on', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'b.jpg'])
    const { items, paths } = await scan(folder, ['a.jpg', 'no.jpg', 'a.jpg/no', 'b.jpg'])
    expect(paths).toEqual(['a.jpg', 'no.jpg', 'a.jpg/no', 'b.jpg'])
    expect(items.map(({ failure }) => failure?.code)).toEqual([undefined, 'input-missing', 'input-missing', undefined])
  })
})

describe('scanning a folder that outputs go to', () => {
  it('does not enter where this batch writes', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'out/a.jpg', 'b/out/c.jpg', 'Resized/a.jpg', 'b/RESIZED/d.jpg'])
    const into = async (destination: Destination) => (await scan(folder, ['.'], {}, destination)).paths
    expect(await into({ kind: 'folder', path: 'out' })).toEqual([
      'a.jpg',
      'Resized/a.jpg',
      'b/RESIZED/d.jpg',
      'b/out/c.jpg',
    ])
    expect(await into({ kind: 'subfolder', name: 'Resized' })).toEqual(['a.jpg', 'b/out/c.jpg', 'out/a.jpg'])
  })

  it('takes such a folder in when it is the one that was given', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['Resized/a.jpg'])
    const destination = { kind: 'subfolder', name: 'Resized' } as const
    expect((await scan(folder, ['Resized'], {}, destination)).paths).toEqual(['Resized/a.jpg'])
  })
})
