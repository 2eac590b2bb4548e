import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, type RunnerTask } from 'vitest'
import { launchApp, type LaunchedApp, type LaunchOptions } from './launch-app.ts'

/** Launches the app for one test. It is closed at the end of the test, which fails where the app complained of anything. */
export async function openApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const app = await launchApp(options)
  onTestFinished(async ({ task }) => {
    await shootFailure(app, task)
    await closeApp(app)
  })
  return app
}

/** An app that ends as by a power cut: without a word to it. */
export interface MortalApp extends LaunchedApp {
  /** Resolves when the main process is gone, by SIGKILL; fails where the app complained of anything before. */
  kill(): Promise<void>
}

/** Launches the app for one test that kills it. */
export async function openMortalApp(options: LaunchOptions = {}): Promise<MortalApp> {
  const app = await launchApp(options)
  onTestFinished(async ({ task }) => {
    await shootFailure(app, task)
    await app.close()
  })
  return {
    ...app,
    kill: async () => {
      expectNoComplaints(app)
      process.kill(app.pid, 'SIGKILL')
      await app.ended
      await app.close()
    },
  }
}

/** One app for all tests of a `describe`; each leaves it as it found it. */
export function shareApp(options: LaunchOptions = {}): () => LaunchedApp {
  let app: LaunchedApp | null = null
  const shared = (): LaunchedApp => {
    if (app === null) throw new Error('Expected the app to run')
    return app
  }
  beforeAll(async () => {
    app = await launchApp(options)
  })
  afterEach(({ task }) => shootFailure(shared(), task))
  afterAll(() => closeApp(shared()))
  return shared
}

/** What a failed test saw, for those who name a folder for it. */
async function shootFailure({ page }: LaunchedApp, task: RunnerTask): Promise<void> {
  const folder = process.env['BATCHFIT_TEST_SHOTS']
  if (folder === undefined || task.result?.state !== 'fail' || page.isClosed()) return
  await page.screenshot({ path: join(folder, `${task.name.replace(/\W+/g, '-').slice(0, 80)}.png`) })
}

async function closeApp(app: LaunchedApp): Promise<void> {
  await app.close()
  expectNoComplaints(app)
}

function expectNoComplaints(app: LaunchedApp): void {
  expect(app.pageProblems(), 'what the page complained of').toEqual([])
  const complaints = app.output().split('\n')
  expect(
    complaints.filter((line) => line.startsWith('batchfit: ')),
    'what main complained of',
  ).toEqual([])
}
