import { describe, expect, it } from 'vitest'
import type { BatchEvent } from '../../../src/batch/batch-event.ts'
import { describeHold } from '../../../src/batch/describe-hold.ts'
import { createRunLines, planSummaryLine, plannedLine } from '../../../src/cli/json-lines.ts'
import {
  evilName,
  failed,
  fingerprint,
  planned,
  plannedOutput,
  plannedSkip,
  refused,
  result,
  skipped,
  summary,
} from './samples.ts'

const scanned = (total: number): BatchEvent => ({ kind: 'scanned', total, leftOut: { hidden: 0, special: 0 } })

/** The lines of a run, each of which must be one line of JSON. */
function linesOf(
  events: readonly BatchEvent[],
  batch: string | null = null,
): readonly Readonly<Record<string, unknown>>[] {
  const lines: string[] = []
  const onEvent = createRunLines((line) => lines.push(line), batch)
  events.forEach(onEvent)
  for (const line of lines) expect(line).toMatch(/^\{[^\n]*\}\n$/)
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

const finished = (changes: Parameters<typeof result>[0]): BatchEvent => ({ kind: 'finished', result: result(changes) })

describe('run --json', () => {
  it('is the plan, every file, and the summary', () => {
    const lines = linesOf([
      { kind: 'scanning', found: 1 },
      scanned(2),
      { kind: 'started', index: 0, source: '/photos/a.jpg', megapixels: 12 },
      { kind: 'stage', index: 0, stage: 'resizing' },
      finished({}),
      finished({ index: 1, source: '/photos/b.jpg' }),
      { kind: 'ended', summary: summary({ total: 2, done: 2 }) },
    ])
    expect(lines.map((line) => line['event'])).toEqual(['plan', 'file', 'file', 'summary'])
    expect(lines[0]).toEqual({ event: 'plan', total: 2 })
  })

  it('has the plan first although files finish before the scan is over, and those in their order', () => {
    const sources = ['/a', '/b', '/c']
    const lines = linesOf([
      ...sources.slice(0, 2).map((source) => finished({ source })),
      scanned(3),
      finished({ source: '/c' }),
      { kind: 'ended', summary: summary() },
    ])
    expect(lines.map((line) => line['event'])).toEqual(['plan', 'file', 'file', 'file', 'summary'])
    expect(lines.slice(1, 4).map((line) => line['source'])).toEqual(sources)
  })

  it('has a plan also when the run was stopped before the scan was over', () => {
    const lines = linesOf([finished({}), { kind: 'ended', summary: summary({ total: 1, cancelled: true }) }])
    expect(lines.map((line) => line['event'])).toEqual(['plan', 'file', 'summary'])
    expect(lines[0]).toEqual({ event: 'plan', total: 1 })
  })

  it('holds nothing back once the total is known', () => {
    const lines: string[] = []
    const onEvent = createRunLines((line) => lines.push(line), null)
    onEvent(finished({}))
    expect(lines).toEqual([])
    onEvent(scanned(2))
    expect(lines).toHaveLength(2)
    onEvent(finished({}))
    expect(lines).toHaveLength(3)
  })

  it('names the batch where the journal has one', () => {
    expect(linesOf([scanned(2)], '4f0c9a1e')).toEqual([{ event: 'plan', batch: '4f0c9a1e', total: 2 }])
  })

  it('says once that it waits, at once, and once that it goes on', () => {
    const hold = { reason: 'disk-full', folder: '/out', freeBytes: 1e6, neededBytes: 2e6 } as const
    const held = (freeBytes: number): BatchEvent => ({ kind: 'held', holds: [{ ...hold, freeBytes }] })
    const goesOn: BatchEvent = { kind: 'held', holds: [] }
    const lines = linesOf([held(1e6), held(1.5e6), goesOn, held(1.1e6), goesOn, scanned(1), finished({}), finished({})])
    expect(lines.map(({ event }) => event)).toEqual(['held', 'plan', 'held', 'file', 'file'])
    expect(lines[0]).toEqual({ event: 'held', holds: [{ ...hold, message: describeHold(hold) }] })
    expect(lines[2]).toEqual({ event: 'held', holds: [] })
  })

  it('is plan and summary where there is nothing to do', () => {
    const nothing = summary({ total: 0, done: 0, sourceBytes: 0, outputBytes: 0, elapsedMs: 12.4 })
    expect(linesOf([scanned(0), { kind: 'ended', summary: nothing }])).toEqual([
      { event: 'plan', total: 0 },
      { event: 'summary', total: 0, done: 0, skipped: 0, failed: 0, sourceBytes: 0, outputBytes: 0, seconds: 0.012 },
    ])
  })
})

describe('a file in --json', () => {
  const fileLine = (changes: Parameters<typeof result>[0]): unknown => linesOf([scanned(1), finished(changes)])[1]

  it('that is done has its outputs and no reason', () => {
    expect(fileLine({})).toEqual({
      event: 'file',
      source: '/photos/a.jpg',
      status: 'done',
      outputs: [{ path: '/photos/Resized/a.jpg', format: 'jpeg', width: 1920, height: 1440, bytes: 412_300 }],
      sourceBytes: 3_900_000,
      ms: 341,
      losses: [],
      warnings: [],
    })
  })

  it('has losses with code and message, and warnings', () => {
    const losses = [{ code: 'alpha-flattened', message: 'Transparency was filled.' }] as const
    expect(fileLine({ losses, warnings: ['odd marker'] })).toMatchObject({ losses, warnings: ['odd marker'] })
  })

  it('that is skipped has the reason', () => {
    expect(fileLine(skipped('It exists.'))).toMatchObject({ status: 'skipped', reason: 'It exists.', outputs: [] })
    expect(fileLine(skipped('It exists.'))).not.toHaveProperty('failure')
  })

  it('that failed has code and message, and what was written of it all the same', () => {
    const outputs = [
      { kind: 'written', path: '/1', format: 'jpeg', width: 1, height: 2, bytes: 3, fingerprint, kept: null },
      { kind: 'copied', path: '/2', format: 'png', width: 4, height: 5, bytes: 6, fingerprint, kept: null },
      { kind: 'skipped', path: '/3', reason: 'exists' },
      { kind: 'failed', path: '/4', failure: { code: 'disk-full', message: 'Full.' } },
    ] as const
    expect(fileLine(failed('It is damaged.', { outputs }))).toMatchObject({
      status: 'failed',
      failure: { code: 'image-damaged', message: 'It is damaged.' },
      outputs: [
        { path: '/1', format: 'jpeg', width: 1, height: 2, bytes: 3 },
        { path: '/2', format: 'png', width: 4, height: 5, bytes: 6 },
      ],
    })
  })

  it('comes through whole, whatever its name', () => {
    for (const name of [evilName, '影像.jpg', '"quoted"\\back.jpg', '\u2028.jpg']) {
      expect(fileLine({ source: `/photos/${name}` })).toMatchObject({ source: `/photos/${name}` })
    }
  })
})

describe('the summary in --json', () => {
  const summaryLine = (changes: Parameters<typeof summary>[0]): unknown =>
    linesOf([scanned(3), { kind: 'ended', summary: summary(changes) }])[1]

  it('has the counts, the bytes and the seconds', () => {
    expect(summaryLine({ done: 1, skipped: 1, failed: 1, elapsedMs: 12_345.6 })).toEqual({
      event: 'summary',
      total: 3,
      done: 1,
      skipped: 1,
      failed: 1,
      sourceBytes: 11_700_000,
      outputBytes: 1_236_900,
      seconds: 12.346,
    })
  })

  it('says why the run ended early', () => {
    const stopped = { code: 'disk-full', message: 'The disk is full.' } as const
    expect(summaryLine({ done: 1, notStarted: 2, stopped })).toMatchObject({ notStarted: 2, stopped })
    expect(summaryLine({ done: 1, notStarted: 2, cancelled: true })).toMatchObject({ notStarted: 2, cancelled: true })
  })
})

describe('plan --json', () => {
  const parse = (line: string): unknown => {
    expect(line).toMatch(/^\{[^\n]*\}\n$/)
    return JSON.parse(line)
  }

  it('is a line per source with what would become of it', () => {
    expect(parse(plannedLine(planned('/photos/a.jpg', [plannedOutput()])))).toEqual({
      event: 'planned',
      source: '/photos/a.jpg',
      action: 'write',
      reason: null,
      outputs: [{ path: '/photos/Resized/a.jpg', width: 1920, height: 1440 }],
    })
    expect(parse(plannedLine(plannedSkip('/a', 'It exists.')))).toEqual({
      event: 'planned',
      source: '/a',
      action: 'skip',
      reason: 'It exists.',
      outputs: [],
    })
    expect(parse(plannedLine(refused('/a', 'It is no picture.')))).toMatchObject({
      action: 'refuse',
      reason: 'It is no picture.',
    })
  })

  it('says where an original goes that is replaced', () => {
    const path = '/photos/a.jpg'
    const keepPath = '/photos/Originals 2026-11-25/a.jpg'
    const outputs = [plannedOutput({ path })]
    const toFolder = planned(path, outputs, null, { path, keepPath, keeper: 'folder' })
    expect(parse(plannedLine(toFolder))).toMatchObject({ original: { path, keeper: 'folder', keptAt: keepPath } })
    const toBin = planned(path, outputs, null, { path, keepPath: '/photos/a (original).jpg', keeper: 'bin' })
    expect((parse(plannedLine(toBin)) as { original: unknown }).original).toEqual({ path, keeper: 'bin' })
  })

  it('ends with the summary', () => {
    const counts = {
      write: 2,
      skip: 3,
      refuse: 4,
      sourceBytes: 10,
      estimatedBytes: 5,
      freeBytes: 1000,
      elapsedMs: 1500,
    }
    expect(parse(planSummaryLine(counts))).toEqual({
      event: 'summary',
      total: 9,
      done: 2,
      skipped: 3,
      failed: 4,
      sourceBytes: 10,
      outputBytes: 5,
      seconds: 1.5,
      freeBytes: 1000,
    })
    const originals = { toBin: 1, toFolder: 1 }
    expect(parse(planSummaryLine({ ...counts, originals }))).toMatchObject({ originals })
  })
})
