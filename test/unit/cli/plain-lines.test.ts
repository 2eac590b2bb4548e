import { describe, expect, it } from 'vitest'
import { holdLine, plannedText, resultLine, shown, summaryText } from '../../../src/cli/plain-lines.ts'
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

const folder = '/photos'
const file = { fingerprint, kept: null }

describe('a finished source as a line', () => {
  it('says what it was and what it became', () => {
    expect(resultLine(result(), folder)).toBe(
      'done     a.jpg → Resized/a.jpg  4032×3024 → 1920×1440, 3.9 MB → 412 kB (−89 %)',
    )
  })

  it('names every output, and what was copied', () => {
    const outputs = [
      { kind: 'written', path: '/web/a-1.webp', format: 'webp', width: 10, height: 20, bytes: 1000, ...file },
      { kind: 'copied', path: '/web/a.jpg', format: 'jpeg', width: 4032, height: 3024, bytes: 3_900_000, ...file },
      { kind: 'skipped', path: '/web/a-2.webp', reason: 'exists' },
    ] as const
    expect(resultLine(result({ outputs }), folder)).toBe(
      'done     a.jpg → /web/a-1.webp  4032×3024 → 10×20, 3.9 MB → 1.0 kB (−100 %); /web/a.jpg  copied as it is',
    )
  })

  it('is followed by what was lost and warned of, a line each', () => {
    const losses = [{ code: 'gain-map-dropped', message: 'The HDR gain map was dropped.' }] as const
    expect(
      resultLine(result({ losses, warnings: ['odd marker'] }), folder)
        .split('\n')
        .slice(1),
    ).toEqual(['         The HDR gain map was dropped.', '         Warning: odd marker'])
  })

  it('says why it was skipped or failed', () => {
    expect(resultLine(skipped('It exists.'), folder)).toBe('skipped  a.jpg: It exists.')
    expect(resultLine(failed('It is damaged.'), folder)).toBe('failed   a.jpg: It is damaged.')
  })
})

describe('a planned source as a line', () => {
  it('says what would become of it', () => {
    expect(plannedText(planned('/photos/a.jpg', [plannedOutput()]), folder)).toBe(
      'write    a.jpg → Resized/a.jpg  4032×3024 → 1920×1440',
    )
    expect(plannedText(plannedSkip('/photos/a.jpg', 'It exists.'), folder)).toBe('skip     a.jpg: It exists.')
    expect(plannedText(refused('/photos/a.jpg', 'It is no picture.'), folder)).toBe('refuse   a.jpg: It is no picture.')
  })

  it('says what happens to files that exist', () => {
    const outputs = [plannedOutput({ overwrite: true }), plannedOutput({ path: '/web/a.webp', action: 'skip' })]
    expect(plannedText(planned('/photos/a.jpg', outputs, 'Some exist.'), folder)).toBe(
      'write    a.jpg → Resized/a.jpg  4032×3024 → 1920×1440, replaces an existing file; ' +
        '/web/a.webp  exists, is left alone\n         Some exist.',
    )
  })

  it('says where an original goes that is replaced', () => {
    const path = '/photos/x/a.jpg'
    const output = plannedOutput({ path, overwrite: true })
    const toBin = { path, keepPath: '/photos/x/a (original).jpg', keeper: 'bin' } as const
    expect(plannedText(planned(path, [output], null, toBin), folder)).toBe(
      'write    x/a.jpg → a.jpg  4032×3024 → 1920×1440, in place of the original, which goes to the bin',
    )
    const toFolder = { path, keepPath: '/photos/x/Originals 2026-11-25/a.jpg', keeper: 'folder' } as const
    expect(plannedText(planned(path, [output], null, toFolder), folder)).toBe(
      'write    x/a.jpg → a.jpg  4032×3024 → 1920×1440, in place of the original, which goes to Originals 2026-11-25/a.jpg',
    )
  })
})

describe('the end of a run', () => {
  it('is counts, time and bytes', () => {
    expect(summaryText(summary({ total: 1200, done: 1198, skipped: 1, failed: 1, elapsedMs: 60_000 }), null)).toBe(
      '1,200 files: 1,198 done, 1 skipped, 1 failed, in 1 min (20.0 a second)\n12 MB → 1.2 MB (−89 %)\n',
    )
  })

  it('says what was not done, and why', () => {
    const stopped = { code: 'disk-full', message: 'The disk is full.' } as const
    const text = summaryText(summary({ done: 1, notStarted: 2, stopped }), null)
    expect(text).toContain('1 done, 0 skipped, 0 failed, 2 not done, in 1.5 s\n')
    expect(text).toContain('\nStopped: The disk is full.\n')
    expect(summaryText(summary({ cancelled: true }), null)).toContain('\nCancelled: ')
  })

  it('says what to check when there was nothing to do', () => {
    const text = summaryText(summary({ total: 0, done: 0, sourceBytes: 0, outputBytes: 0, elapsedMs: 0 }), null)
    expect(text).toBe(
      '0 files: 0 done, 0 skipped, 0 failed, in 0 ms\nNothing to do: no file was found. Check the path, and --include and --exclude.\n',
    )
  })

  it('names the batch, and what can be done with it', () => {
    const lastLine = (changes: Parameters<typeof summary>[0]): string | undefined =>
      summaryText(summary(changes), '4f0c9a1e').split('\n').at(-2)
    const stopped = { code: 'disk-full', message: 'The disk is full.' } as const
    expect(lastLine({})).toBe('Batch 4f0c9a1e: "batchfit undo 4f0c9a1e" takes it back.')
    expect(lastLine({ done: 0, stopped })).toBe('Batch 4f0c9a1e: "batchfit resume 4f0c9a1e" goes on.')
    expect(lastLine({ cancelled: true })).toBe(
      'Batch 4f0c9a1e: "batchfit resume 4f0c9a1e" goes on, "batchfit undo 4f0c9a1e" takes it back.',
    )
    expect(lastLine({ done: 0, failed: 3 })).toBe('Batch 4f0c9a1e.')
  })

  it('speaks of one file', () => {
    expect(summaryText(summary({ total: 1, done: 1 }), null)).toMatch(/^1 file: 1 done, .*, in 1\.5 s\n/)
  })
})

describe('a batch that waits', () => {
  it('says for what, and that it goes on by itself', () => {
    const hold = { reason: 'disk-full', folder: '/out', freeBytes: 1_234_000, neededBytes: 5e9 } as const
    expect(holdLine({ kind: 'waits', holds: [hold] })).toBe(
      'waiting  The disk of /out is too full: 1.2 MB are free, 5.0 GB are needed to go on. Free some space there. The batch goes on by itself; Ctrl-C ends it.',
    )
    const gone = { reason: 'volume-gone', folder: evilName, freeBytes: null, neededBytes: null } as const
    expect(holdLine({ kind: 'waits', holds: [gone] })).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(holdLine({ kind: 'goes-on' })).toBe('going on')
  })
})

describe('a path that is shown', () => {
  it.each([
    ['/photos/a.jpg', 'a.jpg'],
    ['/photos/sub/a.jpg', 'sub/a.jpg'],
    ['/photos2/a.jpg', '/photos2/a.jpg'],
    ['/a.jpg', '/a.jpg'],
    ['/photos', '/photos'],
  ])('is relative only below the folder: %s', (path, expected) => {
    expect(shown(path, folder)).toBe(expected)
  })

  it('is relative when its name begins with dots', () => {
    expect(shown('/photos/...a.jpg', folder)).toBe('...a.jpg')
  })
})

describe('control characters', () => {
  /** Nothing but line ends of our own, which two blanks at least follow. */
  const expectHarmless = (text: string): void => {
    expect(text).toContain('evil\\x1b[2J\\x9b31m\\x07\\u202e\\n.jpg')
    expect(text.replaceAll(/\n(?= {9}|$)/g, '')).not.toMatch(/[\p{Cc}\u202e]/u)
  }
  const path = `/photos/${evilName}`

  it('in names never reach the terminal raw', () => {
    const outputs = [{ kind: 'written', path, format: 'jpeg', width: 1, height: 1, bytes: 1, ...file }] as const
    expectHarmless(shown(path, folder))
    expectHarmless(resultLine(result({ source: path }), folder))
    expectHarmless(resultLine(result({ outputs }), folder))
    expectHarmless(resultLine(skipped('It exists.', { source: path }), folder))
    expectHarmless(resultLine(failed('It is damaged.', { source: path }), folder))
    expectHarmless(plannedText(planned(path, [plannedOutput()]), folder))
    expectHarmless(plannedText(planned('/photos/a.jpg', [plannedOutput({ path })]), folder))
    expectHarmless(plannedText(plannedSkip(path, 'It exists.'), folder))
    expectHarmless(plannedText(refused(path, 'It is no picture.'), folder))
  })

  it('in warnings and reasons never reach the terminal raw', () => {
    expectHarmless(resultLine(result({ warnings: [`${path} was left`] }), folder))
    expectHarmless(plannedText(planned('/photos/a.jpg', [plannedOutput()], `"${evilName}" is taken.`), folder))
    expectHarmless(plannedText(refused('/photos/a.jpg', `"${evilName}" is in the way.`), folder))
  })

  it.each([
    ['a failed source', resultLine(failed(`A file is at ${path}.`), folder)],
    [
      'a run that stopped',
      summaryText(summary({ stopped: { code: 'disk-full', message: `No room for ${path}.` } }), null),
    ],
  ])('in messages never reach the terminal raw: %s', (_, text) => {
    expectHarmless(text.replace(/^.*\n.*\n(?=Stopped)/, ''))
  })
})
