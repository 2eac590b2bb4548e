import type {
  FileId,
  Loss,
  OutputOrder,
  OutputResult,
  ProcessReply,
  ProcessTask,
  Stage,
} from '../shared/child-tasks.ts'
import { assertNever } from '../shared/assert-never.ts'
import { fail, type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import { type CommitEnvironment, commitFile } from './commit-file.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { type Embedded, embedMetadata, readMetadata } from './embed-metadata.ts'
import { pixelLosses } from './losses.ts'
import type { MetadataBlocks } from './metadata/blocks.ts'
import { withEarlyMetadata } from './metadata/late-png-chunks.ts'
import { changedMessage, readSource } from './read-source.ts'
import { encodePixels, type Frame, renderOutput, renderPixels } from './render.ts'
import { searchQuality } from './search-quality.ts'
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
  const source = readSource(task.sourcePath)
  if (!source.ok) return job.reply(source.failure)
  const { identity } = task.facts
  const found = source.value.identity
  const isSame =
    found.device === identity.device &&
    found.inode === identity.inode &&
    found.bytes === identity.bytes &&
    found.modifiedNs === identity.modifiedNs
  if (!isSame) return job.reply({ code: 'input-changed', message: changedMessage })
  return job.run(source.value.bytes)
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

  async run(sourceBytes: Buffer): Promise<ProcessReply> {
    const { facts, outputs } = this.#task
    this.#report.stage('resizing')
    const bytes = facts.format === 'png' ? withEarlyMetadata(sourceBytes) : sourceBytes
    const source = { bytes, isPrepared: false, width: facts.width, height: facts.height }
    let blocks: MetadataBlocks
    let frames: ReadonlyMap<OutputOrder, Frame>
    try {
      blocks = await readMetadata(bytes, facts, outputs)
      frames = await shareFrames(source, facts, outputs, this.#warn)
    } catch (error) {
      return this.reply(describeSharpError(error, 'pixels'))
    }
    const made: Made[] = []
    for (const [index, order] of outputs.entries()) {
      const result = await this.#make(order, frames.get(order) ?? source, blocks, sourceBytes)
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
    frame: Frame,
    blocks: MetadataBlocks,
    sourceBytes: Buffer,
  ): Promise<Omit<Made, 'index' | 'order'> | OutputResult> {
    const { facts } = this.#task
    const { finalPath: path, whenNotSmaller } = order
    this.#report.stage('resizing')
    const encoded = await this.#encode(order, frame, blocks)
    if (!encoded.ok) return { kind: 'failed', path, failure: encoded.failure }
    const { bytes, losses } = encoded.value
    const notSmaller = bytes.length >= sourceBytes.length
    if (notSmaller && whenNotSmaller === 'skip') {
      return { kind: 'skipped', path, reason: 'The new file would not be smaller than the source.' }
    }
    if (notSmaller && whenNotSmaller === 'copy-original') {
      if (mayCopy(facts, order)) return { kind: 'made', bytes: sourceBytes, isCopy: true, losses: [] }
      this.#warn(
        'The new file is not smaller, but the original was not copied: it is turned, or holds metadata or colours that the recipe takes away.',
      )
    }
    return { kind: 'made', bytes, isCopy: false, losses: [...losses, ...pixelLosses(facts, order.rendering)] }
  }

  async #encode(order: OutputOrder, frame: Frame, blocks: MetadataBlocks): Promise<Outcome<Embedded>> {
    const { facts } = this.#task
    const { rendering } = order
    try {
      const { target } = rendering
      if (target === null) {
        const encoded = await renderOutput(frame, facts, rendering, this.#warn)
        return succeed(embedMetadata(encoded, blocks, order))
      }
      return await this.#encodeWithin(target, order, frame, blocks)
    } catch (error) {
      return { ok: false, failure: describeSharpError(error, 'pixels') }
    }
  }

  /** Encodes finished pixels again and again until the whole file, metadata included, is within the target. */
  async #encodeWithin(
    target: { readonly bytes: number; readonly qualityFloor: number },
    order: OutputOrder,
    frame: Frame,
    blocks: MetadataBlocks,
  ): Promise<Outcome<Embedded>> {
    const { facts } = this.#task
    const { rendering } = order
    const { encoding } = rendering
    const animated = rendering.animated
    const pixels = animated ? null : await renderPixels(frame, facts, rendering, this.#warn)
    let losses: readonly Loss[] = []
    const encodeAt = async (quality: number): Promise<Buffer> => {
      const adjusted = 'quality' in encoding ? { ...encoding, quality } : encoding
      const encoded =
        pixels === null
          ? await renderOutput(frame, facts, { ...rendering, encoding: adjusted }, this.#warn)
          : await encodePixels(pixels, facts, { ...rendering, encoding: adjusted }, this.#warn)
      const embedded = embedMetadata(encoded, blocks, order)
      losses = embedded.losses
      return embedded.bytes
    }
    const ceiling = 'quality' in encoding ? encoding.quality : 100
    const floor = 'quality' in encoding ? Math.min(target.qualityFloor, ceiling) : ceiling
    const result = await searchQuality(encodeAt, target.bytes, floor, ceiling)
    switch (result.kind) {
      case 'found':
        return succeed({ bytes: result.trial.bytes, losses })
      case 'unreachable':
        return fail('target-unreachable', unreachableMessage(target.bytes, result.smallest, 'quality' in encoding))
      default:
        return assertNever(result)
    }
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

/** A copy carries all of the source along; where the recipe takes something away, a copy would bring it back. */
function mayCopy(facts: ImageFacts, order: OutputOrder): boolean {
  const { metadata, colour, encoding } = order.rendering
  const keepsColour = colour === 'keep' || facts.profile === null || facts.profile.isSrgb
  return facts.format === encoding.format && facts.orientation === 1 && keepsColour && metadata === 'keep'
}

function unreachableMessage(
  targetBytes: number,
  smallest: { quality: number; bytes: Buffer },
  isLossy: boolean,
): string {
  const wanted = `Expected at most ${String(targetBytes)} bytes but the smallest result has ${String(smallest.bytes.length)}`
  return isLossy
    ? `${wanted}, at quality ${String(smallest.quality)}. Choose a smaller size, a lower quality floor, or WebP or AVIF.`
    : `${wanted}, and this format has no quality to lower. Choose JPEG, WebP or AVIF, or a smaller size.`
}
