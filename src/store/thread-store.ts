import type { Clock } from '../shared/clock.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { SourceFile } from '../shared/plan.ts'
import { EntrySender } from './entry-sender.ts'
import type {
  BatchRecord,
  BatchStart,
  JobRecord,
  JournalEntry,
  OutputPlace,
  RefusedRecord,
  Store,
  StoreProblem,
  WrittenRecord,
} from './store.ts'
import type { ThreadLink } from './thread-link.ts'
import type { QuestionName, StoreQuestions } from './thread-messages.ts'

/** Records of one message: to take them in is a millisecond of main's. */
const pageSize = 200

/** A store whose journal is on a thread. What is asked sees all that was written before. */
export class ThreadStore implements Store {
  readonly problem: StoreProblem | null
  readonly isKeeping = true
  readonly #link: ThreadLink
  readonly #sender: EntrySender
  #closing: Promise<void> | null = null

  constructor(link: ThreadLink, problem: StoreProblem | null, clock: Clock, onUnwritable: (detail: string) => void) {
    this.#link = link
    this.problem = problem
    this.#sender = new EntrySender(link, clock, onUnwritable)
  }

  get pending(): number {
    return this.#sender.pending
  }

  begin(batch: BatchStart): Promise<void> {
    return this.#ask('begin', batch)
  }

  write(entry: JournalEntry): void {
    if (this.#closing === null) this.#sender.write(entry)
  }

  committed(): Promise<void> {
    return this.#sender.committed()
  }

  batches(offset: number, limit: number): ReturnType<Store['batches']> {
    return this.#ask('batches', offset, limit)
  }

  interrupted(): Promise<readonly BatchRecord[]> {
    return this.#ask('interrupted')
  }

  batch(id: string): Promise<BatchRecord | null> {
    return this.#ask('batch', id)
  }

  async jobs(id: string, from: number, limit: number): Promise<readonly JobRecord[]> {
    return pages(limit, (size, last: JobRecord | null) => {
      return this.#ask('jobs', id, last === null ? from : last.place + 1, size)
    })
  }

  async results(id: string, from: number, limit: number): Promise<readonly JobResult[]> {
    return pages(limit, (size, last: JobResult | null) => {
      return this.#ask('results', id, last === null ? from : last.index + 1, size)
    })
  }

  async written(id: string, before: OutputPlace | null, limit: number): Promise<readonly WrittenRecord[]> {
    return pages(limit, (size, last: WrittenRecord | null) => this.#ask('written', id, last ?? before, size))
  }

  refused(id: string, offset: number, limit: number): Promise<readonly RefusedRecord[]> {
    return this.#ask('refused', id, offset, limit)
  }

  createdFolders(id: string): Promise<readonly string[]> {
    return this.#ask('createdFolders', id)
  }

  unfinishedFolders(id: string): Promise<readonly string[]> {
    return this.#ask('unfinishedFolders', id)
  }

  claim(id: string, activity: 'run' | 'undo'): Promise<'claimed' | 'busy' | 'gone'> {
    return this.#ask('claim', id, activity)
  }

  forget(id: string): Promise<void> {
    return this.#ask('forget', id)
  }

  async lostList(): Promise<readonly SourceFile[]> {
    const sources: SourceFile[] = []
    for (let after = 0; ;) {
      const page = await this.#ask('lostList', after, pageSize)
      if (page.sources.length === 0) return sources
      sources.push(...page.sources)
      after = page.last
    }
  }

  dropLostList(): Promise<void> {
    return this.#ask('dropLostList')
  }

  expired(beforeMs: number): Promise<readonly string[]> {
    return this.#ask('expired', beforeMs)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // What cannot be written now never will be, and the sender has said so.
    await this.#sender.committed().catch(() => undefined)
    this.#sender.close()
    await this.#link.ask('close').catch(() => undefined)
    await this.#link.close()
  }

  async #ask<Name extends QuestionName>(
    name: Name,
    ...values: Parameters<StoreQuestions[Name]>
  ): Promise<ReturnType<StoreQuestions[Name]>> {
    if (this.#closing !== null) throw new Error('The journal was asked after it had been closed.')
    await this.#sender.committed().catch(() => undefined)
    return this.#link.ask(name, ...values)
  }
}

/** At most `limit` items by several small questions; `ask` gets the last item so far, null at first. */
async function pages<Item>(
  limit: number,
  ask: (size: number, last: Item | null) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  while (items.length < limit) {
    const size = Math.min(pageSize, limit - items.length)
    const page = await ask(size, items.at(-1) ?? null)
    items.push(...page)
    if (page.length < size) break
  }
  return items
}
