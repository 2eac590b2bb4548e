/** A largest size of a file as a person says it. */
export type SizeUnit = 'kb' | 'mb'

export const unitBytes: Readonly<Record<SizeUnit, number>> = { kb: 1000, mb: 1_000_000 }

/** What switching the limit on begins with. */
export const usualTargetBytes = 500_000

/** The unit in which this many bytes read best. */
export function unitOf(bytes: number): SizeUnit {
  return bytes >= 1_000_000 ? 'mb' : 'kb'
}

/** Bytes of a recipe: whole, and never below the 100 that it allows. */
export function targetBytesOf(amount: number, unit: SizeUnit): number {
  return Math.max(100, Math.round(amount * unitBytes[unit]))
}
