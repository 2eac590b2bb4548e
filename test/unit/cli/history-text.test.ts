import { describe, expect, it } from 'vitest'
import {
  batchHints,
  batchText,
  historyText,
  type HistoryTextOptions,
  stateWords,
} from '../../../src/cli/history-text.ts'
import { batchRecord } from '../../support/batch-record.ts'
import { evilName } from './samples.ts'

const plain: HistoryTextOptions = { columns: null, hasColour: false, homeFolder: '/home/ann' }

describe('the list of batches', () => {
  it('is a table with what was done, when, where and what came of it', () => {
    const interrupted = batchRecord({ id: '0badcafe', state: 'interrupted', done: 40, failed: 0, endedMs: null })
    expect(historyText([batchRecord(), interrupted], 2, plain)).toBe(
      [
        'BATCH     BEGUN             STATE        FILES               SAVED  RECIPE                      WHERE',
        '3f2a9c01  2026-11-25 14:03  finished     118 done, 2 failed  −89 %  longest side 1920, JPEG 82  ~/photos/Resized',
        '0badcafe  2026-11-25 14:03  interrupted  40 of 120 done      −89 %  longest side 1920, JPEG 82  ~/photos/Resized',
        '',
        'batchfit resume 0badcafe   goes on where it was',
        'batchfit undo 3f2a9c01     takes it back',
        'batchfit history 3f2a9c01  tells more of it',
        '',
      ].join('\n'),
    )
  })

  it.each([100, 120, 160])('keeps within %i columns, and shows where to find the outputs from both ends', (columns) => {
    const folder = `/home/ann/${'a-long-name/'.repeat(20)}Resized`
    const lines = historyText([batchRecord({ folder })], 1, { ...plain, columns }).split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
    expect(lines[1]).toMatch(/~\/.*….*d$/)
  })

  it.each([20, 40, 80])('has some lines for each batch where there are only %i columns', (columns) => {
    const text = historyText([batchRecord()], 1, { ...plain, columns })
    for (const line of text.split('\n').slice(0, 4)) expect(line.length).toBeLessThanOrEqual(columns)
    expect(text).toMatch(/^3f2a9c01 {2}2026/)
    expect(text).not.toContain('BATCH')
  })

  it('says how many older ones there are', () => {
    expect(historyText([batchRecord()], 31, plain)).toContain('… and 30 older batches; --limit N shows more.')
  })

  it('colours what is not over, and only that', () => {
    const options = { ...plain, hasColour: true }
    expect(historyText([batchRecord({ state: 'interrupted' })], 1, options)).toContain(
      '\u001b[33minterrupted\u001b[39m',
    )
    expect(historyText([batchRecord()], 1, options)).not.toContain('\u001b[33m')
  })

  it('lets no name move the cursor', () => {
    const text = historyText([batchRecord({ folder: `/p/${evilName}` })], 1, plain)
    expect(Array.from(text).filter((character) => character < ' ' && character !== '\n')).toEqual([])
  })
})

describe('the state of a batch', () => {
  it('says what an undo left alone', () => {
    expect(stateWords(batchRecord({ state: 'undone', undone: 116, refused: 2 }))).toBe('undone, 2 left alone')
    expect(stateWords(batchRecord({ state: 'undo-interrupted', undone: 5 }))).toBe('partly undone')
  })
})

describe('one batch', () => {
  it('is told with all that is known of it', () => {
    const batch = batchRecord({ isReplace: true, inputs: ['/a', '/b', '/c', '/d', '/e'], undone: 100, refused: 2 })
    expect(batchText(batch, plain)).toBe(
      [
        'Batch 3f2a9c01, finished',
        '  Begun      2026-11-25 14:03, on the command line, took 3 min 20 s',
        '  Recipe     longest side 1920, JPEG 82',
        '  From       /a, /b, /c, and 2 more',
        '  To         /home/ann/photos/Resized',
        '  Originals  replaced; each was kept first',
        '  Files      118 done, 2 failed',
        '  Size       400 MB → 44 MB (−89 %)',
        '  Undone     100 of 118 files taken back, 2 left alone',
        '',
      ].join('\n'),
    )
  })

  it('says what can be done about it', () => {
    expect(batchHints(batchRecord({ state: 'cancelled' }))).toEqual([
      'batchfit resume 3f2a9c01 goes on where it was.',
      'batchfit undo 3f2a9c01 takes it back.',
    ])
    expect(batchHints(batchRecord({ state: 'undone', undone: 118 }))).toEqual([])
  })
})
