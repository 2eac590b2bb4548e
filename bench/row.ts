import type { Spread } from './measure.ts'

/** One line of the results. */
export interface Row {
  readonly part: string
  readonly what: string
  readonly measured: string
  readonly goal: string | null
  /** Null where there is no goal, or nothing to compare with. */
  readonly isMet: boolean | null
}

/** A ratio against its goal; the median decides. */
export function ratioRow(part: string, what: string, spread: Spread, goal: number | null): Row {
  return {
    part,
    what,
    measured: [spread.min, spread.median, spread.max].map((value) => value.toFixed(2)).join(' / '),
    goal: goal === null ? null : `≤ ${goal.toFixed(2)}`,
    isMet: goal === null ? null : spread.median <= goal,
  }
}

/** A plain figure against its goal. */
export function valueRow(part: string, what: string, value: number | null, unit: string, goal: number | null): Row {
  return {
    part,
    what,
    measured: value === null ? 'not seen' : `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${unit}`,
    goal: goal === null ? null : `≤ ${String(goal)} ${unit}`,
    isMet: goal === null ? null : value !== null && value <= goal,
  }
}

/** A peer that is not on this machine. */
export function missingRow(part: string, what: string): Row {
  return { part, what, measured: 'not installed', goal: null, isMet: null }
}
