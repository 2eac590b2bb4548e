import { BoundedQueue } from '../batch/bounded-queue.ts'
import { inspectAhead } from '../batch/inspect-ahead.ts'
import { prepareScan, type ScannedItem } from '../batch/scan-sources.ts'
import type { Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import { exitCode, exitCodeAfter } from './exit-codes.ts'
import { bytesWords, visible } from './format-words.ts'
import type { FlagValues } from './flags.ts'
import { shown } from './plain-lines.ts'
import { deadlineFrom, type Program } from './program.ts'
import { scanOptions } from './scan-options.ts'

/** `batchfit info`: shows what the headers of pictures say; resolves to the exit code. */
export async function infoCommand(paths: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const options = await scanOptions(paths, flags, program)
  const slots = flags.jobs ?? program.cores
  const pool = program.createPool({ work: slots, light: 0 }, null)
  const endInterrupts = program.onInterrupt(() => void pool.kill())
  let shownCount = 0
  let failed = 0
  try {
    const scan = await prepareScan(options, { kind: 'beside' })
    const items = new BoundedQueue<ScannedItem>(1000)
    void pump(scan.items(), items)
    const inspected = inspectAhead(items, {
      pool,
      lane: 'work',
      deadlineMs: deadlineFrom(flags),
      requestsAhead: slots * 2,
    })
    for await (const { source, facts } of inspected) {
      const ending = facts.ok ? null : exitCodeAfter(facts.failure, program.terminal)
      if (ending !== null) return ending
      shownCount += 1
      if (!facts.ok) failed += 1
      program.terminal.out(
        flags.json === true ? jsonLine(source.path, facts) : words(shown(source.path, program.workingFolder), facts),
      )
    }
  } finally {
    await pool.close()
    endInterrupts()
  }
  if (failed > 0) return exitCode.someFailed
  return shownCount === 0 ? exitCode.nothingToDo : exitCode.done
}

async function pump(items: AsyncIterable<ScannedItem>, queue: BoundedQueue<ScannedItem>): Promise<void> {
  try {
    for await (const item of items) if (!(await queue.push(item))) return
    queue.end()
  } catch (error) {
    queue.fail(error)
  }
}

function jsonLine(path: string, facts: Outcome<ImageFacts>): string {
  if (!facts.ok) return `${JSON.stringify({ event: 'info', source: path, failure: facts.failure })}\n`
  const { identity, ...header } = facts.value
  return `${JSON.stringify({ event: 'info', source: path, ...header, bytes: identity.bytes })}\n`
}

function words(name: string, facts: Outcome<ImageFacts>): string {
  if (!facts.ok) return `${name}\n  ${visible(facts.failure.message)}\n`
  const { value } = facts
  const depth = value.bitsPerSample === 8 ? '' : `, ${String(value.bitsPerSample)} bits`
  const lines = [
    `${value.format.toUpperCase()} ${String(value.width)}×${String(value.height)}, ${bytesWords(value.identity.bytes)}`,
    `${value.colourModel}${value.hasAlpha ? ' with transparency' : ''}${depth}${value.isProgressive ? ', progressive' : ''}`,
    value.profile === null
      ? 'no colour profile'
      : `colour profile: ${value.profile.isSrgb ? 'sRGB' : 'other than sRGB'} (${bytesWords(value.profile.bytes)})`,
  ]
  if (value.orientation !== 1) lines.push(`stored turned (EXIF orientation ${String(value.orientation)})`)
  if (value.frames > 1) lines.push(`${String(value.frames)} ${value.isAnimated ? 'frames' : 'pages'}`)
  const metadata = [
    value.hasExif && 'EXIF',
    value.hasXmp && 'XMP',
    value.hasIptc && 'IPTC',
    value.hasGainMap && 'HDR gain map',
  ].filter((part) => part !== false)
  if (metadata.length > 0) lines.push(metadata.join(', '))
  if (value.takenOn !== null) lines.push(`taken on ${value.takenOn}`)
  return `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
