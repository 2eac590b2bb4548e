#!/usr/bin/env node
// `npm start`: without arguments the window, in Electron where its binary is there or can be had, else in the browser;
// `--browser` asks for the browser; anything else is for the command line.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runBuilt } from './hand-over.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const electronFolder = join(root, 'node_modules/electron')
const browserHost = new URL('../out/main/browser-host.js', import.meta.url)
const commandLine = new URL('../out/main/cli.js', import.meta.url)
const downloadLimitMs = 60_000
/** Electron that ends with an error so soon has not opened: libraries are missing, or it may not run as root. */
const earlyEndMs = 5_000

const args = process.argv.slice(2)
if (args.includes('--browser')) await runBuilt(browserHost, args)
else if (args.length > 0) await runBuilt(commandLine, args)
else await openWindow()

async function openWindow() {
  // Says what to do where nothing is built, before anything is fetched.
  if (!existsSync(browserHost)) return runBuilt(browserHost, [])
  const electron = withoutDisplay() ?? findElectron() ?? (await downloadElectron())
  if (electron.path !== undefined) startElectron(electron.path)
  else await openInBrowser(electron.reason)
}

async function openInBrowser(reason) {
  console.log(`Electron's own window cannot be opened: ${reason}`)
  console.log('The same app opens in your browser instead.')
  await runBuilt(browserHost, [])
}

/** Nothing is fetched for a machine without a screen. A stand-in that is pointed at needs none. */
function withoutDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_OVERRIDE_DIST_PATH } = process.env
  const hasScreen = process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY)
  if (hasScreen || ELECTRON_OVERRIDE_DIST_PATH !== undefined) return null
  return { reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).' }
}

/** The binary as Electron's own launcher finds it, or null. */
function findElectron() {
  const pathFile = join(electronFolder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = process.env
  const path = override !== undefined ? join(override, name ?? 'electron') : name && join(electronFolder, 'dist', name)
  if (override !== undefined && !existsSync(path)) {
    return { reason: `ELECTRON_OVERRIDE_DIST_PATH is set, but there is nothing at ${path}.` }
  }
  return path !== null && existsSync(path) ? { path } : null
}

/** By the package's own downloader, which knows caches, mirrors and checksums. */
async function downloadElectron() {
  const installer = join(electronFolder, 'install.js')
  if (!existsSync(installer)) return { reason: 'it is not installed. Run: npm install' }
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD !== undefined) {
    return { reason: 'its binary is missing, and ELECTRON_SKIP_BINARY_DOWNLOAD forbids to fetch it.' }
  }
  console.log('Fetching Electron, which is needed once …')
  const { output, isLate, exitCode } = await run(process.execPath, [installer])
  const found = exitCode === 0 ? findElectron() : null
  if (found !== null) return found
  return {
    reason: isLate
      ? `its download was given up after ${downloadLimitMs / 1000} seconds.`
      : `its download failed (${lastError(output)}).`,
  }
}

/** The end of a program, with what it said; it is ended when it takes too long. */
function run(program, programArgs) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { cwd: dirname(programArgs[0]), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let isLate = false
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data
      })
    }
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, downloadLimitMs)
    child.on('error', (error) => {
      output += error.message
    })
    child.on('close', (exitCode) => {
      clearTimeout(timer)
      resolve({ output, isLate, exitCode })
    })
  })
}

/** The line that names the error, without the stack below it. */
function lastError(output) {
  const lines = output.split('\n').map((line) => line.trim())
  const named = lines.filter((line) => /error/i.test(line) && !line.startsWith('at '))
  return named.at(-1) ?? lines.findLast((line) => line !== '' && !line.startsWith('at ')) ?? 'it said nothing'
}

function startElectron(path) {
  const startedMs = performance.now()
  const child = spawn(path, [root], { stdio: 'inherit' })
  let isAskedToEnd = false
  const passOn = (signal) => {
    isAskedToEnd = true
    child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn)
  let isOver = false
  const end = (reason) => {
    if (isOver) return
    isOver = true
    // From here on the app in this process listens to them itself.
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, passOn)
    if (reason !== null) void openInBrowser(reason)
  }
  child.on('error', ({ message }) => {
    end(message)
  })
  child.on('exit', (code, signal) => {
    const hasFailed = code !== 0 && !isAskedToEnd && performance.now() - startedMs < earlyEndMs
    if (!hasFailed && !isOver) process.exitCode = code ?? 1
    end(hasFailed ? `it ended at once (${signal ?? `exit code ${code}`}).` : null)
  })
}
