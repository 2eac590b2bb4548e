/** What decides how children are started. */
export interface RuntimeChoice {
  readonly platform: string
  /** Value of `BATCHFIT_CHILD_RUNTIME`. */
  readonly forced: string | undefined
}

/**
 * Plain Node on Linux, where sharp cannot run inside any process of Electron; utility processes elsewhere, because
 * packages carry no Node of their own there. Throws on a forced value that is neither.
 */
export function chooseChildRuntime({ platform, forced }: RuntimeChoice): 'utility' | 'node' {
  if (forced === 'utility' || forced === 'node') return forced
  if (forced !== undefined && forced !== '') {
    throw new Error(`BATCHFIT_CHILD_RUNTIME: expected utility or node but got "${forced}"`)
  }
  return platform === 'linux' ? 'node' : 'utility'
}
