import { realpath, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareScan, type Scan } from '../../../src/batch/scan-sources.ts'
import type { SourceFilter } from '../../../src/batch/source-rules.ts'
import type { Destination } from '../../../src/shared/recipe.ts'
import { folderWith } from '../../support/folder-with.ts'

const everything: SourceFilter = { recursive: true, include: [], exclude: [] }
const subfolder: Destination = { kind: 'subfolder', name: 'Resized' }

function prepare(
  workingFolder: string,
  inputs: readonly string[],
  filter: Partial<SourceFilter> = {},
  destination = subfolder,
): Promise<Scan> {
  return prepareScan({ inputs, workingFolder, filter: { ...everything, ...filter } }, destination)
}

/** Real paths of all sources, and what the scan answers when it is asked about them on the way. */
async function foretold(scan: Scan): Promise<readonly (readonly [string, boolean])[]> {
  const found: Promise<readonly [string, boolean]>[] = []
  for await (const { source, failure } of scan.items()) {
    if (failure !== null) continue
    const real = await realpath(source.path)
    found.push(scan.isSource(dirname(real), basename(real)).then((isSource) => [real, isSource] as const))
  }
  return Promise.all(found)
}

/** Runs the scan to its end and answers for real paths from then on. */
async function over(scan: Scan): Promise<(path: string) => Promise<boolean>> {
  await foretold(scan)
  return (path) => scan.isSource(dirname(path), basename(path))
}

describe('a folder of outputs among the inputs', () => {
  const codes = async (scan: Scan): Promise<readonly (readonly [string, string | null])[]> => {
    const found: (readonly [string, string | null])[] = []
    for await (const { source, failure } of scan.items()) found.push([basename(source.path), failure?.code ?? null])
    return found
  }

  it('that a wildcard brought in is left out, and says so', async () => {
    const folder = await folderWith('a/1.jpg', 'out/a/1.jpg', 'Resized/1.jpg')
    expect(await codes(await prepare(folder, ['Resized', 'a']))).toEqual([
      ['Resized', 'not-a-picture'],
      ['1.jpg', null],
    ])
    const to = { kind: 'folder', path: 'out' } as const
    expect(await codes(await prepare(folder, ['a', 'out/a'], {}, to))).toEqual([
      ['1.jpg', null],
      ['a', 'not-a-picture'],
    ])
  })

  it('is searched when it is given alone', async () => {
    const folder = await folderWith('Resized/1.jpg')
    expect(await codes(await prepare(folder, ['Resized']))).toEqual([['1.jpg', null]])
  })
})

describe('whether a file is, or will be, a source', () => {
  it('is known before the scan has come by it', async () => {
    const folder = await folderWith('in/a.jpg', 'in/b/c.jpg', 'far/d.jpg')
    const scan = await prepare(folder, ['in', 'far/d.jpg'])
    const sources = await foretold(scan)
    expect(sources).toHaveLength(3)
    for (const [path, wasForetold] of sources) expect(wasForetold, path).toBe(true)
  })

  it('is known for a folder that was given through a link', async () => {
    const folder = await folderWith('real/a.jpg', 'real/b/c.jpg')
    await symlink('real', join(folder, 'link'))
    const sources = await foretold(await prepare(folder, ['link']))
    expect(sources).toEqual([
      [join(folder, 'real/a.jpg'), true],
      [join(folder, 'real/b/c.jpg'), true],
    ])
  })

  it('goes by the same rules as the scan itself', async () => {
    const isSource: Readonly<Record<string, boolean>> = {
      'in/a.jpg': true,
      'in/b/A.JPG': true,
      'in/a.png': false,
      'in/x.jpg': false,
      'in/.a.jpg': false,
      'in/drafts/a.jpg': false,
      'in/.git/a.jpg': false,
      'in/b/Resized/a.jpg': false,
      'a.jpg': false,
      'inside/a.jpg': false,
      '..in/a.jpg': false,
    }
    const folder = await folderWith(...Object.keys(isSource))
    const ask = await over(await prepare(folder, ['in'], { include: ['*.jpg'], exclude: ['drafts', 'x*'] }))
    for (const [path, expected] of Object.entries(isSource)) expect(await ask(join(folder, path)), path).toBe(expected)
  })

  it('is no for what is below, when the scan does not go down', async () => {
    const folder = await folderWith('in/a.jpg', 'in/b/a.jpg')
    const ask = await over(await prepare(folder, ['in'], { recursive: false }))
    expect(await ask(join(folder, 'in/a.jpg'))).toBe(true)
    expect(await ask(join(folder, 'in/b/a.jpg'))).toBe(false)
  })

  it('is no for the folder of outputs inside that of the sources', async () => {
    const folder = await folderWith('in/a.jpg', 'in/out/a.jpg', 'in/out/b/a.jpg', 'in/b/out/a.jpg')
    const ask = await over(await prepare(folder, ['in'], {}, { kind: 'folder', path: 'in/out' }))
    expect(await ask(join(folder, 'in/out/a.jpg'))).toBe(false)
    expect(await ask(join(folder, 'in/out/b/a.jpg'))).toBe(false)
    expect(await ask(join(folder, 'in/b/out/a.jpg'))).toBe(true)
  })

  it('is yes for a named file, whatever case its name has', async () => {
    const folder = await folderWith('in/.a.jpg')
    const ask = await over(await prepare(folder, ['in/.a.jpg'], { include: ['*.png'] }))
    expect(await ask(join(folder, 'in/.A.JPG'))).toBe(true)
    expect(await ask(join(folder, 'in/b.jpg'))).toBe(false)
  })

  it('is known for what a named link points to', async () => {
    const folder = await folderWith('far/a.jpg')
    await symlink('far/a.jpg', join(folder, 'link.jpg'))
    expect(await foretold(await prepare(folder, ['link.jpg']))).toEqual([[join(folder, 'far/a.jpg'), true]])
  })

  it('is known for what a found link points to', async () => {
    const folder = await folderWith('far/a.jpg', 'in/b.jpg')
    await symlink('../far/a.jpg', join(folder, 'in/link.jpg'))
    for (const [path, wasForetold] of await foretold(await prepare(folder, ['in']))) {
      expect(wasForetold, path).toBe(true)
    }
  })

  it('is known for what is in a linked folder', async () => {
    const folder = await folderWith('far/a.jpg', 'in/b.jpg')
    await symlink('../far', join(folder, 'in/link'))
    for (const [path, wasForetold] of await foretold(await prepare(folder, ['in']))) {
      expect(wasForetold, path).toBe(true)
    }
  })
})
