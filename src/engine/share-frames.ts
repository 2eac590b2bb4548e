import { assertNever } from '../shared/assert-never.ts'
import type { OutputSpec } from '../shared/child-tasks.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Geometry } from '../shared/plan.ts'
import { canHold } from './losses.ts'
import { type Frame, type OnWarning, renderShared } from './render.ts'

/** The intermediate that each output is made from, for those that share one; the rest is made from the source. */
export async function shareFrames(
  source: Frame,
  facts: ImageFacts,
  outputs: readonly OutputSpec[],
  onWarning: OnWarning,
): Promise<ReadonlyMap<OutputSpec, Frame>> {
  const groups = new Map<string, OutputSpec[]>()
  for (const order of outputs) {
    const { rendering } = order
    if (rendering.animated || facts.format === 'svg') continue
    const depth = rendering.encoding.format === 'png' || rendering.encoding.format === 'tiff' ? 'deep' : 'flat'
    const key = [
      rendering.colour,
      rendering.kernel,
      rendering.linearLight,
      facts.bitsPerSample > 8 ? depth : '',
      facts.colourModel === 'grey' && canHold(rendering.encoding.format).greyProfile,
      rendering.encoding.format === 'gif',
    ].join()
    groups.set(key, [...(groups.get(key) ?? []), order])
  }
  const frames = new Map<OutputSpec, Frame>()
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined || group.length < 2) continue
    const needs = group.map((order) => fullSize(facts, order.rendering.geometry))
    const frame = await renderShared(source, facts, first.rendering, sharedSize(facts, needs), onWarning)
    for (const order of group) frames.set(order, frame)
  }
  return frames
}

/** Size of the whole upright picture at the scale that this geometry needs, before anything is cut off or added; pixels. */
function fullSize(facts: ImageFacts, geometry: Geometry): Size {
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

/**
 * Size of the intermediate for outputs of these sizes. Where all others are at most half the largest, it is the
 * largest itself: made from that they come as near to the source as each alone. Otherwise it is the smallest halving
 * of the source that is large enough, which is what JPEG decodes to for nothing.
 */
function sharedSize(facts: ImageFacts, needs: readonly Size[]): Size {
  const width = Math.min(facts.width, Math.max(...needs.map((need) => need.width)))
  const height = Math.min(facts.height, Math.max(...needs.map((need) => need.height)))
  const others = needs.filter((need) => need.width < width || need.height < height)
  const areSmall = others.every((need) => need.width * 2 <= width && need.height * 2 <= height)
  const isUndistorted = Math.abs(width * facts.height - height * facts.width) <= Math.max(facts.width, facts.height)
  if (areSmall && isUndistorted) return { width, height }
  let half: Size = facts
  for (;;) {
    const next = { width: Math.ceil(half.width / 2), height: Math.ceil(half.height / 2) }
    if (next.width < width || next.height < height || half.width * half.height === 1) return half
    half = next
  }
}

interface Size {
  readonly width: number
  readonly height: number
}
