/** What a person may mean by digits in a field: whole or with `decimals` places, within `min` and `max`. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  /** Places behind the point; 0 for whole numbers. */
  readonly decimals: number
}

export type ParsedNumber =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'not-a-number' }
  /** A number, but beyond an end of the range; `nearest` is that end. */
  | { readonly kind: 'too-small' | 'too-large'; readonly nearest: number }

/**
 * Reads what was typed. Spaces and groups of thousands are forgiven; a comma is a point where it can only be one.
 * More places than allowed are rounded.
 */
export function parseNumber(text: string, range: NumberRange): ParsedNumber {
  const digits = withPoint(text.replace(/[\s_’']/g, ''), range.decimals)
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(digits)) return { kind: 'not-a-number' }
  const value = Number(Number(digits).toFixed(range.decimals))
  if (value < range.min) return { kind: 'too-small', nearest: range.min }
  if (value > range.max) return { kind: 'too-large', nearest: range.max }
  return { kind: 'number', value }
}

/** `1,920` is a thousand and more, `1,5` is one and a half, `1,234` is either and taken for thousands. */
function withPoint(text: string, decimals: number): string {
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text)) return text.replaceAll(',', '')
  return decimals > 0 && /^[+-]?\d*,\d*$/.test(text) ? text.replace(',', '.') : text
}

/** The next value of a stepper: on to a multiple of the step, and never out of the range. */
export function stepNumber(value: number, step: number, direction: 1 | -1, range: NumberRange): number {
  const steps = value / step
  const next = (direction === 1 ? Math.floor(steps + 1e-9) + 1 : Math.ceil(steps - 1e-9) - 1) * step
  return Number(Math.min(range.max, Math.max(range.min, next)).toFixed(range.decimals))
}

/** As it stands in a field: no groups, no zeros behind that say nothing. */
export function formatNumber(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)))
}
