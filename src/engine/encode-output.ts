import { assertNever } from '../shared/assert-never.ts'
import type { Loss, OutputSpec } from '../shared/child-tasks.ts'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Encoding } from '../shared/plan.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { embedMetadata } from './embed-metadata.ts'
import { pixelLosses } from './losses.ts'
import type { MetadataBlocks } from './metadata/blocks.ts'
import { encodePixels, type Frame, type OnWarning, renderOutput, renderPixels } from './render.ts'
import { searchQuality, type Trial } from './search-quality.ts'

/** What an output is made from. */
export interface OutputSource {
  /** The source itself, or an intermediate that this output shares with others. */
  readonly frame: Frame
  readonly facts: ImageFacts
  readonly blocks: MetadataBlocks
}

/** A finished file, metadata in it, that is not written yet. */
export interface EncodedOutput {
  readonly bytes: Buffer
  /** Of pixels and metadata. */
  readonly losses: readonly Loss[]
  /** The quality that was used; null where the encoding has none. */
  readonly quality: number | null
}

/** Makes the bytes of one output; with a target size by as many encodes as it takes. Never throws for a bad picture. */
export async function encodeOutput(
  source: OutputSource,
  output: OutputSpec,
  onWarning: OnWarning,
): Promise<Outcome<EncodedOutput>> {
  const { frame, facts, blocks } = source
  const { rendering } = output
  try {
    if (rendering.target !== null) return await encodeWithin(rendering.target, source, output, onWarning)
    const encoded = await renderOutput(frame, facts, rendering, onWarning)
    const { bytes, losses } = embedMetadata(encoded, blocks, output)
    const quality = qualityOf(rendering.encoding)
    return succeed({ bytes, losses: [...losses, ...pixelLosses(facts, rendering)], quality })
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'pixels') }
  }
}

/** Encodes finished pixels again and again until the whole file, metadata included, is within the target. */
async function encodeWithin(
  target: { readonly bytes: number; readonly qualityFloor: number },
  { frame, facts, blocks }: OutputSource,
  output: OutputSpec,
  onWarning: OnWarning,
): Promise<Outcome<EncodedOutput>> {
  const { rendering } = output
  const { encoding } = rendering
  const pixels = rendering.animated ? null : await renderPixels(frame, facts, rendering, onWarning)
  let metadataLosses: readonly Loss[] = []
  const encodeAt = async (quality: number): Promise<Buffer> => {
    const adjusted = { ...rendering, encoding: 'quality' in encoding ? { ...encoding, quality } : encoding }
    const encoded =
      pixels === null
        ? await renderOutput(frame, facts, adjusted, onWarning)
        : await encodePixels(pixels, facts, adjusted, onWarning)
    const embedded = embedMetadata(encoded, blocks, output)
    metadataLosses = embedded.losses
    return embedded.bytes
  }
  const ceiling = 'quality' in encoding ? encoding.quality : 100
  const floor = 'quality' in encoding ? Math.min(target.qualityFloor, ceiling) : ceiling
  const result = await searchQuality(encodeAt, target.bytes, floor, ceiling)
  switch (result.kind) {
    case 'found': {
      const { bytes, quality } = result.trial
      const losses = [...metadataLosses, ...pixelLosses(facts, rendering)]
      return succeed({ bytes, losses, quality: qualityOf(encoding) === null ? null : quality })
    }
    case 'unreachable':
      return fail('target-unreachable', unreachableMessage(target.bytes, result.smallest, 'quality' in encoding))
    default:
      return assertNever(result)
  }
}

function qualityOf(encoding: Encoding): number | null {
  const isLossless = 'lossless' in encoding && encoding.lossless
  return 'quality' in encoding && !isLossless ? encoding.quality : null
}

function unreachableMessage(targetBytes: number, smallest: Trial, isLossy: boolean): string {
  const wanted = `Expected at most ${String(targetBytes)} bytes but the smallest result has ${String(smallest.bytes.length)}`
  return isLossy
    ? `${wanted}, at quality ${String(smallest.quality)}. Choose a smaller size, a lower quality floor, or WebP or AVIF.`
    : `${wanted}, and this format has no quality to lower. Choose JPEG, WebP or AVIF, or a smaller size.`
}
