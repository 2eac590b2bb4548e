import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition that becomes true by itself; fails loudly after `limitMs` instead of hanging. */
export async function until(isReached: () => boolean, limitMs = 20_000): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!isReached()) {
    if (performance.now() > endMs) throw new Error(`Expected within ${String(limitMs)} ms: ${isReached.toString()}`)
    await sleep(5)
  }
}

/** The same for a condition that has to be asked for. */
export async function untilAsync(isReached: () => Promise<boolean>, limitMs = 20_000): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!(await isReached())) {
    if (performance.now() > endMs) throw new Error(`Expected within ${String(limitMs)} ms: ${isReached.toString()}`)
    await sleep(100)
  }
}
