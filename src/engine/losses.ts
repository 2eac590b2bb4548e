import type { Loss, LossCode } from '../shared/child-tasks.ts'
import type { ImageFacts, OutputFormat } from '../shared/image-facts.ts'
import type { Rendering } from '../shared/plan.ts'

/** What each output format can carry. */
interface Capabilities {
  readonly alpha: boolean
  readonly sixteenBit: boolean
  readonly animation: boolean
  readonly profile: boolean
  /** Greyscale with a grey profile; elsewhere grey becomes RGB. */
  readonly greyProfile: boolean
}

const capabilities: Readonly<Record<OutputFormat, Capabilities>> = {
  jpeg: { alpha: false, sixteenBit: false, animation: false, profile: true, greyProfile: true },
  png: { alpha: true, sixteenBit: true, animation: false, profile: true, greyProfile: true },
  webp: { alpha: true, sixteenBit: false, animation: true, profile: true, greyProfile: false },
  avif: { alpha: true, sixteenBit: false, animation: false, profile: true, greyProfile: false },
  gif: { alpha: true, sixteenBit: false, animation: true, profile: false, greyProfile: false },
  tiff: { alpha: true, sixteenBit: true, animation: false, profile: true, greyProfile: true },
}

export function canHold(format: OutputFormat): Capabilities {
  return capabilities[format]
}

/** What the pixels of `facts` lose in this rendering; what its metadata loses is found while it is written. */
export function pixelLosses(facts: ImageFacts, rendering: Rendering): readonly Loss[] {
  const format = rendering.encoding.format
  const can = canHold(format)
  const losses: Loss[] = []
  const lose = (code: LossCode, message: string): number => losses.push({ code, message })

  if (facts.hasAlpha && !can.alpha) {
    lose('alpha-flattened', `Transparency was filled with ${rendering.background}: ${name(format)} has none.`)
  }
  if (facts.bitsPerSample > 16) {
    lose('depth-reduced', `${String(facts.bitsPerSample)} bits per sample became ${can.sixteenBit ? '16' : '8'}.`)
  } else if (facts.bitsPerSample > 8 && !can.sixteenBit) {
    lose('depth-reduced', `${String(facts.bitsPerSample)} bits per sample became 8: ${name(format)} holds no more.`)
  }
  if (facts.isAnimated && !rendering.animated) {
    lose('animation-dropped', `Only the first of ${String(facts.frames)} frames was kept: ${name(format)} holds one.`)
  }
  if (facts.format === 'png' && facts.frames > 1) {
    lose('animation-dropped', `Only the first of ${String(facts.frames)} frames was kept: animated PNG is not read.`)
  } else if (!facts.isAnimated && facts.frames > 1) {
    lose('pages-dropped', `Only the first of ${String(facts.frames)} pages was kept.`)
  }
  if (convertsProfile(facts, rendering)) {
    lose('profile-converted', `The colours were converted to sRGB: ${whyConverted(facts, format)}.`)
  }
  if (facts.hasGainMap) {
    lose('gain-map-dropped', 'The HDR gain map was dropped; the picture looks as on a standard display.')
  }
  if (facts.format === 'svg') {
    lose('vector-rasterised', `The drawing became pixels: ${name(format)} holds no vectors.`)
  }
  if (format === 'gif' && facts.format !== 'gif') {
    lose('colours-reduced', 'GIF holds at most 256 colours a frame.')
  }
  return losses
}

/** Whether a recipe that asks to keep the colours as they are has to convert them all the same. */
export function convertsProfile(facts: ImageFacts, rendering: Rendering): boolean {
  if (facts.colourModel === 'cmyk' || facts.colourModel === 'lab') return true
  if (rendering.colour !== 'keep' || facts.profile === null || facts.profile.isSrgb) return false
  const can = canHold(rendering.encoding.format)
  return facts.colourModel === 'grey' ? !can.greyProfile : !can.profile
}

function whyConverted(facts: ImageFacts, format: OutputFormat): string {
  if (facts.colourModel === 'cmyk') return 'CMYK is not kept'
  if (facts.colourModel === 'lab') return 'Lab is not kept'
  return `${name(format)} cannot hold the profile`
}

function name(format: OutputFormat): string {
  return { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', avif: 'AVIF', gif: 'GIF', tiff: 'TIFF' }[format]
}
