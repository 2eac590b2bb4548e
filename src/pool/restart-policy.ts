/** What to do after children that died before they were ready. */
export type RestartDecision = { readonly kind: 'restart'; readonly afterMs: number } | { readonly kind: 'give-up' }

/** Wait before each attempt after that many early deaths in a row. */
const waitsMs = [0, 100, 1000]

/**
 * Decides by the number of children in a row that died before they were ready: a machine out of breath deserves
 * another try, a broken installation does not deserve an endless loop.
 */
export function decideRestart(earlyDeathsInARow: number): RestartDecision {
  const afterMs = waitsMs[earlyDeathsInARow]
  return afterMs === undefined ? { kind: 'give-up' } : { kind: 'restart', afterMs }
}
