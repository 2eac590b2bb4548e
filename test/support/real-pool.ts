import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { createNodeRuntime } from '../../src/pool/node-runtime.ts'
import { createProcessPool, type ProcessPool } from '../../src/pool/process-pool.ts'
import { realClock } from './real-clock.ts'

const workerPath = join(import.meta.dirname, '../../out/main/worker.js')

/** A pool of real children that run the built worker; ended with the test. */
export function createRealPool(slots = { work: 1, light: 1 }): ProcessPool {
  expect(existsSync(workerPath), 'npm run build comes first').toBe(true)
  const pool = createProcessPool({
    runtime: createNodeRuntime({ workerPath, execPath: process.execPath, env: process.env }),
    workSlots: slots.work,
    lightSlots: slots.light,
    memoryBudgetBytes: 1e9,
    clock: realClock,
    recycle: { afterJobs: 1000, aboveRssBytes: 1e9 },
    startTimeoutMs: 20_000,
  })
  onTestFinished(() => pool.kill())
  return pool
}
