import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { type CommitFileSystem, realFileSystem } from '../../../src/engine/commit-file-system.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { processSource } from '../../../src/engine/process-source.ts'
import { undoFiles } from '../../../src/engine/undo-files.ts'
import type { ProcessReply } from '../../../src/shared/child-tasks.ts'
import type { ChildOrder } from '../../support/engine-child.ts'
import { dyingFileSystem } from '../../support/faulty-file-system.ts'
import {
  environmentOn,
  hashOf,
  type ReplaceKind,
  replaceKinds,
  type ReplaceStage,
  replaceStage,
  replyWords,
  silentReport,
  sweepTemps,
  type Tree,
  treeOf,
  undoItem,
} from '../../support/replace-stage.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { withoutLinks } from '../../support/without-links.ts'

/** The tree that nobody disturbed. */
async function undisturbed(kind: ReplaceKind, fileSystem: CommitFileSystem): Promise<Tree> {
  const stage = await replaceStage(kind)
  const reply = await processSource(stage.task, environmentOn(fileSystem), silentReport)
  expect(replyWords(reply)).toEqual(['written'])
  return treeOf(stage.folder)
}

async function contentsOf(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null)
}

/** At every moment: the path holds the original or its whole replacement, and the original is where it can be had back. */
async function expectNothingLost(stage: ReplaceStage, wanted: Tree, label: string): Promise<void> {
  const tree = await treeOf(stage.folder)
  const nameOf = (path: string): string => path.slice(stage.folder.length + 1)
  const [oldName, finalName, keepName] = [stage.oldPath, stage.finalPath, stage.keepPath].map(nameOf)
  const replacement = wanted[finalName ?? '']
  const original = stage.before[oldName ?? '']
  const [atPath, atFinal, kept] = [tree[oldName ?? ''], tree[finalName ?? ''], tree[keepName ?? '']]
  const isOriginalAtPath = atPath?.[0] === original?.[0]
  const isReplaced = atFinal?.[0] === replacement?.[0]
  expect(isOriginalAtPath || isReplaced, `${label}: the original or its replacement`).toBe(true)
  if (isReplaced) {
    const { data, info } = await sharp(await contentsOf(stage.finalPath).then((bytes) => bytes ?? Buffer.alloc(0)), {
      failOn: 'warning',
    })
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, data.length], label).toEqual([40, 30, 3600])
  }
  // Bytes, mode and time.
  expect(isOriginalAtPath ? atPath : kept, `${label}: the original`).toEqual(original)
  // A new name appears with a whole file, or with the empty one that keeps it free.
  if (stage.finalPath !== stage.oldPath && atFinal !== undefined && !isReplaced) {
    expect(atFinal[0], label).toBe(hashOf(Buffer.alloc(0)))
  }
}

/** What the next start does: sweep, and the task once more; then the undo of the batch. */
async function recoverAndUndo(
  stage: ReplaceStage,
  wanted: Tree,
  fileSystem: CommitFileSystem,
  label: string,
): Promise<void> {
  await sweepTemps(stage)
  const task = { ...stage.task, isRecovery: true }
  const reply = await processSource(task, environmentOn(fileSystem), silentReport)
  expect(replyWords(reply), label).toEqual(['written'])
  expect(reply.warnings, label).toEqual([])
  expect(await treeOf(stage.folder), label).toEqual(wanted)
  const items = [undoItem(stage, reply)]
  expect(await undoFiles({ kind: 'undo', items }, environmentOn(fileSystem)), label).toMatchObject({ refusals: [null] })
  expect(await treeOf(stage.folder), label).toEqual(stage.before)
}

/** Null where the process was killed. */
async function runInProcess(stage: ReplaceStage, nth: number): Promise<ProcessReply | null> {
  const folder = await tempFolder()
  const [orderPath, replyPath] = [join(folder, 'order'), join(folder, 'reply')]
  await writeFile(orderPath, serialize({ task: stage.task, nth, replyPath } satisfies ChildOrder))
  const child = spawn(
    process.execPath,
    [new URL('../../support/engine-child.ts', import.meta.url).pathname, orderPath],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL'])
  return signal === null ? (deserialize(await readFile(replyPath)) as ProcessReply) : null
}

describe('a process that is killed at every step', () => {
  it.each(replaceKinds)(
    'of a replacement (%s) leaves the original or its whole replacement, and both ways are open',
    async (kind) => {
      const wanted = await undisturbed(kind, realFileSystem)
      let kills = 0
      for (let nth = 1; ; nth += 1) {
        const stage = await replaceStage(kind)
        const label = `killed at call ${String(nth)}`
        const reply = await runInProcess(stage, nth)
        await expectNothingLost(stage, wanted, label)
        if (reply === null) kills += 1
        else expect(await treeOf(stage.folder)).toEqual(wanted)
        await recoverAndUndo(stage, wanted, realFileSystem, label)
        if (reply !== null) break
      }
      expect(kills).toBeGreaterThan(15)
    },
    240_000,
  )

  it.each(replaceKinds)('of a replacement (%s) loses nothing where there are no hard links', async (kind) => {
    const wanted = await undisturbed(kind, withoutLinks)
    let kills = 0
    for (let nth = 1; ; nth += 1) {
      const stage = await replaceStage(kind)
      const label = `dead at call ${String(nth)}`
      const { fileSystem, isDead } = dyingFileSystem(withoutLinks, nth, () => undefined)
      await processSource(stage.task, environmentOn(fileSystem), silentReport)
      await expectNothingLost(stage, wanted, label)
      await recoverAndUndo(stage, wanted, withoutLinks, label)
      if (!isDead()) break
      kills += 1
    }
    expect(kills).toBeGreaterThan(25)
  })
})
