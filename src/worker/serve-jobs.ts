import { existsSync, readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { poolProtocolVersion, type ToChild } from '../shared/pool-protocol.ts'
import type { Channel } from './channel.ts'

/** What a job may say before its reply. */
export interface JobVoice {
  /** Resolves when the message is out of the process. */
  progress(payload: unknown): Promise<void>
  /** No core is needed any more. */
  computed(): void
}

export interface ServeOptions {
  readonly channel: Channel
  /** Does one job and resolves with its reply; a rejection is a bug and ends the child. */
  handle(payload: unknown, voice: JobVoice): Promise<unknown>
}

/** How often a child with a memory limit looks at itself, in milliseconds. */
const memoryCheckMs = 100

/**
 * The message loop of a child: one job at a time until the channel closes. Ends itself with SIGKILL then, because
 * `process.exit` waits for libvips, which cannot be interrupted: an orphan would go on encoding for minutes.
 */
export function serveJobs({ channel, handle }: ServeOptions): void {
  lowerPriority()
  // Ctrl-C reaches every process of a terminal, and a service's end every process of it; what happens then is the
  // parent's decision.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
  process.on('SIGTERM', () => undefined)
  channel.onClose(killSelf)
  channel.onMessage((raw) => {
    // The parent is the same build and sends nothing else; only what a child says is checked.
    const { jobId, payload, memoryLimitBytes } = raw as ToChild
    const endWatch = watchMemory(channel, jobId, memoryLimitBytes)
    const voice: JobVoice = {
      progress: (progress) => channel.send({ kind: 'progress', jobId, payload: progress }),
      computed: () => void channel.send({ kind: 'computed', jobId }),
    }
    void handle(payload, voice)
      .finally(endWatch)
      .then((reply) => channel.send({ kind: 'done', jobId, payload: reply, rssBytes: process.memoryUsage.rss() }))
      .catch(dieOfBug)
  })
  void channel.send({ kind: 'ready', protocolVersion: poolProtocolVersion })
}

/** Of every thread there is: on Linux a priority is a thread's own, and the pool that sharp computes on has started. */
function lowerPriority(): void {
  const threads = existsSync(ownThreads) ? readdirSync(ownThreads).map(Number) : [0]
  for (const thread of threads) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
    } catch {
      // Not allowed here, or the thread has just ended: slower for others, but no reason not to work.
    }
  }
}

const ownThreads = '/proc/self/task'

function watchMemory(channel: Channel, jobId: number, limitBytes: number | null): () => void {
  if (limitBytes === null) return () => undefined
  const timer = setInterval(() => {
    const rssBytes = process.memoryUsage.rss()
    if (rssBytes <= limitBytes) return
    clearInterval(timer)
    void channel.send({ kind: 'over-memory', jobId, rssBytes }).finally(killSelf)
  }, memoryCheckMs)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}

function dieOfBug(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, () => {
    process.kill(process.pid, 'SIGABRT')
  })
}

function killSelf(): void {
  process.kill(process.pid, 'SIGKILL')
}
