import type { JournalEntry } from './store.ts'

/** Sources or paths that one part may carry: a message of so many takes a fraction of a millisecond. */
const partSize = 200
/** A plan or a result takes about as long to send as so many sources. */
const jobWeight = 4

/** An entry in parts that are quick to send, and come to the same one after another. */
export function partsOf(entry: JournalEntry): readonly JournalEntry[] {
  switch (entry.kind) {
    case 'added':
      return slices(entry.sources).map((sources, index) => {
        return { ...entry, firstPlace: entry.firstPlace + index * partSize, sources }
      })
    case 'listed':
      return slices(entry.sources).map((sources) => ({ ...entry, sources }))
    case 'folders':
      return slices(entry.paths).map((paths) => ({ ...entry, paths }))
    case 'unlisted':
      return entry.paths === 'all' ? [entry] : slices(entry.paths).map((paths) => ({ ...entry, paths }))
    default:
      return [entry]
  }
}

/** How long an entry takes to send, in sources. */
export function weightOf(entry: JournalEntry): number {
  switch (entry.kind) {
    case 'added':
    case 'listed':
      return entry.sources.length
    case 'folders':
    case 'unlisted':
      return entry.paths.length
    default:
      return jobWeight
  }
}

function slices<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / partSize)
  return Array.from({ length: count }, (_, index) => items.slice(index * partSize, (index + 1) * partSize))
}
