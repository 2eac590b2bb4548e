/** What part of a list is in sight; lengths in pixels, counts in rows. */
export interface Viewport {
  readonly scrollTopPx: number
  readonly heightPx: number
  readonly rowHeightPx: number
  readonly rowCount: number
}

/** Rows kept ready above and below, so that a small step shows nothing empty. */
const spareRows = 3

/** How many slots a viewport of this height needs: rows that can be in sight at once, and the spare ones. */
export function slotCount({ heightPx, rowHeightPx, rowCount }: Viewport): number {
  return Math.min(rowCount, Math.ceil(heightPx / rowHeightPx) + 1 + 2 * spareRows)
}

/** No browser draws an element that is much higher: what would be is made so high, and scrolled in larger steps. */
const highestPx = 16_000_000

/** How high the element is that stands for all rows. */
export function contentHeightPx({ rowHeightPx, rowCount }: Viewport): number {
  return Math.min(rowCount * rowHeightPx, highestPx)
}

/** Pixels of rows that go by for one pixel of scrolling: 1, but for lists that are too high to be drawn. */
function scaleOf(viewport: Viewport): number {
  const { heightPx, rowHeightPx, rowCount } = viewport
  const drawnPx = contentHeightPx(viewport)
  return drawnPx < rowCount * rowHeightPx ? (rowCount * rowHeightPx - heightPx) / (drawnPx - heightPx) : 1
}

/** Where in the element a row stands, so that it is in sight when it should be. */
export function topOfPosition(position: number, viewport: Viewport): number {
  const aheadPx = viewport.scrollTopPx * (scaleOf(viewport) - 1)
  return Math.round(position * viewport.rowHeightPx - aheadPx)
}

/** The first position that has a slot. */
export function firstPosition(viewport: Viewport): number {
  const topPx = viewport.scrollTopPx * scaleOf(viewport)
  const top = Math.floor(topPx / viewport.rowHeightPx) - spareRows
  return Math.max(0, Math.min(top, viewport.rowCount - slotCount(viewport)))
}

/**
 * The position that a slot shows: every slot keeps its row for as long as the row is in sight, so that a step of one row
 * changes one slot.
 */
export function positionOfSlot(slot: number, slots: number, first: number): number {
  return first + ((((slot - first) % slots) + slots) % slots)
}

/** The scroll position that brings a row into sight with as little movement as there can be. */
export function scrollTopFor(position: number, viewport: Viewport): number {
  const { scrollTopPx, heightPx, rowHeightPx } = viewport
  const scale = scaleOf(viewport)
  const top = position * rowHeightPx
  const bottom = top + rowHeightPx - heightPx
  if (top < scrollTopPx * scale) return Math.floor(top / scale)
  return bottom > scrollTopPx * scale ? Math.ceil(bottom / scale) : scrollTopPx
}
