import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import type { ForkOptions, UtilityProcess } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import { parentPortModule } from '../parent-port.ts'
import { ElectronEvent } from './electron-event.ts'

type Used = Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage' | 'stderr' | 'stdout'>

/** A child of the host's own Node with `process.parentPort`, over Node's IPC channel with structured clone. */
export class UtilityProcessStandIn extends EventEmitter implements Used {
  pid: number | undefined = undefined
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  private readonly child: ChildProcess

  constructor(child: ChildProcess) {
    super()
    this.child = child
    this.stdout = child.stdout
    this.stderr = child.stderr
  }

  postMessage(message: unknown): void {
    // A channel that breaks under the write is told by the exit.
    if (this.child.connected) this.child.send(message as object, () => undefined)
  }

  /** SIGTERM, as in Electron; true when it could be sent. */
  kill(): boolean {
    return this.child.kill()
  }
}

export interface UtilityProcessClass {
  fork(modulePath: string, args?: readonly string[], options?: ForkOptions): UtilityProcessStandIn
}

/** `electron.utilityProcess`. */
export function createUtilityProcess(host: Pick<Host, 'children'>, app: EventEmitter): UtilityProcessClass {
  const fork = (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) => {
    const child = spawnChild(modulePath, args, options)
    const process_ = refuseUnknown('UtilityProcess', new UtilityProcessStandIn(child))
    host.children.add(process_)
    child.on('spawn', () => {
      process_.pid = child.pid
      process_.emit('spawn')
    })
    child.on('message', (message) => {
      process_.emit('message', message)
    })
    whenOver(child, (exitCode) => {
      host.children.delete(process_)
      process_.pid = undefined
      const { serviceName } = options
      reportGone(app, exitCode, child, serviceName)
      process_.emit('exit', exitCode)
    })
    return process_
  }
  return refuseUnknown('utilityProcess', { fork })
}

function spawnChild(modulePath: string, args: readonly string[], options: ForkOptions): ChildProcess {
  const { env, cwd, execArgv = [] } = options
  const stdio = Array.isArray(options.stdio) ? options.stdio : Array<string>(3).fill(options.stdio ?? 'inherit')
  const [, stdout = 'inherit', stderr = 'inherit'] = stdio as readonly ('pipe' | 'ignore' | 'inherit')[]
  return spawn(process.execPath, [...execArgv, '--import', parentPortModule(), modulePath, ...args], {
    stdio: ['ignore', stdout, stderr, 'ipc'],
    serialization: 'advanced',
    env: (env as NodeJS.ProcessEnv | undefined) ?? process.env,
    cwd,
    windowsHide: true,
  })
}

/** Once, after the last message; a child that never was counts as one that failed. */
function whenOver(child: ChildProcess, listener: (exitCode: number) => void): void {
  let exitCode: number | null = null
  let isDrained = false
  let isOver = false
  const look = (): void => {
    if (isOver || exitCode === null || !isDrained) return
    isOver = true
    listener(exitCode)
  }
  child.on('exit', (code, signal) => {
    exitCode = code ?? signalCode(signal)
    isDrained ||= !child.connected
    look()
  })
  child.on('disconnect', () => {
    isDrained = true
    look()
  })
  child.on('error', () => {
    if (child.pid !== undefined) return
    exitCode = 1
    isDrained = true
    look()
  })
}

/** On POSIX Electron passes on what waitpid says, which for a signal is its number. */
function signalCode(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : constants.signals[signal]
}

function reportGone(app: EventEmitter, exitCode: number, child: ChildProcess, serviceName: string | undefined): void {
  const { signalCode: signal } = child
  const reason =
    signal === null
      ? exitCode === 0
        ? 'clean-exit'
        : 'abnormal-exit'
      : signal === 'SIGKILL' || signal === 'SIGTERM'
        ? 'killed'
        : 'crashed'
  const name = serviceName ?? 'Node Utility Process'
  app.emit('child-process-gone', new ElectronEvent(), {
    type: 'Utility',
    reason,
    exitCode,
    serviceName: 'node.mojom.NodeService',
    name,
  })
}
