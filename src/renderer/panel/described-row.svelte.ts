import type { Bridge, RowDetails } from '../../shared/ipc-contract.ts'

/**
 * The details of one row, asked for anew when told that they may have changed, but at most once in `pauseMs`; the
 * answer to an older question is dropped.
 */
export class DescribedRow {
  readonly #bridge: Bridge
  readonly #pauseMs: number
  #row: number | null = null
  #details: RowDetails | null = $state.raw(null)
  #isGone = $state(false)
  #question = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: Bridge, pauseMs: number) {
    this.#bridge = bridge
    this.#pauseMs = pauseMs
  }

  /** Of the row last asked for; null until they are known. */
  get details(): RowDetails | null {
    return this.#details
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Another row is asked for at once; of the same one, nothing happens. */
  show(row: number | null): void {
    if (row === this.#row) return
    this.#row = row
    this.#details = null
    this.#isGone = false
    this.#stopTimer()
    this.#question += 1
    if (row !== null) void this.#ask(row)
  }

  /** What is known may be out of date. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#row !== null) void this.#ask(this.#row)
    }, this.#pauseMs)
  }

  /** As `refresh`, but the pause begins anew: what changes by hand changes again at once. */
  refreshLater(): void {
    this.#stopTimer()
    this.refresh()
  }

  close(): void {
    this.#stopTimer()
    this.#row = null
    this.#question += 1
  }

  async #ask(row: number): Promise<void> {
    const question = ++this.#question
    const answer = await this.#bridge.requests.describeRow({ row })
    if (question !== this.#question) return
    this.#details = answer.ok ? answer.value : null
    this.#isGone = !answer.ok
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
