import type { Fingerprint } from '../shared/image-facts.ts'

/** A file in the bin, and the file in which the bin has noted where it came from; both absolute. */
export interface BinEntry {
  readonly path: string
  /** Null where the system notes nothing that can be read. */
  readonly notePath: string | null
}

/** What was in a bin when it was read. */
export interface BinIndex {
  /** Files that may have come from this path. Whether one is the file that is looked for, is yet to be checked. */
  from(path: string, fingerprint: Fingerprint): readonly BinEntry[]
}

/** Of a bin that is not there, or cannot be read. */
export const emptyBinIndex: BinIndex = { from: () => [] }

/** An index of entries by a key of where they came from. */
export class BinEntries {
  readonly #entries = new Map<string, BinEntry[]>()

  add(key: string, entry: BinEntry): void {
    const known = this.#entries.get(key)
    if (known === undefined) this.#entries.set(key, [entry])
    else known.push(entry)
  }

  get(key: string): readonly BinEntry[] {
    return this.#entries.get(key) ?? []
  }
}

/** Files of a bin that are read at once. */
const lanes = 32

/** Calls `look` for every name, some at a time; a name for which it fails is passed over. */
export async function lookAtEach(names: readonly string[], look: (name: string) => Promise<void>): Promise<void> {
  for (let start = 0; start < names.length; start += lanes) {
    await Promise.all(names.slice(start, start + lanes).map((name) => look(name).catch(() => undefined)))
  }
}
