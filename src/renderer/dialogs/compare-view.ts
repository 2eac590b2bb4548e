/** How the two pictures are shown beside one another. */
export type CompareView = 'slider' | 'side'
export type CompareZoom = 'fit' | '100' | '200'

interface Box {
  readonly width: number
  readonly height: number
}

/** Left upper corner of the picture within its pane, in CSS pixels. */
export interface Offset {
  readonly x: number
  readonly y: number
}

/**
 * CSS pixels per pixel of the picture. At 100 % one pixel of the picture is one of the screen; fitted, it is never
 * more than that, because a small picture blown up tells nothing.
 */
export function compareScale(zoom: CompareZoom, picture: Box, pane: Box, devicePixelRatio: number): number {
  const one = 1 / devicePixelRatio
  if (zoom === '100') return one
  if (zoom === '200') return 2 * one
  return Math.min(one, pane.width / picture.width, pane.height / picture.height)
}

/** The nearest offset at which the picture fills the pane, or is in its middle where it is smaller. */
export function clampOffset(offset: Offset, shown: Box, pane: Box): Offset {
  return { x: clampSide(offset.x, shown.width, pane.width), y: clampSide(offset.y, shown.height, pane.height) }
}

function clampSide(offset: number, shown: number, pane: number): number {
  if (shown <= pane) return (pane - shown) / 2
  return Math.min(0, Math.max(pane - shown, offset))
}

/** The offset after a zoom at which the point in the middle of the pane stays there. */
export function keepMiddle(offset: Offset, pane: Box, factor: number): Offset {
  return {
    x: pane.width / 2 - (pane.width / 2 - offset.x) * factor,
    y: pane.height / 2 - (pane.height / 2 - offset.y) * factor,
  }
}
