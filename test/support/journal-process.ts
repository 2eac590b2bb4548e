import { type ChildProcess, fork } from 'node:child_process'
import { onTestFinished } from 'vitest'
import type { Store } from '../../src/store/store.ts'

type AsyncMethod = Exclude<keyof Store, 'problem' | 'isKeeping' | 'pending' | 'write'>

/** A real process with a store of its own, told what to do by messages. */
export interface JournalProcess {
  readonly process: ChildProcess
  /** What the store said when it was opened. */
  readonly opened: { readonly problem: Store['problem']; readonly isKeeping: boolean }
  call<Name extends AsyncMethod>(
    name: Name,
    ...values: Parameters<Store[Name]>
  ): Promise<Awaited<ReturnType<Store[Name]>>>
  /** Writes batches one after another, each from begin to end, and resolves with what could not be written meanwhile. */
  writeBatches(prefix: string, batches: number, jobs: number): Promise<readonly string[]>
  /** Writes one batch without end; `onAcknowledged` hears after each job that is committed how many are. */
  writeUntilKilled(id: string, onAcknowledged: (jobs: number) => void): void
  kill(): Promise<void>
}

export type ProcessOrder =
  | { readonly id: number; readonly kind: 'call'; readonly name: AsyncMethod; readonly values: readonly unknown[] }
  | {
      readonly id: number
      readonly kind: 'batches'
      readonly prefix: string
      readonly batches: number
      readonly jobs: number
    }
  | { readonly id: number; readonly kind: 'endless'; readonly batch: string }

export type ProcessWord =
  | { readonly kind: 'opened'; readonly problem: Store['problem']; readonly isKeeping: boolean }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'acknowledged'; readonly jobs: number }

/** Starts one; `uid` makes it another user's, where that is allowed. It is killed when the test ends. */
export async function startJournalProcess(folder: string, uid?: number): Promise<JournalProcess> {
  const child = fork(new URL('./journal-process-entry.ts', import.meta.url), [folder], {
    serialization: 'advanced',
    execArgv: [],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const exited = new Promise<void>((resolve) => child.once('exit', resolve))
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const opened = Promise.withResolvers<JournalProcess['opened']>()
  let acknowledge: (jobs: number) => void = () => undefined
  let nextId = 0
  child.on('message', (word: ProcessWord) => {
    if (word.kind === 'opened') opened.resolve(word)
    else if (word.kind === 'acknowledged') acknowledge(word.jobs)
    else if (word.kind === 'answer') waiting.get(word.id)?.resolve(word.value)
    else waiting.get(word.id)?.reject(new Error(word.message))
  })
  child.once('exit', (code, signal) => {
    const error = new Error(`The process has ended: ${String(code ?? signal)}.`)
    opened.reject(error)
    for (const { reject } of waiting.values()) reject(error)
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  const order = (orderFor: (id: number) => ProcessOrder): Promise<unknown> => {
    const id = nextId++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      child.send(orderFor(id))
    })
  }
  return {
    process: child,
    opened: await opened.promise,
    call: (name, ...values) => order((id) => ({ id, kind: 'call', name, values })) as Promise<never>,
    writeBatches: (prefix, batches, jobs) => {
      return order((id) => ({ id, kind: 'batches', prefix, batches, jobs })) as Promise<readonly string[]>
    },
    writeUntilKilled: (batch, onAcknowledged) => {
      acknowledge = onAcknowledged
      void order((id) => ({ id, kind: 'endless', batch })).catch(() => undefined)
    },
    kill,
  }
}
