import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isDropId, receiveDrop } from '../../../src/browser-host/receive-drop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

interface Entry {
  readonly path: string
  readonly bytes: number | null
  readonly modifiedMs: number
}

function pack(entries: readonly Entry[], contents: readonly Uint8Array[] = []): Buffer {
  const header = Buffer.from(JSON.stringify(entries))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  return Buffer.concat([length, header, ...contents])
}

/** In chunks of a size that cuts through everything. */
async function* inChunks(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield await Promise.resolve(body.subarray(at, at + size))
}

const file = (path: string, bytes: number, modifiedMs = 0): Entry => ({ path, bytes, modifiedMs })

describe('a pack of dropped files', () => {
  it.each([1, 7, 65_536])('is unpacked as it was, in chunks of %d bytes', async (size) => {
    const folder = await tempFolder()
    const contents = [Buffer.from('one'), Buffer.alloc(0), Buffer.from('三')]
    const entries = [
      { path: 'Set', bytes: null, modifiedMs: 0 },
      file('Set/a.jpg', 3, Date.UTC(2020, 1, 2)),
      file('Set/empty', 0),
      file('Set/deep/er/三.png', 3),
      { path: 'Set/none', bytes: null, modifiedMs: 0 },
    ]
    expect(await receiveDrop(folder, inChunks(pack(entries, contents), size), false)).toEqual({ ok: true, files: 3 })
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(
      ['Set', 'Set/a.jpg', 'Set/deep', 'Set/deep/er', 'Set/deep/er/三.png', 'Set/empty', 'Set/none'].toSorted(),
    )
    expect(await readFile(join(folder, 'Set/deep/er/三.png'), 'utf8')).toBe('三')
    expect((await stat(join(folder, 'Set/a.jpg'))).mtimeMs, 'dates are kept').toBe(Date.UTC(2020, 1, 2))
  })

  it('may hold files larger than what is kept in memory', async () => {
    const folder = await tempFolder()
    const large = Buffer.alloc(3 * 1024 ** 2, 'abc')
    const body = pack([file('large', large.length), file('after', 2)], [large, Buffer.from('ok')])
    expect(await receiveDrop(folder, inChunks(body, 64 * 1024), false)).toEqual({ ok: true, files: 2 })
    expect((await readFile(join(folder, 'large'))).equals(large)).toBe(true)
    expect(await readFile(join(folder, 'after'), 'utf8')).toBe('ok')
  })

  it.each(['../escape', '/etc/escape', 'a/../../escape', String.raw`..\escape`, 'a/\u0000', 'C:/escape', ''])(
    'is refused where it would leave its folder: %j',
    async (path) => {
      const parent = await tempFolder()
      const folder = join(parent, 'drop')
      const outcome = await receiveDrop(folder, inChunks(pack([file(path, 1)], [Buffer.from('x')]), 9), false)
      expect(outcome).toMatchObject({ ok: false })
      expect(await readdir(parent, { recursive: true })).toEqual([])
    },
  )

  it('overwrites nothing, but when it is sent again', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'a'), 'mine')
    const body = pack([file('a', 3)], [Buffer.from('new')])
    await expect(receiveDrop(folder, inChunks(body, 99), false)).rejects.toThrow(/EEXIST/)
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('mine')
    await receiveDrop(folder, inChunks(body, 99), true)
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new')
  })

  it('leaves nothing of a file that breaks off', async () => {
    const folder = await tempFolder()
    for (const bytes of [10, 3 * 1024 ** 2]) {
      const body = pack([file('whole', 2), file('broken', bytes)], [Buffer.from('ok'), Buffer.alloc(bytes / 2)])
      await expect(receiveDrop(folder, inChunks(body, 4096), true)).rejects.toThrow(/sent no more/)
      expect(await readdir(folder)).toEqual(['whole'])
    }
  })

  it.each([
    ['no list', '{}'],
    ['no JSON', 'xx'],
    ['a size that is none', '[{"path":"a","bytes":-1,"modifiedMs":0}]'],
    ['a size that is text', '[{"path":"a","bytes":"1","modifiedMs":0}]'],
    ['a time that is none', '[{"path":"a","bytes":1,"modifiedMs":null}]'],
  ])('is refused with %s in its header', async (_, header) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(header.length)
    const body = Buffer.concat([length, Buffer.from(header), Buffer.from('x')])
    expect(await receiveDrop(await tempFolder(), inChunks(body, 99), false)).toMatchObject({ ok: false })
  })

  it('is refused with a header of a size that nobody sends', async () => {
    const body = Buffer.alloc(8, 0xff)
    expect(await receiveDrop(await tempFolder(), inChunks(body, 99), false)).toMatchObject({ ok: false })
  })

  it('goes into a folder with a name of its time', () => {
    expect(isDropId('2026-01-31-235959-0a1b2c3d')).toBe(true)
    for (const id of ['..', '2026-01-31-235959-0a1b2c3d/..', '2026-01-31-235959-XYZ', ''])
      expect(isDropId(id)).toBe(false)
  })
})
