import { setImmediate as nextTurn } from 'node:timers/promises'

/** Values that are sorted or merged in one turn of the loop: a few milliseconds of work. */
const sliceLength = 4096

/** Sorts names by code unit, giving the loop a turn between slices: a folder may hold a million of them. */
export async function sortInSlices(names: readonly string[]): Promise<readonly string[]> {
  if (names.length <= sliceLength) return names.toSorted()
  let runs: (readonly string[])[] = []
  for (let start = 0; start < names.length; start += sliceLength) {
    runs.push(names.slice(start, start + sliceLength).sort())
    await nextTurn()
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = []
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? []))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge(one: readonly string[], other: readonly string[]): Promise<readonly string[]> {
  const result: string[] = []
  let left = 0
  let right = 0
  while (left < one.length || right < other.length) {
    const first = one[left]
    const second = other[right]
    if (second === undefined || (first !== undefined && first <= second)) {
      result.push(first ?? '')
      left += 1
    } else {
      result.push(second)
      right += 1
    }
    if (result.length % (sliceLength * 4) === 0) await nextTurn()
  }
  return result
}
