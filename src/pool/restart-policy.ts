/** What to do after children that died before they were ready. */
export type RestartDecision = { readonly kind: 'restart'; readonly afterMs: number } | { readonly kind: 'give-up' }

/** Children in a row that never became ready; those that died together count once. */
export interface EarlyDeaths {
  /** By themselves, or ended by us because they were silent or spoke nonsense. */
  readonly failures: number
  /** By somebody else's signal, which says nothing about the installation. */
  readonly outsideKills: number
}

/** Wait before the next attempt, by the number of failures in a row. */
const waitsMs = [0, 100, 1000]
const killWaitMs = 100
const maxOutsideKills = 100

/** A machine out of breath deserves another try, a broken installation does not deserve an endless loop. */
export function decideRestart({ failures, outsideKills }: EarlyDeaths): RestartDecision {
  const afterMs = waitsMs[failures]
  if (afterMs === undefined || outsideKills >= maxOutsideKills) return { kind: 'give-up' }
  return { kind: 'restart', afterMs: outsideKills > 0 ? Math.max(afterMs, killWaitMs) : afterMs }
}
