import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BinSystem, thisBinSystem } from '../../../src/batch/bin-system.ts'
import { createFindInBin } from '../../../src/batch/find-in-bin.ts'
import { createSystemBin } from '../../../src/cli/system-bin.ts'
import type { Fingerprint } from '../../../src/shared/image-facts.ts'
import { tempFolder } from '../../support/temp-folder.ts'

async function write(path: string, content: string | Buffer = path): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}

async function fingerprintOf(path: string): Promise<Fingerprint> {
  const stats = await lstat(path, { bigint: true })
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  return { device: stats.dev, inode: stats.ino, bytes: Number(stats.size), modifiedNs: stats.mtimeNs, sha256 }
}

/** A home and a stick with pictures, below one real folder; what is below `stick` counts as a volume of its own. */
async function stage(platform: NodeJS.Platform): Promise<{ readonly folder: string; readonly system: BinSystem }> {
  const folder = await tempFolder()
  await mkdir(join(folder, 'home/pictures'), { recursive: true })
  await mkdir(join(folder, 'stick/pictures'), { recursive: true })
  const system: BinSystem = {
    ...thisBinSystem(),
    platform,
    homeFolder: join(folder, 'home'),
    dataFolder: join(folder, 'home/.local/share'),
    userId: 1000,
    stat: async (path) => {
      const { uid, mode } = await stat(path, { bigint: true })
      const below = relative(folder, path)
      const dev = below.startsWith('stick') ? 3n : below.startsWith('home') ? 2n : 1n
      return { uid, mode, dev, isDirectory: () => (mode & 0o170000n) === 0o040000n }
    },
  }
  return { folder, system }
}

interface Binned {
  readonly path: string
  readonly fingerprint: Fingerprint
  readonly inBin: string
  readonly note: string
}

/** Moves a file into a bin as desktops of Linux do, with `notedPath` in its note. */
async function moveToFreedesktopBin(path: string, bin: string, name: string, notedPath: string): Promise<Binned> {
  const fingerprint = await fingerprintOf(path)
  const note = await write(
    join(bin, `info/${name}.trashinfo`),
    `[Trash Info]\nPath=${notedPath}\nDeletionDate=2026-11-25T02:00:00\n`,
  )
  const inBin = join(bin, 'files', name)
  await mkdir(dirname(inBin), { recursive: true })
  await rename(path, inBin)
  return { path, fingerprint, inBin, note }
}

function glibEncoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

describe('a file in the bin of Linux', () => {
  it('is found by its note, whatever it is called there and however its path is written', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const find = createFindInBin(system)
    const names = ['a (original).jpg', '影像 [1] #2 100%.jpg', "it's.jpg"]
    const files: Binned[] = []
    for (const [index, name] of names.entries()) {
      const path = await write(join(folder, 'home/pictures', name))
      const noted = index === 0 ? encodeURI(path) : glibEncoded(path)
      files.push(await moveToFreedesktopBin(path, bin, index === 0 ? '1b4e28ba-2fa1' : `${name}.2`, noted))
    }
    for (const { path, fingerprint, inBin } of files) expect((await find(path, fingerprint))?.path).toBe(inBin)
  })

  it('is found at the top of its volume, where paths are relative to that', async () => {
    const { folder, system } = await stage('linux')
    for (const bin of ['.Trash-1000', '.Trash/1000']) {
      const path = await write(join(folder, `stick/pictures/${bin.length.toString()} b.jpg`))
      const noted = glibEncoded(relative(join(folder, 'stick'), path))
      const { fingerprint, inBin } = await moveToFreedesktopBin(path, join(folder, 'stick', bin), 'b.jpg', noted)
      expect((await createFindInBin(system)(path, fingerprint))?.path).toBe(inBin)
    }
  })

  it('is told from others that went there from the same path', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const path = join(folder, 'home/pictures/a.jpg')
    const files: Binned[] = []
    for (const content of ['one', 'two', 'three']) {
      await write(path, content)
      files.push(await moveToFreedesktopBin(path, bin, `${content}.jpg`, glibEncoded(path)))
    }
    const find = createFindInBin(system)
    for (const { fingerprint, inBin } of files.toReversed()) expect((await find(path, fingerprint))?.path).toBe(inBin)
  })

  it('is found once only, even among files that are all the same', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const path = join(folder, 'home/pictures/a.jpg')
    const found: (string | undefined)[] = []
    const files: Binned[] = []
    for (const name of ['one', 'two']) {
      await write(path, 'same')
      files.push(await moveToFreedesktopBin(path, bin, name, glibEncoded(path)))
    }
    const find = createFindInBin(system)
    const [fingerprint] = files.map((file) => file.fingerprint)
    if (fingerprint === undefined) throw new Error('Expected a file.')
    for (let time = 0; time < 3; time += 1) found.push((await find(path, fingerprint))?.path)
    expect(found.toSorted()).toEqual([join(bin, 'files/one'), join(bin, 'files/two'), undefined])
  })

  it('is not found when it was changed there, or taken out', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const edited = await moveToFreedesktopBin(
      await write(join(folder, 'home/pictures/a.jpg'), 'before'),
      bin,
      'a',
      glibEncoded(join(folder, 'home/pictures/a.jpg')),
    )
    await writeFile(edited.inBin, 'edited')
    await utimes(edited.inBin, 1, 1)
    expect(await createFindInBin(system)(edited.path, edited.fingerprint)).toBeNull()
    await rm(edited.inBin)
    expect(await createFindInBin(system)(edited.path, edited.fingerprint)).toBeNull()
  })

  it('is found by its bytes when it came from another volume and is a copy', async () => {
    const { folder, system } = await stage('linux')
    const path = await write(join(folder, 'stick/pictures/a.jpg'))
    const fingerprint = await fingerprintOf(path)
    const bin = join(folder, 'home/.local/share/Trash')
    await write(join(bin, 'info/a.trashinfo'), `[Trash Info]\nPath=${glibEncoded(path)}\n`)
    const inBin = await write(join(bin, 'files/a'), await readFile(path))
    await rm(path)
    // Two files that are written in one moment may have the same time.
    await utimes(inBin, 1, 1)
    expect((await createFindInBin(system)(path, fingerprint))?.path).toBe(inBin)
    expect(await createFindInBin(system)(path, { ...fingerprint, sha256: null })).toBeNull()
  })

  it('is found although its folder is gone, and notes are damaged', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const path = await write(join(folder, 'home/pictures/deep/er/a%zz.jpg'))
    const { fingerprint, inBin } = await moveToFreedesktopBin(path, bin, 'a', path)
    await rm(join(folder, 'home/pictures'), { recursive: true })
    await write(join(bin, 'info/empty.trashinfo'), '')
    await write(join(bin, 'info/notes.txt'), `Path=${path}`)
    await mkdir(join(bin, 'info/folder.trashinfo'))
    expect((await createFindInBin(system)(path, fingerprint))?.path).toBe(inBin)
  })

  it('leaves its note until it is taken out', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const path = await write(join(folder, 'home/pictures/a.jpg'))
    const { fingerprint, note } = await moveToFreedesktopBin(path, bin, 'a', glibEncoded(path))
    const found = await createFindInBin(system)(path, fingerprint)
    if (found === null) throw new Error('Expected to find it.')
    await found.taken()
    expect(await readFile(note, 'utf8')).toContain('Path=')
    await rename(found.path, path)
    await found.taken()
    await expect(stat(note)).rejects.toThrow(/ENOENT/)
    await found.taken()
  })

  it('is not found without a bin', async () => {
    const { folder, system } = await stage('linux')
    const path = await write(join(folder, 'home/pictures/a.jpg'))
    expect(await createFindInBin(system)(path, await fingerprintOf(path))).toBeNull()
  })

  it('is found among very many by reading the bin once', async () => {
    const { folder, system } = await stage('linux')
    const bin = join(folder, 'home/.local/share/Trash')
    const files: Binned[] = []
    for (let number = 0; number < 300; number += 1) {
      const path = await write(join(folder, `home/pictures/${String(number)}.jpg`))
      files.push(await moveToFreedesktopBin(path, bin, `x${String(number)}`, glibEncoded(path)))
    }
    const find = createFindInBin(system)
    const [first, ...others] = files
    if (first === undefined) throw new Error('Expected files.')
    expect((await find(first.path, first.fingerprint))?.path).toBe(first.inBin)
    // Notes are not looked at again.
    await rm(join(bin, 'info'), { recursive: true })
    for (const { path, fingerprint, inBin } of others) expect((await find(path, fingerprint))?.path).toBe(inBin)
  })
})

describe('a file in the bin of macOS', () => {
  it('is found by its inode, under another name, on both kinds of volumes', async () => {
    const { folder, system } = await stage('darwin')
    for (const [from, bin] of [
      ['home/pictures/a.jpg', 'home/.Trash'],
      ['stick/pictures/a.jpg', 'stick/.Trashes/1000'],
    ] as const) {
      const path = await write(join(folder, from))
      const fingerprint = await fingerprintOf(path)
      await write(join(folder, bin, 'a.jpg'), 'another that was there before')
      const inBin = join(folder, bin, 'a 02.10.33.jpg')
      await rename(path, inBin)
      const found = await createFindInBin(system)(path, fingerprint)
      expect(found?.path).toBe(inBin)
      await found?.taken()
      expect(await readdir(join(folder, bin))).toHaveLength(2)
    }
  })

  it('is found under its own name where the bin may not be listed', async () => {
    const { folder, system } = await stage('darwin')
    const path = await write(join(folder, 'home/pictures/a.jpg'))
    const fingerprint = await fingerprintOf(path)
    const find = createFindInBin(system)
    // Read while it is not there, as if it could not be.
    expect(await find(path, fingerprint)).toBeNull()
    const inBin = join(folder, 'home/.Trash/a.jpg')
    await mkdir(dirname(inBin))
    await rename(path, inBin)
    expect((await find(path, fingerprint))?.path).toBe(inBin)
  })
})

/** A note as Windows writes it; version 1 has a path of a fixed length. */
function windowsNote(version: 1 | 2, path: string, bytes: number): Buffer {
  const head = Buffer.alloc(version === 1 ? 24 : 28)
  head.writeBigInt64LE(BigInt(version), 0)
  head.writeBigInt64LE(BigInt(bytes), 8)
  head.writeBigInt64LE(133_770_000_000_000_000n, 16)
  if (version === 2) head.writeUInt32LE(path.length + 1, 24)
  const text = Buffer.alloc(version === 1 ? 520 : (path.length + 1) * 2)
  text.write(path, 'utf16le')
  return Buffer.concat([head, text])
}

describe('a file in the bin of Windows', () => {
  it.each([1, 2] as const)('is found by its note of version %i, whatever the case of its path', async (version) => {
    const { folder, system } = await stage('win32')
    const path = await write(join(folder, 'stick/pictures/影像 (original).jpg'))
    const fingerprint = await fingerprintOf(path)
    const bin = join(folder, 'stick/$Recycle.Bin')
    await mkdir(join(bin, 'S-1-5-21-1'), { recursive: true })
    await write(join(bin, 'S-1-5-18/$IZZZZZZ.jpg'), 'no note')
    await write(join(bin, 'desktop.ini'), '')
    const note = join(bin, 'S-1-5-21-1/$IA1B2C3.jpg')
    await write(note, windowsNote(version, path.toUpperCase(), fingerprint.bytes))
    const inBin = join(bin, 'S-1-5-21-1/$RA1B2C3.jpg')
    await rename(path, inBin)
    const found = await createFindInBin(system)(path, fingerprint)
    expect(found?.path).toBe(inBin)
    await rename(inBin, path)
    await found?.taken()
    await expect(stat(note)).rejects.toThrow(/ENOENT/)
  })

  it('is not found by a note that is cut off, or of a version that nobody knows', async () => {
    const { folder, system } = await stage('win32')
    const path = await write(join(folder, 'stick/a.jpg'))
    const fingerprint = await fingerprintOf(path)
    const bin = join(folder, 'stick/$Recycle.Bin/S-1-5-21-1')
    await write(join(bin, '$R1.jpg'))
    await rename(path, join(bin, '$R1.jpg'))
    const unknown = windowsNote(2, path, 1)
    unknown.writeBigInt64LE(3n, 0)
    for (const note of [
      unknown,
      windowsNote(2, path, 1).subarray(0, 27),
      windowsNote(2, path, 1).subarray(0, 60),
      Buffer.alloc(0),
    ]) {
      await write(join(bin, '$I1.jpg'), note)
      expect(await createFindInBin(system)(path, fingerprint)).toBeNull()
    }
    await write(join(bin, '$I1.jpg'), windowsNote(2, path, 1))
    expect((await createFindInBin(system)(path, fingerprint))?.path).toBe(join(bin, '$R1.jpg'))
  })
})

describe.runIf(process.platform === 'linux')('the real bin', () => {
  it('gives back what was put into it', async () => {
    const folder = await tempFolder()
    const bin = createSystemBin()
    const find = createFindInBin(thisBinSystem())
    const names = ['a (original).jpg', 'b [1] *?.jpg', '影像 #1 100%.jpg', '-n.jpg']
    const files = await Promise.all(
      names.map(async (name) => {
        const path = await write(join(folder, name))
        return { path, fingerprint: await fingerprintOf(path) }
      }),
    )
    await Promise.all(files.map(({ path }) => bin.put(path)))
    expect(await readdir(folder)).toEqual([])
    for (const { path, fingerprint } of files) {
      const found = await find(path, fingerprint)
      if (found === null) throw new Error(`Expected ${path} in the bin.`)
      expect(found.path.startsWith(thisBinSystem().dataFolder)).toBe(true)
      await rename(found.path, path)
      await found.taken()
      expect(await fingerprintOf(path)).toEqual(fingerprint)
    }
    expect(await readdir(join(thisBinSystem().dataFolder, 'Trash'), { recursive: true })).toEqual(['files', 'info'])
  })
})
