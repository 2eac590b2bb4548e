import { describe, expect, it } from 'vitest'
import { holdSentences, outsideHolds } from '../../../src/renderer/shell/hold-words.ts'
import {
  interruptedBatch,
  interruptedWords,
  lostList,
  lostRows,
} from '../../../src/renderer/shell/interrupted-words.ts'
import { attached } from '../support/attached.ts'
import { makeUpBatch } from '../support/made-up-history.ts'

const batch = { ...makeUpBatch(0, 1000), done: 110, skipped: 8, failed: 2, state: 'interrupted' as const }

describe('what was interrupted', () => {
  it('is said with what is left, when it began and where it goes', async () => {
    const { app } = await attached()
    const { title, parts } = interruptedWords(app, batch, batch.startedMs)
    expect(title).toBe('Batchfit was closed while a batch was running')
    expect(parts[0]).toBe('880 of 1,000 pictures are left')
    expect(parts[1]).toMatch(/^begun 24 Nov, \d\d:05$/)
    expect(parts[2]).toBe('to ~/Pictures/Lisbon in spring/Resized')
  })

  it('may be of the command line, an undo, or in the places of the originals', async () => {
    const { app } = await attached()
    expect(interruptedWords(app, { ...batch, origin: 'cli' }, 0).title).toBe(
      'A batch of the command line was interrupted',
    )
    expect(interruptedWords(app, { ...batch, isReplace: true }, 0).parts[2]).toBe('originals are replaced')
    const undo = { ...batch, state: 'undo-interrupted' as const, written: 100, undone: 40, refused: 3 }
    expect(interruptedWords(app, undo, 0)).toMatchObject({
      title: 'Undoing a batch was interrupted',
      parts: ['57 files still to be taken back', expect.stringMatching(/^begun/)],
    })
  })

  it('is the newest that is not put off, and nothing while a batch runs', async () => {
    const { fake, app } = await attached({ history: 5, interrupted: 2, lostRows: 7 }, 3)
    const [first, second] = fake.history.batches
    expect(interruptedBatch(app)?.id).toBe(first?.id)
    app.dismissed = new Set([first?.id ?? ''])
    expect(interruptedBatch(app)?.id).toBe(second?.id)
    expect(lostRows(app)).toBe(7)
    fake.batch.start('waiting')
    expect([interruptedBatch(app), lostRows(app)]).toEqual([null, 0])
    fake.batch.settle()
    app.dismissed = new Set([first?.id ?? '', second?.id ?? '', lostList])
    expect([interruptedBatch(app), lostRows(app)]).toEqual([null, 0])
  })
})

describe('why a batch waits', () => {
  it('is a sentence for each reason, but for the wish of the person', async () => {
    const { fake, app } = await attached({}, 20)
    app.batteryLevel = 0.12
    const none = { folder: null, freeBytes: null, neededBytes: null }
    fake.batch.start('waiting')
    fake.batch.hold(
      { reason: 'person', ...none },
      { reason: 'disk-full', folder: '/home/ada/out', freeBytes: 5e6, neededBytes: 2e9 },
      { reason: 'volume-gone', ...none, folder: '/media/card' },
      { reason: 'battery', ...none },
      { reason: 'suspend', ...none },
    )
    expect(outsideHolds(app)).toHaveLength(4)
    expect(holdSentences(app)).toEqual([
      'The disk is full: 5.0 MB are free for ~/out, and 2.0 GB are needed. The batch goes on by itself when there is room.',
      'The disk or share with /media/card is not there any more. The batch goes on by itself when it is back.',
      'The battery is at 12%, and batches wait below 20%. The batch goes on by itself when there is power.',
      'The computer goes to sleep. The batch goes on by itself when it wakes.',
    ])
  })

  it('is not made up where nothing is known of the battery', async () => {
    const { fake, app } = await attached({ settings: { pauseBelowBatteryPercent: null } }, 20)
    fake.batch.start('waiting')
    fake.batch.hold({ reason: 'battery', folder: null, freeBytes: null, neededBytes: null })
    expect(holdSentences(app)).toEqual(['The battery is low. The batch goes on by itself when there is power.'])
  })
})
