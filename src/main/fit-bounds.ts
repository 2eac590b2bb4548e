import type { WindowBounds } from '../shared/settings.ts'

/** A rectangle in the coordinates of the desktop. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const minWindowSize = { width: 640, height: 480 } as const
const firstSize = { width: 1280, height: 820 } as const

/** So much of the window has to be on a display for it to be found and moved again, in pixels. */
const graspPx = { width: 120, height: 60 } as const

/**
 * Where the window opens: as it was, moved and shrunk to fit where displays have changed since. Without a remembered
 * place, or when no display holds enough of it, the middle of the first display. `displays` are their work areas.
 */
export function fitBounds(saved: WindowBounds | null, displays: readonly Rectangle[]): WindowBounds {
  const first = displays[0] ?? { x: 0, y: 0, ...firstSize }
  if (saved === null) return { ...centred(firstSize, first), isMaximized: false }
  const home = displays.find((display) => isGraspable(saved, display))
  const { isMaximized } = saved
  if (home === undefined) return { ...centred(saved, first), isMaximized }
  const { width, height } = shrunk(saved, home)
  return {
    x: clamp(saved.x, home.x, home.x + home.width - width),
    y: clamp(saved.y, home.y, home.y + home.height - height),
    width,
    height,
    isMaximized,
  }
}

function centred(size: { readonly width: number; readonly height: number }, display: Rectangle): Rectangle {
  const { width, height } = shrunk(size, display)
  return {
    x: display.x + Math.round((display.width - width) / 2),
    y: display.y + Math.round((display.height - height) / 2),
    width,
    height,
  }
}

function shrunk(
  size: { readonly width: number; readonly height: number },
  display: Rectangle,
): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(minWindowSize.width, Math.min(size.width, display.width)),
    height: Math.max(minWindowSize.height, Math.min(size.height, display.height)),
  }
}

function isGraspable(bounds: Rectangle, display: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x)
  const down = Math.min(bounds.y + bounds.height, display.y + display.height) - Math.max(bounds.y, display.y)
  // The title bar is what a window is moved by.
  const isTitleReachable = bounds.y + graspPx.height > display.y
  return across >= graspPx.width && down >= graspPx.height && isTitleReachable
}

/** `low` wins where the window is larger than the display: its left and upper edges are what matters. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
