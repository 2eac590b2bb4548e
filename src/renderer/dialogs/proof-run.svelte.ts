import type { Bridge, Comparison, OutputOf, RequestFailure } from '../../shared/ipc-contract.ts'

type ProofReason = OutputOf<'chooseProofRows'>['rows'][number]['reason']

/** Where one row of a proof is; a finished one has a comparison for every output of the recipe. */
export type ProofState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'encoding' }
  | { readonly kind: 'done'; readonly comparisons: readonly Comparison[] }
  | { readonly kind: 'failed'; readonly failure: RequestFailure }

export interface ProofRow {
  readonly row: number
  readonly reason: ProofReason
  readonly state: ProofState
}

/** Encodes a handful of rows one after another, as they would be in a batch, and writes nothing where outputs go. */
export class ProofRun {
  readonly #bridge: Bridge
  #rows: readonly ProofRow[] | null = $state.raw(null)
  #failure: RequestFailure | null = $state.raw(null)
  /** Rises when what is on its way is no longer wanted. */
  #era = 0

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  /** Null until they are chosen. */
  get rows(): readonly ProofRow[] | null {
    return this.#rows
  }

  /** Why none could be chosen. */
  get failure(): RequestFailure | null {
    return this.#failure
  }

  /** Rows that have had their turn. */
  get ended(): number {
    return this.#rows?.filter(({ state }) => state.kind === 'done' || state.kind === 'failed').length ?? 0
  }

  /** Starts over, with rows chosen anew. */
  async start(settleRecipe: () => Promise<void>, outputs: () => number): Promise<void> {
    const era = ++this.#era
    this.#rows = null
    this.#failure = null
    await settleRecipe()
    const chosen = await this.#bridge.requests.chooseProofRows({})
    if (era !== this.#era) return
    if (!chosen.ok) {
      this.#failure = chosen.failure
      return
    }
    this.#rows = chosen.value.rows.map((each) => ({ ...each, state: { kind: 'waiting' } }))
    for (const { row } of chosen.value.rows) {
      this.#set(row, { kind: 'encoding' })
      const state = await this.#encode(row, outputs(), era)
      if (era !== this.#era) return
      this.#set(row, state)
    }
  }

  close(): void {
    this.#era += 1
  }

  async #encode(row: number, outputs: number, era: number): Promise<ProofState> {
    const comparisons: Comparison[] = []
    for (let output = 0; output < outputs && era === this.#era; output++) {
      const answer = await this.#bridge.requests.compareRow({ row, output })
      if (!answer.ok) return { kind: 'failed', failure: answer.failure }
      comparisons.push(answer.value)
    }
    return { kind: 'done', comparisons }
  }

  #set(row: number, state: ProofState): void {
    this.#rows = this.#rows?.map((each) => (each.row === row ? { ...each, state } : each)) ?? null
  }
}
