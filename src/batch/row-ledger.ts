import { rowMarks } from '../shared/rows.ts'
import type { Row } from './row.ts'

/** Sums over all rows, kept up to date row by row: nobody ever has to count them again. */
export interface RowCounts {
  rows: number
  uninspected: number
  waiting: number
  /** Of those that wait: what the current pass of the plan has decided. The counts below are of these. */
  planned: number
  write: number
  skip: number
  refuse: number
  renamed: number
  clashes: number
  noOps: number
  /** Originals that are to be replaced, by where they will be kept; sources that are refused because they are links. */
  toBin: number
  toFolder: number
  links: number
  /** Files to be written. */
  outputs: number
  /** Of the sources that will be written. */
  sourceBytes: number
  estimatedBytes: number
}

const nothing: Readonly<RowCounts> = {
  rows: 0,
  uninspected: 0,
  waiting: 0,
  planned: 0,
  write: 0,
  skip: 0,
  refuse: 0,
  renamed: 0,
  clashes: 0,
  noOps: 0,
  toBin: 0,
  toFolder: 0,
  links: 0,
  outputs: 0,
  sourceBytes: 0,
  estimatedBytes: 0,
}

/** Books rows in and out: before a row changes it is taken out, afterwards it is put in again. */
export class RowLedger {
  readonly #counts: RowCounts = { ...nothing }
  #planPass = 1

  get counts(): Readonly<RowCounts> {
    return this.#counts
  }

  /** The pass that counts; what earlier ones decided is out of date. */
  get planPass(): number {
    return this.#planPass
  }

  /** From here on nothing is planned. */
  beginPlanPass(): void {
    this.#planPass += 1
    const { rows, uninspected, waiting } = this.#counts
    Object.assign(this.#counts, nothing, { rows, uninspected, waiting })
  }

  put(row: Row): void {
    this.#book(row, 1)
  }

  take(row: Row): void {
    this.#book(row, -1)
  }

  clear(): void {
    Object.assign(this.#counts, nothing)
  }

  #book(row: Row, sign: 1 | -1): void {
    const counts = this.#counts
    counts.rows += sign
    if (!row.isInspected) counts.uninspected += sign
    if (row.state !== 'waiting') return
    counts.waiting += sign
    if (!isPlanned(row, this.#planPass)) return
    counts.planned += sign
    counts[row.action] += sign
    if ((row.marks & rowMarks.isRenamed) !== 0) counts.renamed += sign
    if ((row.marks & rowMarks.isClash) !== 0) counts.clashes += sign
    if ((row.marks & rowMarks.isNoOp) !== 0) counts.noOps += sign
    if (row.action === 'refuse' && row.message?.code === 'input-is-link') counts.links += sign
    if (row.action !== 'write') return
    if (row.keeper === 'bin') counts.toBin += sign
    else if (row.keeper === 'folder') counts.toFolder += sign
    for (const output of row.outputs) if (output.action === 'write') counts.outputs += sign
    counts.sourceBytes += sign * (row.facts?.identity.bytes ?? 0)
    counts.estimatedBytes += sign * row.estimatedBytes
  }
}

/** Whether this row waits and the given pass of the plan has decided what becomes of it. */
export function isPlanned(row: Row, planPass: number): row is Row & { readonly action: 'write' | 'skip' | 'refuse' } {
  return row.state === 'waiting' && row.planPass === planPass && row.action !== 'unknown'
}
