import type {
  FileId,
  Loss,
  OutputOrder,
  OutputResult,
  OutputSpec,
  ProcessReply,
  ProcessTask,
  Retirement,
  Stage,
} from '../shared/child-tasks.ts'
import { type Failure, holdsTheBatch } from '../shared/failure.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import { chooseBytes } from './choose-bytes.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import { commitFile } from './commit-file.ts'
import type { CommitSource } from './commit-request.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { readMetadata } from './embed-metadata.ts'
import { encodeOutput, type OutputSource } from './encode-output.ts'
import { hashBytes } from './hash-bytes.ts'
import { keepTempPath } from './keep-old-file.ts'
import { loadAfterInterruption, type LoadedSource, loadUnchanged, type PossiblePlaces } from './load-unchanged.ts'
import type { MetadataBlocks } from './metadata/blocks.ts'
import type { Frame } from './render.ts'
import { retireSource } from './retire-source.ts'
import { shareFrames } from './share-frames.ts'
import { takeBackOutput } from './take-back-output.ts'

/** Whom a job tells how far it is. */
export interface Report {
  /** Called at every change; how much of it is worth passing on is up to the receiver. */
  stage(stage: Stage): void
  /** The rest is up to the disk: no core is needed any more. */
  computed(): void
  /** Resolves when the message is out of the process: a file must not appear that nobody knows of. */
  publishing(outputIndex: number, file: Fingerprint, kept: Fingerprint | null): Promise<void>
  /** The same for an empty file that keeps the name free until then. */
  reserved(outputIndex: number, file: FileId): Promise<void>
}

/**
 * Makes every output of one source: read, decode once, then render and commit output by output. Never throws for
 * what can go wrong with files or pictures; one output that fails does not take the others with it.
 */
export async function processSource(
  task: ProcessTask,
  environment: CommitEnvironment,
  report: Report,
): Promise<ProcessReply> {
  report.stage('reading')
  const source = task.isRecovery
    ? loadAfterInterruption(possiblePlaces(task), task.facts)
    : loadUnchanged(task.sourcePath, task.facts)
  if (!source.ok) return { kind: 'processed', failure: source.failure, ...nothing }
  return new SourceJob(task, source.value, environment, report).run()
}

const nothing = { outputs: [], losses: [], warnings: [], retired: null }

function possiblePlaces({ sourcePath, retire, outputs }: ProcessTask): PossiblePlaces {
  const replacing = outputs.filter((order) => order.replacesSource)
  const kept = distinct([retire?.keepPath, ...replacing.map((order) => order.keepPath)])
  const places = distinct([retire?.path, ...replacing.map((order) => order.finalPath), sourcePath])
  return { places: places.filter((path) => !kept.includes(path)), kept }
}

function distinct(paths: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(paths.filter((path) => typeof path === 'string'))]
}

class SourceJob {
  readonly #task: ProcessTask
  readonly #loaded: LoadedSource
  readonly #source: CommitSource
  readonly #environment: CommitEnvironment
  readonly #report: Report
  readonly #results = new Map<number, OutputResult>()
  readonly #losses = new Map<string, Loss>()
  readonly #warnings = new Set<string>()
  #retired: Fingerprint | null = null

  constructor(task: ProcessTask, loaded: LoadedSource, environment: CommitEnvironment, report: Report) {
    this.#task = task
    this.#loaded = loaded
    this.#source = { path: loaded.path, identity: loaded.identity, sha256: once(() => hashBytes(loaded.fileBytes)) }
    this.#environment = environment
    this.#report = report
  }

  #reply(failure: Failure | null): ProcessReply {
    return {
      kind: 'processed',
      failure,
      outputs: this.#outputs(),
      losses: [...this.#losses.values()],
      warnings: [...this.#warnings],
      retired: this.#retired,
    }
  }

  #outputs(): readonly OutputResult[] {
    return [...this.#results].sort(([one], [other]) => one - other).map(([, result]) => result)
  }

  async run(): Promise<ProcessReply> {
    const { facts, outputs } = this.#task
    const { fileBytes, frame } = this.#loaded
    this.#report.stage('resizing')
    let blocks: MetadataBlocks
    let frames: ReadonlyMap<OutputSpec, Frame>
    try {
      blocks = await readMetadata(frame.bytes, facts, outputs)
      frames = await shareFrames(frame, facts, outputs, this.#warn)
    } catch (error) {
      return this.#reply(describeSharpError(error, 'pixels'))
    }
    const made: Made[] = []
    for (const [index, order] of outputs.entries()) {
      const result = await this.#make(order, { frame: frames.get(order) ?? frame, facts, blocks }, fileBytes)
      if (result.kind === 'made') made.push({ ...result, index, order })
      else this.#results.set(index, result)
      const pendingBytes = made.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const isLast = index === outputs.length - 1
      if (isLast) this.#report.computed()
      if (!isLast && pendingBytes < maxPendingBytes) continue
      const failure = await this.#commitAll(made.splice(0))
      if (failure !== null) return this.#reply(failure)
    }
    return this.#reply(await this.#retire())
  }

  /** A failure that ends the job: the disk that is full for one output is full for the rest. */
  async #commitAll(made: readonly Made[]): Promise<Failure | null> {
    this.#report.stage('saving')
    for (const output of made) {
      const result = await this.#commit(output)
      this.#results.set(output.index, result)
      if (result.kind === 'failed' && holdsTheBatch(result.failure)) return result.failure
    }
    return null
  }

  readonly #warn = (text: string): void => {
    this.#warnings.add(text)
  }

  async #make(
    order: OutputOrder,
    source: OutputSource,
    fileBytes: Buffer,
  ): Promise<Omit<Made, 'index' | 'order'> | OutputResult> {
    const { finalPath: path } = order
    this.#report.stage('resizing')
    const encoded = await encodeOutput(source, order, this.#warn)
    if (!encoded.ok) return { kind: 'failed', path, failure: encoded.failure }
    const choice = chooseBytes(encoded.value, fileBytes, source.facts, this.#withoutCopies(order))
    if (choice.warning !== null) this.#warn(choice.warning)
    if (choice.kind === 'skip') return { kind: 'skipped', path, reason: choice.reason }
    return { kind: 'made', bytes: choice.bytes, isCopy: choice.kind === 'copy', losses: choice.losses }
  }

  /** An original that would be replaced by a copy of itself is left where it is. */
  #withoutCopies(order: OutputOrder): OutputOrder {
    const isReplacement = order.replacesSource || this.#task.retire !== null
    return isReplacement && order.whenNotSmaller === 'copy-original' ? { ...order, whenNotSmaller: 'skip' } : order
  }

  async #commit({ order, index, bytes, isCopy, losses }: Made): Promise<OutputResult> {
    const { facts, dates, fileMode, retire, isRecovery, minFreeBytes } = this.#task
    const { width, height, finalPath: path, tempPath, overwrite, keepPath, replacesSource, ours, rendering } = order
    const { format } = rendering.encoding
    const committed = await commitFile(
      {
        bytes,
        finalPath: path,
        tempPath,
        expected: isCopy ? null : { format, width, height },
        overwrite,
        keepPath,
        replacesSource,
        source: this.#source,
        ours,
        isRecovery,
        minFreeBytes,
        fileMode: replacesSource || retire !== null ? this.#loaded.mode : fileMode,
        modifiedNs: dates === 'keep' ? facts.identity.modifiedNs : null,
        onChecking: () => {
          this.#report.stage('checking')
        },
        onPublishing: (file, kept) => this.#report.publishing(index, file, kept),
        onReserved: (file) => this.#report.reserved(index, file),
      },
      this.#environment,
    )
    if (!committed.ok) return { kind: 'failed', path, failure: committed.failure }
    const { fingerprint, kept, warnings } = committed.value
    warnings.forEach(this.#warn)
    for (const loss of losses) this.#losses.set(loss.code, loss)
    const kind = isCopy ? 'copied' : 'written'
    return { kind, path, format, width, height, bytes: bytes.length, fingerprint, kept }
  }

  /** The source gives way, if every output that was to take its place is there. */
  async #retire(): Promise<Failure | null> {
    const { retire } = this.#task
    const isWhole = this.#outputs().every(({ kind }) => kind === 'written' || kind === 'copied')
    return retire === null || !isWhole ? null : this.#moveAway(retire)
  }

  async #moveAway(retirement: Retirement): Promise<Failure | null> {
    const { outputs, isRecovery, minFreeBytes } = this.#task
    const tempPath = keepTempPath(outputs[0]?.tempPath ?? '')
    const request = { retirement, source: this.#source, tempPath, isRecovery, minFreeBytes }
    const retired = await retireSource(request, this.#environment)
    if (retired.ok) {
      this.#retired = retired.value.fingerprint
      retired.value.warnings.forEach(this.#warn)
      return null
    }
    for (const [index, result] of this.#results) {
      this.#results.set(index, await takeBackOutput(result, retirement.path, retired.failure, this.#environment))
    }
    return retired.failure
  }
}

function once<Result>(compute: () => Result): () => Result {
  let known: { readonly result: Result } | null = null
  return () => {
    known ??= { result: compute() }
    return known.result
  }
}

/** A finished file that waits to be committed. */
interface Made {
  readonly kind: 'made'
  readonly order: OutputOrder
  readonly index: number
  readonly bytes: Buffer
  /** The source itself, byte for byte. */
  readonly isCopy: boolean
  readonly losses: readonly Loss[]
}

/** Outputs are kept in memory until all are made, because nobody computes while the disk is waited for; but not more. */
const maxPendingBytes = 64e6
