import type { CDPSession, Page } from 'playwright-core'

/** The longest task of the page's main thread, in milliseconds. */
export interface LongestTask {
  /** What it had of a processor: the same however busy the machine is. */
  readonly cpuMs: number
  readonly wallMs: number
}

export interface TaskWatch {
  /** Ends the watch. */
  stop(): Promise<LongestTask>
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** In microseconds, as the next; on the clock and on the thread. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Watches every task that the page runs from now on, by Chromium's own trace. */
export async function watchTasks(page: Page): Promise<TaskWatch> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as readonly TraceEvent[]))
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'] },
  })
  return {
    stop: async () => {
      await endOfTrace(session)
      await session.detach()
      return longestTask(events)
    },
  }
}

async function endOfTrace(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => {
      resolve()
    })
  })
  await session.send('Tracing.end')
  await complete
}

function longestTask(events: readonly TraceEvent[]): LongestTask {
  const threads = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  )
  const tasks = events.filter((event) => event.name === 'RunTask' && event.ph === 'X' && threads.has(threadOf(event)))
  if (tasks.length === 0) throw new Error('Expected a trace with tasks of the page')
  return {
    cpuMs: tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0),
    wallMs: tasks.reduce((longest, { dur = 0 }) => Math.max(longest, dur / 1000), 0),
  }
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${String(pid)}/${String(tid)}`
}
