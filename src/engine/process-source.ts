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
import type { Geometry } from '../shared/plan.ts'
import { type CommitEnvironment, commitFile } from './commit-file.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { embedMetadata, readMetadata } from './embed-metadata.ts'
import { pixelLosses } from './losses.ts'
import type { MetadataBlocks } from './metadata/blocks.ts'
import { changedMessage, readSource } from './read-source.ts'
import { encodePixels, type Frame, renderOutput, renderPixels, renderShared } from './render.ts'
import { searchQuality } from './search-quality.ts'

/** Whom a job tells how far it is. */
export interface Report {
  /** Called at every change; how much of it is worth passing on is up to the receiver. */
  stage(stage: Stage): void
  /** The rest is up to the disk: no core is needed any more. */
  computed(): void
  /** Resolves when the message is out of the process: a file must not appear that nobody knows of. */
  publishing(outputIndex: number, file: FileId): Promise<void>
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
    found.device === identity.device && found.inode === identity.inode && found.modifiedNs === identity.modifiedNs
  if (!isSame) return job.reply({ code: 'input-changed', message: changedMessage })
  return job.run(source.value.bytes)
}

class SourceJob {
  readonly #task: ProcessTask
  readonly #environment: CommitEnvironment
  readonly #report: Report
  readonly #results: OutputResult[] = []
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
      outputs: this.#results,
      losses: [...this.#losses.values()],
      warnings: [...this.#warnings],
    }
  }

  async run(sourceBytes: Buffer): Promise<ProcessReply> {
    const { facts, outputs } = this.#task
    this.#report.stage('resizing')
    const source = { bytes: sourceBytes, isPrepared: false, width: facts.width, height: facts.height }
    let blocks: MetadataBlocks
    let frames: ReadonlyMap<OutputOrder, Frame>
    try {
      blocks = await readMetadata(sourceBytes, facts, outputs)
      frames = await shareFrames(source, facts, outputs, this.#warn)
    } catch (error) {
      return this.reply(describeSharpError(error, 'pixels'))
    }
    for (const [index, order] of outputs.entries()) {
      const result = await this.#makeOutput(order, index, frames.get(order) ?? source, blocks, sourceBytes)
      this.#results.push(result)
      // The disk that is full for one output is full for the rest.
      if (result.kind === 'failed' && result.failure.code === 'disk-full') return this.reply(result.failure)
    }
    return this.reply(null)
  }

  readonly #warn = (text: string): void => {
    this.#warnings.add(text)
  }

  async #makeOutput(
    order: OutputOrder,
    index: number,
    frame: Frame,
    blocks: MetadataBlocks,
    sourceBytes: Buffer,
  ): Promise<OutputResult> {
    const { facts } = this.#task
    this.#report.stage('resizing')
    const encoded = await this.#encode(order, frame, blocks)
    if (!encoded.ok) return { kind: 'failed', path: order.finalPath, failure: encoded.failure }
    const notSmaller = encoded.value.length >= sourceBytes.length
    if (notSmaller && order.whenNotSmaller === 'skip') {
      return { kind: 'skipped', path: order.finalPath, reason: 'The new file would not be smaller than the source.' }
    }
    const isCopy = notSmaller && order.whenNotSmaller === 'copy-original' && mayCopy(facts, order)
    const bytes = isCopy ? sourceBytes : encoded.value
    this.#report.stage('saving')
    if (index === this.#task.outputs.length - 1) this.#report.computed()
    const committed = await this.#commit(order, index, bytes, isCopy)
    if (!committed.ok) return { kind: 'failed', path: order.finalPath, failure: committed.failure }
    committed.value.forEach(this.#warn)
    if (!isCopy) this.#lose(pixelLosses(facts, order.rendering))
    const { format } = order.rendering.encoding
    const { width, height, finalPath: path } = order
    return { kind: isCopy ? 'copied' : 'written', path, format, width, height, bytes: bytes.length }
  }

  async #encode(order: OutputOrder, frame: Frame, blocks: MetadataBlocks): Promise<Outcome<Buffer>> {
    const { facts } = this.#task
    const { rendering } = order
    try {
      const { target } = rendering
      if (target === null) {
        const encoded = await renderOutput(frame, facts, rendering, this.#warn)
        return succeed(this.#embed(encoded, order, blocks))
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
  ): Promise<Outcome<Buffer>> {
    const { facts } = this.#task
    const { rendering } = order
    const { encoding } = rendering
    const animated = rendering.animated
    const pixels = animated ? null : await renderPixels(frame, facts, rendering, this.#warn)
    const encodeAt = async (quality: number): Promise<Buffer> => {
      const adjusted = 'quality' in encoding ? { ...encoding, quality } : encoding
      const encoded =
        pixels === null
          ? await renderOutput(frame, facts, { ...rendering, encoding: adjusted }, this.#warn)
          : await encodePixels(pixels, adjusted)
      return this.#embed(encoded, order, blocks)
    }
    const ceiling = 'quality' in encoding ? encoding.quality : 100
    const floor = 'quality' in encoding ? Math.min(target.qualityFloor, ceiling) : ceiling
    const result = await searchQuality(encodeAt, target.bytes, floor, ceiling)
    switch (result.kind) {
      case 'found':
        return succeed(result.trial.bytes)
      case 'unreachable':
        return fail('target-unreachable', unreachableMessage(target.bytes, result.smallest, 'quality' in encoding))
      default:
        return assertNever(result)
    }
  }

  #embed(encoded: Buffer, order: OutputOrder, blocks: MetadataBlocks): Buffer {
    const { bytes, losses } = embedMetadata(encoded, blocks, order)
    this.#lose(losses)
    return bytes
  }

  #lose(losses: readonly Loss[]): void {
    for (const loss of losses) this.#losses.set(loss.code, loss)
  }

  #commit(order: OutputOrder, index: number, bytes: Buffer, isCopy: boolean): Promise<Outcome<readonly string[]>> {
    const { facts, dates, fileMode } = this.#task
    const { width, height, finalPath, tempPath, overwrite, ours, rendering } = order
    return commitFile(
      {
        bytes,
        finalPath,
        tempPath,
        expected: isCopy ? null : { format: rendering.encoding.format, width, height },
        overwrite,
        source: facts.identity,
        ours,
        fileMode,
        modifiedMs: dates === 'keep' ? Number(facts.identity.modifiedNs / 1000n) / 1000 : null,
        onPublishing: async (file) => {
          this.#report.stage('checking')
          await this.#report.publishing(index, file)
        },
      },
      this.#environment,
    )
  }
}

/** The intermediate that each output is made from, for those that share one; the rest is made from the source. */
async function shareFrames(
  source: Frame,
  facts: ImageFacts,
  outputs: readonly OutputOrder[],
  onWarning: (text: string) => void,
): Promise<ReadonlyMap<OutputOrder, Frame>> {
  const groups = new Map<string, OutputOrder[]>()
  for (const order of outputs) {
    const { rendering } = order
    if (rendering.animated || facts.format === 'svg') continue
    const depth = rendering.encoding.format === 'png' || rendering.encoding.format === 'tiff' ? 'deep' : 'flat'
    const key = [
      rendering.colour,
      rendering.kernel,
      rendering.linearLight,
      facts.bitsPerSample > 8 ? depth : '',
      rendering.encoding.format === 'gif',
    ].join()
    groups.set(key, [...(groups.get(key) ?? []), order])
  }
  const frames = new Map<OutputOrder, Frame>()
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined || group.length < 2) continue
    const needs = group.map((order) => fullSize(facts, order.rendering.geometry))
    const width = Math.min(facts.width, Math.max(...needs.map((need) => need.width)))
    const height = Math.min(facts.height, Math.max(...needs.map((need) => need.height)))
    const frame = await renderShared(source, facts, first.rendering, width, height, onWarning)
    for (const order of group) frames.set(order, frame)
  }
  return frames
}

/** Size of the whole upright picture at the scale that this geometry needs, before anything is cut off or added; pixels. */
function fullSize(facts: ImageFacts, geometry: Geometry): { readonly width: number; readonly height: number } {
  switch (geometry.kind) {
    case 'keep':
      return { width: facts.width, height: facts.height }
    case 'scale':
      return { width: geometry.width, height: geometry.height }
    case 'cover': {
      const scale = Math.max(geometry.width / facts.width, geometry.height / facts.height)
      return { width: Math.ceil(facts.width * scale), height: Math.ceil(facts.height * scale) }
    }
    case 'pad':
      return { width: geometry.innerWidth, height: geometry.innerHeight }
    default:
      return assertNever(geometry)
  }
}

/** A copy carries all of the source along; where the recipe takes something away, a copy would bring it back. */
function mayCopy(facts: ImageFacts, order: OutputOrder): boolean {
  const { metadata, colour, encoding } = order.rendering
  const hasMetadata = facts.hasExif || facts.hasXmp || facts.hasIptc
  const keepsColour = colour === 'keep' || facts.profile === null || facts.profile.isSrgb
  return (
    facts.format === encoding.format && facts.orientation === 1 && keepsColour && (metadata === 'keep' || !hasMetadata)
  )
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
