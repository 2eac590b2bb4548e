import { describe, expect, it } from 'vitest'
import { startObstacle } from '../../../src/renderer/state/batch-actions.ts'
import { attached } from '../support/attached.ts'

describe('the state of the window', () => {
  it('has the rows that were told before it was there', async () => {
    const { app } = await attached({}, 9000)
    expect(app.rows.store.count).toBe(9000)
    expect(app.rows.store.names[8999]).toBe((await attached({}, 9000)).fake.batch.rows[8999]?.name)
  })

  it('follows a batch from its start to its end', async () => {
    const { fake, app } = await attached({}, 60)
    await app.ask('startBatch', { scope: 'waiting' })
    fake.batch.settle()
    const { stateCounts, outputBytesTotal } = app.rows.store
    expect(app.batch.phase).toBe('ended')
    expect([stateCounts[5], stateCounts[6], stateCounts[7]]).toEqual([
      app.batch.done,
      app.batch.skipped,
      app.batch.failed,
    ])
    expect(outputBytesTotal).toBe(app.batch.outputBytes)
  })

  it('says a failure of main in a toast, in its own language', async () => {
    const { fake, app } = await attached({ settings: { language: 'zh-CN' } })
    fake.failNext('startBatch', { code: 'not-now', message: 'Not now.' })
    expect(await app.ask('startBatch', { scope: 'all' })).toBeNull()
    expect(app.toasts).toMatchObject([{ tone: 'bad', text: '目前无法执行此操作。请等待批次结束，或将其取消。' }])
  })

  it('sends a recipe that is still waiting before it starts a batch under it', async () => {
    const { fake, app } = await attached({}, 5)
    app.changeRecipe({ ...app.recipe, onExisting: 'skip' })
    await app.settleRecipe()
    await app.ask('startBatch', { scope: 'waiting' })
    expect(fake.asked.map(({ name }) => name).slice(-2)).toEqual(['setRecipe', 'startBatch'])
    expect(app.isRunning).toBe(true)
  })

  it('says why a batch cannot be started', async () => {
    const { fake, app } = await attached()
    expect(startObstacle(app)).toBe('Add pictures to begin.')
    fake.batch.import(10)
    expect(startObstacle(app)).toBe('Still looking for pictures.')
    fake.batch.settle()
    expect(startObstacle(app)).toBeNull()
    app.problems = [{ path: 'outputs[0].name', code: 'name-not-unique', subject: 'x', message: 'Bad name.' }]
    expect(startObstacle(app)).toMatch(/^The recipe cannot be used: ./)
  })
})
