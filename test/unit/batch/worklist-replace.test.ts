import { link, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProcessTask } from '../../../src/shared/child-tasks.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import { folderWith } from '../../support/folder-with.ts'
import { createMemoryStore } from '../../support/memory-store.ts'
import { createStage, type StageOptions, type WorklistStage } from '../../support/worklist-stage.ts'

async function stageWith(
  names: readonly string[],
  options: StageOptions = {},
): Promise<WorklistStage & { readonly folder: string }> {
  const folder = await folderWith(...names)
  const stage = createStage(options)
  stage.worklist.attach()
  stage.worklist.add([folder])
  await stage.planned()
  return { ...stage, folder }
}

/** The same in the mode in which originals are replaced. */
async function replacingStage(names: readonly string[], options: StageOptions = {}, takesLinks = false) {
  const stage = await stageWith(names, options)
  stage.worklist.setReplace({ takesLinks })
  await stage.planned()
  return stage
}

describe('a list whose originals are replaced', () => {
  it('is none unless somebody has said so', async () => {
    const { worklist } = await stageWith(['a.jpg'])
    expect(worklist.state().plan.replace).toBeNull()
    expect(worklist.state().batch.isReplace).toBe(false)
  })

  it('is planned anew, and says where each original will be kept', async () => {
    const withBin = await replacingStage(['a.jpg', 'b.jpg'], { hasBin: true })
    expect(withBin.worklist.state().plan.replace).toEqual({
      ...{ takesLinks: false, toBin: 2, toFolder: 0, links: 0 },
      folderName: 'Originals 2026-11-25',
    })
    const without = await replacingStage(['a.jpg', 'b.jpg'], { hasBin: false })
    expect(without.worklist.state().plan.replace).toMatchObject({ toBin: 0, toFolder: 2 })
    const { items } = await without.worklist.listPlan('all', 0, 10)
    expect(items.map(({ outputs }) => outputs[0]?.path)).toEqual([
      join(without.folder, 'a.jpg'),
      join(without.folder, 'b.jpg'),
    ])
    without.worklist.setReplace(null)
    await without.planned()
    expect(without.worklist.state().plan).toMatchObject({ replace: null, write: 2 })
    expect((await without.worklist.listPlan('all', 0, 10)).items[0]?.outputs[0]?.path).toContain('Resized')
  })

  it('refuses links and counts them, until they are to be taken', async () => {
    const stage = await stageWith(['a.jpg', 'b.jpg', 'elsewhere/c.jpg'])
    await symlink(join(stage.folder, 'elsewhere/c.jpg'), join(stage.folder, 'link.jpg'))
    await link(join(stage.folder, 'b.jpg'), join(stage.folder, 'twin.jpg'))
    stage.worklist.remove('all')
    stage.worklist.add([join(stage.folder, 'a.jpg'), join(stage.folder, 'b.jpg'), join(stage.folder, 'link.jpg')])
    stage.worklist.setReplace({ takesLinks: false })
    await stage.planned()
    expect(stage.worklist.state().plan).toMatchObject({ write: 1, refuse: 2, replace: { links: 2, toFolder: 1 } })
    expect(stage.row('link.jpg').action).toBe('refuse')
    stage.worklist.setReplace({ takesLinks: true })
    await stage.planned()
    expect(stage.worklist.state().plan).toMatchObject({ write: 3, refuse: 0, replace: { takesLinks: true, links: 0 } })
  })

  it('has a problem where the recipe makes more than one picture of each', async () => {
    const stage = await stageWith(['a.jpg'], { recipe: { outputs: [{ name: '{name}' }, { name: '{name}-small' }] } })
    stage.worklist.setReplace({ takesLinks: false })
    await stage.until(() => stage.worklist.state().plan.problems.length > 0)
    expect(stage.worklist.state().plan.problems).toMatchObject([{ code: 'replace-one-output' }])
    expect(await stage.worklist.start('waiting', true)).toMatchObject({ ok: false, failure: { code: 'not-usable' } })
    stage.worklist.setReplace(null)
    await stage.planned()
    expect(stage.worklist.state().plan.problems).toEqual([])
  })

  it('does not run before the person was asked', async () => {
    const store = createMemoryStore()
    const stage = await replacingStage(['a.jpg'], { store })
    expect(await stage.worklist.start('waiting')).toMatchObject({ ok: false, failure: { code: 'not-confirmed' } })
    expect(stage.worklist.state().batch.phase).toBe('idle')
    expect(store.entries.filter(({ kind }) => kind !== 'listed')).toEqual([])
  })

  it('does not run where nothing is kept, however much it was confirmed', async () => {
    const stage = await replacingStage(['a.jpg'], { store: createNoStore(null) })
    expect(await stage.worklist.start('waiting', true)).toMatchObject({ ok: false, failure: { code: 'no-journal' } })
    expect(stage.worklist.state().batch.phase).toBe('idle')
  })

  it('has children keep each original under the name that the plan had, and says so of the batch', async () => {
    const store = createMemoryStore()
    const stage = await replacingStage(['a.jpg'], { store })
    expect(await stage.worklist.start('waiting', true)).toMatchObject({ ok: true })
    await stage.until(() => stage.running().length === 1)
    expect(stage.worklist.state().batch.isReplace).toBe(true)
    const task = stage.childWith('a.jpg').job?.payload as ProcessTask
    expect(task.outputs).toMatchObject([
      {
        finalPath: join(stage.folder, 'a.jpg'),
        keepPath: join(stage.folder, 'Originals 2026-11-25', 'a.jpg'),
        replacesSource: true,
      },
    ])
    const record = await store.batch(stage.worklist.state().batch.id ?? '')
    expect(record).toMatchObject({ isReplace: true, options: { takesLinks: false } })
  })

  it('goes on as one after a crash, although the list of the next process replaces nothing', async () => {
    const store = createMemoryStore()
    const stage = await replacingStage(['a.jpg'], { store })
    await stage.worklist.start('waiting', true)
    await stage.until(() => stage.running().length === 1)
    const id = stage.worklist.state().batch.id ?? ''
    const next = createStage({ store: store.crash() })
    expect(await next.worklist.continueBatch(id)).toMatchObject({ value: { total: 1 } })
    await next.until(() => next.running().length === 1)
    expect(next.worklist.state()).toMatchObject({ batch: { isReplace: true }, plan: { replace: null } })
    const task = next.childWith('a.jpg').job?.payload as ProcessTask
    expect(task.outputs).toMatchObject([{ replacesSource: true, finalPath: join(stage.folder, 'a.jpg') }])
  })
})
