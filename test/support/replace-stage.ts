import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { filesBelow } from '../../scripts/support/files-below.ts'
import type { CommitEnvironment } from '../../src/engine/commit-environment.ts'
import type { CommitFileSystem } from '../../src/engine/commit-file-system.ts'
import { inspectFile } from '../../src/engine/inspect-file.ts'
import { sharp } from '../../src/engine/load-sharp.ts'
import type { Report } from '../../src/engine/process-source.ts'
import type { OutputResult, ProcessReply, ProcessTask, UndoItem } from '../../src/shared/child-tasks.ts'
import { plainRendering } from './plain-rendering.ts'
import { tempFolder } from './temp-folder.ts'

/** `same name`: a.jpg gives way to a.jpg; `other name`: a.png to a.jpg; `overwrite`: the output of an earlier run. */
export const replaceKinds = ['same name', 'other name', 'overwrite'] as const
export type ReplaceKind = (typeof replaceKinds)[number]

/** A folder with one picture that is about to be replaced, and the task that does it. */
export interface ReplaceStage {
  readonly folder: string
  readonly task: ProcessTask
  /** Of the picture that is replaced. */
  readonly oldPath: string
  readonly old: Buffer
  readonly finalPath: string
  readonly keepPath: string
  readonly before: Tree
}

/** Of every file: its bytes as a hash, its mode and its time in nanoseconds, by relative path. */
export type Tree = Readonly<Record<string, readonly [sha256: string, mode: number, modifiedNs: bigint]>>

const oldTime = 1_600_000_000.123_456_7
const sourceTime = 1_650_000_000.765_432_1

/** The same files, byte for byte, at each call. */
export async function replaceStage(kind: ReplaceKind): Promise<ReplaceStage> {
  const folder = await tempFolder()
  const sourcePath = join(folder, kind === 'other name' ? 'a.png' : 'a.jpg')
  const picture = sharp(noise(160, 120), { raw: { width: 160, height: 120, channels: 3 } })
  const source = await (kind === 'other name' ? picture.png() : picture.jpeg({ quality: 95 })).toBuffer()
  await write(sourcePath, source, 0o640, sourceTime)
  const finalPath = kind === 'overwrite' ? join(folder, 'out', 'a.jpg') : join(folder, 'a.jpg')
  let [oldPath, old] = [sourcePath, source]
  if (kind === 'overwrite') {
    ;[oldPath, old] = [finalPath, Buffer.from('the output of an earlier run')]
    await mkdir(dirname(finalPath))
    await write(finalPath, old, 0o600, oldTime)
  }
  const keepFolder = kind === 'overwrite' ? join(folder, 'out', '.batchfit-kept') : join(folder, 'Originals 2026-11-25')
  const keepPath = join(keepFolder, basename(oldPath))
  const task = await taskFor(kind, { sourcePath, finalPath, keepPath })
  return { folder, task, oldPath, old, finalPath, keepPath, before: await treeOf(folder) }
}

interface Paths {
  readonly sourcePath: string
  readonly finalPath: string
  readonly keepPath: string
}

async function taskFor(kind: ReplaceKind, { sourcePath, finalPath, keepPath }: Paths): Promise<ProcessTask> {
  const inspected = await inspectFile(sourcePath)
  if (!inspected.ok) throw new Error(inspected.failure.message)
  return {
    kind: 'process',
    sourcePath,
    facts: inspected.value,
    outputs: [
      {
        finalPath,
        tempPath: join(dirname(finalPath), '.batchfit-1a2b3c4d-1.tmp'),
        width: 40,
        height: 30,
        rendering: { ...plainRendering, geometry: { kind: 'scale', width: 40, height: 30 } },
        overwrite: kind === 'overwrite',
        keepPath: kind === 'other name' ? null : keepPath,
        replacesSource: kind === 'same name',
        whenNotSmaller: 'write',
        ours: null,
      },
    ],
    dates: 'keep',
    fileMode: 0o644,
    retire: kind === 'other name' ? { path: sourcePath, keepPath } : null,
    isRecovery: false,
    minFreeBytes: 0,
  }
}

function noise(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3)
  let state = 1
  for (let index = 0; index < pixels.length; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    pixels[index] = state >> 16
  }
  return pixels
}

async function write(path: string, bytes: Buffer, mode: number, modified: number): Promise<void> {
  await writeFile(path, bytes, { mode })
  await utimes(path, modified, modified)
}

export async function treeOf(folder: string): Promise<Tree> {
  const tree: Record<string, Tree[string]> = {}
  for (const name of await filesBelow(folder)) {
    const { mode, mtimeNs } = await stat(join(folder, name), { bigint: true })
    tree[name] = [hashOf(await readFile(join(folder, name))), Number(mode & 0o777n), mtimeNs]
  }
  return tree
}

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What a run removes before it goes on where another was interrupted. */
export async function sweepTemps(stage: ReplaceStage): Promise<void> {
  for (const folder of new Set([dirname(stage.finalPath), dirname(stage.oldPath)])) {
    for (const name of await readdir(folder)) {
      if (name.startsWith('.batchfit-1a2b3c4d-') && name.endsWith('.tmp')) await unlink(join(folder, name))
    }
  }
}

/** What the undo of a batch asks for, of the only output of a reply that was done. */
export function undoItem(stage: ReplaceStage, reply: ProcessReply): UndoItem {
  const output = reply.outputs[0]
  if (output?.kind !== 'written') throw new Error(`Expected a written output but: ${JSON.stringify(replyWords(reply))}`)
  const fingerprint = output.kept ?? reply.retired
  if (fingerprint === null) throw new Error('Expected that something was kept')
  const { finalPath, oldPath, keepPath, task } = stage
  return {
    path: finalPath,
    fingerprint: output.fingerprint,
    restore: { path: oldPath, keptAt: keepPath, fingerprint },
    source: { path: task.sourcePath, identity: task.facts.identity },
    tempPath: join(dirname(oldPath), '.batchfit-1a2b3c4d-u1.tmp'),
  }
}

/** The failures of a reply in words. */
export function replyWords(reply: ProcessReply): readonly string[] {
  const words = (output: OutputResult): readonly string[] =>
    output.kind === 'failed' ? [`${output.failure.code}: ${output.failure.message}`] : [output.kind]
  return [
    ...(reply.failure === null ? [] : [`${reply.failure.code}: ${reply.failure.message}`]),
    ...reply.outputs.flatMap(words),
  ]
}

export function environmentOn(fileSystem: CommitFileSystem): CommitEnvironment {
  return { fileSystem, renameDelaysMs: [], sleep: () => Promise.resolve() }
}

/** Nobody listens. */
export const silentReport: Report = {
  stage: () => undefined,
  computed: () => undefined,
  publishing: () => Promise.resolve(),
  reserved: () => Promise.resolve(),
}
