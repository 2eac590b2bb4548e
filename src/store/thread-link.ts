import { Worker } from 'node:worker_threads'
import type { EntryLink } from './entry-sender.ts'
import type {
  QuestionName,
  StoreQuestions,
  ThreadOpened,
  ThreadReply,
  ThreadRequest,
  ThreadStart,
} from './thread-messages.ts'
import type { JournalEntry } from './store.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Requests to the store's thread and their answers. While none is under way the thread keeps no process alive. */
export class ThreadLink implements EntryLink {
  /** Resolves with the thread's first word; rejects where it cannot be started. */
  readonly opened: Promise<ThreadOpened>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #isOpen = Promise.withResolvers<ThreadOpened>()
  #nextId = 0
  #end: Error | null = null

  /** Throws where a thread cannot be had at all. */
  constructor(threadPath: string | URL, start: ThreadStart) {
    // A Node that still calls its SQLite experimental would say so on standard error.
    const execArgv = ['--disable-warning=ExperimentalWarning']
    this.#worker = new Worker(threadPath, { workerData: start, execArgv, name: 'store' })
    this.opened = this.#isOpen.promise
    this.#worker.on('message', (message: ThreadOpened | ThreadReply) => {
      this.#receive(message)
    })
    this.#worker.on('error', (error: unknown) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    })
    this.#worker.on('exit', () => {
      this.#fail(new Error('The thread of the journal has ended.'))
    })
  }

  get end(): Error | null {
    return this.#end
  }

  append(group: number, entries: readonly JournalEntry[]): Promise<string | null> {
    return this.#send((id) => ({ kind: 'append', id, group, entries })) as Promise<string | null>
  }

  ask<Name extends QuestionName>(
    name: Name,
    ...values: Parameters<StoreQuestions[Name]>
  ): Promise<ReturnType<StoreQuestions[Name]>> {
    type Answer = Promise<ReturnType<StoreQuestions[Name]>>
    return this.#send((id) => ({ kind: 'ask', id, name, values })) as Answer
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  async #send(requestFor: (id: number) => ThreadRequest): Promise<unknown> {
    if (this.#end !== null) throw this.#end
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    // First, because it throws for what is no plain data.
    this.#worker.postMessage(requestFor(id))
    this.#waiting.set(id, { resolve, reject })
    if (this.#waiting.size === 1) this.#worker.ref()
    return promise
  }

  #receive(message: ThreadOpened | ThreadReply): void {
    if ('kind' in message) {
      this.#worker.unref()
      this.#isOpen.resolve(message)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if (message.ok) waiting?.resolve(message.value)
    else waiting?.reject(new Error(message.message))
  }

  #fail(error: Error): void {
    this.#end ??= error
    this.#isOpen.reject(this.#end)
    for (const { reject } of this.#waiting.values()) reject(this.#end)
    this.#waiting.clear()
  }
}
