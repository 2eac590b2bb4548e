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

/** The point of the picture that is in the middle of its pane, as shares of width and height; half is its own middle. */
export interface Middle {
  readonly x: number
  readonly y: number
}

/**
 * Where the picture lies so that this point of it is in the middle of the pane; but it always fills the pane, or is in
 * its middle where it is smaller. A zoom and a pane that changes keep the point, and need no more than this.
 */
export function offsetOf(middle: Middle, shown: Box, pane: Box): Offset {
  return {
    x: clampSide(pane.width / 2 - middle.x * shown.width, shown.width, pane.width),
    y: clampSide(pane.height / 2 - middle.y * shown.height, shown.height, pane.height),
  }
}

/** The reverse of `offsetOf`, for an offset that is allowed or nearly so. */
export function middleOf(offset: Offset, shown: Box, pane: Box): Middle {
  const x = clampSide(offset.x, shown.width, pane.width)
  const y = clampSide(offset.y, shown.height, pane.height)
  return { x: (pane.width / 2 - x) / shown.width, y: (pane.height / 2 - y) / shown.height }
}

function clampSide(offset: number, shown: number, pane: number): number {
  if (shown <= pane) return (pane - shown) / 2
  return Math.min(0, Math.max(pane - shown, offset))
}
