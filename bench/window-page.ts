/** What the benchmark of the window does inside the page; every function is sent there as its own text. */
import type { Page } from 'playwright-core'
import type { Bridge } from '../src/shared/ipc-contract.ts'
import type { RecipeInput } from '../src/shared/recipe.ts'

interface Watch {
  /** Of every long task since the page began: when it began and how long it was, in milliseconds. */
  readonly longTasks: { readonly startMs: number; readonly lengthMs: number }[]
  /** Rows told as changed, since the page began. */
  changedRows: number
}

/** The page, as far as the functions below use it. */
declare const window: { readonly batchfit: Bridge; readonly benchWatch: Watch }
declare const document: {
  readonly body: object
  querySelector(selector: string): (object & { scrollTop: number; readonly scrollHeight: number }) | null
}
declare const requestAnimationFrame: (draw: () => void) => void
declare const MutationObserver: new (onChange: () => void) => {
  observe(target: object, options: object): void
  disconnect(): void
}

/** Begins to watch the page. */
export async function watchPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { longTasks: [], changedRows: 0 }
    const observer = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        watch.longTasks.push({ startMs: startTime, lengthMs: duration })
    })
    observer.observe({ type: 'longtask', buffered: true } as never)
    window.batchfit.on.rowsChanged(({ columns }) => {
      watch.changedRows += columns.rows.length
    })
    Object.assign(window, { benchWatch: watch })
  })
}

/** The longest task since `sinceMs` of the page's clock, in milliseconds; shorter than 50 where none was reported. */
export async function longestTask(page: Page, sinceMs: number): Promise<number> {
  return page.evaluate(async (since) => {
    // Tasks are reported in a task of their own.
    await new Promise((resolve) => setTimeout(resolve, 300))
    const tasks = window.benchWatch.longTasks.filter(({ startMs, lengthMs }) => startMs + lengthMs > since)
    return Math.max(0, ...tasks.map(({ lengthMs }) => lengthMs))
  }, sinceMs)
}

export async function nowInPage(page: Page): Promise<number> {
  return page.evaluate(() => performance.now())
}

export async function setRecipe(page: Page, recipe: RecipeInput): Promise<void> {
  await page.evaluate(async (wanted) => {
    const answer = await window.batchfit.requests.setRecipe({ recipe: wanted })
    if (!answer.ok) throw new Error(answer.failure.message)
  }, recipe)
}

export interface ImportTimes {
  /** Of the page's clock. */
  readonly startMs: number
  /** From the start, in milliseconds: the first row in the page and drawn; every file found; every row planned. */
  readonly firstRowsMs: number
  readonly foundMs: number
  readonly plannedMs: number
}

/** Has a folder taken in, as a drop does, and waits until all of its `total` files are planned. */
export async function importFolder(page: Page, folder: string, total: number): Promise<ImportTimes> {
  return page.evaluate(
    async ({ path, count }) => {
      const { batchfit } = window
      const startMs = performance.now()
      const since = (): number => performance.now() - startMs
      const firstRows = new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector('[role="row"][data-position]') === null) return
          observer.disconnect()
          // The next frame begins when this one has been drawn.
          requestAnimationFrame(() => {
            requestAnimationFrame(() => {
              resolve(since())
            })
          })
        })
        observer.observe(document.body, { subtree: true, childList: true })
      })
      const found = new Promise<number>((resolve) => {
        batchfit.on.importChanged(({ isScanning }) => {
          if (!isScanning) resolve(since())
        })
      })
      const planned = new Promise<number>((resolve) => {
        batchfit.on.planChanged(({ phase, write, skip, refuse }) => {
          if (phase === 'ready' && write + skip + refuse === count) resolve(since())
        })
      })
      const answer = await batchfit.requests.addPaths({ paths: [path] })
      if (!answer.ok) throw new Error(answer.failure.message)
      return { startMs, firstRowsMs: await firstRows, foundMs: await found, plannedMs: await planned }
    },
    { path: folder, count: total },
  )
}

/** Milliseconds from the request to its answer, both in the page. */
export async function startBatch(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const startMs = performance.now()
    const answer = await window.batchfit.requests.startBatch({ scope: 'all' })
    if (!answer.ok) throw new Error(answer.failure.message)
    return performance.now() - startMs
  })
}

/** Ends the batch at once, and waits for that. */
export async function cancelBatch(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { batchfit } = window
    const ended = new Promise<void>((resolve) => {
      batchfit.on.batchChanged(({ phase }) => {
        if (phase === 'ended') resolve()
      })
    })
    const answer = await batchfit.requests.cancelBatch({ how: 'now' })
    if (answer.ok) await ended
  })
}

export interface Scrolled {
  /** Between one frame and the next, in milliseconds. */
  readonly frameIntervalsMs: readonly number[]
  readonly rowChangesPerSecond: number
  readonly longestTaskMs: number
}

/** Scrolls through the table for a while, five rows a frame, and turns at the ends. */
export async function scrollFor(page: Page, durationMs: number): Promise<Scrolled> {
  const startMs = await nowInPage(page)
  const scrolled = await page.evaluate(async (limitMs) => {
    const grid = document.querySelector('[role="grid"]')
    if (grid === null) throw new Error('Expected a table in the page')
    const frameIntervalsMs: number[] = []
    const rowsBefore = window.benchWatch.changedRows
    const start = performance.now()
    let last = start
    let stepPx = 160
    await new Promise<void>((resolve) => {
      const frame = (): void => {
        const now = performance.now()
        frameIntervalsMs.push(now - last)
        last = now
        const before = grid.scrollTop
        grid.scrollTop = before + stepPx
        if (grid.scrollTop === before) stepPx = -stepPx
        if (now - start < limitMs) requestAnimationFrame(frame)
        else resolve()
      }
      requestAnimationFrame(frame)
    })
    const seconds = (last - start) / 1000
    const rowChangesPerSecond = (window.benchWatch.changedRows - rowsBefore) / seconds
    return { frameIntervalsMs, rowChangesPerSecond }
  }, durationMs)
  return { ...scrolled, longestTaskMs: await longestTask(page, startMs) }
}

/** What the page keeps, in bytes: objects, what the browser keeps for it, and the memory of typed arrays. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number
    readonly embedderHeapUsedSize?: number
    readonly backingStorageSize?: number
  }
  await session.detach()
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)
}
