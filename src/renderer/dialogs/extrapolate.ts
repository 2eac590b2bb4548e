/** One output, or all of a row, that was really encoded; bytes. */
export interface Proven {
  readonly sourceBytes: number
  /** What the plan had guessed; 0 where it had not. */
  readonly estimatedBytes: number
  readonly outputBytes: number
}

/** What all rows would come to, in bytes, as a range that admits how little is known. */
export interface Extrapolation {
  readonly lowBytes: number
  readonly highBytes: number
}

/** With fewer than this, the range cannot be told from the spread alone. */
const fewProofs = 3
/** What is added on both sides then. */
const fewMargin = 0.3
/** And never less than this: a handful is a handful. */
const leastMargin = 0.08

/**
 * Corrects what the plan guessed for all by how far it was off on those that were encoded. The spread of the single
 * rows makes the range. Null without anything to go by.
 */
export function extrapolate(proofs: readonly Proven[], planEstimatedBytes: number): Extrapolation | null {
  const usable = proofs.filter(({ estimatedBytes, outputBytes }) => estimatedBytes > 0 && outputBytes > 0)
  if (usable.length === 0 || planEstimatedBytes <= 0) return null
  const ratios = usable.map(({ estimatedBytes, outputBytes }) => outputBytes / estimatedBytes)
  const logs = ratios.map(Math.log)
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, logs.length - 1)
  // The error of a mean shrinks with the root of the number of samples.
  const error = Math.sqrt(variance / logs.length)
  const margin = Math.max(usable.length < fewProofs ? fewMargin : leastMargin, error)
  const middle = Math.exp(mean) * planEstimatedBytes
  return { lowBytes: middle * Math.exp(-margin), highBytes: middle * Math.exp(margin) }
}
