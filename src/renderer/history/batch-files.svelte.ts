import type { Bridge, HistoryFile, HistoryFileFilter } from '../../shared/ipc-contract.ts'

/** Files of an answer. */
export const filesPerPage = 100
/** As many as one answer holds. */
const mostAtOnce = 200
/** A batch that is only passed by, by a key that is held down, is asked for nothing; in milliseconds. */
const restMs = 150

/** The files of one batch of the past, as many as have been asked for. */
export class BatchFiles {
  readonly #bridge: Bridge
  #id: string | null = null
  #filter: HistoryFileFilter = $state('all')
  #files: readonly HistoryFile[] | null = $state.raw(null)
  #nextOffset: number | null = $state(null)
  #hasFailed = $state(false)
  #isLoading = $state(false)
  /** Rises when what is on its way is no longer wanted. */
  #era = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  get filter(): HistoryFileFilter {
    return this.#filter
  }

  /** Null until the first have come. */
  get files(): readonly HistoryFile[] | null {
    return this.#files
  }

  get hasMore(): boolean {
    return this.#nextOffset !== null
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get isLoading(): boolean {
    return this.#isLoading
  }

  /** The files of this batch; after a moment, all of them first. */
  show(id: string): void {
    if (id === this.#id) return
    this.#id = id
    this.#filter = 'all'
    this.#begin()
  }

  choose(filter: HistoryFileFilter): void {
    if (filter === this.#filter) return
    this.#filter = filter
    this.#begin(0)
  }

  /** The batch is another: the first files come anew, and stand as they are until then; those after them stay. */
  refresh(): void {
    if (this.#files === null || this.#id === null) return
    void this.#load(0, Math.min(Math.max(filesPerPage, this.#files.length), mostAtOnce), this.#files)
  }

  more(): void {
    if (this.#nextOffset !== null && !this.#isLoading) void this.#load(this.#nextOffset, filesPerPage)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#era += 1
  }

  #begin(pauseMs = restMs): void {
    this.#era += 1
    this.#files = null
    this.#nextOffset = null
    this.#hasFailed = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load(0, filesPerPage), pauseMs)
  }

  /** `shown`: files that the answer is about once more. */
  async #load(offset: number, limit: number, shown: readonly HistoryFile[] = []): Promise<void> {
    if (this.#id === null) return
    const era = ++this.#era
    this.#isLoading = true
    const input = { id: this.#id, filter: this.#filter, offset, limit }
    const answer = await this.#bridge.requests.listHistoryFiles(input)
    if (era !== this.#era) return
    this.#isLoading = false
    this.#hasFailed = !answer.ok
    if (!answer.ok) return
    const { items, nextOffset } = answer.value
    if (offset > 0) this.#files = [...(this.#files ?? []), ...items]
    else {
      const last = items.at(-1)?.place ?? 0
      const rest = nextOffset === null ? [] : shown.filter(({ place }) => place > last)
      this.#files = [...items, ...rest]
      // Whatever comes next comes after the rest.
      if (rest.length > 0) return
    }
    this.#nextOffset = nextOffset
  }
}
