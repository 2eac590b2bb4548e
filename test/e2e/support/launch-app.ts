import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type Browser, type Page } from 'playwright-core'
import { spawnBrowserHost, startBrowserHost } from '../../support/browser-host.ts'
import { launchChromium } from '../../support/chromium.ts'
import { collectPageProblems } from './page-problems.ts'
import { dialogsInElectron, dialogsInPage, type SystemDialogs } from './system-dialogs.ts'
import { type MainFunction, mainProbePath, probeMain } from './probe-main.ts'

const root = resolve(import.meta.dirname, '../../..')

export interface LaunchOptions {
  /** Files and folders to start with. */
  readonly paths?: readonly string[]
  /** Where settings and the like are kept; a fresh folder without it, which is removed at the end. */
  readonly homeFolder?: string
  readonly env?: Readonly<Record<string, string>>
  /** In CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Device pixels per CSS pixel, under the browser host. */
  readonly deviceScaleFactor?: number
  readonly colorScheme?: 'light' | 'dark'
  /** Of the browser, as BCP 47. */
  readonly locale?: string
  /** More of them for Chromium, under the browser host. */
  readonly chromiumArgs?: readonly string[]
  /** Absolute; another build than that of `npm run build`, under the browser host. */
  readonly outFolder?: string
}

/** The built app, with its window open. */
export interface LaunchedApp {
  readonly runtime: 'browser-host' | 'electron'
  readonly page: Page
  /** Null under Electron. */
  readonly browser: Browser | null
  /** With the key; null under Electron. */
  readonly address: string | null
  readonly homeFolder: string
  /** Of the main process. */
  readonly pid: number
  readonly dialogs: SystemDialogs
  /** What the main process has printed. */
  output(): string
  /** What the page has complained of so far: errors, and whatever its CSP refused. */
  pageProblems(): readonly string[]
  /** Resolves with the exit code of the main process; null when it was killed. */
  readonly ended: Promise<number | null>
  /** Launches the app once more with the same home folder; resolves with the exit code of that launch. */
  launchAgain(paths: readonly string[]): Promise<number | null>
  /**
   * Runs a function in the main process and resolves with its result, which has to be JSON. It is sent as its own text:
   * it sees `electron`, what it is given, and globals.
   */
  evaluateInMain<Value, Given = undefined>(run: MainFunction<Value, Given>, given?: Given): Promise<Value>
  close(): Promise<void>
}

/** Starts the built app in the browser host and Chromium, or with `BATCHFIT_TEST_ELECTRON=1` in Electron. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const homeFolder = options.homeFolder ?? (await realpath(await mkdtemp(join(tmpdir(), 'batchfit-home-'))))
  const env = { ...options.env, BATCHFIT_HOME: homeFolder }
  const launched =
    process.env['BATCHFIT_TEST_ELECTRON'] === '1' ? await inElectron(options, env) : await inBrowser(options, env)
  return {
    ...launched,
    homeFolder,
    close: async () => {
      await launched.close()
      if (options.homeFolder === undefined) await rm(homeFolder, { recursive: true, force: true })
    },
  }
}

async function inBrowser(
  options: LaunchOptions,
  env: Readonly<Record<string, string>>,
): Promise<Omit<LaunchedApp, 'homeFolder'>> {
  const { paths = [], viewport, deviceScaleFactor, colorScheme, locale = 'en-US', chromiumArgs, outFolder } = options
  const host = await startBrowserHost({
    paths,
    env: { LANG: 'en_US.UTF-8', ...env },
    preloads: [mainProbePath],
    ...(outFolder === undefined ? {} : { outFolder }),
  })
  try {
    const browser = await launchChromium(chromiumArgs)
    const context = await browser.newContext({
      locale,
      viewport: viewport ?? { width: 1280, height: 800 },
      ...(deviceScaleFactor === undefined ? {} : { deviceScaleFactor }),
      ...(colorScheme === undefined ? {} : { colorScheme }),
    })
    const page = await context.newPage()
    const pageProblems = collectPageProblems(page)
    await page.goto(host.address)
    // The address with the key leads on to the one without it.
    await page.waitForURL((url) => url.search === '')
    return {
      runtime: 'browser-host',
      page,
      browser,
      address: host.address,
      pid: host.process.pid ?? 0,
      dialogs: dialogsInPage(page),
      output: host.output,
      pageProblems,
      ended: host.ended,
      launchAgain: (again) =>
        spawnBrowserHost({ paths: again, env, ...(outFolder === undefined ? {} : { outFolder }) }).ended,
      evaluateInMain: probeMain(host.process),
      close: async () => {
        await browser.close()
        await host.close()
      },
    }
  } catch (error) {
    await host.close()
    throw error
  }
}

async function inElectron(
  options: LaunchOptions,
  env: Readonly<Record<string, string>>,
): Promise<Omit<LaunchedApp, 'homeFolder'>> {
  const { paths = [], viewport, colorScheme } = options
  const executablePath = createRequire(import.meta.url)('electron') as string
  const fullEnv = { ...(process.env as Record<string, string>), LANG: 'en_US.UTF-8', ...env }
  const app = await _electron.launch({ executablePath, args: [root, ...paths], env: fullEnv })
  const child = app.process()
  const ended = new Promise<number | null>((settle) => {
    child.once('exit', settle)
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text += data.toString()
    })
  }
  const page = await app.firstWindow()
  const pageProblems = collectPageProblems(page)
  if (viewport !== undefined) await page.setViewportSize(viewport)
  if (colorScheme !== undefined) await page.emulateMedia({ colorScheme })
  return {
    runtime: 'electron',
    page,
    browser: null,
    address: null,
    pid: child.pid ?? 0,
    dialogs: dialogsInElectron(app),
    output: () => text,
    pageProblems,
    ended,
    launchAgain: async (again) => {
      const [exitCode] = (await once(spawn(executablePath, [root, ...again], { env: fullEnv }), 'exit')) as [
        number | null,
      ]
      return exitCode
    },
    evaluateInMain: (run, given) => app.evaluate(run as never, given) as never,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close()
    },
  }
}
