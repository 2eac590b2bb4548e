import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { type CommitFileSystem, realFileSystem } from '../../../src/engine/commit-file-system.ts'
import { processSource } from '../../../src/engine/process-source.ts'
import { undoFiles } from '../../../src/engine/undo-files.ts'
import type { UndoItem } from '../../../src/shared/child-tasks.ts'
import type { UndoRefusal } from '../../../src/shared/history.ts'
import { dyingFileSystem, faultyFileSystem } from '../../support/faulty-file-system.ts'
import {
  environmentOn,
  type ReplaceKind,
  replaceKinds,
  type ReplaceStage,
  replaceStage,
  replyWords,
  silentReport,
  treeOf,
  undoItem,
} from '../../support/replace-stage.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { withoutLinks } from '../../support/without-links.ts'

interface Replaced {
  readonly stage: ReplaceStage
  readonly item: UndoItem
}

async function replaced(kind: ReplaceKind): Promise<Replaced> {
  const stage = await replaceStage(kind)
  const reply = await processSource(stage.task, environmentOn(realFileSystem), silentReport)
  return { stage, item: undoItem(stage, reply) }
}

/** An output that replaced nothing, beside its source. */
async function created(): Promise<Replaced> {
  const stage = await replaceStage('same name')
  const [order] = stage.task.outputs
  if (order === undefined) throw new Error('Expected an output')
  const finalPath = join(stage.folder, 'new.jpg')
  const outputs = [{ ...order, finalPath, keepPath: null, replacesSource: false }]
  const reply = await processSource({ ...stage.task, outputs }, environmentOn(realFileSystem), silentReport)
  const output = reply.outputs[0]
  if (output?.kind !== 'written') throw new Error(replyWords(reply).join())
  const source = { path: stage.task.sourcePath, identity: stage.task.facts.identity }
  const tempPath = join(stage.folder, '.batchfit-1a2b3c4d-u1.tmp')
  return { stage, item: { path: finalPath, fingerprint: output.fingerprint, restore: null, source, tempPath } }
}

async function undo(
  item: UndoItem,
  fileSystem: CommitFileSystem = realFileSystem,
): Promise<UndoRefusal | null | undefined> {
  const { refusals } = await undoFiles({ kind: 'undo', items: [item] }, environmentOn(fileSystem))
  expect(refusals).toHaveLength(1)
  return refusals[0]
}

/** Links and renames between the folder and anywhere else fail, as between two volumes. */
function withAnotherVolumeAt(folder: string): CommitFileSystem {
  const check = (one: string, other: string): void => {
    if (one.startsWith(folder) === other.startsWith(folder)) return
    throw Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' })
  }
  return {
    ...realFileSystem,
    link: async (from, to) => {
      check(from, to)
      await realFileSystem.link(from, to)
    },
    rename: async (from, to) => {
      check(from, to)
      await realFileSystem.rename(from, to)
    },
  }
}

describe('undo', () => {
  it('removes what was created, and counts as done the second time', async () => {
    const { stage, item } = await created()
    expect(await undo(item)).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
    expect(await undo(item)).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it.each(replaceKinds)(
    'puts back what was replaced (%s): bytes, mode and time, and is a no-op again',
    async (kind) => {
      const { stage, item } = await replaced(kind)
      const inode = (await stat(stage.keepPath)).ino
      expect(await undo(item)).toBeNull()
      expect(await treeOf(stage.folder)).toEqual(stage.before)
      expect((await stat(stage.oldPath)).ino).toBe(inode)
      expect(await undo(item)).toBeNull()
      expect(await treeOf(stage.folder)).toEqual(stage.before)
    },
  )

  it.each(replaceKinds)('puts the original back where somebody has removed what took its place (%s)', async (kind) => {
    const { stage, item } = await replaced(kind)
    await unlink(item.path)
    expect(await undo(item)).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it('makes the folder of the original anew where that is gone', async () => {
    const { stage, item } = await replaced('overwrite')
    const keptAt = join(stage.folder, 'elsewhere.jpg')
    await rename(stage.keepPath, keptAt)
    await rm(dirname(stage.finalPath), { recursive: true })
    expect(item.restore).not.toBeNull()
    expect(await undo({ ...item, restore: item.restore && { ...item.restore, keptAt } })).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it.each(replaceKinds)('leaves a file that was edited since, and the original where it is kept (%s)', async (kind) => {
    const { stage, item } = await replaced(kind)
    await appendFile(item.path, 'edited')
    const tree = await treeOf(stage.folder)
    expect(await undo(item)).toMatchObject({
      code: 'output-changed',
      message: expect.stringContaining(item.path) as string,
    })
    expect(await treeOf(stage.folder)).toEqual(tree)
  })

  it('leaves a file that was edited without growing, its time set back', async () => {
    const { stage, item } = await created()
    const { atime, mtime } = await stat(item.path)
    const bytes = await readFile(item.path)
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1
    await writeFile(item.path, bytes)
    await utimes(item.path, atime, mtime)
    const seen = await stat(item.path, { bigint: true })
    // As good a forgery as there can be: only the bytes tell.
    const forged = { ...item, fingerprint: { ...item.fingerprint, modifiedNs: seen.mtimeNs } }
    expect(await undo(forged)).toMatchObject({ code: 'output-changed' })
    expect(await filesBelow(stage.folder)).toEqual(['a.jpg', 'new.jpg'])
  })

  it('takes a file that has moved to another inode for the same, if its bytes agree', async () => {
    const { stage, item } = await created()
    expect(await undo({ ...item, fingerprint: { ...item.fingerprint, device: 0n, inode: 0n } })).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
    const again = await created()
    const unread = { ...again.item.fingerprint, inode: 0n, sha256: null }
    expect(await undo({ ...again.item, fingerprint: unread })).toMatchObject({ code: 'output-changed' })
  })

  it('does not remove what was created of a source that is gone or changed since', async () => {
    for (const change of [(path: string) => unlink(path), (path: string) => appendFile(path, 'more')]) {
      const { stage, item } = await created()
      await change(stage.task.sourcePath)
      const tree = await treeOf(stage.folder)
      expect(await undo(item)).toMatchObject({ code: 'source-gone' })
      expect(await treeOf(stage.folder)).toEqual(tree)
    }
  })

  it('does not put an old file over what was made of a source that is gone or changed since', async () => {
    for (const change of [(path: string) => unlink(path), (path: string) => appendFile(path, 'more')]) {
      const { stage, item } = await replaced('overwrite')
      await change(stage.task.sourcePath)
      const tree = await treeOf(stage.folder)
      expect(await undo(item)).toMatchObject({ code: 'source-gone' })
      expect(await treeOf(stage.folder)).toEqual(tree)
    }
  })

  it.each(replaceKinds)('refuses where the original is gone, or changed where it was kept (%s)', async (kind) => {
    for (const change of [(path: string) => unlink(path), (path: string) => writeFile(path, 'other')]) {
      const { stage, item } = await replaced(kind)
      await change(stage.keepPath)
      const tree = await treeOf(stage.folder)
      expect(await undo(item)).toMatchObject({ code: 'original-gone' })
      expect(await treeOf(stage.folder)).toEqual(tree)
    }
  })

  it('refuses where another file has taken the place of the original', async () => {
    const { stage, item } = await replaced('other name')
    await writeFile(stage.oldPath, 'somebody else')
    const tree = await treeOf(stage.folder)
    expect(await undo(item)).toMatchObject({ code: 'place-taken', message: expect.stringContaining('a.png') as string })
    expect(await treeOf(stage.folder)).toEqual(tree)
  })

  it('never writes over a file that takes the place of the original meanwhile', async () => {
    for (const base of [realFileSystem, withoutLinks]) {
      const { stage, item } = await replaced('other name')
      const raced: CommitFileSystem = {
        ...base,
        link: async (from, to) => {
          await writeFile(to, 'somebody else')
          await base.link(from, to)
        },
      }
      expect(await undo(item, raced)).toMatchObject({ code: 'place-taken' })
      expect(await readFile(stage.oldPath, 'utf8')).toBe('somebody else')
      expect(existsSync(stage.keepPath)).toBe(true)
      expect(existsSync(stage.finalPath)).toBe(true)
    }
  })

  it.each(replaceKinds)('says what the system said where a folder cannot be written (%s)', async (kind) => {
    const { stage, item } = await replaced(kind)
    const tree = await treeOf(stage.folder)
    const denied = (): Promise<never> => Promise.reject(Object.assign(new Error('EROFS: read-only'), { code: 'EROFS' }))
    const readOnly = { ...realFileSystem, rename: denied, link: denied, unlink: denied }
    expect(await undo(item, readOnly)).toMatchObject({
      code: 'system',
      message: expect.stringContaining('EROFS') as string,
    })
    expect(await treeOf(stage.folder)).toEqual(tree)
    expect(await undo(item)).toBeNull()
  })

  it('does not take a file for removed whose whole volume is gone, nor puts its original where that was', async () => {
    for (const { stage, item } of [await created(), await replaced('same name'), await replaced('other name')]) {
      // What is left of a volume is the empty folder that it was mounted on, or not even that.
      for (const folder of ['mounted', 'mounted/gone']) {
        await mkdir(join(stage.folder, 'mounted'), { recursive: true })
        const path = join(stage.folder, folder, 'a.jpg')
        const place = join(stage.folder, folder, 'original.jpg')
        const isElsewhere = item.restore?.path !== item.path
        const restore = item.restore && { ...item.restore, path: isElsewhere ? place : path }
        const lost = { ...item, path, restore, fingerprint: { ...item.fingerprint, device: 1n } }
        const tree = await treeOf(stage.folder)
        expect(await undo(lost)).toMatchObject({
          code: 'system',
          message: expect.stringContaining('Connect it') as string,
        })
        expect(await treeOf(stage.folder)).toEqual(tree)
      }
    }
  })

  it('takes a file for removed that is gone from a folder that is there', async () => {
    const { stage, item } = await created()
    await unlink(item.path)
    expect(await undo({ ...item, fingerprint: { ...item.fingerprint, device: 1n } })).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it('leaves a file that is changed between the look and its removal', async () => {
    const { stage, item } = await created()
    const { item: other } = await created()
    const raced: CommitFileSystem = {
      ...realFileSystem,
      stat: async (path) => {
        const seen = await realFileSystem.stat(path)
        if (path === other.source?.path) await appendFile(item.path, 'edited')
        return seen
      },
    }
    const { refusals } = await undoFiles({ kind: 'undo', items: [item, other] }, environmentOn(raced))
    expect(refusals).toEqual([expect.objectContaining({ code: 'output-changed' }), null])
    expect(existsSync(join(stage.folder, 'new.jpg'))).toBe(true)
  })

  it('gives back the time that a bin has changed', async () => {
    const { stage, item } = await replaced('same name')
    await utimes(stage.keepPath, 1_700_000_000, 1_700_000_000)
    expect(await undo(item)).toBeNull()
    const { 'a.jpg': found } = await treeOf(stage.folder)
    const wanted = stage.before['a.jpg']
    expect(found?.slice(0, 2)).toEqual(wanted?.slice(0, 2))
    expect(Math.abs(Number((found?.[2] ?? 0n) - (wanted?.[2] ?? 0n)))).toBeLessThan(1000)
  })

  it('does the other items of a request where one is refused, and answers in their order', async () => {
    const [first, second, third] = [await created(), await replaced('same name'), await replaced('other name')]
    await appendFile(second.item.path, 'edited')
    const items = [first.item, second.item, third.item]
    const { refusals } = await undoFiles({ kind: 'undo', items }, environmentOn(realFileSystem))
    expect(refusals.map((refusal) => refusal?.code ?? null)).toEqual([null, 'output-changed', null])
    expect(await treeOf(first.stage.folder)).toEqual(first.stage.before)
    expect(await treeOf(third.stage.folder)).toEqual(third.stage.before)
  })

  it('reports a folder that could not be secured, and counts it as done the next time', async () => {
    const { stage, item } = await created()
    const failing = { ...realFileSystem, syncFolder: () => Promise.reject(new Error('no')) }
    expect(await undo(item, failing)).toMatchObject({ code: 'system' })
    expect(await undo(item)).toBeNull()
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })
})

const memoryFolder = '/dev/shm'
const hasAnotherVolume = existsSync(memoryFolder) && (await stat(memoryFolder)).dev !== (await stat(tmpdir())).dev

describe('undo across volumes', () => {
  it.skipIf(!hasAnotherVolume).each(['same name', 'other name'] as const)(
    'copies back what was moved to another volume (%s)',
    async (kind) => {
      const { stage, item } = await replaced(kind)
      const bin = await mkdtemp(join(memoryFolder, 'batchfit-test-'))
      onTestFinished(() => rm(bin, { recursive: true, force: true }))
      const keptAt = join(bin, 'a')
      const { mode, atimeMs, mtimeMs } = await stat(stage.keepPath)
      await writeFile(keptAt, await readFile(stage.keepPath), { mode })
      await utimes(keptAt, atimeMs / 1000, mtimeMs / 1000)
      await unlink(stage.keepPath)
      const moved = { ...item, restore: item.restore && { ...item.restore, keptAt } }
      expect(await undo(moved)).toBeNull()
      expect(await treeOf(stage.folder)).toEqual(stage.before)
      expect(await filesBelow(bin)).toEqual([])
      expect(await undo(moved)).toBeNull()
    },
  )
})

const systems = [
  { where: 'with hard links', make: () => realFileSystem },
  { where: 'without hard links', make: () => withoutLinks },
  { where: 'across volumes', make: ({ keepPath }: ReplaceStage) => withAnotherVolumeAt(dirname(keepPath)) },
]
const cases = replaceKinds.flatMap((kind) => systems.map((system) => ({ kind, ...system })))

/** The original is at its path or where it is kept, and neither path holds a part of a file. */
async function expectNothingLost({ folder, oldPath, keepPath, before }: ReplaceStage, label: string): Promise<void> {
  const tree = await treeOf(folder)
  const nameOf = (path: string): string => path.slice(folder.length + 1)
  const original = before[nameOf(oldPath)]
  expect([tree[nameOf(oldPath)], tree[nameOf(keepPath)]], label).toContainEqual(original)
}

describe('an undo that is killed at every step', () => {
  it.each(cases)('loses nothing, and the next one finishes it ($kind, $where)', async ({ kind, make }) => {
    for (let nth = 1; ; nth += 1) {
      const { stage, item } = await replaced(kind)
      const { fileSystem, isDead } = dyingFileSystem(make(stage), nth, () => undefined)
      await undo(item, fileSystem)
      const label = `dead at call ${String(nth)}`
      await expectNothingLost(stage, label)
      expect(await undo(item, make(stage)), label).toBeNull()
      expect(await treeOf(stage.folder), label).toEqual(stage.before)
      if (!isDead()) break
    }
  })
})

describe('an undo in which one call fails', () => {
  it.each(cases)('says so or is done, and the next one finishes it ($kind, $where)', async ({ kind, make }) => {
    for (const code of ['EIO', 'EPERM']) {
      for (let nth = 1; ; nth += 1) {
        const { stage, item } = await replaced(kind)
        const { fileSystem, calls } = faultyFileSystem(make(stage), { nth, code })
        const refusal = await undo(item, fileSystem)
        if (calls().length < nth) break
        const label = `${code} at call ${String(nth)} (${String(calls()[nth - 1])}): ${refusal?.message ?? 'done'}`
        await expectNothingLost(stage, label)
        if (refusal === null) expect(await treeOf(stage.folder), label).toEqual(stage.before)
        else expect(refusal, label).toMatchObject({ code: 'system' })
        expect(await undo(item, make(stage)), label).toBeNull()
        expect(await treeOf(stage.folder), label).toEqual(stage.before)
      }
    }
  })
})

describe('many folders', () => {
  it('are synced once each', async () => {
    const folder = await tempFolder()
    const items: UndoItem[] = []
    for (const name of ['one', 'two']) {
      await mkdir(join(folder, name))
      for (const file of ['a', 'b', 'c']) {
        const path = join(folder, name, file)
        await writeFile(path, file)
        const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true })
        const fingerprint = { device: dev, inode: ino, bytes: Number(size), modifiedNs: mtimeNs, sha256: null }
        items.push({ path, fingerprint, restore: null, source: null, tempPath: join(folder, name, '.t.tmp') })
      }
    }
    const synced: string[] = []
    const counting: CommitFileSystem = {
      ...realFileSystem,
      syncFolder: (path) => {
        synced.push(path)
        return realFileSystem.syncFolder(path)
      },
    }
    const { refusals } = await undoFiles({ kind: 'undo', items }, environmentOn(counting))
    expect(refusals).toEqual([null, null, null, null, null, null])
    expect(synced).toEqual([join(folder, 'one'), join(folder, 'two')])
    expect(await filesBelow(folder)).toEqual([])
  })
})
