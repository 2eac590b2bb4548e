import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

const root = resolve(import.meta.dirname, '../../..')

interface Started {
  readonly child: ChildProcess
  output(): string
  readonly ended: Promise<number | null>
}

/** `npm start`, without npm. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = spawn(process.execPath, [join(root, 'bin/start.mjs'), ...args], {
    env: { ...process.env, BATCHFIT_NO_OPEN: '1', BATCHFIT_HOME: await tempFolder(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString()
    })
  }
  const ended = new Promise<number | null>((settle) => {
    child.once('close', settle)
  })
  return { child, output: () => text, ended }
}

const address = /^Batchfit runs in the browser: http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]{32}$/m

describe('npm start', () => {
  it('is the command line where it has arguments', async () => {
    const { output, ended } = await start(['--version'])
    expect(await ended).toBe(0)
    expect(output()).toMatch(/^batchfit \d+\.\d+\.\d+\n$/)
    const wrong = await start(['rnu', 'a'])
    expect(await wrong.ended).toBe(2)
  })

  it('opens in the browser where that is asked for, and prints the address', async () => {
    const { child, output, ended } = await start(['--browser'])
    await until(() => address.test(output()))
    child.kill('SIGINT')
    expect(await ended).not.toBeNull()
  })

  it('refuses an argument of the browser that it does not know', async () => {
    const { output, ended } = await start(['--browser', '--colour'])
    expect(await ended).toBe(2)
    expect(output()).toContain('--colour')
  })

  it('says why not, and opens in the browser, where Electron may not be fetched', async () => {
    const { output } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: await tempFolder() })
    await until(() => address.test(output()))
    expect(output()).toMatch(/^Electron's own window cannot be opened: ELECTRON_OVERRIDE_DIST_PATH is set, but .*\.$/m)
  })

  it.skipIf(process.platform === 'win32')('starts the Electron that it is pointed at, with the app', async () => {
    const folder = await tempFolder()
    await mkdir(folder, { recursive: true })
    const electron = join(folder, 'electron')
    await writeFile(electron, '#!/bin/sh\necho "electron got $1"\n')
    await chmod(electron, 0o755)
    const { output, ended } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: folder })
    expect(await ended).toBe(0)
    expect(output()).toBe(`electron got ${root}/\n`)
  })

  it.skipIf(process.platform === 'win32')(
    'opens in the browser, and ends as ever, where the binary does not start',
    async () => {
      const folder = await tempFolder()
      await writeFile(join(folder, 'electron'), 'no program', { mode: 0o644 })
      const { child, output, ended } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: folder })
      await until(() => address.test(output()))
      expect(output()).toMatch(/^Electron's own window cannot be opened: .*EACCES.*$/m)
      child.kill('SIGINT')
      expect(await Promise.race([ended.then(() => 'ended'), sleep(10_000, 'still there')])).toBe('ended')
    },
  )

  it.skipIf(process.platform === 'win32')(
    'opens in the browser where Electron ends at once with an error',
    async () => {
      const folder = await tempFolder()
      const electron = join(folder, 'electron')
      await writeFile(electron, '#!/bin/sh\nexit 127\n', { mode: 0o755 })
      const { child, output, ended } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: folder })
      await until(() => address.test(output()))
      expect(output()).toContain("Electron's own window cannot be opened: it ended at once (exit code 127).")
      child.kill('SIGINT')
      expect(await ended).not.toBeNull()
    },
  )

  it.skipIf(process.platform !== 'linux')('fetches nothing for a machine without a display', async () => {
    const { output } = await start([], { DISPLAY: '', WAYLAND_DISPLAY: '' })
    await until(() => address.test(output()))
    expect(output()).toMatch(/^Electron's own window cannot be opened: there is no display/m)
    expect(output()).not.toContain('Fetching')
  })

  it.skipIf(process.platform === 'win32')('has a stand-in for tools that start Electron by themselves', async () => {
    const { output } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'bin/stand-in') })
    await until(() => address.test(output()))
    expect(output()).not.toContain('cannot be opened')
  })
})
