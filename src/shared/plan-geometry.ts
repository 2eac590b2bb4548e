import { assertNever } from './assert-never.ts'
import type { Geometry } from './plan.ts'
import type { Resize } from './recipe.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Decides the exact size of an output, in pixels, from the upright size of its source. A fitted side is never larger
 * than its box, and no side is smaller than 1.
 */
export function planGeometry(source: Size, resize: Resize): { readonly geometry: Geometry } & Size {
  switch (resize.mode) {
    case 'none':
      return keep(source)
    case 'longest-side':
      return scaled(source, resize.size / Math.max(source.width, source.height), resize.enlarge)
    case 'shortest-side':
      return scaled(source, resize.size / Math.min(source.width, source.height), resize.enlarge)
    case 'fit':
      return scaled(source, fitScale(source, resize), resize.enlarge, resize)
    case 'percent':
      return scaled(source, resize.percent / 100, resize.enlarge)
    case 'megapixels':
      return scaled(source, Math.sqrt((resize.megapixels * 1e6) / (source.width * source.height)), resize.enlarge)
    case 'stretch':
      return stretch(source, resize, resize.enlarge)
    case 'fill':
      return fill(source, resize, resize.position, resize.enlarge)
    case 'pad':
      return pad(source, resize, resize.enlarge)
    default:
      return assertNever(resize)
  }
}

function keep(source: Size): ReturnType<typeof planGeometry> {
  return { geometry: { kind: 'keep' }, width: source.width, height: source.height }
}

function scaled(source: Size, scale: number, enlarge: boolean, box?: Size): ReturnType<typeof planGeometry> {
  if (scale === 1 || (scale > 1 && !enlarge)) return keep(source)
  const size = multiply(source, scale)
  // Rounding up by half a pixel must not leave the box.
  const width = Math.min(size.width, box?.width ?? size.width)
  const height = Math.min(size.height, box?.height ?? size.height)
  if (width === source.width && height === source.height) return keep(source)
  return { geometry: { kind: 'scale', width, height }, width, height }
}

function stretch(source: Size, box: Size, enlarge: boolean): ReturnType<typeof planGeometry> {
  const width = enlarge ? box.width : Math.min(box.width, source.width)
  const height = enlarge ? box.height : Math.min(box.height, source.height)
  if (width === source.width && height === source.height) return keep(source)
  return { geometry: { kind: 'scale', width, height }, width, height }
}

/** Without enlarging, a box that the source does not cover shrinks, and keeps its shape. */
function fill(source: Size, box: Size, position: string, enlarge: boolean): ReturnType<typeof planGeometry> {
  const cover = Math.max(box.width / source.width, box.height / source.height)
  const shrink = cover > 1 && !enlarge ? 1 / cover : 1
  const width = Math.min(Math.max(1, Math.round(box.width * shrink)), enlarge ? box.width : source.width)
  const height = Math.min(Math.max(1, Math.round(box.height * shrink)), enlarge ? box.height : source.height)
  if (width === source.width && height === source.height) return keep(source)
  return { geometry: { kind: 'cover', width, height, position }, width, height }
}

/** The canvas always has the size asked for; only the picture in it is kept from growing. */
function pad(source: Size, box: Size, enlarge: boolean): ReturnType<typeof planGeometry> {
  const scale = fitScale(source, box)
  const inner = scale > 1 && !enlarge ? source : multiply(source, scale)
  const innerWidth = Math.min(inner.width, box.width)
  const innerHeight = Math.min(inner.height, box.height)
  const { width, height } = box
  if (width === source.width && height === source.height) return keep(source)
  return { geometry: { kind: 'pad', width, height, innerWidth, innerHeight }, width, height }
}

function fitScale(source: Size, box: Size): number {
  return Math.min(box.width / source.width, box.height / source.height)
}

function multiply(size: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) }
}
