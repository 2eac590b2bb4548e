import { type ChildProcess, spawn } from 'node:child_process'
import type { ToChild } from '../shared/pool-protocol.ts'
import type { ChildHandle, ChildListeners, ChildRuntime } from './child-runtime.ts'
import { childEnvironment } from './child-environment.ts'

export interface NodeRuntimeOptions {
  /** Absolute path of the worker's bundle. */
  readonly workerPath: string
  /** A plain Node, never Electron's. */
  readonly execPath: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Children as processes of a plain Node, with structured clone over the IPC channel. */
export function createNodeRuntime(options: NodeRuntimeOptions): ChildRuntime {
  return { name: 'node', start: (listeners) => startChild(options, listeners) }
}

const stderrTailLength = 4096

function startChild(options: NodeRuntimeOptions, listeners: ChildListeners): ChildHandle {
  let child: ChildProcess
  try {
    child = spawnChild(options)
  } catch (error) {
    // Most failures come as an event; a machine short of memory throws.
    setImmediate(() => {
      listeners.onExit({ code: null, signal: null, stderrTail: (error as Error).message })
    })
    return { pid: undefined, send: () => undefined, kill: () => undefined }
  }
  return attach(child, listeners)
}

function spawnChild(options: NodeRuntimeOptions): ChildProcess {
  return spawn(options.execPath, [options.workerPath], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: childEnvironment(options.env),
    windowsHide: true,
  })
}

function attach(child: ChildProcess, listeners: ChildListeners): ChildHandle {
  let stderrTail = ''
  child.stderr?.on('data', (data: Buffer) => {
    stderrTail = (stderrTail + data.toString()).slice(-stderrTailLength)
  })
  reportExit(child, () => stderrTail, listeners)
  child.on('message', (message) => {
    listeners.onMessage(message)
  })
  return {
    pid: child.pid,
    send: (message: ToChild) => {
      // Without the callback a channel that breaks under the write would be an uncaught error of ours.
      if (child.connected) child.send(message, () => undefined)
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}

/**
 * Reports the end once everything is in: the exit, and the channel read to its end. A child may have said something
 * that matters a moment before it died, and `exit` alone can come first.
 */
function reportExit(child: ChildProcess, stderrTail: () => string, listeners: ChildListeners): void {
  let isReported = false
  let exit: { readonly code: number | null; readonly signal: string | null } | null = null
  let isDrained = false
  const report = (): void => {
    if (isReported || exit === null || !isDrained) return
    isReported = true
    listeners.onExit({ ...exit, stderrTail: stderrTail() })
  }
  child.on('exit', (code, signal) => {
    exit ??= { code, signal }
    isDrained ||= !child.connected
    report()
  })
  child.on('disconnect', () => {
    isDrained = true
    report()
  })
  child.on('error', (error) => {
    // Only a child that never was has no pid; other errors are of the channel, and the exit follows.
    if (child.pid !== undefined) return
    exit ??= { code: null, signal: null }
    isDrained = true
    if (!isReported) {
      isReported = true
      listeners.onExit({ ...exit, stderrTail: error.message })
    }
  })
}
