import { describe, expect, it } from 'vitest'
import { batchView } from '../../../src/renderer/history/batch-view.ts'
import { recipeWords } from '../../../src/renderer/history/recipe-words.ts'
import { batchStates } from '../../../src/shared/history.ts'
import type { HistoryBatch } from '../../../src/shared/ipc-contract.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { attached } from '../support/attached.ts'
import { makeUpBatch } from '../support/made-up-history.ts'

const whole: HistoryBatch = { ...makeUpBatch(0), total: 100, done: 100, skipped: 0, failed: 0, refused: 0 }
const torn: HistoryBatch = { ...whole, done: 60 }

describe('the state of a batch in words', () => {
  it.each([
    [{ ...whole, state: 'finished' }, 'good', 'Finished'],
    [{ ...whole, state: 'finished', done: 97, failed: 3 }, 'bad', '3 failed'],
    [{ ...torn, state: 'interrupted' }, 'warn', 'Interrupted, 40 left'],
    [{ ...torn, state: 'cancelled' }, 'warn', 'Cancelled, 40 left'],
    [{ ...torn, state: 'stopped', stopped: { code: 'disk-full', message: '' } }, 'bad', 'Stopped: Disk full, 40 left'],
    [{ ...torn, state: 'dismissed' }, 'warn', 'Rest discarded'],
    [{ ...whole, state: 'undo-interrupted' }, 'warn', 'Partly undone'],
    [{ ...whole, state: 'undone' }, 'undone', 'Undone'],
    [{ ...whole, state: 'undone', refused: 1 }, 'warn', 'Partly undone, 1 file left alone'],
    [{ ...torn, state: 'running' }, 'moving', 'Running elsewhere'],
    [{ ...whole, state: 'undoing' }, 'moving', 'Being undone elsewhere'],
  ] as const)('of %o is %s: %s', async (batch, look, words) => {
    const { app } = await attached()
    expect(batchView(app, batch)).toMatchObject({ look, words })
  })

  it('tells what this window does from what another does', async () => {
    const { fake, app } = await attached({ history: 3 }, 20)
    fake.batch.start('waiting')
    const running = fake.history.batches[0]
    const finished = fake.history.batches[1]
    if (running === undefined || finished === undefined) throw new Error('Expected two batches')
    expect(batchView(app, running)).toEqual({ look: 'moving', words: 'Running', isElsewhere: false })
    fake.history.startUndo(finished)
    expect(batchView(app, { ...finished, state: 'undoing' })).toMatchObject({
      words: 'Being undone',
      isElsewhere: false,
    })
  })

  it('is said for every state in every language', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const { app } = await attached({ settings: { language } })
      for (const state of batchStates) expect(batchView(app, { ...torn, state }).words).not.toBe('')
    }
  })
})

describe('a recipe in words', () => {
  it('is a few words for each output', async () => {
    const { app } = await attached()
    const words = (recipe: Parameters<typeof Recipe.parse>[0]): readonly string[] =>
      recipeWords(Recipe.parse(recipe), app.t.recipe, app.words)
    expect(words({})).toEqual(['Longest side 1920 px'])
    expect(
      words({
        outputs: [
          { resize: { mode: 'none' }, format: { type: 'webp' }, name: '{name}' },
          {
            resize: { mode: 'fit', width: 800, height: 600 },
            format: { type: 'jpeg' },
            targetBytes: 500_000,
            name: 'b-{name}',
          },
        ],
      }),
    ).toEqual(['Keep the size, WebP', 'Fit inside 800 × 600 px, JPEG, ≤ 500 kB'])
  })
})
