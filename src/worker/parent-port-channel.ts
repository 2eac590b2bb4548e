import type { Channel } from './channel.ts'

/** The port that Electron gives a utility process as `process.parentPort`; null in a child of plain Node. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  postMessage(message: unknown): void
}

export interface ParentPortOptions {
  readonly port: ParentPort
  /** Whether the parent still lives. */
  isParentAlive(): boolean
}

/** How often a child looks after its parent, in milliseconds: the port does not tell of its end. */
export const parentCheckMs = 1000

/** The channel of a child that Electron forked. */
export function parentPortChannel({ port, isParentAlive }: ParentPortOptions): Channel {
  return {
    send: (frame) => {
      port.postMessage(frame)
      // Handed to another thread of this process; a turn of the loop later it is on its way.
      return new Promise((resolve) => setImmediate(resolve))
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        listener(data)
      })
    },
    onClose: (listener) => {
      const timer = setInterval(() => {
        if (isParentAlive()) return
        clearInterval(timer)
        listener()
      }, parentCheckMs)
      timer.unref()
    },
  }
}

/** The port of this very process, if Electron forked it. */
export function ownParentPort(): ParentPort | null {
  return (process as { readonly parentPort?: ParentPort }).parentPort ?? null
}

/** Looks whether the parent that this process began with is there still, without troubling it. */
export function watchParent(parentPid: number): () => boolean {
  return () => {
    if (process.platform !== 'win32' && process.ppid !== parentPid) return false
    try {
      process.kill(parentPid, 0)
      return true
    } catch (error) {
      // Not allowed to signal it means that it lives.
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  }
}
