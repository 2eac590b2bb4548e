import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import type { JobResult } from '../shared/job-result.ts'
import { fileEvent } from './file-event.ts'

/** What a report is written with: a row per source as they finish, complete at its name only at the end. */
export interface Report {
  add(result: JobResult): void
  /** Resolves when everything so far is written; rejects as `close` does. */
  flushed(): Promise<void>
  /** Drops what was written. Never rejects. */
  abandon(): Promise<void>
  /** Rejects with the system's error where the report could not be written. */
  close(): Promise<void>
}

export type ReportKind = 'csv' | 'json'

/** The kind by the file's extension; null for any other. */
export function reportKind(path: string): ReportKind | null {
  const extension = extname(path).toLowerCase()
  if (extension === '.csv') return 'csv'
  return extension === '.json' ? 'json' : null
}

/** Rejects with the system's error where nothing can be written there. */
export async function openReport(path: string, kind: ReportKind): Promise<Report> {
  const finalPath = resolve(path)
  const tempPath = join(dirname(finalPath), `.batchfit-${randomBytes(4).toString('hex')}.tmp`)
  const handle = await open(tempPath, 'wx')
  return new FileReport(handle, tempPath, finalPath, kind)
}

const csvHeader = [
  'source',
  'status',
  'output',
  'width',
  'height',
  'source_bytes',
  'output_bytes',
  'ms',
  'code',
  'message',
  'losses',
  'warnings',
]

class FileReport implements Report {
  readonly #handle: FileHandle
  readonly #tempPath: string
  readonly #finalPath: string
  readonly #kind: ReportKind
  /** Writes one after another; rows must not overtake each other. */
  #written: Promise<unknown>
  #rows = 0

  constructor(handle: FileHandle, tempPath: string, finalPath: string, kind: ReportKind) {
    this.#handle = handle
    this.#tempPath = tempPath
    this.#finalPath = finalPath
    this.#kind = kind
    // The byte order mark makes spreadsheets read the file as UTF-8.
    this.#written = this.#handle.write(kind === 'csv' ? `\ufeff${csvRow(csvHeader)}` : '[')
    this.#written.catch(() => undefined)
  }

  add(result: JobResult): void {
    const text =
      this.#kind === 'csv' ? csvRows(result) : `${this.#rows === 0 ? '' : ','}\n${JSON.stringify(fileEvent(result))}`
    this.#rows += 1
    this.#written = this.#written.then(() => this.#handle.write(text))
    // Whatever goes wrong is told at the end, by `close`.
    this.#written.catch(() => undefined)
  }

  async flushed(): Promise<void> {
    await this.#written
  }

  async abandon(): Promise<void> {
    await this.#written.catch(() => undefined)
    await this.#handle.close().catch(() => undefined)
    await unlink(this.#tempPath).catch(() => undefined)
  }

  async close(): Promise<void> {
    try {
      await this.#written
      if (this.#kind === 'json') await this.#handle.write('\n]\n')
      await this.#handle.sync()
      await this.#handle.close()
      await rename(this.#tempPath, this.#finalPath)
    } catch (error) {
      await this.abandon()
      throw error
    }
  }
}

/** A row per output; one row for a source without any. */
function csvRows(result: JobResult): string {
  const written = result.outputs.flatMap((output) =>
    output.kind === 'written' || output.kind === 'copied' ? [output] : [],
  )
  const rows = written.length > 0 ? written : [null]
  return rows
    .map((output) =>
      csvRow([
        result.source,
        result.status,
        output?.path ?? '',
        output?.width ?? '',
        output?.height ?? '',
        result.sourceBytes,
        output?.bytes ?? '',
        Math.round(result.elapsedMs),
        result.failure?.code ?? '',
        result.failure?.message ?? result.reason ?? '',
        result.losses.map((loss) => loss.code).join(' '),
        result.warnings.join(' | '),
      ]),
    )
    .join('')
}

/** Text that a spreadsheet would take for a formula is disarmed by an apostrophe. */
function cellText(cell: string | number): string {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)
}

/** RFC 4180: quotes around whatever could be misread, CRLF at the end. */
function csvRow(cells: readonly (string | number)[]): string {
  const texts = cells.map(cellText)
  return `${texts.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`
}
