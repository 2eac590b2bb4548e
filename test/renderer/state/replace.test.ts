import { describe, expect, it } from 'vitest'
import { rowsOfScope, startBatch, startObstacle, startReplacing } from '../../../src/renderer/state/batch-actions.ts'
import { attached } from '../support/attached.ts'

describe('replacing originals', () => {
  it('is off at the start, and told to main when it is chosen', async () => {
    const { fake, app } = await attached({}, 50)
    expect(app.replace).toBeNull()
    const change = app.changeReplace({ takesLinks: true })
    expect(app.replace).toEqual({ takesLinks: true })
    await change
    expect(fake.batch.replace).toEqual({ takesLinks: true })
    expect(app.plan.replace).toMatchObject({ takesLinks: true, links: 0 })
  })

  it('is as it was where main refuses it', async () => {
    const { app } = await attached({ isKeeping: false })
    await app.changeReplace({ takesLinks: false })
    expect(app.replace).toBeNull()
    expect(app.toasts).toMatchObject([{ tone: 'bad' }])
  })

  it('is asked about before every start, whatever is started', async () => {
    const { fake, app } = await attached({}, 50)
    await app.changeReplace({ takesLinks: false })
    for (const scope of ['waiting', 'failed', 'all'] as const) {
      await startBatch(app, scope)
      expect(app.dialog).toEqual({ kind: 'replace', scope })
    }
    expect(fake.asked.some(({ name }) => name === 'startBatch')).toBe(false)
    await startReplacing(app, 'waiting')
    expect(fake.asked.at(-1)).toEqual({ name: 'startBatch', input: { scope: 'waiting', isReplaceConfirmed: true } })
    expect(app.batch.isReplace).toBe(true)
    expect(app.kept).toMatchObject({ folderName: 'Originals 2026-11-25' })
  })

  it('brings what is wrong with the recipe under it, and takes that away again', async () => {
    const { app } = await attached({}, 50)
    const [output] = app.recipe.outputs
    if (output === undefined) throw new Error('Expected an output')
    app.changeRecipe({ ...app.recipe, outputs: [{ ...output, name: '{name}-small' }] })
    await app.settleRecipe()
    expect(startObstacle(app)).toBeNull()
    await app.changeReplace({ takesLinks: false })
    app.planned(app.plan)
    expect(app.problems).toMatchObject([{ code: 'replace-plain-name', path: 'outputs[0].name' }])
    expect(startObstacle(app)).toMatch(/^The recipe cannot be used: A replacement has the name of its original/)
    await app.changeReplace(null)
    app.planned(app.plan)
    expect(startObstacle(app)).toBeNull()
  })

  it('is not undone by a plan that is older than the choice', async () => {
    const { fake, app } = await attached({}, 5)
    const older = fake.batch.planState()
    const change = app.changeReplace({ takesLinks: false })
    fake.emit('planChanged', older)
    expect(app.replace).toEqual({ takesLinks: false })
    await change
  })

  it('knows how many rows a start would take', async () => {
    const { fake, app } = await attached({}, 300)
    fake.batch.start('waiting')
    fake.batch.settle()
    expect(rowsOfScope(app, 'all')).toBe(300)
    expect(rowsOfScope(app, 'waiting')).toBe(0)
    expect(rowsOfScope(app, 'failed')).toBe(app.batch.failed)
    expect(rowsOfScope(app, new Uint32Array(3))).toBe(3)
  })
})
