import cliTruncate from 'cli-truncate'
import { basename } from 'node:path'
import type { BatchEvent } from '../batch/batch-event.ts'
import type { Stage } from '../shared/child-tasks.ts'
import type { Clock } from '../shared/clock.ts'
import { megapixels } from '../batch/run-job.ts'
import { durationWords, visible } from './format-words.ts'
import { createHoldNotices } from './hold-notices.ts'
import { holdLine, resultLine } from './plain-lines.ts'
import { estimateTimeLeft } from '../batch/progress-estimate.ts'
import type { Terminal } from './terminal.ts'

export interface LiveViewOptions {
  readonly terminal: Terminal
  readonly clock: Clock
  /** Paths are shown relative to it. */
  readonly folder: string
}

const redrawMs = 100
const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
const eraseDown = '\x1b[J'

interface RunningJob {
  readonly name: string
  readonly startedMs: number
  stage: Stage
}

/**
 * Progress for a person: a bar for all, a line per running file, and above them whatever failed or was skipped. Costs
 * the same however many files there are.
 */
export class LiveView {
  readonly #options: LiveViewOptions
  readonly #startedMs: number
  readonly #running = new Map<number, RunningJob>()
  #found = 0
  #isScanned = false
  #plannedCount = 0
  #plannedMegapixels = 0
  #doneMegapixels = 0
  #finished = 0
  #worked = 0
  #failed = 0
  #isStopping = false
  #isHeld = false
  readonly #notices = createHoldNotices()
  /** Lines to print above the live part at the next redraw. */
  #above: string[] = []
  #drawnLines = 0
  #cancelRedraw: (() => void) | null = null
  #isClosed = false

  constructor(options: LiveViewOptions) {
    this.#options = options
    this.#startedMs = options.clock.now()
    options.terminal.error(hideCursor)
    this.#draw()
  }

  onEvent(event: BatchEvent): void {
    const notice = this.#notices(event)
    if (notice !== null) this.#above.push(holdLine(notice))
    switch (event.kind) {
      case 'scanning':
        this.#found = event.found
        break
      case 'scanned':
        this.#found = event.total
        this.#isScanned = true
        break
      case 'planned':
        this.#plannedCount += 1
        if (event.job.action === 'write') {
          const { width, height, frames } = event.job.facts
          this.#plannedMegapixels += megapixels(width, height, frames)
        }
        break
      case 'started':
        this.#running.set(event.index, {
          name: visible(basename(event.source)),
          startedMs: this.#options.clock.now(),
          stage: 'reading',
        })
        break
      case 'stage': {
        const job = this.#running.get(event.index)
        if (job !== undefined) job.stage = event.stage
        break
      }
      case 'interrupted':
        this.#running.delete(event.index)
        break
      case 'recalled':
        this.#finished += 1
        this.#plannedCount += 1
        if (event.result.status === 'failed') this.#failed += 1
        break
      case 'finished':
        this.#onFinished(event)
        break
      case 'held':
        this.#isHeld = event.holds.length > 0
        break
      case 'stopping':
        this.#isStopping = true
        break
      case 'ended':
        return
    }
    this.#scheduleRedraw()
  }

  /** Removes the live part and gives the cursor back. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelRedraw?.()
    this.#options.terminal.error(`${this.#erase()}${this.#takeAbove()}${showCursor}`)
  }

  #onFinished({ result }: Extract<BatchEvent, { kind: 'finished' }>): void {
    this.#running.delete(result.index)
    this.#finished += 1
    if (result.elapsedMs > 0) {
      this.#worked += 1
      this.#doneMegapixels += result.megapixels
    }
    if (result.status === 'failed') this.#failed += 1
    const isWorthALine = result.status !== 'done'
    if (isWorthALine) this.#above.push(resultLine(result, this.#options.folder))
  }

  #scheduleRedraw(): void {
    this.#cancelRedraw ??= this.#options.clock.after(redrawMs, () => {
      this.#cancelRedraw = null
      this.#draw()
    })
  }

  #draw(): void {
    if (this.#isClosed) return
    const columns = Math.max(20, this.#options.terminal.columns() || 80)
    const lines = [this.#overall(columns), ...this.#jobs()].map((line) => cliTruncate(line, columns - 1))
    this.#options.terminal.error(`${this.#erase()}${this.#takeAbove()}${lines.join('\n')}\n`)
    this.#drawnLines = lines.length
    if (this.#running.size > 0) this.#scheduleRedraw()
  }

  #erase(): string {
    const up = this.#drawnLines === 0 ? '' : `\x1b[${String(this.#drawnLines)}A\r`
    this.#drawnLines = 0
    return `${up}${eraseDown}`
  }

  #takeAbove(): string {
    const text = this.#above.map((line) => `${this.#paint(line)}\n`).join('')
    this.#above = []
    return text
  }

  #paint(line: string): string {
    return this.#options.terminal.hasColour && line.startsWith('failed')
      ? `\x1b[31mfailed\x1b[39m${line.slice(6)}`
      : line
  }

  #overall(columns: number): string {
    if (this.#finished === 0 && this.#running.size === 0)
      return `Looking … ${this.#found.toLocaleString('en-GB')} files found`
    const total = Math.max(this.#found, this.#plannedCount)
    const share = this.#share(total)
    const width = Math.max(6, Math.min(24, Math.floor(columns / 4)))
    const filled = Math.round(share * width)
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
    const counts = `${this.#finished.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}${this.#isScanned ? '' : ' so far'}`
    const failed = this.#failed === 0 ? '' : `, ${this.#failed.toLocaleString('en-GB')} failed`
    return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${counts}${failed}${this.#stateWords(total)}`
  }

  #stateWords(total: number): string {
    if (this.#isStopping) return '  finishing what runs …'
    return this.#isHeld ? '  waiting …' : this.#timeLeft(total)
  }

  /** Done share by pixels, 0 to 1; what is not known yet counts as the mean of what is. */
  #share(total: number): number {
    const left = this.#leftMegapixels(total)
    const all = this.#doneMegapixels + left.knownMegapixels + left.unknownCount * left.meanMegapixels
    if (all > 0) return Math.min(1, this.#doneMegapixels / all)
    return total === 0 ? 0 : this.#finished / total
  }

  #leftMegapixels(total: number): { knownMegapixels: number; unknownCount: number; meanMegapixels: number } {
    return {
      knownMegapixels: Math.max(0, this.#plannedMegapixels - this.#doneMegapixels),
      unknownCount: Math.max(0, total - this.#plannedCount),
      meanMegapixels: this.#plannedCount === 0 ? 0 : this.#plannedMegapixels / this.#plannedCount,
    }
  }

  #timeLeft(total: number): string {
    const elapsedMs = this.#options.clock.now() - this.#startedMs
    const left = estimateTimeLeft({
      ...this.#leftMegapixels(total),
      doneMegapixels: this.#doneMegapixels,
      elapsedMs,
      doneCount: this.#worked,
    })
    const rate = elapsedMs > 1000 && this.#worked > 0 ? `  ${((this.#worked / elapsedMs) * 1000).toFixed(1)}/s` : ''
    if (left === null) return rate
    const isNarrow = left.highMs / left.lowMs < 1.4 || left.highMs < 5000
    const words = isNarrow
      ? durationWords((left.lowMs + left.highMs) / 2)
      : `${durationWords(left.lowMs)} – ${durationWords(left.highMs)}`
    return `${rate}  ${words} left`
  }

  #jobs(): readonly string[] {
    const nowMs = this.#options.clock.now()
    const room = Math.max(1, (this.#options.terminal.rows() || 24) - 3)
    const jobs = [...this.#running.values()]
    const more = jobs.length > room ? [`  … and ${String(jobs.length - room)} more`] : []
    const lines = jobs.slice(0, room).map(({ name, stage, startedMs }) => {
      const seconds = (nowMs - startedMs) / 1000
      return `  ${stage.padEnd(9)} ${name}${seconds >= 3 ? `  ${seconds.toFixed(0)} s` : ''}`
    })
    return [...lines, ...more]
  }
}
