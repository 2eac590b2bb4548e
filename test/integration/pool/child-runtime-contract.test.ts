import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createUtilityProcess } from '../../../src/browser-host/electron/utility-process.ts'
import { createUtilityRuntime, type GoneChild } from '../../../src/main/utility-runtime.ts'
import type { ChildExit, ChildHandle, ChildRuntime } from '../../../src/pool/child-runtime.ts'
import { createNodeRuntime } from '../../../src/pool/node-runtime.ts'
import { createMemoryRuntime, type MemoryChild } from '../../support/memory-runtime.ts'
import { until } from '../../support/until.ts'

type Act = Readonly<Record<string, unknown>> & { readonly act: string }

/** The fixture `obedient.mjs`, as far as the contract needs it, for a memory child. */
function obey(child: MemoryChild, { act, value, code, count, frame }: Act): void {
  if (act === 'echo') child.done(value)
  if (act === 'exit') child.exit({ code: code as number })
  if (act === 'abort') child.exit({ signal: 'SIGABRT' })
  if (act === 'say') child.say(frame)
  if (act !== 'chatter') return
  const jobId = child.job?.jobId
  for (let nth = 0; nth < (count as number); nth += 1) child.say({ kind: 'progress', jobId, payload: nth })
  child.done('last words')
  child.exit()
}

const obedient: readonly ChildRuntime[] = [
  createMemoryRuntime({
    onJob: (child, job) => {
      obey(child, job.payload as Act)
    },
  }),
  node('obedient'),
  utility('obedient'),
]
const exitsAtOnce: readonly ChildRuntime[] = [
  createMemoryRuntime({
    onStart: (child) => {
      child.exit({ code: 3, stderrTail: 'cannot find libvips\n' })
    },
  }),
  node('exits-at-once'),
  utility('exits-at-once'),
]

function node(fixture: string): ChildRuntime {
  return createNodeRuntime({ workerPath: pathOf(fixture), execPath: process.execPath, env: process.env })
}

/** The app's runtime for Windows and macOS, over what stands in for Electron's utility processes. */
function utility(fixture: string): ChildRuntime {
  const app = new EventEmitter()
  const { fork } = createUtilityProcess({ children: new Set() }, app)
  return createUtilityRuntime({
    workerPath: pathOf(fixture),
    env: process.env,
    platform: process.platform,
    fork,
    onChildGone: (listener) => {
      app.on('child-process-gone', (_, gone: GoneChild) => {
        listener(gone)
      })
    },
    killProcess: (pid) => {
      process.kill(pid, 'SIGKILL')
    },
  })
}

function pathOf(fixture: string): string {
  return join(import.meta.dirname, 'fixtures', `${fixture}.mjs`)
}

interface Observed {
  readonly handle: ChildHandle
  readonly frames: readonly unknown[]
  readonly exits: readonly ChildExit[]
  /** Frames and exits in the order in which they came. */
  readonly events: readonly string[]
  ask(payload: Act, jobId?: number): void
}

/** Starts a child and writes down all that comes from it. */
function observe(runtime: ChildRuntime): Observed {
  const frames: unknown[] = []
  const exits: ChildExit[] = []
  const events: string[] = []
  const handle = runtime.start({
    onMessage: (raw) => {
      frames.push(raw)
      events.push('frame')
    },
    onExit: (exit) => {
      exits.push(exit)
      events.push('exit')
    },
  })
  onTestFinished(() => {
    handle.kill()
  })
  const ask = (payload: Act, jobId = 1): void => {
    handle.send({ kind: 'job', jobId, payload, memoryLimitBytes: null })
  }
  return { handle, frames, exits, events, ask }
}

async function observeReady(runtime: ChildRuntime): Promise<Observed> {
  const observed = observe(runtime)
  await until(() => observed.frames.length > 0)
  expect(observed.frames).toEqual([{ kind: 'ready', protocolVersion: 1 }])
  return observed
}

describe.each(obedient)('a child of the runtime $name', (runtime) => {
  it('says nothing before it has been handed over', async () => {
    const { events, frames } = observe(runtime)
    expect(events).toEqual([])
    await until(() => frames.length > 0)
  })

  it('has a process id of its own', async () => {
    const [one, other] = [observe(runtime), observe(runtime)]
    await until(() => one.handle.pid !== undefined && other.handle.pid !== undefined)
    expect(one.handle.pid).not.toBe(other.handle.pid)
  })

  it('gets and sends copies of whatever can be cloned', async () => {
    const { ask, frames } = await observeReady(runtime)
    const value = { bytes: new Uint8Array([0, 255]), inode: 2n ** 60n, map: new Map([[1, undefined]]), none: undefined }
    ask({ act: 'echo', value })
    await until(() => frames.length > 1)
    const reply = frames[1] as { readonly payload: typeof value }
    expect(reply).toMatchObject({ kind: 'done', jobId: 1 })
    expect(reply.payload.inode).toBe(value.inode)
    expect([...reply.payload.bytes]).toEqual([0, 255])
    expect(reply.payload.map).toEqual(value.map)
    expect(Object.keys(reply.payload)).toEqual(Object.keys(value))
    expect(reply.payload).not.toBe(value)
  })

  it('passes on frames that make no sense: the pool is who checks', async () => {
    const { ask, frames } = await observeReady(runtime)
    ask({ act: 'say', frame: 'nonsense' })
    await until(() => frames.length > 1)
    expect(frames[1]).toBe('nonsense')
  })

  it('answers one job after another', async () => {
    const { ask, frames } = await observeReady(runtime)
    for (const jobId of [1, 2, 3]) {
      ask({ act: 'echo', value: jobId * 10 }, jobId)
      await until(() => frames.length > jobId)
      expect(frames[jobId]).toMatchObject({ kind: 'done', jobId, payload: jobId * 10 })
    }
  })

  it('reports its own exit with the code', async () => {
    const { ask, exits } = await observeReady(runtime)
    ask({ act: 'exit', code: 7 })
    await until(() => exits.length > 0)
    expect(exits[0]).toMatchObject({ code: 7, signal: null })
  })

  it('reports a crash with the signal', async () => {
    const { ask, exits } = await observeReady(runtime)
    ask({ act: 'abort' })
    await until(() => exits.length > 0)
    expect(exits[0]).toMatchObject({ code: null, signal: 'SIGABRT' })
  })

  it('is heard to the last word before its exit is reported, and then no more', async () => {
    const { ask, frames, exits, events } = await observeReady(runtime)
    ask({ act: 'chatter', count: 200, then: 'exit' })
    await until(() => exits.length > 0)
    expect(frames.slice(1, -1)).toEqual(
      Array.from({ length: 200 }, (_, payload) => ({ kind: 'progress', jobId: 1, payload })),
    )
    expect(frames.at(-1)).toMatchObject({ kind: 'done', payload: 'last words' })
    expect(events.indexOf('exit')).toBe(events.length - 1)
  })

  it('is ended by kill(), which reports SIGKILL once however often it is called', async () => {
    const { handle, exits, events, ask } = await observeReady(runtime)
    handle.kill()
    handle.kill()
    expect(events, 'never inside the call').toEqual(['frame'])
    await until(() => exits.length > 0)
    handle.kill()
    ask({ act: 'echo', value: 'nobody is there' })
    const other = await observeReady(runtime)
    other.ask({ act: 'echo', value: 1 })
    await until(() => other.frames.length > 1)
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', stderrTail: '' }])
    expect(events).toEqual(['frame', 'exit'])
  })

  it('can be ended before it was ready', async () => {
    const { handle, exits } = observe(runtime)
    handle.kill()
    await until(() => exits.length > 0)
    expect(exits).toMatchObject([{ code: null, signal: 'SIGKILL' }])
  })
})

describe.each(exitsAtOnce)('a child of the runtime $name that exits at once', (runtime) => {
  it('reports the exit once, with what it said on stderr', async () => {
    const { events, exits } = observe(runtime)
    await until(() => exits.length > 0)
    expect(exits).toEqual([{ code: 3, signal: null, stderrTail: 'cannot find libvips\n' }])
    expect(events).toEqual(['exit'])
  })
})
