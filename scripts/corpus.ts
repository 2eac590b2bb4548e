/**
 * Runs the real command line over a folder of pictures, the more hostile the better, and checks what must always hold:
 * every file ends done, skipped or failed with a reason; nothing hangs, crashes or grows without bounds; no source is
 * touched and no temporary file is left.
 *
 *     npm run corpus -- FOLDER [flags of "batchfit run"]
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { watchChildMemory } from './support/child-memory.ts'
import { filesBelow, fingerprints } from './support/files-below.ts'

const fileLimitMs = 30_000
/** What a deadline may take on top until the child is gone and the next event is out. */
const graceMs = 2_000
const childLimitBytes = 1e9

interface FileEvent {
  readonly event: 'file'
  readonly source: string
  readonly status: 'done' | 'skipped' | 'failed'
  readonly ms: number
  readonly reason?: string
  readonly failure?: { readonly code: string; readonly message: string }
}

const [folder, ...flags] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Expected a folder of pictures: npm run corpus -- FOLDER')
  process.exit(2)
}
const root = resolve(folder)
const before = await fingerprints(root)
if (Object.keys(before).length === 0) {
  console.error(`Expected pictures in ${root} but found no file there.`)
  process.exit(2)
}
const to = await mkdtemp(join(tmpdir(), 'batchfit-corpus-'))
const state = await mkdtemp(join(tmpdir(), 'batchfit-corpus-state-'))
const run = await runOver(root, to, flags)
const after = await fingerprints(root)
const problems = [...checkEvents(run.events, before), ...checkRun(run), ...checkSources(before, after)]
for (const place of [root, to]) {
  for (const name of await filesBelow(place)) {
    if (/\.batchfit-[0-9a-f]{8}(?:-\d+)?\.tmp$/.test(name))
      problems.push(`A temporary file is left: ${join(place, name)}`)
  }
}
for (const place of [to, state]) await rm(place, { recursive: true, force: true })
printResults(run)
if (problems.length > 0) {
  console.log(`\n${String(problems.length)} problems:`)
  for (const problem of problems) console.log(`  ${problem}`)
  process.exitCode = 1
} else {
  console.log('\nEverything holds: each file ended with a reason, no source was touched, nothing was left behind.')
}

type Fingerprints = Awaited<ReturnType<typeof fingerprints>>

interface Run {
  readonly events: readonly FileEvent[]
  readonly exitCode: number | null
  readonly stderr: string
  readonly strayLines: readonly string[]
  readonly longestSilenceMs: number
  /** Null where the system does not tell. */
  readonly peakChildBytes: number | null
}

async function runOver(source: string, target: string, extraFlags: readonly string[]): Promise<Run> {
  const cli = fileURLToPath(new URL('../bin/batchfit.mjs', import.meta.url))
  const limit = `${String(fileLimitMs)}ms`
  const args = [cli, 'run', '--json', '--time-limit', limit, '--to', target, ...extraFlags, source]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BATCHFIT_HOME: state },
  })
  const memory = watchChildMemory(child.pid ?? 0)
  const events: FileEvent[] = []
  const strayLines: string[] = []
  let stderr = ''
  let lastMs = performance.now()
  let longestSilenceMs = 0
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString()
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    longestSilenceMs = Math.max(longestSilenceMs, performance.now() - lastMs)
    lastMs = performance.now()
    try {
      const event = JSON.parse(line) as { readonly event: string }
      if (event.event === 'file') events.push(event as FileEvent)
    } catch {
      strayLines.push(line)
    }
  })
  const exitCode = await new Promise<number | null>((settle) => child.once('close', settle))
  return { events, exitCode, stderr, strayLines, longestSilenceMs, peakChildBytes: memory.end() }
}

function checkEvents(events: readonly FileEvent[], sources: Fingerprints): string[] {
  const found: string[] = []
  const seen = new Map<string, number>()
  for (const { source, status, reason, failure, ms } of events) {
    const name = relative(root, source)
    seen.set(name, (seen.get(name) ?? 0) + 1)
    if (status === 'failed' && (failure?.message ?? '') === '') found.push(`${name} failed without a reason.`)
    if (status === 'skipped' && (reason ?? '') === '') found.push(`${name} was skipped without a reason.`)
    if (failure?.code === 'internal-error' || failure?.code === 'worker-crashed') {
      found.push(`${name}: ${failure.code}, ${failure.message}`)
    }
    if (ms > fileLimitMs + graceMs) found.push(`${name} took ${String(ms)} ms.`)
  }
  for (const name of Object.keys(sources)) {
    const count = seen.get(name) ?? 0
    if (count !== 1 && !isHidden(name)) found.push(`${name} ended ${String(count)} times.`)
  }
  return found
}

function checkRun({ exitCode, stderr, strayLines, longestSilenceMs, peakChildBytes }: Run): string[] {
  return [
    ...(exitCode === 0 || exitCode === 1 ? [] : [`The command line ended with ${String(exitCode)}: ${stderr}`]),
    ...(stderr === '' ? [] : [`There is something on standard error: ${stderr.slice(0, 500)}`]),
    ...strayLines.map((line) => `A line of standard output is no event: ${line.slice(0, 200)}`),
    ...(longestSilenceMs > fileLimitMs + graceMs ? [`Nothing was heard for ${seconds(longestSilenceMs)}.`] : []),
    ...(peakChildBytes !== null && peakChildBytes > childLimitBytes
      ? [`A child grew to ${megabytes(peakChildBytes)}.`]
      : []),
  ]
}

function checkSources(one: Fingerprints, other: Fingerprints): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => one[name] !== other[name]).map((name) => `${name} is not as it was.`)
}

function printResults({ events, longestSilenceMs, peakChildBytes }: Run): void {
  const counts = new Map<string, number>()
  for (const { status, failure } of events) {
    const key = failure === undefined ? status : `${status}: ${failure.code}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  for (const event of events) {
    const words = event.failure?.message ?? event.reason
    if (words !== undefined) console.log(`${event.status.padEnd(8)}${relative(root, event.source)}: ${words}`)
  }
  console.log(`\n${String(events.length)} files`)
  for (const [key, count] of [...counts].sort()) console.log(`${String(count).padStart(6)}  ${key}`)
  const slowest = [...events].sort((one, other) => other.ms - one.ms).slice(0, 3)
  console.log(`slowest: ${slowest.map(({ source, ms }) => `${relative(root, source)} ${seconds(ms)}`).join(', ')}`)
  const peak = peakChildBytes === null ? 'not measured on this system' : megabytes(peakChildBytes)
  console.log(`longest silence: ${seconds(longestSilenceMs)}; largest child: ${peak}`)
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1e6))} MB`
}
