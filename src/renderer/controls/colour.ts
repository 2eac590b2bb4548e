/** A colour of a recipe, `#rrggbb` or `#rrggbbaa`, taken apart; `opacity` is 0 to 100. */
export interface ColourParts {
  /** `#rrggbb`, small letters. */
  readonly rgb: string
  readonly opacity: number
}

/** Null for what is no colour. A missing `#`, capitals and the short forms of three and four digits are forgiven. */
export function parseColour(text: string): ColourParts | null {
  const [, digits] = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim()) ?? []
  if (digits === undefined) return null
  const long = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits
  const alpha = long.length === 8 ? Number.parseInt(long.slice(6), 16) : 255
  return { rgb: `#${long.slice(0, 6).toLowerCase()}`, opacity: Math.round((alpha / 255) * 100) }
}

/** As the recipe wants it: opaque without the last two digits. */
export function formatColour({ rgb, opacity }: ColourParts): string {
  if (opacity >= 100) return rgb
  const alpha = Math.round((Math.max(0, opacity) / 100) * 255)
  return `${rgb}${alpha.toString(16).padStart(2, '0')}`
}
