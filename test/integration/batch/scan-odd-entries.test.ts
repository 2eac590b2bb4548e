import { execFile } from 'node:child_process'
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { prepareScan, type Scan, type ScannedItem } from '../../../src/batch/scan-sources.ts'
import { randomNumbers } from '../../support/facts.ts'
import { makeFiles } from '../../support/folder-with.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const isRoot = process.getuid?.() === 0
const filter = { recursive: true, include: [], exclude: [] }

function prepare(workingFolder: string, inputs: readonly string[] = ['.']): Promise<Scan> {
  return prepareScan({ inputs, workingFolder, filter }, { kind: 'subfolder', name: 'Resized' })
}

async function scan(workingFolder: string, inputs?: readonly string[]) {
  const found = await prepare(workingFolder, inputs)
  const items: ScannedItem[] = []
  for await (const item of found.items()) items.push(item)
  const paths = items.map(({ source }) => source.path.slice(workingFolder.length + 1))
  return { items, paths, codes: items.map(({ failure }) => failure?.code ?? null), leftOut: found.leftOut() }
}

function makePipe(path: string): Promise<unknown> {
  return promisify(execFile)('mkfifo', [path])
}

describe('a link', () => {
  it('to a file is a file of its own name', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['in/a.jpg', 'far/b.jpg'])
    await symlink('../far/b.jpg', join(folder, 'in', 'linked.jpg'))
    await link(join(folder, 'in/a.jpg'), join(folder, 'in/hard.jpg'))
    const { paths, codes } = await scan(folder, ['in'])
    expect(paths).toEqual(['in/a.jpg', 'in/hard.jpg', 'in/linked.jpg'])
    expect(codes).toEqual([null, null, null])
  })

  it('to a folder is a folder of its own name', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['in/a.jpg', 'far/b.jpg', 'far/c/d.jpg'])
    await symlink('../far', join(folder, 'in', 'linked'))
    const { paths, items } = await scan(folder, ['in'])
    expect(paths).toEqual(['in/a.jpg', 'in/linked/b.jpg', 'in/linked/c/d.jpg'])
    expect(items.map(({ source }) => source.treeFolder)).toEqual(['', 'linked', join('linked', 'c')])
  })

  it('to a folder that is among the sources anyway brings nothing twice', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['b/1.jpg'])
    await symlink('b', join(folder, 'c'))
    await symlink('b', join(folder, 'a'))
    expect((await scan(folder)).paths).toEqual(['a/1.jpg'])
  })

  it('round in a circle ends', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a/b/1.jpg'])
    await symlink('..', join(folder, 'a', 'b', 'up'))
    await symlink('../..', join(folder, 'a', 'b', 'top'))
    await symlink('.', join(folder, 'here'))
    expect((await scan(folder)).paths).toEqual(['a/b/1.jpg'])
  })

  it('to itself fails as one to nothing does', async () => {
    const folder = await tempFolder()
    await symlink('self.jpg', join(folder, 'self.jpg'))
    const { paths, codes } = await scan(folder)
    expect(paths).toEqual(['self.jpg'])
    expect(codes).toEqual(['input-missing'])
  })

  it('to nothing fails with the reason, found or named', async () => {
    const folder = await tempFolder()
    await symlink('gone.jpg', join(folder, 'a.jpg'))
    for (const inputs of [['.'], ['a.jpg']]) {
      const { items } = await scan(folder, inputs)
      expect(items).toMatchObject([{ failure: { code: 'input-missing' } }])
      expect(items[0]?.failure?.message).toContain('link points to a file that is not there')
    }
  })

  it('that is given by name is followed', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['real/1.jpg'])
    await symlink('real', join(folder, 'folder'))
    await symlink('real/1.jpg', join(folder, 'file.jpg'))
    expect((await scan(folder, ['folder'])).paths).toEqual(['folder/1.jpg'])
    expect((await scan(folder, ['file.jpg'])).paths).toEqual(['file.jpg'])
    expect((await scan(folder, ['folder/1.jpg', 'real/1.jpg', 'real'])).paths).toEqual(['folder/1.jpg'])
  })

  it("to a folder that outputs go to is not entered under that folder's name", async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'far/b.jpg'])
    await symlink('far', join(folder, 'Resized'))
    expect((await scan(folder, ['.'])).paths).toEqual(['a.jpg', 'far/b.jpg'])
    const into = { kind: 'folder', path: 'far' } as const
    await symlink('far', join(folder, 'other'))
    const found = await prepareScan({ inputs: ['.'], workingFolder: folder, filter }, into)
    const paths: string[] = []
    for await (const { source } of found.items()) paths.push(source.path)
    expect(paths).toEqual([join(folder, 'a.jpg')])
  })

  it('to nothing has its place by name, among others of its kind', async () => {
    const folder = await tempFolder()
    const names = randomNumbers(5).shuffled(Array.from({ length: 40 }, (_, index) => `${String(100 + index)}.jpg`))
    for (const name of names) await symlink('gone', join(folder, name))
    expect((await scan(folder)).paths).toEqual(names.toSorted())
  })
})

describe('what is no file', () => {
  it('is passed over in a folder and counted, and fails when it is named', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg'])
    await makePipe(join(folder, 'pipe.jpg'))
    await symlink('pipe.jpg', join(folder, 'to-pipe.jpg'))
    const found = await scan(folder)
    expect(found.paths).toEqual(['a.jpg'])
    expect(found.leftOut).toEqual({ hidden: 0, special: 2 })
    expect((await scan(folder, ['pipe.jpg', 'to-pipe.jpg', '/dev/null'])).codes).toEqual(
      Array(3).fill('input-not-a-file'),
    )
  })
})

describe('a name that is not valid UTF-8', () => {
  const raw = (folder: string, ...bytes: readonly (string | number)[]): Buffer =>
    Buffer.concat([
      Buffer.from(`${folder}/`),
      ...bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
    ])

  it('is one source, as the child will say, and does not stop the others', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'z.jpg'])
    await writeFile(raw(folder, 'caf', 0xe9, '.jpg'), '')
    expect((await scan(folder)).paths).toEqual(['a.jpg', 'caf\ufffd.jpg', 'z.jpg'])
  })

  it('fails a folder with the reason, once', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'z/b.jpg'])
    await mkdir(raw(folder, 'caf', 0xe9))
    await writeFile(raw(folder, 'caf', 0xe9, '/c.jpg'), '')
    const { paths, codes } = await scan(folder)
    expect(paths).toEqual(['a.jpg', 'caf\ufffd', 'z/b.jpg'])
    expect(codes).toEqual([null, 'name-unreadable', null])
  })

  it('fails a link with the reason', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg'])
    await symlink('a.jpg', raw(folder, 0xff, '.jpg'))
    expect((await scan(folder)).codes).toEqual([null, 'name-unreadable'])
  })

  it('is not confused with a name that really has the replacement character', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['\ufffd/\ufffd.jpg'])
    const { paths, codes } = await scan(folder)
    expect(paths).toEqual(['\ufffd/\ufffd.jpg'])
    expect(codes).toEqual([null])
  })
})

describe('a folder without permission', () => {
  it.skipIf(isRoot)('fails with the reason, and the rest goes on', async () => {
    const folder = await tempFolder()
    await makeFiles(folder, ['a.jpg', 'locked/b.jpg', 'z/c.jpg'])
    await chmod(join(folder, 'locked'), 0o000)
    const found = await scan(folder)
    const named = await scan(folder, ['locked/b.jpg'])
    await chmod(join(folder, 'locked'), 0o700)
    expect(found.paths).toEqual(['a.jpg', 'locked', 'z/c.jpg'])
    expect(found.codes).toEqual([null, 'input-unreadable', null])
    expect(found.items[1]?.failure?.message).toContain('No permission')
    expect(named.codes).toEqual(['input-unreadable'])
  })
})
