import type { Sharp } from 'sharp'
import { assertNever } from '../shared/assert-never.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Encoding, Rendering } from '../shared/plan.ts'
import { sharp } from './load-sharp.ts'
import { canHold, convertsProfile } from './losses.ts'

/** Upright pixels to work from: the source itself, or an intermediate that several outputs share. */
export interface Frame {
  readonly bytes: Buffer
  /** Oriented and in its final colours; a source is neither. */
  readonly isPrepared: boolean
  readonly width: number
  readonly height: number
}

/** What the decoder mutters on the way; a picture may be whole enough and still have something to say. */
export type OnWarning = (text: string) => void

/** One output of `frame`: geometry, colour and encoding in one pipeline, without any metadata but a kept profile. */
export function renderOutput(
  frame: Frame,
  facts: ImageFacts,
  rendering: Rendering,
  onWarning: OnWarning,
): Promise<Buffer> {
  return encode(shape(open(frame, facts, rendering, onWarning), facts, rendering), rendering.encoding).toBuffer()
}

/**
 * An intermediate for several outputs: the source decoded once, upright, in the recipe's colours, at the size given in
 * pixels. TIFF without compression is the one container that keeps every depth and the profile at the cost of a copy.
 */
export async function renderShared(
  source: Frame,
  facts: ImageFacts,
  rendering: Rendering,
  { width, height }: { readonly width: number; readonly height: number },
  onWarning: OnWarning,
): Promise<Frame> {
  const pipeline = open(source, facts, { ...rendering, animated: false }, onWarning)
  if (width !== facts.width || height !== facts.height) {
    pipeline.resize(width, height, { fit: 'fill', kernel: rendering.kernel })
  }
  return { bytes: await lossless(pipeline).toBuffer(), isPrepared: true, width, height }
}

/** The finished pixels of one output, to be encoded more than once. */
export async function renderPixels(
  frame: Frame,
  facts: ImageFacts,
  rendering: Rendering,
  onWarning: OnWarning,
): Promise<Frame> {
  const pipeline = shape(open(frame, facts, rendering, onWarning), facts, rendering)
  const { data, info } = await lossless(pipeline).toBuffer({ resolveWithObject: true })
  return { bytes: data, isPrepared: true, width: info.width, height: info.height }
}

/** Encodes finished pixels as they are. */
export function encodePixels(
  pixels: Frame,
  facts: ImageFacts,
  rendering: Rendering,
  onWarning: OnWarning,
): Promise<Buffer> {
  return encode(open(pixels, facts, rendering, onWarning), rendering.encoding).toBuffer()
}

function open(frame: Frame, facts: ImageFacts, rendering: Rendering, onWarning: OnWarning): Sharp {
  // Where the profile means sRGB anyway, ignoring it saves the full-size transform and changes no pixel.
  const wantsSrgb = rendering.colour === 'srgb' || convertsProfile(facts, rendering)
  const ignoreIcc = wantsSrgb && facts.profile?.isSrgb === true && facts.colourModel !== 'cmyk'
  const pipeline = sharp(frame.bytes, { failOn: 'error', animated: rendering.animated, ignoreIcc })
  pipeline.on('warning', (text: unknown) => {
    onWarning(String(text))
  })
  if (!frame.isPrepared && facts.orientation !== 1) pipeline.autoOrient()
  // Read again from an intermediate, whatever profile is left in it is the one to keep.
  if (frame.isPrepared || !wantsSrgb) pipeline.keepIccProfile()
  // Left to itself sharp converts pictures of 16 bits to P3.
  else if (!ignoreIcc && facts.bitsPerSample > 8) pipeline.withIccProfile('srgb', { attach: false })
  const space = outputSpace(facts, rendering)
  if (space !== null) pipeline.toColourspace(space)
  if (rendering.linearLight) pipeline.pipelineColourspace('scrgb')
  return pipeline
}

/** Grey stays grey and 16 bits stay 16 where the format can hold them; sharp's own default is 8-bit sRGB. */
function outputSpace(facts: ImageFacts, rendering: Rendering): 'b-w' | 'grey16' | 'rgb16' | null {
  const can = canHold(rendering.encoding.format)
  const isDeep = facts.bitsPerSample > 8 && can.sixteenBit
  if (facts.colourModel === 'grey') {
    if (!can.greyProfile) return null
    return isDeep ? 'grey16' : 'b-w'
  }
  return isDeep ? 'rgb16' : null
}

function shape(pipeline: Sharp, facts: ImageFacts, rendering: Rendering): Sharp {
  const { geometry, kernel, background } = rendering
  const hasAlpha = canHold(rendering.encoding.format).alpha
  if (facts.hasAlpha && !hasAlpha) pipeline.flatten({ background: opaque(background) })
  switch (geometry.kind) {
    case 'keep':
      return pipeline
    case 'scale':
      return pipeline.resize(geometry.width, geometry.height, { fit: 'fill', kernel })
    case 'cover':
      return pipeline.resize(geometry.width, geometry.height, { fit: 'cover', position: geometry.position, kernel })
    case 'pad': {
      const left = Math.floor((geometry.width - geometry.innerWidth) / 2)
      const top = Math.floor((geometry.height - geometry.innerHeight) / 2)
      return pipeline.resize(geometry.innerWidth, geometry.innerHeight, { fit: 'fill', kernel }).extend({
        left,
        top,
        right: geometry.width - geometry.innerWidth - left,
        bottom: geometry.height - geometry.innerHeight - top,
        background: hasAlpha ? background : opaque(background),
      })
    }
    default:
      return assertNever(geometry)
  }
}

/** Without transparency a transparent colour would come out as black. */
function opaque(background: string): string {
  return background.slice(0, '#rrggbb'.length)
}

function lossless(pipeline: Sharp): Sharp {
  return pipeline.tiff({ compression: 'none' })
}

function encode(pipeline: Sharp, encoding: Encoding): Sharp {
  switch (encoding.format) {
    case 'jpeg':
      return pipeline.jpeg({
        quality: encoding.quality,
        chromaSubsampling: chromaSubsampling(encoding.chroma, encoding.quality),
        progressive: encoding.progressive,
        mozjpeg: encoding.mozjpeg,
      })
    case 'png':
      return pipeline.png({ compressionLevel: encoding.compression, palette: false })
    case 'webp':
      return pipeline.webp({ quality: encoding.quality, lossless: encoding.lossless, effort: encoding.effort })
    case 'avif':
      return pipeline.avif({
        quality: encoding.quality,
        lossless: encoding.lossless,
        effort: encoding.effort,
        chromaSubsampling: encoding.lossless ? '4:4:4' : chromaSubsampling('auto', encoding.quality),
      })
    case 'gif':
      return pipeline.gif({ colours: encoding.colours })
    case 'tiff':
      return pipeline.tiff({
        compression: encoding.compression,
        ...(encoding.compression === 'none' ? {} : { predictor: 'horizontal' }),
      })
    default:
      return assertNever(encoding)
  }
}

function chromaSubsampling(chroma: 'auto' | '4:2:0' | '4:4:4', quality: number): string {
  return chroma === 'auto' ? (quality >= 90 ? '4:4:4' : '4:2:0') : chroma
}
