import type { RefusedFile, UndoEnd, UndoProgress } from '../batch/undo-batch.ts'
import { countWords, durationWords, visible } from './format-words.ts'
import { shown } from './plain-lines.ts'
import type { Terminal } from './terminal.ts'

/** How an undo is shown: as JSON, as a bar for a person, or as plain lines. */
export interface UndoView {
  onProgress(progress: UndoProgress): void
  onRefused(file: RefusedFile): void
  onStopping(): void
  end(end: Extract<UndoEnd, { kind: 'ended' }>): void
  /** Gives the cursor back; may be called again. */
  close(): void
}

export interface UndoViewOptions {
  readonly terminal: Terminal
  /** Paths are shown relative to it. */
  readonly folder: string
  readonly isQuiet: boolean
}

/** One event a line: `undo` once, `left-alone` per file that is, `summary` last. */
export function jsonUndoView(id: string, terminal: Terminal): UndoView {
  const line = (event: object): void => {
    terminal.out(`${JSON.stringify(event)}\n`)
  }
  let isBegun = false
  return {
    onProgress: ({ total }) => {
      if (isBegun) return
      isBegun = true
      line({ event: 'undo', id, total })
    },
    onRefused: ({ path, refusal }) => {
      line(leftAloneEvent(path, refusal))
    },
    onStopping: () => undefined,
    end: ({ total, undone, refused, isStopped, problem, elapsedMs }) => {
      const seconds = Math.round(elapsedMs) / 1000
      const left = { ...(isStopped ? { stopped: true } : {}), ...(problem === null ? {} : { problem }) }
      line({ event: 'summary', total, undone, leftAlone: refused, seconds, ...left })
    },
    close: () => undefined,
  }
}

/** A file that an undo has left as it is; `docs/cli.md` documents the keys. */
export function leftAloneEvent(path: string, { code, message }: RefusedFile['refusal']): object {
  return { event: 'left-alone', path, code, message }
}

/** What is left alone goes to standard error as it is found, the end to standard output. */
export function textUndoView(options: UndoViewOptions): UndoView {
  const { terminal, folder, isQuiet } = options
  const bar = terminal.isLive && !isQuiet ? new UndoBar(terminal) : null
  return {
    onProgress: (progress) => {
      bar?.draw(progress)
    },
    onRefused: ({ path, refusal }) => {
      bar?.erase()
      terminal.error(`${leftAloneLine(path, refusal.message, folder)}\n`)
    },
    onStopping: () => {
      bar?.stopping()
    },
    end: (end) => {
      bar?.close()
      const text = undoSummary(end)
      if (end.problem !== null) terminal.error(`batchfit: ${visible(end.problem)}\n`)
      if (isQuiet) return
      if (terminal.isLive) terminal.error(text)
      else terminal.out(text)
    },
    close: () => {
      bar?.close()
    },
  }
}

/** One file that was left alone, without a newline; its path comes first where the message does not say it. */
export function leftAloneLine(path: string, message: string, folder: string): string {
  return `left alone  ${message.includes(path) ? '' : `${shown(path, folder)}: `}${visible(message)}`
}

function undoSummary({ total, undone, refused, isStopped, elapsedMs }: Extract<UndoEnd, { kind: 'ended' }>): string {
  const leftAlone = refused === 0 ? '' : `, ${refused.toLocaleString('en-GB')} left alone`
  const counts = `${undone.toLocaleString('en-GB')} of ${countWords(total, 'file', 'files')} taken back${leftAlone}, in ${durationWords(elapsedMs)}`
  return `${counts}\n${isStopped ? 'Stopped: nothing is half done. Undo the batch again, and it goes on.\n' : ''}`
}

const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
const toLineStart = '\r\x1b[K'

/** One line that is drawn anew as the undo goes on. */
class UndoBar {
  readonly #terminal: Terminal
  #progress: UndoProgress = { total: 0, undone: 0, refused: 0 }
  #isStopping = false
  #isOpen = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  draw(progress: UndoProgress): void {
    this.#progress = progress
    const { total, undone, refused } = progress
    const columns = Math.max(20, this.#terminal.columns() || 80)
    const width = Math.max(6, Math.min(24, Math.floor(columns / 4)))
    const share = total === 0 ? 1 : Math.min(1, (undone + refused) / total)
    const filled = Math.round(share * width)
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
    const leftAlone = refused === 0 ? '' : `, ${refused.toLocaleString('en-GB')} left alone`
    const counts = `${undone.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} taken back${leftAlone}`
    const line = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${counts}${this.#isStopping ? '  finishing …' : ''}`
    this.#terminal.error(`${this.#isOpen ? '' : hideCursor}${toLineStart}${line.slice(0, columns - 1)}`)
    this.#isOpen = true
  }

  /** Until it is drawn again, for a line of text. */
  erase(): void {
    if (this.#isOpen) this.#terminal.error(toLineStart)
  }

  stopping(): void {
    this.#isStopping = true
    if (this.#isOpen) this.draw(this.#progress)
  }

  close(): void {
    if (this.#isOpen) this.#terminal.error(`${toLineStart}${showCursor}`)
    this.#isOpen = false
  }
}
