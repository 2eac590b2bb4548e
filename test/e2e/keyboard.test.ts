import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import { command } from '../support/command-line.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { focusLook } from './in-page/focus-look.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { pastWindow } from './support/past-window.ts'
import { fillWithPictures, writtenFiles } from './support/picture-folders.ts'

/** More stops than the whole window has. */
const maxStops = 90

describe('Without a mouse', () => {
  it('one gets from the empty window to a finished batch and its report, and always sees where one is', async () => {
    const folder = await tempFolder()
    await fillWithPictures(folder, { count: 3, width: 800, height: 600 })
    const app = await openApp()
    const window = batchWindow(app)
    const { t } = window
    const { keyboard } = app.page
    await app.page.getByRole('heading', { name: t.window.empty.title }).waitFor()

    await tabTo(app, t.window.empty.addFolder)
    await app.dialogs.answerOpen([folder], () => keyboard.press('Enter'))
    await window.filter('all', 3).waitFor({ timeout: stateLimitMs })

    await tabTo(app, t.recipe.size.side)
    await keyboard.type('320')
    await keyboard.press('Enter')
    await tabTo(app, t.recipe.format.label)
    await keyboard.press('Enter')
    await app.page.getByRole('listbox').waitFor()
    await keyboard.type(t.recipe.format.formats.webp)
    await keyboard.press('Enter')
    await app.page.getByRole('listbox').waitFor({ state: 'detached' })
    await window.shows('photo-01.jpg', 4, /→\s*320×240/)
    await expectFocus(app, t.recipe.format.label)
    await window.planned()

    await keyboard.press('ControlOrMeta+L')
    await window.dialog.waitFor()
    await tabTo(app, t.dialogs.plan.details('photo-01.jpg'))
    await keyboard.press('Escape')
    await window.dialog.waitFor({ state: 'detached' })

    await tabTo(app, t.window.columns.label)
    await keyboard.press('ArrowDown')
    await expectFocus(app, t.window.columns.label)
    await keyboard.press('Enter')
    await window.compared()
    await tabTo(app, t.dialogs.compare.divider)
    await keyboard.press('ArrowLeft')
    await keyboard.press('Escape')
    await window.dialog.waitFor({ state: 'detached' })
    await expectFocus(app, t.window.columns.label)

    await tabTo(app, t.window.footer.start)
    await keyboard.press('Enter')
    await window.filter('done', 3).waitFor({ timeout: stateLimitMs })
    await window.ended()
    expect(await writtenFiles(join(folder, 'Resized'))).toMatchObject(
      ['01', '02', '03'].map((number) => ({ name: `photo-${number}.webp`, width: 320, height: 240 })),
    )

    const report = join(await tempFolder(), 'report.csv')
    await tabTo(app, t.window.summary.reportLabel)
    await keyboard.press('Enter')
    await app.page.getByRole('menu').waitFor()
    await expect.poll(() => app.page.evaluate(focusLook)).toMatchObject({ name: t.window.summary.csv })
    await app.dialogs.answerSave(report, () => keyboard.press('Enter'))
    await app.page.getByText(t.window.summary.reportSaved(report)).waitFor()
    expect(await readFile(report, 'utf8')).toContain('photo-03.webp')
  })
})

describe('Without a mouse, in the history', () => {
  it('one finds a batch, reads what it did and undoes it, and always sees where one is', async () => {
    const folder = await tempFolder()
    const homeFolder = await homeWith({})
    const env = { BATCHFIT_HOME: homeFolder }
    for (const name of ['first', 'second']) {
      await fillWithPictures(join(folder, name), { count: 2, name, width: 320, height: 240 })
      await command(['run', '--quiet', '--longest-side', '100', name], { folder, env })
    }
    const app = await openApp({ homeFolder })
    const [window, past] = [batchWindow(app), pastWindow(app)]
    const { t } = past
    const { keyboard } = app.page

    await keyboard.press('ControlOrMeta+3')
    await past.list.waitFor()
    await tabTo(app, t.list)
    await past.file('second-01.jpg').waitFor()
    await keyboard.press('ArrowDown')
    await past.file('first-01.jpg').waitFor()
    await expectFocus(app, t.list)
    expect(await past.batch(1).getAttribute('aria-selected')).toBe('true')

    await keyboard.press('Enter')
    await expectFocus(app, t.actions.openFolder)
    await keyboard.press('Escape')
    await expectFocus(app, t.list)
    await keyboard.press('Enter')
    await tabTo(app, t.actions.undo)
    await keyboard.press('Enter')
    await window.dialog.getByText(t.undo.removes(2)).waitFor()
    // The nearest answer is the safe one.
    await expectFocus(app, window.t.dialogs.cancel)
    await keyboard.press('Enter')
    await window.dialog.waitFor({ state: 'detached' })
    await expectFocus(app, t.actions.undo)
    expect(await writtenFiles(join(folder, 'first', 'Resized'))).toHaveLength(2)

    await keyboard.press('Enter')
    await window.dialog.waitFor()
    await tabTo(app, t.undo.action)
    await keyboard.press('Enter')
    await past.says(1, t.states.undone)
    await past.says(0, t.finished)
    expect(await filesBelow(join(folder, 'first'))).toEqual(['first-01.jpg', 'first-02.jpg'])
    expect(await writtenFiles(join(folder, 'second', 'Resized'))).toHaveLength(2)
    // What had the keyboard is gone; the keyboard is not.
    await expect.poll(() => app.page.evaluate(focusLook)).toMatchObject({ isVisible: true, isInSight: true })
  })
})

/** Presses Tab until the focus is on what has this name; at every stop before, it can be seen where one is. */
async function tabTo(app: LaunchedApp, name: string): Promise<void> {
  const passed: string[] = []
  while (passed.length < maxStops) {
    await app.page.keyboard.press('Tab')
    const look = await app.page.evaluate(focusLook)
    if (look.name !== '') {
      expect(look, `after ${passed.join(' → ')}`).toMatchObject({ isVisible: true, isInSight: true })
    }
    if (look.name === name) return
    passed.push(look.name === '' ? '(the page)' : `${look.role} ${look.name.slice(0, 30)}`)
  }
  throw new Error(`Expected to get to ${name} by Tab but got to: ${passed.join(' → ')}`)
}

async function expectFocus(app: LaunchedApp, name: string): Promise<void> {
  await expect.poll(() => app.page.evaluate(focusLook)).toMatchObject({ name, isVisible: true, isInSight: true })
}
