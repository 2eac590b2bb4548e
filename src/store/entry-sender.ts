import type { Clock } from '../shared/clock.ts'
import { partsOf } from './entry-parts.ts'
import { EntryQueue } from './entry-queue.ts'
import type { JournalEntry } from './store.ts'

/** Entries that nobody waits for are gathered for so long. */
const gatherMs = 20
/** What cannot be written is tried again by itself after so long. */
const retryMs = 1000
/** Of one message, in sources: it takes main a fraction of a millisecond. */
const groupWeight = 300
/** Groups that are under way at once; the thread commits those that have come together. */
const mostUnderWay = 8
/** Entries that are kept while they cannot be written; what comes after is lost. */
const mostKept = 50_000

/** The thread, as the sender sees it. */
export interface EntryLink {
  /** Why nothing can be sent any more; null while the thread lives. */
  readonly end: Error | null
  /** Resolves once they are committed, with what had to be left out, in words, or null. */
  append(group: number, entries: readonly JournalEntry[]): Promise<string | null>
}

interface Group {
  readonly number: number
  readonly entries: readonly JournalEntry[]
}

interface Waiter {
  /** Resolves once so many entries are committed. */
  readonly target: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Brings entries to the thread in their order and in groups. A group that could not be committed comes again before anything
 * that follows it.
 */
export class EntrySender {
  readonly #link: EntryLink
  readonly #clock: Clock
  readonly #onUnwritable: (detail: string) => void
  readonly #queue = new EntryQueue()
  readonly #waiters: Waiter[] = []
  #underWay: Group[] = []
  #unanswered = 0
  #nextGroup = 0
  #taken = 0
  #committed = 0
  /** Of this try; null while nothing has failed. */
  #failure: Error | null = null
  #isUnwritable = false
  #timer: { readonly dueMs: number; readonly cancel: () => void } | null = null

  constructor(link: EntryLink, clock: Clock, onUnwritable: (detail: string) => void) {
    this.#link = link
    this.#clock = clock
    this.#onUnwritable = onUnwritable
  }

  get pending(): number {
    return this.#taken - this.#committed
  }

  write(entry: JournalEntry): void {
    if (this.#isUnwritable && (this.pending >= mostKept || this.#link.end !== null)) return
    for (const part of partsOf(entry)) {
      this.#queue.push(part)
      this.#taken += 1
    }
    this.#schedule(this.#isUnwritable ? retryMs : gatherMs)
  }

  committed(): Promise<void> {
    if (this.pending === 0) return Promise.resolve()
    if (this.#link.end !== null) return Promise.reject(this.#link.end)
    return new Promise((resolve, reject) => {
      this.#waiters.push({ target: this.#taken, resolve, reject })
      this.#schedule(0)
    })
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #schedule(delayMs: number): void {
    if (this.#queue.length === 0 || this.#failure !== null || this.#underWay.length >= mostUnderWay) return
    const dueMs = this.#clock.now() + delayMs
    if (this.#timer !== null) {
      if (this.#timer.dueMs <= dueMs) return
      this.#timer.cancel()
    }
    const cancel = this.#clock.after(delayMs, () => {
      this.#timer = null
      this.#send()
    })
    this.#timer = { dueMs, cancel }
  }

  #send(): void {
    const group = { number: this.#nextGroup++, entries: this.#queue.take(groupWeight) }
    this.#underWay.push(group)
    this.#unanswered += 1
    this.#link.append(group.number, group.entries).then(
      (complaint) => {
        if (complaint !== null) this.#onUnwritable(complaint)
        this.#succeed(group)
      },
      (error: unknown) => {
        this.#fail(error instanceof Error ? error : new Error(String(error)))
      },
    )
    this.#schedule(0)
  }

  #succeed(group: Group): void {
    this.#unanswered -= 1
    this.#underWay = this.#underWay.filter((other) => other !== group)
    this.#committed += group.entries.length
    this.#isUnwritable = false
    while (this.#waiters[0] !== undefined && this.#waiters[0].target <= this.#committed)
      this.#waiters.shift()?.resolve()
    if (this.#failure !== null && this.#unanswered === 0) this.#giveUpTry(this.#failure)
    else this.#schedule(this.#waiters.length > 0 ? 0 : gatherMs)
  }

  /** Those that follow are refused by the thread; once all have come back they wait in their order again. */
  #fail(error: Error): void {
    this.#unanswered -= 1
    this.#failure ??= error
    if (this.#unanswered === 0) this.#giveUpTry(this.#failure)
  }

  #giveUpTry(error: Error): void {
    const [first] = this.#underWay
    this.#nextGroup = first?.number ?? this.#nextGroup
    this.#queue.putBack(this.#underWay.flatMap(({ entries }) => entries))
    this.#underWay = []
    this.#failure = null
    if (!this.#isUnwritable) this.#onUnwritable(error.message)
    this.#isUnwritable = true
    for (const { reject } of this.#waiters.splice(0)) reject(error)
    if (this.#link.end === null) this.#schedule(retryMs)
  }
}
