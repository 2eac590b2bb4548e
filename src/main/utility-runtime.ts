import type { ForkOptions } from 'electron'
import { childEnvironment } from '../pool/child-environment.ts'
import type { ChildHandle, ChildListeners, ChildRuntime } from '../pool/child-runtime.ts'
import { utilityExit } from './utility-exit.ts'

/** The part of Electron's `UtilityProcess` that a child needs. */
export interface UtilityChild {
  readonly pid: number | undefined
  readonly stderr: { on(event: 'data', listener: (data: Buffer) => void): unknown } | null
  postMessage(message: unknown): void
  kill(): boolean
  on(event: 'spawn', listener: () => void): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  /** V8 can go on no more, and why; the exit follows. */
  on(event: 'error', listener: (type: string, location: string) => void): unknown
}

/** What Electron's app tells of a child that is gone; `name` is the one that it was started under. */
export interface GoneChild {
  readonly name?: string
  readonly reason: string
}

export interface UtilityRuntimeOptions {
  /** Absolute path of the worker's bundle. */
  readonly workerPath: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  fork(modulePath: string, args: string[], options: ForkOptions): UtilityChild
  /** Calls `listener` for every child of the app that is gone. */
  onChildGone(listener: (gone: GoneChild) => void): void
  /** SIGKILL by process id; throws where the process is gone. */
  killProcess(pid: number): void
}

const stderrTailLength = 4096

/** Children as Electron's utility processes. Not for Linux; docs/decisions says why. */
export function createUtilityRuntime(options: UtilityRuntimeOptions): ChildRuntime {
  const reasonsByName = new Map<string, string>()
  let started = 0
  options.onChildGone(({ name, reason }) => {
    if (name?.startsWith(namePrefix) === true) reasonsByName.set(name, reason)
  })
  return {
    name: 'utility',
    start: (listeners) => {
      started += 1
      return startChild(options, `${namePrefix}${String(started)}`, reasonsByName, listeners)
    },
  }
}

/** A name of its own for every child is how its reason is known as its own. */
const namePrefix = 'Batchfit worker '

function startChild(
  options: UtilityRuntimeOptions,
  name: string,
  reasonsByName: Map<string, string>,
  listeners: ChildListeners,
): ChildHandle {
  let child: UtilityChild
  try {
    child = options.fork(options.workerPath, [], {
      serviceName: name,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: childEnvironment(options.env),
    })
  } catch (error) {
    setImmediate(() => {
      listeners.onExit({ code: null, signal: null, stderrTail: (error as Error).message })
    })
    return { pid: undefined, send: () => undefined, kill: () => undefined }
  }
  return attach(child, name, { options, reasonsByName, listeners })
}

interface Attachment {
  readonly options: UtilityRuntimeOptions
  readonly reasonsByName: Map<string, string>
  readonly listeners: ChildListeners
}

function attach(child: UtilityChild, name: string, { options, reasonsByName, listeners }: Attachment): ChildHandle {
  let state: 'starting' | 'running' | 'exiting' | 'gone' = 'starting'
  let wasKilledByUs = false
  let stderrTail = ''
  const killNow = (): void => {
    try {
      // Electron's own kill is SIGTERM, which a call into libvips outlives.
      if (child.pid === undefined) child.kill()
      else options.killProcess(child.pid)
    } catch {
      child.kill()
    }
  }
  child.stderr?.on('data', (data) => {
    stderrTail = (stderrTail + data.toString()).slice(-stderrTailLength)
  })
  // An error that nobody listens to would be thrown in this process.
  child.on('error', (type, location) => {
    stderrTail = `${stderrTail}${type} at ${location}\n`.slice(-stderrTailLength)
  })
  child.on('spawn', () => {
    if (state !== 'starting') return
    state = 'running'
    // A child that was to be ended before there was a process.
    if (wasKilledByUs) killNow()
  })
  child.on('message', (message) => {
    if (state !== 'gone') listeners.onMessage(message)
  })
  child.on('exit', (exitCode) => {
    if (state === 'exiting' || state === 'gone') return
    state = 'exiting'
    // Never from within this listener: whoever answers the exit by posting would crash the app (electron#53923). And
    // the reason, the last words and stderr come by other ways, a little later.
    setImmediate(() => {
      state = 'gone'
      const reason = reasonsByName.get(name) ?? null
      reasonsByName.delete(name)
      listeners.onExit({ ...utilityExit({ exitCode, reason, wasKilledByUs }, options.platform), stderrTail })
    })
  })
  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      if (state === 'starting' || state === 'running') child.postMessage(message)
    },
    kill: () => {
      if (state === 'exiting' || state === 'gone' || wasKilledByUs) return
      wasKilledByUs = true
      if (state === 'running') killNow()
    },
  }
}
