import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'

const root = resolve(import.meta.dirname, '../..')
const startLimitMs = 30_000

export interface HostProcess {
  /** With the key. */
  readonly address: string
  readonly port: number
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  /** All that it has printed so far. */
  output(): string
  /** Resolves with the exit code; null when it was killed. */
  readonly ended: Promise<number | null>
  /** Asks it to end as Ctrl-C does, and kills it where that is not enough. */
  close(): Promise<void>
}

export interface HostProcessOptions {
  /** Files and folders for the app. */
  readonly paths?: readonly string[]
  /** Another main module than the app's own. */
  readonly mainPath?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly folder?: string
  /** Absolute; another build than that of `npm run build`. */
  readonly outFolder?: string
  /** Modules that the host's Node loads first, and no child of it; with any, the process has an IPC channel. */
  readonly preloads?: readonly string[]
}

/** Starts the built browser host; rejects with its output when it ends before it is ready. */
export async function startBrowserHost(options: HostProcessOptions = {}): Promise<HostProcess> {
  const started = spawnBrowserHost(options)
  const ready = await new Promise<string>((settle, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Expected the browser host to be ready but got: ${started.output()}`))
    }, startLimitMs)
    const look = (): void => {
      const line = /^browser-host ready (.*)$/m.exec(started.output())?.[1]
      if (line === undefined) return
      clearTimeout(timer)
      settle(line)
    }
    started.process.stdout.on('data', look)
    void started.ended.then((exitCode) => {
      clearTimeout(timer)
      reject(new Error(`Expected a browser host but it ended with ${String(exitCode)}: ${started.output()}`))
    })
  })
  const { address, port } = JSON.parse(ready) as { readonly address: string; readonly port: number }
  return { ...started, address, port }
}

/** As it is started, whatever becomes of it. */
export function spawnBrowserHost(options: HostProcessOptions): Omit<HostProcess, 'address' | 'port'> {
  const { paths = [], mainPath, env = {}, folder, outFolder = join(root, 'out'), preloads = [] } = options
  const own = mainPath === undefined ? [] : ['--main', mainPath]
  const first = preloads.flatMap((module) => ['--import', module])
  const child = spawn(
    process.execPath,
    [...first, join(outFolder, 'main/browser-host.js'), '--json', ...own, '--', ...paths],
    {
      cwd: folder,
      env: { ...process.env, BATCHFIT_NO_OPEN: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(preloads.length === 0 ? [] : ['ipc' as const])],
    },
  ) as ChildProcessByStdio<null, Readable, Readable>
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString()
    })
  }
  const ended = new Promise<number | null>((settle) => {
    child.once('exit', settle)
  })
  const close = async (): Promise<void> => {
    child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(timer)
  }
  return { process: child, output: () => text, ended, close }
}
