import { rowMarks } from '../shared/rows.ts'
import type { ProofCandidate } from './proof-rows.ts'
import type { Row } from './row.ts'
import type { RowStore } from './row-store.ts'

/** Of each odd kind so many are looked at; more would not be chosen. */
const mostOfAKind = 32
/** Rows that stand for all others; spread over the whole list. */
const sampleSize = 2000

/**
 * The rows among which telling ones are chosen: the extremes, some of every odd kind, and an even sample of the rest.
 * Choosing weighs each of them, which 100,000 times over would keep main from everything else.
 */
export function proofCandidates(rows: RowStore): readonly ProofCandidate[] {
  const chosen = new Set<Row>()
  const kinds = { portrait: 0, transparent: 0, animated: 0 }
  const step = Math.max(1, Math.floor((rows.end - rows.first) / sampleSize))
  let largest: Row | null = null
  let smallest: Row | null = null
  for (let id = rows.first; id < rows.end; id += 1) {
    const row = rows.get(id)
    if (row?.facts == null) continue
    if (largest === null || isMore(row, largest)) largest = row
    if (smallest === null || !isMore(row, smallest)) smallest = row
    const isTelling =
      isOneOf(row.facts.height > row.facts.width, kinds, 'portrait') ||
      isOneOf((row.marks & rowMarks.hasAlpha) !== 0, kinds, 'transparent') ||
      isOneOf((row.marks & rowMarks.isAnimated) !== 0, kinds, 'animated')
    if (isTelling || id % step === 0) chosen.add(row)
  }
  for (const row of [largest, smallest]) if (row !== null) chosen.add(row)
  return [...chosen].sort((one, other) => one.id - other.id).flatMap(candidate)
}

/** Pixels first; of equals the file's size decides. */
function isMore(one: Row, other: Row): boolean {
  const difference = pixels(one) - pixels(other)
  return difference === 0 ? bytes(one) > bytes(other) : difference > 0
}

function pixels({ facts }: Row): number {
  return facts === null ? 0 : facts.width * facts.height
}

function bytes({ facts }: Row): number {
  return facts?.identity.bytes ?? 0
}

function isOneOf(is: boolean, kinds: Record<string, number>, kind: string): boolean {
  if (!is || (kinds[kind] ?? 0) >= mostOfAKind) return false
  kinds[kind] = (kinds[kind] ?? 0) + 1
  return true
}

function candidate({ id, facts, marks }: Row): readonly ProofCandidate[] {
  if (facts === null) return []
  const { width, height, identity } = facts
  const hasAlpha = (marks & rowMarks.hasAlpha) !== 0
  const isAnimated = (marks & rowMarks.isAnimated) !== 0
  return [{ row: id, width, height, bytes: identity.bytes, hasAlpha, isAnimated }]
}
