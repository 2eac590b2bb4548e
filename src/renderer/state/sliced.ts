/** Work that can be put down: it yields often, and returns when it is done. */
export type Sliced<Value> = Generator<undefined, Value>

/** How long one slice may take, in milliseconds: with what else a frame does, it stays far below 50. */
const sliceMs = 8

export interface SlicedRun {
  /** Ends the work where it is; `onDone` is not called any more. */
  cancel(): void
}

/**
 * Does work in slices, the first at once, and calls `onDone` with its result. Null when one slice was enough: then that
 * has happened already.
 */
export function runSliced<Value>(work: Sliced<Value>, onDone: (value: Value) => void): SlicedRun | null {
  let timer: ReturnType<typeof setTimeout> | undefined
  const runSlice = (): boolean => {
    const endMs = performance.now() + sliceMs
    do {
      const step = work.next()
      if (step.done === true) {
        onDone(step.value)
        return true
      }
    } while (performance.now() < endMs)
    timer = setTimeout(runSlice, 0)
    return false
  }
  if (runSlice()) return null
  return {
    cancel: () => {
      clearTimeout(timer)
    },
  }
}

/** Compares per step of the sort below: some hundred microseconds of the slowest comparison. */
const stepLength = 512

/**
 * Sorts rows in place, stable, from runs that are in order already: what is nearly sorted costs little more than a look.
 */
export function* mergeSort(
  rows: Uint32Array<ArrayBuffer>,
  compare: (one: number, other: number) => number,
): Sliced<undefined> {
  let source = rows
  let target = new Uint32Array(rows.length)
  let starts = yield* orderedRuns(rows, compare)
  while (starts.length > 1) {
    const merged: number[] = []
    for (let run = 0; run < starts.length; run += 2) {
      const start = starts[run] ?? 0
      const middle = starts[run + 1] ?? source.length
      const end = starts[run + 2] ?? source.length
      yield* merge(source, target, { start, middle, end }, compare)
      merged.push(start)
    }
    starts = merged
    ;[source, target] = [target, source]
  }
  if (source !== rows) rows.set(source)
  return undefined
}

/** Where the runs begin that are in order already. */
function* orderedRuns(rows: Uint32Array, compare: (one: number, other: number) => number): Sliced<number[]> {
  const starts = [0]
  for (let i = 1; i < rows.length; i++) {
    if (compare(rows[i - 1] ?? 0, rows[i] ?? 0) > 0) starts.push(i)
    if (i % stepLength === 0) yield
  }
  return starts
}

function* merge(
  source: Uint32Array,
  target: Uint32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
  compare: (one: number, other: number) => number,
): Sliced<undefined> {
  let left = start
  let right = middle
  for (let to = start; to < end; to++) {
    const takesLeft = right >= end || (left < middle && compare(source[left] ?? 0, source[right] ?? 0) <= 0)
    target[to] = source[takesLeft ? left++ : right++] ?? 0
    if (to % stepLength === 0) yield
  }
  return undefined
}
