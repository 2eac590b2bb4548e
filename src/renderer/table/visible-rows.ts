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

/** The first position that has a slot. */
export function firstPosition(viewport: Viewport): number {
  const top = Math.floor(viewport.scrollTopPx / viewport.rowHeightPx) - spareRows
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
export function scrollTopFor(position: number, { scrollTopPx, heightPx, rowHeightPx }: Viewport): number {
  const top = position * rowHeightPx
  const bottom = top + rowHeightPx - heightPx
  if (top < scrollTopPx) return top
  return bottom > scrollTopPx ? bottom : scrollTopPx
}
