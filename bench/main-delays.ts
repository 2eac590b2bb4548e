import type { LaunchedApp } from '../test/e2e/support/launch-app.ts'
import type { LoopDelays } from './loop-delay.ts'

/** Begins to record how long the loop of the main process makes anything wait. */
export async function beginDelays(app: LaunchedApp): Promise<void> {
  await app.evaluateInMain(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delays = monitorEventLoopDelay({ resolution: 1 })
    delays.enable()
    Object.assign(globalThis, { benchDelays: delays })
  })
}

/** What was recorded since `beginDelays`, in milliseconds. */
export async function endDelays(app: LaunchedApp): Promise<LoopDelays> {
  return app.evaluateInMain(() => {
    const { benchDelays: delays } = globalThis as unknown as {
      readonly benchDelays: { disable(): void; percentile(share: number): number; readonly max: number }
    }
    delays.disable()
    // A millisecond is the time between two looks.
    const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1)
    return { p50: ms(delays.percentile(50)), p999: ms(delays.percentile(99.9)), max: ms(delays.max) }
  })
}
