import type { Bridge, Comparison, RequestFailure } from '../../shared/ipc-contract.ts'

/** What is asked for: one output of one row. */
export interface ComparisonWish {
  readonly row: number
  readonly output: number
}

/**
 * The real encode of one output, asked for anew when the wish or the recipe changes. What was shown of the same row
 * stays until the next comes; an answer to an older question is dropped.
 */
export class ComparisonRun {
  readonly #bridge: Bridge
  /** Sends the recipe that is in the panel, so that the answer is about it. */
  readonly #settleRecipe: () => Promise<void>
  #comparison: Comparison | null = $state.raw(null)
  #failure: RequestFailure | null = $state.raw(null)
  #isBusy = $state(false)
  #row = -1
  #question = 0

  constructor(bridge: Bridge, settleRecipe: () => Promise<void>) {
    this.#bridge = bridge
    this.#settleRecipe = settleRecipe
  }

  get comparison(): Comparison | null {
    return this.#comparison
  }

  get failure(): RequestFailure | null {
    return this.#failure
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  async ask(wish: ComparisonWish): Promise<void> {
    const question = ++this.#question
    if (wish.row !== this.#row) this.#comparison = null
    this.#row = wish.row
    this.#failure = null
    this.#isBusy = true
    await this.#settleRecipe()
    if (question !== this.#question) return
    const answer = await this.#bridge.requests.compareRow(wish)
    if (question !== this.#question) return
    this.#isBusy = false
    this.#comparison = answer.ok ? answer.value : null
    this.#failure = answer.ok ? null : answer.failure
  }

  /** Whatever is on its way is dropped. */
  close(): void {
    this.#question += 1
  }
}
