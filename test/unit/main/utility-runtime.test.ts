import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { chooseChildRuntime } from '../../../src/main/choose-child-runtime.ts'
import { utilityExit } from '../../../src/main/utility-exit.ts'
import { createUtilityRuntime, type GoneChild, type UtilityChild } from '../../../src/main/utility-runtime.ts'
import type { ChildExit } from '../../../src/pool/child-runtime.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A utility process as Electron hands it out, moved by the test. */
class FakeChild extends EventEmitter implements UtilityChild {
  pid: number | undefined
  readonly stderr = new EventEmitter()
  readonly posted: unknown[] = []
  kills = 0
  isInExitListener = false

  postMessage(message: unknown): void {
    // What crashes a real main process: electron#53923.
    if (this.isInExitListener) throw new Error('Posted from within the exit listener.')
    this.posted.push(message)
  }

  kill(): boolean {
    this.kills += 1
    return this.pid !== undefined
  }

  spawn(pid: number): void {
    this.pid = pid
    this.emit('spawn')
  }

  exit(code: number): void {
    this.isInExitListener = true
    this.emit('exit', code)
    this.isInExitListener = false
    this.pid = undefined
  }
}

function setUp(changes: { readonly fork?: () => never; readonly killProcess?: () => never } = {}) {
  const forks: { readonly path: string; readonly options: Record<string, unknown> }[] = []
  const children: FakeChild[] = []
  const killed: number[] = []
  let tellGone: (gone: GoneChild) => void = () => undefined
  const runtime = createUtilityRuntime({
    workerPath: '/app/worker.js',
    env: { PATH: '/bin', LD_PRELOAD: '/evil.so' },
    platform: 'darwin',
    fork: (path, _args, options) => {
      changes.fork?.()
      forks.push({ path, options: { ...options } })
      const child = new FakeChild()
      children.push(child)
      return child
    },
    onChildGone: (listener) => {
      tellGone = listener
    },
    killProcess: (pid) => {
      changes.killProcess?.()
      killed.push(pid)
    },
  })
  const start = () => {
    const frames: unknown[] = []
    const exits: ChildExit[] = []
    const handle = runtime.start({
      onMessage: (raw) => {
        frames.push(raw)
      },
      onExit: (exit) => {
        exits.push(exit)
      },
    })
    const child = children.at(-1) ?? new FakeChild()
    return { handle, child, frames, exits, name: String(forks.at(-1)?.options['serviceName']) }
  }
  const gone = (details: GoneChild): void => {
    tellGone(details)
  }
  return { runtime, forks, killed, start, gone }
}

const job = { kind: 'job', jobId: 1, payload: null, memoryLimitBytes: null } as const

describe('a child as a utility process', () => {
  it('runs the worker under a name of its own, with few variables, and its stderr is heard', () => {
    const { start, forks } = setUp()
    const names = [start().name, start().name]
    expect(new Set(names).size).toBe(2)
    expect(forks[0]).toMatchObject({
      path: '/app/worker.js',
      options: { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: '/bin', MALLOC_ARENA_MAX: '2' } },
    })
    expect(forks[0]?.options['env']).not.toHaveProperty('LD_PRELOAD')
  })

  it('is sent frames, and what it says is passed on unseen', () => {
    const { handle, child, frames } = setUp().start()
    child.spawn(71)
    handle.send(job)
    child.emit('message', { kind: 'ready', protocolVersion: 1 })
    child.emit('message', 'nonsense')
    expect(child.posted).toEqual([job])
    expect(frames).toEqual([{ kind: 'ready', protocolVersion: 1 }, 'nonsense'])
    expect(handle.pid).toBe(71)
  })

  it('reports its exit once, after its last words, and nothing comes after it', async () => {
    const { start } = setUp()
    const { child, frames, exits } = start()
    child.spawn(71)
    child.stderr.emit('data', Buffer.from('x'.repeat(5000)))
    child.exit(3 << 8)
    child.emit('message', 'last words')
    child.stderr.emit('data', Buffer.from('cannot find libvips'))
    expect(exits, 'never within the listener').toEqual([])
    await flush()
    child.emit('message', 'too late')
    child.exit(0)
    await flush()
    expect(frames).toEqual(['last words'])
    expect(exits).toHaveLength(1)
    expect(exits[0]).toMatchObject({ code: 3, signal: null })
    expect(exits[0]?.stderrTail).toHaveLength(4096)
    expect(exits[0]?.stderrTail).toMatch(/cannot find libvips$/)
  })

  it('that runs out of its own heap ends with the reason, and takes nothing else along', async () => {
    const { start, gone } = setUp()
    const { child, exits, name } = start()
    child.spawn(71)
    expect(() => child.emit('error', 'FatalError', 'v8::Heap: out of memory', '{ long report }')).not.toThrow()
    gone({ name, reason: 'oom' })
    child.exit(6)
    await flush()
    expect(exits).toMatchObject([{ signal: 'SIGABRT', stderrTail: 'FatalError at v8::Heap: out of memory\n' }])
  })

  it('is never posted to while Electron tells of its exit, nor after', async () => {
    const { handle, child, exits } = setUp().start()
    child.spawn(71)
    child.on('exit', () => {
      handle.send(job)
    })
    child.exit(0)
    handle.send(job)
    await flush()
    handle.send(job)
    expect(exits).toHaveLength(1)
    expect(child.posted).toEqual([])
  })

  it('is ended by SIGKILL, once, and says so whatever code Electron makes of it', async () => {
    const { start, killed } = setUp()
    const { handle, child, exits } = start()
    child.spawn(71)
    handle.kill()
    handle.kill()
    expect([killed, child.kills]).toEqual([[71], 0])
    child.exit(0)
    await flush()
    handle.kill()
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', stderrTail: '' }])
    expect(killed).toEqual([71])
  })

  it('is ended by Electron where the system does not let us', () => {
    const { start } = setUp({
      killProcess: () => {
        throw new Error('EPERM')
      },
    })
    const { handle, child } = start()
    child.spawn(71)
    handle.kill()
    expect(child.kills).toBe(1)
  })

  it('is ended as soon as there is a process when it is to end before', async () => {
    const { start, killed } = setUp()
    const { handle, child, exits } = start()
    handle.kill()
    expect([killed, child.kills]).toEqual([[], 0])
    child.spawn(71)
    expect(killed).toEqual([71])
    child.exit(9)
    await flush()
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', stderrTail: '' }])
  })

  it('is known by its own reason among others, told before its exit or a little later', async () => {
    const { start, gone } = setUp()
    const [one, other] = [start(), start()]
    one.child.spawn(71)
    other.child.spawn(72)
    gone({ name: one.name, reason: 'killed' })
    gone({ name: 'Network Service', reason: 'crashed' })
    gone({ reason: 'crashed' })
    one.child.exit(0)
    other.child.exit(11)
    gone({ name: other.name, reason: 'crashed' })
    await flush()
    expect(one.exits).toMatchObject([{ code: null, signal: 'SIGKILL' }])
    expect(other.exits).toMatchObject([{ code: null, signal: 'SIGSEGV' }])
  })

  it('that cannot be forked reports so as its exit, later', async () => {
    const { start } = setUp({
      fork: () => {
        throw new Error('no more processes')
      },
    })
    const { handle, exits } = start()
    handle.kill()
    handle.send(job)
    expect([handle.pid, exits]).toEqual([undefined, []])
    await flush()
    expect(exits).toEqual([{ code: null, signal: null, stderrTail: 'no more processes' }])
  })
})

describe('the end of a utility process', () => {
  const end = (exitCode: number, reason: string | null, wasKilledByUs = false, platform = 'darwin') =>
    utilityExit({ exitCode, reason, wasKilledByUs }, platform)

  it.each([
    ['its own exit code, out of a wait status', end(7 << 8, null), { code: 7, signal: null }],
    ['its own exit code, plain', end(1, 'abnormal-exit'), { code: 1, signal: null }],
    ['success', end(0, 'clean-exit'), { code: 0, signal: null }],
    ['a crash by signal', end(6, 'crashed'), { code: null, signal: 'SIGABRT' }],
    ['a crash with a core', end(0x80 | 11, 'crashed'), { code: null, signal: 'SIGSEGV' }],
    ['a crash that came as success', end(0, 'crashed'), { code: null, signal: 'SIGABRT' }],
    ['memory that ran out', end(5, 'oom'), { code: null, signal: 'SIGTRAP' }],
    ['a kill of ours that came as success', end(0, 'killed', true), { code: null, signal: 'SIGKILL' }],
    ['a kill of somebody else', end(9, 'killed'), { code: null, signal: 'SIGKILL' }],
    ['the system in need of memory', end(9, 'memory-eviction'), { code: null, signal: 'SIGKILL' }],
    ['a crash on Windows', end(0xc0000005, 'crashed', false, 'win32'), { code: 0xc0000005, signal: null }],
    ['a kill of ours on Windows', end(1, 'killed', true, 'win32'), { code: null, signal: 'SIGKILL' }],
  ])('is told as %s', (_, told, expected) => {
    expect(told).toEqual(expected)
  })
})

describe('the way to start children', () => {
  it('is a plain Node on Linux and a utility process elsewhere', () => {
    const choose = (platform: string) => chooseChildRuntime({ platform, forced: undefined })
    expect(['linux', 'win32', 'darwin'].map(choose)).toEqual(['node', 'utility', 'utility'])
  })

  it('can be forced either way, and by nothing else', () => {
    expect(chooseChildRuntime({ platform: 'linux', forced: 'utility' })).toBe('utility')
    expect(chooseChildRuntime({ platform: 'win32', forced: 'node' })).toBe('node')
    expect(chooseChildRuntime({ platform: 'linux', forced: '' })).toBe('node')
    expect(() => chooseChildRuntime({ platform: 'linux', forced: 'fork' })).toThrow(
      'BATCHFIT_CHILD_RUNTIME: expected utility or node but got "fork"',
    )
  })
})
