import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSystemBin } from '../../../src/cli/system-bin.ts'
import { folderWith } from '../../support/folder-with.ts'

interface Mover {
  readonly folder: string
  readonly calls: readonly (readonly string[])[]
  /** Moves what it is told into a folder "bin", unless `refuses`; rejects when it refused any. */
  move(paths: readonly string[]): Promise<void>
}

async function moverIn(folder: string, refuses: (name: string) => boolean = () => false): Promise<Mover> {
  await mkdir(join(folder, 'bin'))
  const calls: string[][] = []
  return {
    folder,
    calls,
    move: async (paths) => {
      calls.push(paths.map((path) => basename(path)))
      let refused: string | null = null
      for (const path of paths) {
        if (refuses(basename(path))) refused = basename(path)
        else await rename(path, join(folder, 'bin', basename(path)))
      }
      if (refused !== null) throw new Error(`No room for ${refused}.`)
    },
  }
}

const named = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${String(index)}.jpg`)

async function outcomes(work: readonly Promise<void>[]): Promise<readonly string[]> {
  return (await Promise.allSettled(work)).map((end) => (end.status === 'fulfilled' ? 'moved' : String(end.reason)))
}

describe.each(['linux', 'darwin', 'win32'] as const)('the bin of %s', (platform) => {
  it('takes files', async () => {
    const folder = await folderWith('a.jpg', 'b.jpg')
    const { move } = await moverIn(folder)
    const bin = createSystemBin(platform, move)
    await Promise.all([bin.put(join(folder, 'a.jpg')), bin.put(join(folder, 'b.jpg'))])
    await bin.put(join(await folderWith('c.jpg'), 'c.jpg'))
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
      'bin',
      'bin/a.jpg',
      'bin/b.jpg',
      'bin/c.jpg',
    ])
  })

  it('says which file it did not take, and leaves that where it was', async () => {
    const names = named(5)
    const folder = await folderWith(...names)
    const { move } = await moverIn(folder, (name) => name === '2.jpg')
    const bin = createSystemBin(platform, move)
    expect(await outcomes(names.map((name) => bin.put(join(folder, name))))).toEqual([
      'moved',
      'moved',
      'Error: No room for 2.jpg.',
      'moved',
      'moved',
    ])
    expect((await readdir(folder)).toSorted()).toEqual(['2.jpg', 'bin'])
    expect(await readFile(join(folder, '2.jpg'), 'utf8')).toBe('2.jpg')
  })

  it('rejects what is not there, and what a program says to have taken and has not', async () => {
    const folder = await folderWith('a.jpg')
    const bin = createSystemBin(platform, () => Promise.resolve())
    expect(await outcomes([bin.put(join(folder, 'a.jpg')), bin.put(join(folder, 'no.jpg'))])).toEqual([
      'Error: The bin did not take the file.',
      expect.stringContaining('ENOENT'),
    ])
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })
})

describe('a bin for which a program has to be started', () => {
  it.each(['darwin', 'win32'] as const)('takes what comes meanwhile together: %s', async (platform) => {
    const names = named(250)
    const folder = await folderWith(...names)
    const { move, calls } = await moverIn(folder)
    const bin = createSystemBin(platform, move)
    await Promise.all(names.map((name) => bin.put(join(folder, name))))
    expect(calls.map((call) => call.length)).toEqual([1, 100, 100, 49])
    expect(await readdir(join(folder, 'bin'))).toHaveLength(250)
  })
})

describe('a bin of Windows that deletes for good', () => {
  it('is noticed, and the file brought back', async () => {
    const folder = await folderWith('a.jpg', 'b.jpg')
    const bin = createSystemBin('win32', async (paths) => {
      for (const path of paths) await unlink(path)
    })
    expect(await outcomes([bin.put(join(folder, 'a.jpg')), bin.put(join(folder, 'b.jpg'))])).toEqual([
      'Error: The bin did not take the file.',
      'Error: The bin did not take the file.',
    ])
    expect(await readdir(folder)).toEqual(['a.jpg', 'b.jpg'])
    expect(await readFile(join(folder, 'a.jpg'), 'utf8')).toBe('a.jpg')
  })

  it('is noticed of a file that has other names as well', async () => {
    const folder = await folderWith('a.jpg')
    await link(join(folder, 'a.jpg'), join(folder, 'twin.jpg'))
    const bin = createSystemBin('win32', async (paths) => {
      for (const path of paths) await unlink(path)
    })
    expect(await outcomes([bin.put(join(folder, 'a.jpg'))])).toEqual(['Error: The bin did not take the file.'])
    expect(await readdir(folder)).toEqual(['a.jpg', 'twin.jpg'])
  })

  it('is not asked where that could not be noticed, because a second name cannot be made', async () => {
    const folder = await folderWith('a.jpg')
    let calls = 0
    const bin = createSystemBin('win32', () => {
      calls += 1
      return Promise.resolve()
    })
    // A folder has no second name, as no file has on FAT.
    await mkdir(join(folder, 'b'))
    await writeFile(join(folder, 'b/c.jpg'), '')
    expect(await outcomes([bin.put(join(folder, 'b'))])).toEqual([expect.stringMatching(/EPERM|EISDIR/)])
    expect(calls).toBe(0)
    expect((await readdir(folder)).toSorted()).toEqual(['a.jpg', 'b'])
  })
})
