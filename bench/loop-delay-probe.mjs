// Loaded into the command line with --import: records how long its loop made anything wait, and writes that at the end.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const file = process.env.BATCHFIT_BENCH_DELAYS
if (file !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  // Loading the program itself is over before anybody waits for this loop.
  setTimeout(() => delays.enable(), 300).unref()
  process.on('exit', () => {
    const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - 1)
    writeFileSync(
      file,
      JSON.stringify({ p50: ms(delays.percentile(50)), p999: ms(delays.percentile(99.9)), max: ms(delays.max) }),
    )
  })
}
