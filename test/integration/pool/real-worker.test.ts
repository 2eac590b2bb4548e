import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isAlive } from '../../../scripts/support/children-of.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import type { ChildExit, ChildHandle } from '../../../src/pool/child-runtime.ts'
import { createNodeRuntime } from '../../../src/pool/node-runtime.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

const isLinux = process.platform === 'linux'
const workerPath = join(import.meta.dirname, '../../../out/main/worker.js')
const preload = 'libgobject-2.0.so.0'
const hasSystemGLib = isLinux && ['/usr/lib', '/usr/lib64', '/lib'].some(hasGLib)

function hasGLib(folder: string): boolean {
  if (!existsSync(folder)) return false
  const folders = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
  return folders.some((path) => existsSync(join(path, preload)))
}

/** Libraries that a process has loaded. */
function libraries(pid: number): readonly string[] {
  const lines = readFileSync(`/proc/${String(pid)}/maps`, 'utf8').split('\n')
  return [...new Set(lines.map((line) => line.slice(73)).filter((path) => path.includes('.so')))]
}

const isFromSystem = (path: string): boolean => /^(?:\/usr)?\/lib/.test(path)

/** A child on the real worker that has inspected a picture, so that it has loaded all that it ever will. */
async function startWorker(env: NodeJS.ProcessEnv): Promise<{ readonly handle: ChildHandle; readonly pid: number }> {
  expect(existsSync(workerPath), 'npm run build comes first').toBe(true)
  const path = join(await tempFolder(), 'a.png')
  await writeFile(
    path,
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#468' } })
      .png()
      .toBuffer(),
  )
  const frames: unknown[] = []
  const exits: ChildExit[] = []
  const handle = createNodeRuntime({ workerPath, execPath: process.execPath, env }).start({
    onMessage: (frame) => frames.push(frame),
    onExit: (exit) => exits.push(exit),
  })
  onTestFinished(async () => {
    handle.kill()
    await until(() => exits.length > 0)
  })
  const heard = async (count: number): Promise<unknown> => {
    await until(() => frames.length >= count || exits.length > 0)
    expect(exits).toEqual([])
    return frames[count - 1]
  }
  expect(await heard(1)).toEqual({ kind: 'ready', protocolVersion: 1 })
  handle.send({ kind: 'job', jobId: 1, payload: { kind: 'inspect', paths: [path] }, memoryLimitBytes: null })
  const results = [{ ok: true, value: { format: 'png', width: 8, height: 8 } }]
  expect(await heard(2)).toMatchObject({ kind: 'done', jobId: 1, payload: { kind: 'inspected', results } })
  return { handle, pid: handle.pid ?? 0 }
}

describe('a child on the real worker', () => {
  it('runs below normal priority', async () => {
    const { pid } = await startWorker(process.env)
    expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL)
    expect(getPriority(pid)).toBeGreaterThan(getPriority())
  })
})

// /proc is where Linux shows what a process has loaded and was given; other systems have no GLib to collide with.
describe.runIf(isLinux)('a child on the real worker, seen from /proc', () => {
  it('runs below normal priority in every thread: pictures are computed on others than the first', async () => {
    const { pid } = await startWorker(process.env)
    const threads = readdirSync(`/proc/${String(pid)}/task`)
    expect(threads.length).toBeGreaterThan(4)
    for (const thread of threads) {
      const stat = readFileSync(`/proc/${String(pid)}/task/${thread}/stat`, 'utf8')
      const nice = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
      expect(nice, stat).toBe(constants.priority.PRIORITY_BELOW_NORMAL)
    }
  })

  it('has few malloc arenas and a small environment', async () => {
    const { pid } = await startWorker({ ...process.env, SECRET_TOKEN: 'secret', NODE_OPTIONS: '--no-warnings' })
    const environ = readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0')
    expect(environ).toContain('MALLOC_ARENA_MAX=2')
    expect(environ.filter((line) => /^(?:SECRET_TOKEN|NODE_OPTIONS|LD_)/.test(line))).toEqual([])
  })

  // Without a system GLib there is nothing that could get in.
  it.runIf(hasSystemGLib)('never carries the system’s GLib, not even when that is preloaded all around', async () => {
    const env = { ...process.env, LD_PRELOAD: preload }
    const plain = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { env, stdio: 'ignore' })
    onTestFinished(() => void plain.kill('SIGKILL'))
    const isGLib = (path: string): boolean => path.includes('libgobject')
    await until(() => libraries(plain.pid ?? 0).some(isGLib))
    const { pid } = await startWorker(env)
    expect(libraries(pid).some((path) => path.includes('libvips'))).toBe(true)
    expect(libraries(pid).filter((path) => isGLib(path) && isFromSystem(path))).toEqual([])
  })
})

// Windows has no SIGKILL that leaves the children behind in the same way.
describe.runIf(process.platform !== 'win32')('an orphan', () => {
  it('is gone within 2 s of its parent, in the midst of an encode that takes minutes', async () => {
    const folder = await tempFolder()
    const picture = join(folder, 'noise.png')
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const create = { width: 4000, height: 3000, channels: 3, background: '#000', noise } as const
    await writeFile(picture, await sharp({ create }).png({ compressionLevel: 0 }).toBuffer())
    const parentPath = join(import.meta.dirname, 'fixtures/parent.mjs')
    const parent = spawn(process.execPath, [parentPath, workerPath, picture, join(folder, 'out')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const { value } = await createInterface(parent.stdout)[Symbol.asyncIterator]().next()
    const pid = Number(value)
    expect(pid, String(value)).toBeGreaterThan(1)
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    })
    expect(isAlive(pid)).toBe(true)
    const gone = new Promise((resolve) => parent.once('exit', resolve))
    parent.kill('SIGKILL')
    await gone
    await until(() => !isAlive(pid), 2000)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})
