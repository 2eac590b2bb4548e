/* eslint-disable no-restricted-syntax -- Electron answers this question at once, so everything here blocks; it is asked
   once, before there is a window. */
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SecondLaunch } from './host.ts'

/** How the app that holds the lock is reached and recognised. Only its owner can read it. */
interface Identity {
  readonly port: number
  readonly token: string
  /** With the key. */
  readonly address: string
}

export interface InstanceClaim {
  /** Where the app keeps its data: one app per folder. */
  readonly folder: string
  readonly identity: Identity
  /** Handed to the app that holds the lock. */
  readonly launch: SecondLaunch
}

export type InstanceHold =
  { readonly kind: 'held'; readonly release: () => void } | { readonly kind: 'handed-over'; readonly address: string }

const fileName = 'browser-host.lock'
const answerLimitMs = 5000
const attempts = 5

/**
 * Takes the lock of a folder, or hands the launch to the app that has it. A lock whose app does not answer to its token is
 * stale, whatever process has its port by now, and is taken over.
 */
export function holdInstance(claim: InstanceClaim): InstanceHold {
  mkdirSync(claim.folder, { recursive: true })
  const path = join(claim.folder, fileName)
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (publish(path, claim.identity))
      return {
        kind: 'held',
        release: () => {
          release(path, claim.identity.token)
        },
      }
    const holder = read(path)
    if (holder !== null && handOver(holder, claim.launch)) return { kind: 'handed-over', address: holder.address }
    removeStale(path, holder)
  }
  throw new Error(`Expected to take the lock ${path} but others took it ${String(attempts)} times; try again`)
}

/** Appears whole or not at all, and never over another's. */
function publish(path: string, identity: Identity): boolean {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  writeFileSync(temporary, JSON.stringify(identity), { flag: 'wx', mode: 0o600 })
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // No links on this file system: a reader may then see it half-written for a moment, and takes it for stale.
    return writeNew(path, identity)
  } finally {
    unlinkSync(temporary)
  }
}

function writeNew(path: string, identity: Identity): boolean {
  try {
    writeFileSync(path, JSON.stringify(identity), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(path: string): Identity | null {
  try {
    const { port, token, address } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Identity>
    return port === undefined || token === undefined || address === undefined ? null : { port, token, address }
  } catch {
    return null
  }
}

/** Moved away first and looked at then, so that of two who take over neither removes the other's new lock. */
function removeStale(path: string, stale: Identity | null): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}.stale`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (read(aside)?.token !== stale?.token) {
    try {
      linkSync(aside, path)
    } catch {
      // A third has taken its place already.
    }
  }
  unlinkSync(aside)
}

function release(path: string, token: string): void {
  if (read(path)?.token === token) unlinkSync(path)
}

/** Asks on a thread of its own, because this one waits for the answer. */
function handOver({ port, token }: Identity, launch: SecondLaunch): boolean {
  const answer = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(`(${deliver.toString()})()`, {
    eval: true,
    workerData: { port, token, body: JSON.stringify(launch), answer, limitMs: answerLimitMs },
  })
  Atomics.wait(answer, 0, 0, answerLimitMs + 1000)
  void worker.terminate()
  return answer[0] === 1
}

/** Runs on the thread, from its own text: 1 for delivered, 2 for not. */
function deliver(): void {
  const threads: { readonly workerData: unknown } = process.getBuiltinModule('node:worker_threads')
  const { request } = process.getBuiltinModule('node:http')
  const { port, token, body, answer, limitMs } = threads.workerData as {
    readonly port: number
    readonly token: string
    readonly body: string
    readonly answer: Int32Array
    readonly limitMs: number
  }
  const settle = (result: number): void => {
    Atomics.store(answer, 0, result)
    Atomics.notify(answer, 0)
  }
  const asked = request(
    {
      host: '127.0.0.1',
      port,
      path: '/__host/second-launch',
      method: 'POST',
      headers: { 'x-batchfit-lock': token, 'content-type': 'application/json' },
      timeout: limitMs,
    },
    (response) => {
      response.resume()
      settle(response.statusCode === 200 ? 1 : 2)
    },
  )
  asked.on('timeout', () => asked.destroy())
  asked.on('error', () => {
    settle(2)
  })
  asked.end(body)
}
