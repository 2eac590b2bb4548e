import type { ToChild } from '../shared/pool-protocol.ts'

/** How a child ended. `signal` is null when it exited by itself; `stderrTail` is the last 4 KB that it said. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
  readonly stderrTail: string
}

export interface ChildListeners {
  /** A frame as it came, not yet checked. */
  onMessage(raw: unknown): void
  /** Exactly once, and nothing after it. Also when the child could not be started at all. */
  onExit(exit: ChildExit): void
}

/** One child process. */
export interface ChildHandle {
  readonly pid: number | undefined
  /** Does nothing once the child is gone: its exit is what tells. */
  send(message: ToChild): void
  /** SIGKILL: libvips can neither be cancelled nor does it let `process.exit` through. The slot is free at `onExit`. */
  kill(): void
}

/** How children are started: the one thing in which the app, the command line and the tests differ. */
export interface ChildRuntime {
  readonly name: 'node' | 'utility' | 'memory'
  start(listeners: ChildListeners): ChildHandle
}
