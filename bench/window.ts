/**
 * (g) The window, as the browser host shows it in Chromium: 100,000 rows from the drop to the run. Everything is the real
 * build but the pictures, which nobody paints where the window is what is measured: on few cores they would leave no
 * time for it. Then some seconds of a run with real pictures, the start of the window, and what its bundles weigh.
 */
import { type LaunchedApp, launchApp } from '../test/e2e/support/launch-app.ts'
import { bigPictures, emptyFolder, manyPictures } from './corpus.ts'
import type { LoopDelays } from './loop-delay.ts'
import { beginDelays, endDelays } from './main-delays.ts'
import { busyShare, ratios, spreadOf } from './measure.ts'
import { ratioRow, type Row, valueRow } from './row.ts'
import { bundleSizes, copyBuildThatPretends } from './window-build.ts'
import * as inPage from './window-page.ts'
import { startTimes } from './window-start.ts'

const part = 'window'
const total = 100_000
const scrollMs = 10_000
const startRounds = 7
const importLimitMs = 5 * 60_000
const cancelLimitMs = 30_000

export async function windowBench(): Promise<readonly Row[]> {
  const outFolder = await copyBuildThatPretends()
  const busy = await busyShare(2000)
  return [
    valueRow(part, 'other programs take of the cores; with more than a few, delays are theirs', busy * 100, '%', null),
    ...(await manyRows(outFolder)),
    ...(await realRun()),
    ...(await coldStart()),
    ...(await sizes()),
  ]
}

/** Import, plan, start and run of 100,000 rows. */
async function manyRows(outFolder: string): Promise<readonly Row[]> {
  const folder = await manyPictures()
  const app = await openApp(outFolder)
  try {
    const { page } = app
    await beginDelays(app)
    const times = await within(importLimitMs, 'the import', inPage.importFolder(page, folder, total))
    const importTask = await inPage.longestTask(page, times.startMs)
    const importDelays = await endDelays(app)
    const idleHeap = await inPage.heapBytes(page)
    await beginDelays(app)
    const startMs = await inPage.startBatch(page)
    const scrolled = await inPage.scrollFor(page, scrollMs)
    const runDelays = await endDelays(app)
    const runHeap = await inPage.heapBytes(page)
    await within(cancelLimitMs, 'the end of the batch', inPage.cancelBatch(page))
    return [
      valueRow(part, 'import: from the drop to the first rows on the screen', times.firstRowsMs, 'ms', 300),
      taskRow('import: longest task of the page until all is planned', importTask, true),
      ...delayRows('import', importDelays),
      valueRow(part, 'import: until all 100,000 files are found', times.foundMs / 1000, 's', null),
      valueRow(part, 'import: until all are read and planned', times.plannedMs / 1000, 's', null),
      valueRow(part, 'start: `startBatch` on 100,000 rows answers after', startMs, 'ms', 50),
      ...scrollRows('run', scrolled, true),
      ...delayRows('run', runDelays),
      valueRow(part, 'heap of the page, all rows planned', idleHeap / 1e6, 'MB', 150),
      valueRow(part, 'heap of the page, while they run', runHeap / 1e6, 'MB', 150),
    ]
  } finally {
    await app.close()
  }
}

/** The same scrolling while two cores resize 12 MP pictures: what a person sees. */
async function realRun(): Promise<readonly Row[]> {
  const app = await openApp(null)
  try {
    const { page } = app
    await within(importLimitMs, 'the import', inPage.importFolder(page, await bigPictures(), 100))
    await beginDelays(app)
    await inPage.startBatch(page)
    const scrolled = await inPage.scrollFor(page, scrollMs)
    const delays = await endDelays(app)
    await within(cancelLimitMs, 'the end of the batch', inPage.cancelBatch(page))
    const what = 'run with real pictures'
    return [
      ...scrollRows(what, scrolled, false),
      valueRow(part, `${what}: delay of the main loop, p99.9`, delays.p999, 'ms', null),
    ]
  } finally {
    await app.close()
  }
}

/** An app whose window stands still, and whose outputs go out of the way. */
async function openApp(outFolder: string | null): Promise<LaunchedApp> {
  const app = await launchApp(outFolder === null ? {} : { outFolder })
  await app.page.locator('section button:enabled').first().waitFor()
  await inPage.setRecipe(app.page, { destination: { kind: 'folder', path: await emptyFolder('window') } })
  await inPage.watchPage(app.page)
  // The start of the window is measured by itself.
  await app.page.waitForTimeout(1000)
  return app
}

function scrollRows(what: string, scrolled: inPage.Scrolled, hasGoals: boolean): readonly Row[] {
  const intervals = scrolled.frameIntervalsMs.toSorted((one, other) => one - other)
  const p95 = intervals[Math.floor(intervals.length * 0.95)] ?? null
  return [
    perSecondRow(`${what}: rows changed while scrolling`, scrolled.rowChangesPerSecond, hasGoals ? 1000 : null),
    valueRow(part, `${what}: time between frames while scrolling, p95`, p95, 'ms', hasGoals ? 20 : null),
    taskRow(`${what}: longest task of the page`, scrolled.longestTaskMs, hasGoals),
  ]
}

/** A browser reports only tasks of more than 50 ms. */
function taskRow(what: string, longestMs: number, hasGoal: boolean): Row {
  const row = valueRow(part, what, longestMs, 'ms', hasGoal ? 50 : null)
  return longestMs === 0 ? { ...row, measured: 'none above 50 ms' } : row
}

/** At least so many; `valueRow` knows goals from above only. */
function perSecondRow(what: string, value: number, goal: number | null): Row {
  const measured = `${String(Math.round(value))} a second`
  return {
    part,
    what,
    measured,
    goal: goal === null ? null : `≥ ${String(goal)}`,
    isMet: goal === null ? null : value >= goal,
  }
}

function delayRows(what: string, { p999, max }: LoopDelays): readonly Row[] {
  return [
    valueRow(part, `${what}: delay of the main loop, p99.9`, p999, 'ms', 16),
    valueRow(part, `${what}: delay of the main loop, longest`, max, 'ms', 50),
  ]
}

async function coldStart(): Promise<readonly Row[]> {
  const { ours, empty } = await startTimes(startRounds)
  return [
    ratioRow(part, 'cold start to interactive ÷ an empty page', ratios(ours, empty), null),
    valueRow(part, 'cold start to interactive, median', spreadOf(ours).median, 'ms', null),
  ]
}

async function sizes(): Promise<readonly Row[]> {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)
  return (await bundleSizes()).map(({ what, raw, gzipped }) => ({
    part,
    what: `size of the bundle: ${what}`,
    measured: `${kilobytes(raw)} kB, ${kilobytes(gzipped)} kB gzipped`,
    goal: null,
    isMet: null,
  }))
}

/** A page that never answers would keep the benchmark for ever. */
async function within<Value>(limitMs: number, what: string, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Expected ${what} within ${String(limitMs / 1000)} s`))
    }, limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
