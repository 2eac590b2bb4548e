import type { BigIntStats } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type {
  ChildProgress,
  FileId,
  OutputOrder,
  OutputResult,
  ProcessTask,
  Retirement,
} from '../shared/child-tasks.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { PlannedJob, PlannedOutput } from '../shared/plan.ts'

export type WriteJob = Extract<PlannedJob, { action: 'write' }>

/** What a child is told of every job besides the job itself. */
export interface AttemptEnvironment {
  readonly dates: 'keep' | 'now'
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Bytes that have to stay free on the disk; null for the rule of `diskReserveBytes`. */
  readonly minFreeBytes: number | null
  /** A process before this one may have done part of it. */
  readonly isRecovery: boolean
  /** A name for a temp file, different every time. */
  tempName(): string
}

/** An output that is about to be published, or was: the file, and what it replaced. */
interface Published {
  readonly file: Fingerprint
  readonly kept: Fingerprint | null
}

/** What the attempts at one job have left on the disk so far. */
export class JobAttempts {
  /** Null where the source stays, or an output takes its very place. */
  readonly retire: Retirement | null
  readonly #job: WriteJob
  readonly #environment: AttemptEnvironment
  readonly #wanted: readonly PlannedOutput[]
  #tempPaths: readonly string[] = []
  #count = 0
  /** Per output: the file that was about to be published, then the one that was found published. */
  readonly #publishing = new Map<number, Published>()
  readonly #reserved = new Map<number, FileId>()
  readonly #published = new Map<number, Published>()
  #retired: Fingerprint | null = null

  constructor(job: WriteJob, environment: AttemptEnvironment) {
    const { original, outputs } = job
    this.#job = job
    this.#environment = environment
    this.#wanted = outputs.filter((output) => output.action === 'write')
    const staysInPlace = original === null || this.#wanted.some(({ path }) => path === original.path)
    this.retire = staysInPlace ? null : { path: original.path, keepPath: original.keepPath }
  }

  /** The source, moved away by a child that did not live to say so. */
  get retired(): Fingerprint | null {
    return this.#retired
  }

  /** The task of the next attempt, with temp names of its own. */
  next(): ProcessTask {
    const { facts, source } = this.#job
    this.#publishing.clear()
    this.#reserved.clear()
    const outputs = this.#wanted.map((output, index) => this.#order(output, index))
    this.#tempPaths = outputs.map((order) => order.tempPath)
    const { dates, fileMode, isRecovery, minFreeBytes } = this.#environment
    this.#count += 1
    return {
      kind: 'process',
      sourcePath: source.keptAt ?? source.path,
      facts,
      outputs,
      dates,
      fileMode,
      retire: this.retire,
      isRecovery: isRecovery || this.#count > 1,
      minFreeBytes,
    }
  }

  #order(output: PlannedOutput, index: number): OutputOrder {
    const { path, width, height, overwrite, keepPath, whenNotSmaller, rendering } = output
    return {
      finalPath: path,
      tempPath: join(dirname(path), this.#environment.tempName()),
      width,
      height,
      overwrite,
      whenNotSmaller,
      rendering,
      keepPath,
      replacesSource: path === this.#job.original?.path,
      ours: this.#published.get(index)?.file ?? null,
    }
  }

  heard(progress: ChildProgress): void {
    if (progress.kind === 'publishing') this.#publishing.set(progress.outputIndex, progress)
    else if (progress.kind === 'reserved') this.#reserved.set(progress.outputIndex, progress.file)
  }

  /** What an attempt that failed had written all the same is this job's own at the next. */
  goOnAfter({ outputs }: JobResult): void {
    for (const output of outputs) {
      if (output.kind !== 'written' && output.kind !== 'copied') continue
      const index = this.#wanted.findIndex(({ path }) => path === output.path)
      if (index >= 0) this.#published.set(index, { file: output.fingerprint, kept: output.kept })
    }
  }

  /**
   * After a child died: which outputs did appear, and away with the temp files. The look comes first, while the temp
   * file still holds its inode, so that a stranger's file can never be taken for ours.
   */
  async sweep(): Promise<void> {
    for (const [index, publishing] of this.#publishing) {
      const path = this.#wanted[index]?.path
      const stat = path === undefined ? null : await look(path)
      if (path === undefined || stat === null) continue
      const reserved = this.#reserved.get(index)
      if (isFile(stat, publishing.file)) this.#published.set(index, publishing)
      else if (reserved !== undefined && isFile(stat, reserved) && stat.size === 0n) {
        await unlink(path).catch(() => undefined)
      }
    }
    if (this.retire !== null) await this.#lookForRetired(this.retire)
    await Promise.all(this.#tempPaths.flatMap(tempsOf).map((path) => unlink(path).catch(() => undefined)))
  }

  async #lookForRetired({ path, keepPath }: Retirement): Promise<void> {
    const [source, kept] = [await look(path), await look(keepPath)]
    if (source !== null || kept === null || Number(kept.size) !== this.#job.facts.identity.bytes) return
    const { dev, ino, size, mtimeNs } = kept
    this.#retired = { device: dev, inode: ino, bytes: Number(size), modifiedNs: mtimeNs, sha256: null }
  }

  /** Outputs that are there, whole, although no child lived to say so. */
  published(): readonly OutputResult[] {
    return [...this.#published].flatMap(([index, { file, kept }]) => {
      const output = this.#wanted[index]
      if (output === undefined) return []
      const { path, format, width, height } = output
      return [{ kind: 'written' as const, path, format, width, height, bytes: file.bytes, fingerprint: file, kept }]
    })
  }
}

/** With each goes one for a copy of what is replaced, as the engine names it. */
function tempsOf(path: string): readonly string[] {
  return [path, path.replace(/\.tmp$/, 'k.tmp')]
}

function look(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch(() => null)
}

function isFile(stat: BigIntStats, file: FileId): boolean {
  return stat.dev === file.device && stat.ino === file.inode
}
