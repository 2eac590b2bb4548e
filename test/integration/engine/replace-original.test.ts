import { existsSync } from 'node:fs'
import {
  appendFile,
  link,
  lstat,
  mkdir,
  readFile,
  readlink,
  rename,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { type CommitFileSystem, realFileSystem } from '../../../src/engine/commit-file-system.ts'
import { processSource, type Report } from '../../../src/engine/process-source.ts'
import { undoFiles } from '../../../src/engine/undo-files.ts'
import type { OutputOrder, ProcessReply, ProcessTask } from '../../../src/shared/child-tasks.ts'
import type { Fingerprint } from '../../../src/shared/image-facts.ts'
import {
  environmentOn,
  hashOf,
  replaceKinds,
  type ReplaceStage,
  replaceStage,
  replyWords,
  silentReport,
  treeOf,
  undoItem,
} from '../../support/replace-stage.ts'
import { withoutLinks } from '../../support/without-links.ts'

function run(
  task: ProcessTask,
  fileSystem: CommitFileSystem = realFileSystem,
  report: Partial<Report> = {},
): Promise<ProcessReply> {
  return processSource(task, environmentOn(fileSystem), { ...silentReport, ...report })
}

/** The task with changes to its only output. */
function withOrder(stage: ReplaceStage, changes: Partial<OutputOrder>): ProcessTask {
  return { ...stage.task, outputs: stage.task.outputs.map((order) => ({ ...order, ...changes })) }
}

async function fingerprintAt(path: string): Promise<Fingerprint> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true })
  const sha256 = hashOf(await readFile(path))
  return { device: dev, inode: ino, bytes: Number(size), modifiedNs: mtimeNs, sha256 }
}

describe('a replacement', () => {
  it('keeps the very file first, and takes its place with its mode and its time', async () => {
    const stage = await replaceStage('same name')
    const { ino } = await stat(stage.oldPath)
    const reply = await run(stage.task)
    expect(replyWords(reply)).toEqual(['written'])
    expect((await stat(stage.keepPath)).ino).toBe(ino)
    expect(await filesBelow(stage.folder)).toEqual(['Originals 2026-11-25/a.jpg', 'a.jpg'])
    const { mode, mtimeMs, nlink } = await stat(stage.finalPath)
    expect([mode & 0o777, nlink]).toEqual([0o640, 1])
    expect(mtimeMs).toBeCloseTo((await stat(stage.keepPath)).mtimeMs, 2)
  })

  it('of another name moves the original away, and has its mode', async () => {
    const stage = await replaceStage('other name')
    const { ino } = await stat(stage.oldPath)
    const reply = await run(stage.task)
    expect(replyWords(reply)).toEqual(['written'])
    expect((await stat(stage.keepPath)).ino).toBe(ino)
    expect((await stat(stage.keepPath)).nlink).toBe(1)
    expect(await filesBelow(stage.folder)).toEqual(['Originals 2026-11-25/a.png', 'a.jpg'])
    expect((await stat(stage.finalPath)).mode & 0o777).toBe(0o640)
  })

  it.each(replaceKinds)('tells the fingerprints of both files before and after (%s)', async (kind) => {
    for (const fileSystem of [realFileSystem, withoutLinks]) {
      const stage = await replaceStage(kind)
      const told: (Fingerprint | null)[][] = []
      const reply = await run(stage.task, fileSystem, {
        publishing: (_, file, kept) => Promise.resolve(void told.push([file, kept])),
      })
      const written = await fingerprintAt(stage.finalPath)
      const kept = await fingerprintAt(stage.keepPath)
      // Nobody has read the bytes of an earlier output; a copy had to be read.
      const sha256 = kind === 'overwrite' && fileSystem === realFileSystem ? null : kept.sha256
      expect(reply.outputs).toMatchObject([{ fingerprint: written }])
      const isRetired = kind === 'other name'
      expect(reply.outputs).toMatchObject([{ kept: isRetired ? null : { ...kept, sha256 } }])
      expect(reply.retired).toEqual(isRetired ? kept : null)
      expect(told).toEqual([[written, isRetired ? null : { ...kept, sha256 }]])
    }
  })

  it.each(['same name', 'other name'] as const)(
    'leaves an original alone that was edited while it was encoded (%s)',
    async (kind) => {
      const stage = await replaceStage(kind)
      const reply = await run(stage.task, realFileSystem, {
        computed: () => undefined,
        publishing: () => appendFile(stage.oldPath, 'edited'),
      })
      expect(replyWords(reply).join()).toContain('input-changed')
      expect((await readFile(stage.oldPath)).toString('latin1').endsWith('edited')).toBe(true)
      expect(Object.keys(await treeOf(stage.folder))).toEqual(Object.keys(stage.before))
      expect(reply.retired).toBeNull()
    },
  )

  it('leaves a file alone that was put in the place of the original meanwhile, and the original stays where it is kept', async () => {
    const stage = await replaceStage('same name')
    const reply = await run(stage.task, realFileSystem, {
      publishing: async () => {
        await writeFile(join(stage.folder, 'new'), 'somebody else')
        await rename(join(stage.folder, 'new'), stage.oldPath)
      },
    })
    expect(replyWords(reply).join()).toContain('input-changed')
    expect(await readFile(stage.oldPath, 'utf8')).toBe('somebody else')
    // The second name is the only one that the original has left, and the message says where that is.
    expect(replyWords(reply).join()).toContain(stage.keepPath)
    expect(await readFile(stage.keepPath)).toEqual(stage.old)
  })

  it('leaves a file alone that was put in the place of the original just before it was kept', async () => {
    for (const base of [realFileSystem, withoutLinks]) {
      const stage = await replaceStage('same name')
      const swap = async (): Promise<void> => {
        await writeFile(join(stage.folder, 'new'), 'somebody else')
        await rename(join(stage.folder, 'new'), stage.oldPath)
      }
      let links = 0
      const raced: CommitFileSystem = {
        ...base,
        link: async (from, to) => {
          links += 1
          if (links === 1) await swap()
          await base.link(from, to)
        },
      }
      expect(replyWords(await run(stage.task, raced)).join()).toContain('input-changed')
      expect(await readFile(stage.oldPath, 'utf8')).toBe('somebody else')
      expect(await filesBelow(stage.folder)).toEqual(['a.jpg'])
    }
  })

  it.each(replaceKinds)('is refused where another file is at the place of the kept one (%s)', async (kind) => {
    for (const fileSystem of [realFileSystem, withoutLinks]) {
      const stage = await replaceStage(kind)
      await mkdir(dirname(stage.keepPath))
      await writeFile(stage.keepPath, 'somebody else')
      const reply = await run(stage.task, fileSystem)
      expect(replyWords(reply).join()).toContain('original-not-kept')
      expect(await readFile(stage.oldPath)).toEqual(stage.old)
      expect(await readFile(stage.keepPath, 'utf8')).toBe('somebody else')
      expect(await filesBelow(stage.folder)).toHaveLength(Object.keys(stage.before).length + 1)
    }
  })

  it.each(['skip', 'copy-original'] as const)(
    'that is not smaller leaves the original where it is: %s',
    async (rule) => {
      for (const kind of ['same name', 'other name'] as const) {
        const stage = await replaceStage(kind)
        const task = withOrder(stage, {
          whenNotSmaller: rule,
          width: 320,
          height: 240,
          rendering: {
            ...(stage.task.outputs[0] as OutputOrder).rendering,
            geometry: { kind: 'scale', width: 320, height: 240 },
            encoding: { format: 'png', compression: 0 },
          },
        })
        const reply = await run(task)
        expect(replyWords(reply)).toEqual(['skipped'])
        expect(reply.retired).toBeNull()
        expect(await treeOf(stage.folder)).toEqual(stage.before)
      }
    },
  )

  it('keeps the original where its output could not be made', async () => {
    const stage = await replaceStage('other name')
    await writeFile(stage.finalPath, 'somebody else')
    const reply = await run(stage.task)
    expect(replyWords(reply).join()).toContain('output-exists')
    expect(await readFile(stage.oldPath)).toEqual(stage.old)
    expect(reply.retired).toBeNull()
    expect(existsSync(stage.keepPath)).toBe(false)
  })

  it('replaces one of several names of a file where that is asked for, and the others stay', async () => {
    const stage = await replaceStage('same name')
    await link(stage.oldPath, join(stage.folder, 'other.jpg'))
    expect(replyWords(await run(stage.task))).toEqual(['written'])
    expect(await readFile(join(stage.folder, 'other.jpg'))).toEqual(stage.old)
    expect(await readFile(stage.keepPath)).toEqual(stage.old)
  })

  it('never replaces its source without a place to keep it', async () => {
    const stage = await replaceStage('same name')
    const reply = await run(withOrder(stage, { keepPath: null }))
    expect(replyWords(reply).join()).toContain('output-is-input')
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it('keeps a link that it overwrites, and undo puts the link back', async () => {
    const stage = await replaceStage('overwrite')
    await unlink(stage.finalPath)
    await symlink('../a.jpg', stage.finalPath)
    const reply = await run(stage.task)
    expect(replyWords(reply)).toEqual(['written'])
    expect(await readlink(stage.keepPath)).toBe('../a.jpg')
    const items = [undoItem(stage, reply)]
    expect(await undoFiles({ kind: 'undo', items }, environmentOn(realFileSystem))).toMatchObject({ refusals: [null] })
    expect(await readlink(stage.finalPath)).toBe('../a.jpg')
    expect((await lstat(stage.folder)).isDirectory()).toBe(true)
  })
})

describe('the free space', () => {
  const small = (freeBytes: number, totalBytes: number): CommitFileSystem => ({
    ...realFileSystem,
    statfs: () => Promise.resolve({ freeBytes, totalBytes }),
  })

  it.each(replaceKinds)('is looked at before anything is written (%s)', async (kind) => {
    const stage = await replaceStage(kind)
    const reply = await run({ ...stage.task, minFreeBytes: 1000 }, small(1001, 1e9))
    expect(reply.failure).toMatchObject({ code: 'disk-full' })
    expect(reply.failure?.message).toMatch(/2 kB are free, and this file needs \d+ kB where 1 kB have to stay free/)
    expect(await treeOf(stage.folder)).toEqual(stage.before)
    expect(existsSync(dirname(stage.keepPath))).toBe(false)
  })

  it('has to leave the reserve where nobody says how much', async () => {
    const [enough, short] = [await replaceStage('same name'), await replaceStage('same name')]
    const total = 10e9
    expect(replyWords(await run({ ...enough.task, minFreeBytes: null }, small(501e6, total)))).toEqual(['written'])
    const reply = await run({ ...short.task, minFreeBytes: null }, small(500e6, total))
    expect(reply.failure).toMatchObject({ code: 'disk-full' })
  })

  it('has to do for the copy as well, where what is kept has to be copied', async () => {
    const stage = await replaceStage('same name')
    const fileSystem = { ...withoutLinks, statfs: () => Promise.resolve({ freeBytes: 20_000, totalBytes: 1e9 }) }
    expect(stage.old.length).toBeGreaterThan(20_000)
    const reply = await run(stage.task, fileSystem)
    expect(reply.failure).toMatchObject({ code: 'disk-full' })
    expect(await treeOf(stage.folder)).toEqual(stage.before)
  })

  it('does not stop anybody where a share does not know it', async () => {
    for (const statfs of [small(0, 0).statfs, () => Promise.reject(new Error('ENOSYS'))]) {
      const stage = await replaceStage('same name')
      expect(replyWords(await run({ ...stage.task, minFreeBytes: null }, { ...realFileSystem, statfs }))).toEqual([
        'written',
      ])
    }
  })

  it('of a volume that is gone says so, and the rest of the outputs is not tried', async () => {
    const stage = await replaceStage('overwrite')
    const [order] = stage.task.outputs
    if (order === undefined) throw new Error('Expected an output')
    let looks = 0
    const statfs = (): Promise<never> => {
      looks += 1
      return Promise.reject(Object.assign(new Error('gone'), { code: 'ENOTCONN' }))
    }
    const reply = await run({ ...stage.task, outputs: [order, { ...order }] }, { ...realFileSystem, statfs })
    expect(reply.failure).toMatchObject({ code: 'volume-gone' })
    expect(looks).toBe(1)
  })
})

describe('a recovery', () => {
  const recovering = (stage: ReplaceStage): ProcessTask => ({ ...stage.task, isRecovery: true })

  it('takes an output that stands there for written, and does not write it again', async () => {
    const stage = await replaceStage('same name')
    const outputs = withOrder(stage, {
      finalPath: join(stage.folder, 'new.jpg'),
      replacesSource: false,
      keepPath: null,
    }).outputs
    const first = await run({ ...stage.task, outputs })
    const before = await stat(join(stage.folder, 'new.jpg'))
    const again = await run({ ...recovering(stage), outputs })
    expect(again.outputs).toEqual(first.outputs)
    expect((await stat(join(stage.folder, 'new.jpg'))).ino).toBe(before.ino)
  })

  it('leaves a file alone that is not what would be written, to the last byte and its time', async () => {
    const changes = [
      (path: string) => appendFile(path, 'more'),
      async (path: string) => {
        const bytes = await readFile(path)
        bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1
        await writeFile(path, bytes)
      },
      (path: string) => readFile(path).then((bytes) => writeFile(path, bytes)),
    ]
    for (const change of changes) {
      const stage = await replaceStage('same name')
      const path = join(stage.folder, 'new.jpg')
      const outputs = withOrder(stage, { finalPath: path, replacesSource: false, keepPath: null }).outputs
      await run({ ...stage.task, outputs })
      await change(path)
      const tree = await treeOf(stage.folder)
      expect(replyWords(await run({ ...recovering(stage), outputs })).join()).toContain('output-exists')
      expect(await treeOf(stage.folder)).toEqual(tree)
    }
  })

  it('does not ask for the time where the time is that of writing', async () => {
    const stage = await replaceStage('same name')
    const outputs = withOrder(stage, {
      finalPath: join(stage.folder, 'new.jpg'),
      replacesSource: false,
      keepPath: null,
    }).outputs
    const first = await run({ ...stage.task, outputs, dates: 'now' })
    expect((await run({ ...recovering(stage), outputs, dates: 'now' })).outputs).toEqual(first.outputs)
  })

  it('does not take an old output for its own, only because it is the same: it is kept and replaced', async () => {
    const stage = await replaceStage('overwrite')
    expect(replyWords(await run(stage.task))).toEqual(['written'])
    const { ino } = await stat(stage.finalPath)
    // The same recipe once more, as another batch: what it would write is there already, and was before it.
    const keepPath = join(dirname(stage.keepPath), 'second.jpg')
    const reply = await run({ ...withOrder(stage, { keepPath }), isRecovery: true })
    expect(replyWords(reply)).toEqual(['written'])
    expect((await stat(keepPath)).ino).toBe(ino)
    expect((await stat(stage.finalPath)).ino).not.toBe(ino)
  })

  it.each(replaceKinds)('of what was done already finds the same fingerprints (%s)', async (kind) => {
    for (const fileSystem of [realFileSystem, withoutLinks]) {
      const stage = await replaceStage(kind)
      const first = await run(stage.task, fileSystem)
      for (const sourcePath of kind === 'overwrite' ? [stage.oldPath] : [stage.oldPath, stage.keepPath]) {
        const task = kind === 'overwrite' ? recovering(stage) : { ...recovering(stage), sourcePath }
        const again = await run(task, fileSystem)
        // By now somebody has read what was kept.
        const sha256 = expect.any(String) as string
        const kept = kind === 'other name' ? null : { ...(first.outputs[0] as { kept: Fingerprint }).kept, sha256 }
        expect(again).toEqual({ ...first, outputs: [{ ...first.outputs[0], kept }] })
      }
    }
  })

  it.each(['same name', 'overwrite'] as const)(
    'leaves a replacement alone that was edited since (%s)',
    async (kind) => {
      const stage = await replaceStage(kind)
      await run(stage.task)
      await appendFile(stage.finalPath, 'edited')
      const tree = await treeOf(stage.folder)
      const reply = await run(recovering(stage))
      expect(replyWords(reply).join()).toContain('output-exists')
      expect(replyWords(reply).join()).toContain(stage.keepPath)
      expect(await treeOf(stage.folder)).toEqual(tree)
    },
  )

  it('writes a replacement again that is gone, from the original that is kept', async () => {
    const stage = await replaceStage('same name')
    await run(stage.task)
    const tree = await treeOf(stage.folder)
    await unlink(stage.finalPath)
    const reply = await run(recovering(stage))
    expect(replyWords(reply)).toEqual(['written'])
    expect(reply.outputs).toMatchObject([{ kept: { sha256: hashOf(stage.old) } }])
    expect(await treeOf(stage.folder)).toEqual(tree)
  })

  it('leaves another file that took the place of an original that was moved, with a warning', async () => {
    const stage = await replaceStage('other name')
    await run(stage.task)
    await writeFile(stage.oldPath, 'somebody else')
    const reply = await run(recovering(stage))
    expect(replyWords(reply)).toEqual(['written'])
    expect(reply.warnings).toEqual([expect.stringContaining(stage.keepPath)])
    expect(reply.retired).toMatchObject({ sha256: hashOf(stage.old) })
    expect(await readFile(stage.oldPath, 'utf8')).toBe('somebody else')
  })

  it('fails as input-missing where the original is nowhere', async () => {
    for (const kind of ['same name', 'other name'] as const) {
      const stage = await replaceStage(kind)
      await unlink(stage.oldPath)
      expect((await run(recovering(stage))).failure).toMatchObject({ code: 'input-missing' })
    }
  })

  it('goes on from a copy that was kept before the swap, also with the facts of that copy', async () => {
    const stage = await replaceStage('same name')
    const wanted = await replaceStage('same name')
    await run(wanted.task, withoutLinks)
    await mkdir(dirname(stage.keepPath))
    await writeFile(stage.keepPath, stage.old, { mode: 0o640 })
    const { atimeMs, mtimeMs } = await stat(stage.oldPath)
    await utimes(stage.keepPath, atimeMs / 1000, mtimeMs / 1000)
    const { dev: device, ino: inode, mtimeNs: modifiedNs } = await stat(stage.keepPath, { bigint: true })
    const facts = { ...stage.task.facts, identity: { ...stage.task.facts.identity, device, inode, modifiedNs } }
    const task = { ...recovering(stage), facts, sourcePath: stage.keepPath }
    expect(replyWords(await run(task, withoutLinks))).toEqual(['written'])
    expect(await treeOf(stage.folder)).toEqual(await treeOf(wanted.folder))
  })

  it('takes what is kept for the source, not a replacement that only has its size and time', async () => {
    const stage = await replaceStage('same name')
    await mkdir(dirname(stage.keepPath))
    await rename(stage.oldPath, stage.keepPath)
    await writeFile(stage.oldPath, Buffer.alloc(stage.old.length, 'x'))
    const { atimeMs, mtimeMs } = await stat(stage.keepPath)
    await utimes(stage.oldPath, atimeMs / 1000, mtimeMs / 1000)
    const reply = await run(recovering(stage))
    expect(replyWords(reply).join()).toContain('output-exists')
    expect(await readFile(stage.keepPath)).toEqual(stage.old)
  })

  it('takes a source for the same whose volume was connected anew, by its size and time', async () => {
    const stage = await replaceStage('same name')
    const identity = { ...stage.task.facts.identity, device: 1n, inode: 1n }
    const facts = { ...stage.task.facts, identity }
    expect((await run({ ...stage.task, facts })).failure).toMatchObject({ code: 'input-changed' })
    expect(replyWords(await run({ ...recovering(stage), facts }))).toEqual(['written'])
    expect(await readFile(stage.keepPath)).toEqual(stage.old)
  })
})
