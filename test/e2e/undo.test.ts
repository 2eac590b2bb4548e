import { readFileSync } from 'node:fs'
import { appendFile, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { childrenOf, isAlive } from '../../scripts/support/children-of.ts'
import { filesBelow } from '../../scripts/support/files-below.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { treeSnapshot } from '../support/tree-snapshot.ts'
import { until } from '../support/until.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp, openMortalApp } from './support/open-app.ts'
import { pastWindow } from './support/past-window.ts'
import { fillWithPictures } from './support/picture-folders.ts'

const small: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 120 } }] }

/** Does a batch of so many pictures to its end. */
async function doBatch(app: LaunchedApp, count: number): Promise<void> {
  const window = batchWindow(app)
  await window.filter('all', count).waitFor({ timeout: stateLimitMs })
  await window.planned()
  await window.start()
  await window.ended()
}

describe('Undoing a batch', () => {
  it('from its summary takes back what it created, and leaves a file alone and names it that was edited since', async () => {
    const folder = await tempFolder()
    await fillWithPictures(folder, { count: 5, width: 640, height: 480 })
    await mkdir(join(folder, 'Portraits'))
    await fillWithPictures(join(folder, 'Portraits'), { count: 2, name: 'face', width: 480, height: 640 })
    const before = await treeSnapshot(folder)
    const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe: small }) })
    await doBatch(app, 7)
    const [window, past] = [batchWindow(app), pastWindow(app)]
    const { t } = past
    const edited = join(folder, 'Resized', 'photo-03.jpg')
    await appendFile(edited, 'a word of mine')

    await window.button(t.undoBatch).click()
    await window.dialog.getByText(t.undo.removes(7)).waitFor()
    await window.dialog.getByText(t.undo.changed).waitFor()
    await window.dialog.getByRole('button', { name: window.t.dialogs.cancel, exact: true }).click()
    expect(await filesBelow(folder)).toHaveLength(14)

    await window.button(t.undoBatch).click()
    await window.dialog.getByRole('button', { name: t.undo.action, exact: true }).click()
    await past.details.getByText(t.undo.ended(6)).waitFor({ timeout: stateLimitMs })
    await past.details.getByText(t.undo.refused(1)).waitFor()
    await past.details.getByRole('button', { name: t.undo.showRefused, exact: true }).click()
    await expect.poll(() => past.files.getByRole('listitem').count()).toBe(1)
    await past.file('photo-03.jpg').getByText(window.t.reasons.refusals['output-changed'].title).waitFor()
    await past.file('photo-03.jpg').getByTitle(edited, { exact: true }).waitFor()
    await past.details.getByText(t.undoFigures(6, 1, 7), { exact: true }).waitFor()

    expect(await filesBelow(join(folder, 'Resized'))).toEqual(['photo-03.jpg'])
    await rm(join(folder, 'Resized'), { recursive: true })
    expect(await treeSnapshot(folder)).toEqual(before)
  })

  it('after a restart puts back what it had overwritten, with its time, and removes what it created', async () => {
    const folder = await tempFolder()
    await fillWithPictures(folder, { count: 3, width: 640, height: 480 })
    const outputs = join(folder, 'Resized')
    await mkdir(outputs)
    for (const [name, day] of [
      ['photo-01.jpg', '2019-06-01T10:00:00.123Z'],
      ['photo-03.jpg', '2020-06-01T10:00:00.456Z'],
    ] as const) {
      await writeFile(join(outputs, name), await jpegPicture(64, 48, day.length), { mode: 0o640 })
      await utimes(join(outputs, name), new Date(day), new Date(day))
    }
    const before = await treeSnapshot(folder)
    const homeFolder = await homeWith({ recipe: { ...small, onExisting: 'overwrite' } })
    const first = await openApp({ paths: [folder], homeFolder })
    await doBatch(first, 3)
    expect(await treeSnapshot(folder)).not.toEqual(before)
    await first.close()

    const app = await openApp({ homeFolder })
    const [window, past] = [batchWindow(app), pastWindow(app)]
    const { t } = past
    await past.open(1)
    await past.says(0, t.finished)
    await past.action('undo').click()
    await window.dialog.getByText(t.undo.removesOverwritten(3)).waitFor()
    await window.dialog.getByRole('button', { name: t.undo.action, exact: true }).click()
    await past.details.getByText(t.undo.ended(3)).waitFor({ timeout: stateLimitMs })
    await past.says(0, t.states.undone)
    expect(await treeSnapshot(folder)).toEqual(before)
    expect(await past.action('undo').count()).toBe(0)
  })
})

/** So many files that not all of them are under way at once. */
const count = 200

describe.skipIf(process.platform !== 'linux')('An undo that does not come to its end', () => {
  it('because it was stopped goes on later', async () => {
    const { app, folder, before, release } = await heldUndo(await homeWith({ recipe: small }))
    const past = pastWindow(app)
    const { t } = past
    await past.details.getByRole('button', { name: t.undo.stopButton, exact: true }).click()
    await past.details.getByText(t.undo.stopping).waitFor()
    release('SIGCONT')
    await past.details.getByText(/^Stopped: /).waitFor({ timeout: stateLimitMs })
    const left = (await filesBelow(join(folder, 'Resized'))).length
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(count)
    await past.details.getByText(t.undo.stopped(count - left, left), { exact: true }).waitFor()
    await past.says(0, t.states['undo-interrupted'])
    await past.action('continueUndo').click()
    await past.details.getByText(t.undo.ended(count)).waitFor({ timeout: stateLimitMs })
    await past.says(0, t.states.undone)
    expect(await treeSnapshot(folder)).toEqual(before)
    await app.close()
  })

  it('because the app was killed is offered at the next start, and goes on there', async () => {
    const homeFolder = await homeWith({ recipe: small })
    const { app: killed, folder, before, release, children } = await heldUndo(homeFolder)
    await killed.kill()
    release('SIGKILL')
    await until(() => children().length === 0)
    const left = (await readdir(join(folder, 'Resized'))).length

    const app = await openApp({ homeFolder })
    const past = pastWindow(app)
    const { t } = past
    await past.banner.getByText(t.banner.undo).waitFor({ timeout: stateLimitMs })
    await past.banner.getByText(t.banner.undoLeft(left)).waitFor()
    await past.banner.getByRole('button', { name: t.banner.continueUndo, exact: true }).click()
    await past.details.getByText(t.undo.ended(count)).waitFor({ timeout: stateLimitMs })
    await past.says(0, t.states.undone)
    expect(await treeSnapshot(folder)).toEqual(before)
    expect(await past.banner.count()).toBe(0)
  })
})

/** A batch whose undo has begun, with children that were stopped before they could do anything. */
async function heldUndo(homeFolder: string) {
  const folder = await tempFolder()
  await fillWithPictures(folder, { count, width: 160, height: 120 })
  const before = await treeSnapshot(folder)
  const app = await openMortalApp({ paths: [folder], homeFolder })
  await doBatch(app, count)
  const [window, past] = [batchWindow(app), pastWindow(app)]
  await window.button(past.t.undoBatch).click()
  await window.dialog.getByText(past.t.undo.removes(count)).waitFor()
  const others = childrenOf(app.pid)
  const held = new Set<number>()
  const timer = setInterval(() => {
    for (const pid of childrenOf(app.pid)) {
      // A child that is not yet the program it is to become holds its parent up as well.
      if (others.includes(pid) || held.has(pid) || !commandLine(pid).includes('worker.js')) continue
      held.add(pid)
      process.kill(pid, 'SIGSTOP')
    }
  }, 2)
  onTestFinished(() => {
    clearInterval(timer)
  })
  const children = (): readonly number[] => [...held].filter(isAlive)
  const release = (signal: 'SIGCONT' | 'SIGKILL'): void => {
    clearInterval(timer)
    for (const pid of children()) process.kill(pid, signal)
  }
  await window.dialog.getByRole('button', { name: past.t.undo.action, exact: true }).click()
  await past.details.getByText(past.t.undo.running(0, count)).waitFor({ timeout: stateLimitMs })
  await until(() => held.size > 0)
  return { app, folder, before, children, release }
}

/** Of a process; empty when it is gone. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
