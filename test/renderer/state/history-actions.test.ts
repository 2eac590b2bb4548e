import { describe, expect, it } from 'vitest'
import {
  askUndo,
  continueBatch,
  forgetBatch,
  historyObstacle,
  isResumable,
  isUndoable,
  repeatBatch,
  restoreList,
  undoBatch,
} from '../../../src/renderer/state/history-actions.ts'
import { batchStates } from '../../../src/shared/history.ts'
import { attached } from '../support/attached.ts'
import { makeUpBatch } from '../support/made-up-history.ts'

describe('what can be done with a batch of the past', () => {
  it('is to go on where something is left, and to undo where something was written', () => {
    const torn = { ...makeUpBatch(0), total: 100, done: 60, skipped: 0, failed: 0, written: 60, undone: 0 }
    expect(batchStates.filter((state) => isResumable({ ...torn, state }))).toEqual([
      'interrupted',
      'cancelled',
      'stopped',
    ])
    expect(batchStates.filter((state) => isUndoable({ ...torn, state }))).toEqual([
      'interrupted',
      'finished',
      'cancelled',
      'stopped',
      'dismissed',
      'undo-interrupted',
      // What was left alone may be tried again.
      'undone',
    ])
    expect(isResumable({ ...torn, state: 'cancelled', done: 100 })).toBe(false)
    expect(isUndoable({ ...torn, state: 'finished', undone: 60 })).toBe(false)
  })

  it('waits for a batch that runs, and for an undo', async () => {
    const { fake, app } = await attached({ history: 3 }, 20)
    expect(historyObstacle(app)).toBeNull()
    fake.batch.start('waiting')
    expect(historyObstacle(app)).toBe('Not while a batch runs.')
    fake.batch.settle()
    const batch = fake.history.batches[1]
    if (batch === undefined) throw new Error('Expected a batch')
    fake.history.startUndo(batch)
    expect(historyObstacle(app)).toBe('Not while a batch is being undone.')
    fake.history.settle()
    expect(historyObstacle(app)).toBeNull()
  })

  it('goes on in the batch', async () => {
    const { fake, app } = await attached({ history: 3, interrupted: 1 })
    app.place = 'history'
    const batch = fake.history.batches[0]
    if (batch === undefined) throw new Error('Expected a batch')
    await continueBatch(app, { ...batch, recipe: { ...batch.recipe, dates: 'now' } })
    expect(app.recipe.dates).toBe('now')
    expect([app.place, app.isRunning, app.batch.total]).toEqual(['batch', true, 880])
    expect(app.interrupted.batches).toEqual([])
  })

  it('stays where it is when main refuses', async () => {
    const { app } = await attached({ history: 3 })
    app.place = 'history'
    await continueBatch(app, { id: '00000000', recipe: app.recipe })
    expect(app.place).toBe('history')
    expect(app.toasts).toMatchObject([{ tone: 'bad' }])
  })

  it('takes sources and recipe in again', async () => {
    const { fake, app } = await attached({ history: 8 })
    const batch = fake.history.batches[2]
    await repeatBatch(app, batch?.id ?? '')
    expect(app.recipe).toEqual(batch?.recipe)
    expect(fake.asked.map(({ name }) => name).slice(-2)).toEqual(['repeatBatch', 'setRecipe'])
    expect(app.place).toBe('batch')
  })

  it('asks before a batch that has just ended is undone, and says when there is nothing to undo', async () => {
    const { fake, app } = await attached({}, 30)
    fake.batch.start('waiting')
    fake.batch.settle()
    await askUndo(app, app.batch.id ?? '')
    expect(app.dialog).toMatchObject({ kind: 'undo', batch: { id: app.batch.id } })
    app.dialog = null
    fake.history.change(app.batch.id ?? '', { state: 'undone', undone: 28 })
    await askUndo(app, app.batch.id ?? '')
    expect(app.dialog).toBeNull()
    expect(app.toasts.at(-1)?.text).toBe('There is nothing left that could be taken back.')
    await askUndo(app, 'ffffffff')
    expect(app.toasts.at(-1)?.tone).toBe('bad')
  })

  it('shows an undo in the history, and follows it', async () => {
    const { fake, app } = await attached({ history: 3 })
    const id = fake.history.batches[0]?.id ?? ''
    fake.history.refusals = 2
    await undoBatch(app, id)
    expect([app.place, app.historyId, app.undo.phase]).toEqual(['history', id, 'running'])
    const version = app.historyVersion
    fake.history.settle()
    expect(app.undo).toMatchObject({ phase: 'ended', undone: 38, refused: 2, isStopped: false })
    expect(app.historyVersion).toBeGreaterThan(version)
  })

  it('forgets a batch, and brings a lost list back, with a word each', async () => {
    const { fake, app } = await attached({ history: 3, lostRows: 12 })
    await forgetBatch(app, fake.history.batches[0]?.id ?? '')
    expect(fake.history.batches).toHaveLength(2)
    await restoreList(app)
    fake.batch.settle()
    expect(app.rows.store.count).toBe(12)
    expect(app.interrupted.lostRows).toBe(0)
    expect(app.toasts).toHaveLength(2)
  })
})
