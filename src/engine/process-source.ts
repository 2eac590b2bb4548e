import type {
  FileId,
  Loss,
  OutputOrder,
  OutputResult,
  OutputSpec,
  ProcessReply,
  ProcessTask,
  Stage,
} from '../shared/child-tasks.ts'
import type { Failure } from '../shared/failure.ts'
import { type CommitEnvironment, commitFile } from './commit-file.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { readMetadata } from './embed-metadata.ts'
import { encodeOutput, type OutputSource } from './encode-output.ts'
import { type LoadedSource, loadUnchanged } from './load-unchanged.ts'
import { chooseBytes } from './choose-bytes.ts'
import type { MetadataBlocks } from './metadata/blocks.ts'
import type { Frame } from './render.ts'
import { shareFrames } from './share-frames.ts'

/** Whom a job tells how far it is. */
export interface Report {
  /** Called at every change; how much of it is worth passing on is up to the receiver. */
  stage(stage: Stage): void
  /** The rest is up to the disk: no core is needed any more. */
  computed(): void
  /** Resolves when the message is out of the process: a file must not appear that nobody knows of. */
  publishing(outputIndex: number, file: FileId): Promise<void>
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
  const job = new SourceJob(task, environment, report)
  report.stage('reading')
  const source = loadUnchanged(task.sourcePath, task.facts)
  return source.ok ? job.run(source.value) : job.reply(source.failure)
}

class SourceJob {
  readonly #task: ProcessTask
  readonly #environment: CommitEnvironment
  readonly #report: Report
  readonly #results = new Map<number, OutputResult>()
  readonly #losses = new Map<string, Loss>()
  readonly #warnings = new Set<string>()

  constructor(task: ProcessTask, environment: CommitEnvironment, report: Report) {
    this.#task = task
    this.#environment = environment
    this.#report = report
  }

  reply(failure: Failure | null): ProcessReply {
    return {
      kind: 'processed',
      failure,
      outputs: [...this.#results].sort(([one], [other]) => one - other).map(([, result]) => result),
      losses: [...this.#losses.values()],
      warnings: [...this.#warnings],
    }
  }

  async run({ fileBytes, frame }: LoadedSource): Promise<ProcessReply> {
    const { facts, outputs } = this.#task
    this.#report.stage('resizing')
    let blocks: MetadataBlocks
    let frames: ReadonlyMap<OutputSpec, Frame>
    try {
      blocks = await readMetadata(frame.bytes, facts, outputs)
      frames = await shareFrames(frame, facts, outputs, this.#warn)
    } catch (error) {
      return this.reply(describeSharpError(error, 'pixels'))
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
      if (failure !== null) return this.reply(failure)
    }
    return this.reply(null)
  }

  /** A failure that ends the job: the disk that is full for one output is full for the rest. */
  async #commitAll(made: readonly Made[]): Promise<Failure | null> {
    this.#report.stage('saving')
    for (const output of made) {
      const result = await this.#commit(output)
      this.#results.set(output.index, result)
      if (result.kind === 'failed' && result.failure.code === 'disk-full') return result.failure
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
    const choice = chooseBytes(encoded.value, fileBytes, source.facts, order)
    if (choice.warning !== null) this.#warn(choice.warning)
    if (choice.kind === 'skip') return { kind: 'skipped', path, reason: choice.reason }
    return { kind: 'made', bytes: choice.bytes, isCopy: choice.kind === 'copy', losses: choice.losses }
  }

  async #commit({ order, index, bytes, isCopy, losses }: Made): Promise<OutputResult> {
    const { facts, dates, fileMode } = this.#task
    const { width, height, finalPath: path, tempPath, overwrite, ours, rendering } = order
    const { format } = rendering.encoding
    const committed = await commitFile(
      {
        bytes,
        finalPath: path,
        tempPath,
        expected: isCopy ? null : { format, width, height },
        overwrite,
        source: facts.identity,
        ours,
        fileMode,
        modifiedMs: dates === 'keep' ? Number(facts.identity.modifiedNs / 1000n) / 1000 : null,
        onChecking: () => {
          this.#report.stage('checking')
        },
        onPublishing: (file) => this.#report.publishing(index, file),
        onReserved: (file) => this.#report.reserved(index, file),
      },
      this.#environment,
    )
    if (!committed.ok) return { kind: 'failed', path, failure: committed.failure }
    committed.value.forEach(this.#warn)
    for (const loss of losses) this.#losses.set(loss.code, loss)
    return { kind: isCopy ? 'copied' : 'written', path, format, width, height, bytes: bytes.length }
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
