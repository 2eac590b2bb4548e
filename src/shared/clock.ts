/** Time as the product sees it; a test passes its own. */
export interface Clock {
  /** Milliseconds that only ever grow; the zero is arbitrary. */
  now(): number
  /** Calls `callback` once after `delayMs`; the returned function cancels it and may be called at any time. */
  after(delayMs: number, callback: () => void): () => void
}
