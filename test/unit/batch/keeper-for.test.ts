import { describe, expect, it } from 'vitest'
import { createKeeperFor } from '../../../src/batch/keeper-for.ts'
import { type FakeEntry, fakeBinSystem } from '../../support/fake-bin-system.ts'

type Entries = Readonly<Record<string, FakeEntry>>

const root: Entries = {
  '/': { isReadOnly: true },
  '/home': { isReadOnly: true },
  '/home/me': {},
  '/home/me/pictures': {},
}
/** A stick, whose folder is this person's own. */
const stick: Entries = {
  ...root,
  '/media': { isReadOnly: true },
  '/media/stick': { volume: 2 },
  '/media/stick/pictures': { volume: 2 },
}
const onStick = '/media/stick/pictures'

function keeper(folder: string, ...system: Parameters<typeof fakeBinSystem>): Promise<'bin' | 'folder'> {
  return createKeeperFor(fakeBinSystem(...system))(folder)
}

describe('where originals go on Linux', () => {
  it('is the bin on the volume of the home folder, although it has not been used yet', async () => {
    expect(await keeper('/home/me/pictures', 'linux', root)).toBe('bin')
    const used = { ...root, '/home/me/.local': {}, '/home/me/.local/share': {}, '/home/me/.local/share/Trash': {} }
    expect(await keeper('/home/me/pictures', 'linux', used)).toBe('bin')
  })

  it('is a folder when that bin cannot be made, is somebody else’s, a link or read-only', async () => {
    const trash = '/home/me/.local/share/Trash'
    for (const entry of [{ userId: 0 }, { kind: 'link' }, { kind: 'file' }, { isReadOnly: true }] as const) {
      expect(await keeper('/home/me/pictures', 'linux', { ...root, [trash]: entry }), JSON.stringify(entry)).toBe(
        'folder',
      )
    }
    expect(await keeper('/home/me/pictures', 'linux', { ...root, '/home/me': { isReadOnly: true } })).toBe('folder')
  })

  it('is the bin at the top of another volume that has one, or could', async () => {
    expect(await keeper(onStick, 'linux', stick)).toBe('bin')
    const readOnly = { ...stick, '/media/stick': { volume: 2, isReadOnly: true } }
    expect(await keeper(onStick, 'linux', readOnly)).toBe('folder')
    expect(await keeper(onStick, 'linux', { ...readOnly, '/media/stick/.Trash-1000': { volume: 2 } })).toBe('bin')
    const otherUser = { ...stick, '/media/stick/.Trash-1000': { volume: 2, userId: 0 } }
    expect(await keeper(onStick, 'linux', otherUser)).toBe('folder')
  })

  it('is the bin that all users of a volume share, if it protects what is in it', async () => {
    const shared = { volume: 2, userId: 0, mode: 0o41777 }
    const readOnly = { ...stick, '/media/stick': { volume: 2, isReadOnly: true } }
    expect(await keeper(onStick, 'linux', { ...readOnly, '/media/stick/.Trash': shared })).toBe('bin')
    const unprotected = { ...readOnly, '/media/stick/.Trash': { ...shared, mode: 0o40777 } }
    expect(await keeper(onStick, 'linux', unprotected)).toBe('folder')
    const linked = { ...readOnly, '/media/stick/.Trash': { ...shared, kind: 'link' as const } }
    expect(await keeper(onStick, 'linux', linked)).toBe('folder')
    const foreign = { ...readOnly, '/media/stick/.Trash': shared, '/media/stick/.Trash/1000': { volume: 2, userId: 0 } }
    expect(await keeper(onStick, 'linux', foreign)).toBe('folder')
  })

  it.each([
    ['NFS', 0x6969n],
    ['SMB', 0x517bn],
    ['CIFS', 0xff534d42n],
    ['CIFS, as a system with signed numbers says it', BigInt.asIntN(32, 0xff534d42n)],
    ['SMB 2', 0xfe534d42n],
    ['FUSE', 0x65735546n],
    ['9P', 0x01021997n],
  ])('is a folder on a file system that is not of this machine, even with home on it: %s', async (_, kind) => {
    expect(await keeper(onStick, 'linux', stick, { kinds: { 2: kind } })).toBe('folder')
    expect(await keeper('/home/me/pictures', 'linux', stick, { kinds: { 1: kind } })).toBe('folder')
  })

  it('is a folder where files live in memory, unless home does', async () => {
    const tmpfs = 0x01021994n
    expect(await keeper(onStick, 'linux', stick, { kinds: { 2: tmpfs } })).toBe('folder')
    expect(await keeper('/home/me/pictures', 'linux', stick, { kinds: { 1: tmpfs } })).toBe('bin')
  })

  it('is a folder when nothing can be found out', async () => {
    expect(await keeper('/nowhere', 'linux', root)).toBe('folder')
    expect(await keeper('/home/me/pictures', 'linux', root, { homeFolder: '/home/nobody' })).toBe('folder')
  })
})

describe('where originals go on macOS', () => {
  const volumes: Entries = {
    ...stick,
    '/Volumes': {},
    '/Volumes/Card': { volume: 3 },
    '/Volumes/Card/DCIM': { volume: 3 },
  }

  it('is the bin on the volume of the home folder', async () => {
    expect(await keeper('/home/me/pictures', 'darwin', volumes)).toBe('bin')
  })

  it('is the bin of another volume that has one', async () => {
    expect(await keeper('/Volumes/Card/DCIM', 'darwin', volumes)).toBe('folder')
    const withBin = { ...volumes, '/Volumes/Card/.Trashes': { volume: 3, userId: 0, mode: 0o1333 } }
    expect(await keeper('/Volumes/Card/DCIM', 'darwin', withBin)).toBe('bin')
  })
})

describe('where originals go on Windows', () => {
  const drives: Entries = {
    'C:\\': {},
    'C:\\$Recycle.Bin': {},
    'C:\\Users': {},
    'C:\\Users\\me': {},
    'C:\\mounted': { volume: 3 },
    'C:\\mounted\\pictures': { volume: 3 },
    'E:\\': { volume: 2 },
    'E:\\DCIM': { volume: 2 },
    '\\\\server\\share\\': { volume: 4 },
    '\\\\server\\share\\$Recycle.Bin': { volume: 4 },
    '\\\\server\\share\\pictures': { volume: 4 },
  }

  it('is the bin on a drive that has one', async () => {
    expect(await keeper('C:\\Users\\me', 'win32', drives)).toBe('bin')
    expect(await keeper('E:\\DCIM', 'win32', drives)).toBe('folder')
    expect(await keeper('E:\\DCIM', 'win32', { ...drives, 'E:\\$Recycle.Bin': { volume: 2 } })).toBe('bin')
  })

  it('is a folder on a network drive, where the bin deletes for good', async () => {
    expect(await keeper('\\\\server\\share\\pictures', 'win32', drives)).toBe('folder')
    expect(await keeper('\\\\?\\UNC\\server\\share\\pictures', 'win32', drives)).toBe('folder')
  })

  it('is that of the volume, not of the drive letter that it is mounted below', async () => {
    expect(await keeper('C:\\mounted\\pictures', 'win32', drives)).toBe('folder')
    const withBin = { ...drives, 'C:\\mounted\\$Recycle.Bin': { volume: 3 } }
    expect(await keeper('C:\\mounted\\pictures', 'win32', withBin)).toBe('bin')
  })
})

describe('the question where originals go', () => {
  it('is answered once per volume', async () => {
    const entries = { ...stick, '/media/stick/other': { volume: 2 } }
    const system = fakeBinSystem('linux', entries)
    const keeperFor = createKeeperFor(system)
    expect(await Promise.all([onStick, '/home/me/pictures', onStick].map(keeperFor))).toEqual(['bin', 'bin', 'bin'])
    const before = system.looked.length
    expect(await keeperFor('/media/stick/other')).toBe('bin')
    expect(system.looked.slice(before)).toEqual(['/media/stick/other'])
  })
})
