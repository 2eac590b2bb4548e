import { link, mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, fingerprints } from '../../scripts/support/files-below.ts'
import { localDate } from '../../src/main/local-date.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { treeSnapshot } from '../support/tree-snapshot.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp, LaunchOptions } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { pastWindow } from './support/past-window.ts'
import { writtenFiles } from './support/picture-folders.ts'

const recipe: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 200 } }] }
const names = ['one.jpg', 'two.jpg', 'deep/three.jpg']

/** Three pictures of different contents, times and permissions, one of them in a folder of its own. */
async function originals(): Promise<string> {
  const folder = await tempFolder()
  await mkdir(join(folder, 'deep'))
  for (const [place, name] of names.entries()) {
    const path = join(folder, name)
    await writeFile(path, await jpegPicture(640, 480, place + 1), { mode: place === 1 ? 0o600 : 0o644 })
    await utimes(path, new Date(2019, place, 3, 4, 5, 6.5), new Date(2019, place, 3, 4, 5, 6.5))
  }
  return folder
}

/** Opens the app over a folder, with the mode chosen and planned. */
async function openReplacing(
  folder: string,
  options: LaunchOptions,
  count = names.length,
): Promise<{ readonly app: LaunchedApp; readonly window: BatchWindow }> {
  const app = await openApp({ ...options, paths: [folder] })
  const window = batchWindow(app)
  await window.filter('all', count).waitFor({ timeout: stateLimitMs })
  await window.planned()
  const { replace } = window.t.history
  await window.panel.getByRole('radio', { name: replace.choice, exact: true }).click()
  await window.panel.getByText(replace.session).waitFor()
  await window.plan.getByText(replace.strip(names.length), { exact: true }).waitFor({ timeout: stateLimitMs })
  return { app, window }
}

/** The question before the start, answered with yes. */
async function replaceThem({ t, dialog, footer, ended }: BatchWindow, where: string): Promise<void> {
  const { replace } = t.history
  await footer.getByRole('button', { name: replace.start, exact: true }).click()
  await dialog.getByText(where, { exact: true }).waitFor()
  await dialog.getByRole('button', { name: replace.action(names.length), exact: true }).click()
  await ended()
  await footer.getByRole('button', { name: t.window.summary.done(names.length), exact: true }).waitFor()
}

/** The three results stand where their originals stood. */
async function expectReplaced(folder: string): Promise<void> {
  const files = await writtenFiles(folder)
  for (const name of names) {
    const written = files.find((file) => file.name === name)
    expect(written, name).toMatchObject({ width: 200, height: 150 })
  }
}

async function undoNewest(app: LaunchedApp, count: number): Promise<void> {
  const [window, past] = [batchWindow(app), pastWindow(app)]
  await past.open(count)
  await past.batch(0).getByText(past.t.replaced).waitFor({ state: 'attached' })
  await past.action('undo').click()
  await window.dialog.getByText(past.t.undo.putsBack(names.length)).waitFor()
  await window.dialog.getByRole('button', { name: past.t.undo.action, exact: true }).click()
  await past.details.getByText(past.t.undo.ended(names.length)).waitFor({ timeout: stateLimitMs })
  await past.says(0, past.t.states.undone)
}

describe('Replacing originals', () => {
  let folder: string
  let homeFolder: string
  /** A bin of the test's own, never the person's. */
  let dataFolder: string
  let env: Record<string, string>

  beforeEach(async () => {
    folder = await originals()
    homeFolder = await homeWith({ recipe })
    dataFolder = await tempFolder()
    env = { XDG_DATA_HOME: dataFolder }
  })

  it('says where originals will be, asks before the start, and does nothing when the answer is no', async () => {
    const before = await treeSnapshot(folder)
    await writeFile(join(dataFolder, 'Trash'), 'no bin can be made here')
    const { app, window } = await openReplacing(folder, { homeFolder, env })
    const { replace } = window.t.history
    const folderName = `Originals ${localDate(new Date())}`
    await window.plan.getByText(replace.kept({ toBin: 0, toFolder: 3, folderName })).waitFor()
    // How many, and the room: that originals are at the places of their results is no clash.
    expect(await window.plan.getByRole('button').count()).toBe(2)
    await window.footer.getByRole('button', { name: replace.start, exact: true }).click()
    await window.dialog.getByRole('heading', { name: replace.title(3) }).waitFor()
    await window.dialog.getByText(replace.toFolder(3, folderName)).waitFor()
    // Enter means no.
    await app.page.keyboard.press('Enter')
    await window.dialog.waitFor({ state: 'detached' })
    await window.filter('waiting', 3).waitFor()
    await pastWindow(app).open(0)
    expect(await treeSnapshot(folder)).toEqual(before)
  })

  it('keeps them in a dated folder where there is no bin, is off after a restart, and can be undone there', async () => {
    const before = await treeSnapshot(folder)
    await writeFile(join(dataFolder, 'Trash'), 'no bin can be made here')
    const { app: first, window } = await openReplacing(folder, { homeFolder, env })
    const folderName = `Originals ${localDate(new Date())}`
    await replaceThem(window, window.t.history.replace.toFolder(3, folderName))
    await expectReplaced(folder)
    expect(await filesBelow(folder)).toEqual(
      [
        `${folderName}/one.jpg`,
        `${folderName}/two.jpg`,
        `deep/${folderName}/three.jpg`,
        'deep/three.jpg',
        'one.jpg',
        'two.jpg',
      ], // prettier-ignore
    )
    const kept = await treeSnapshot(join(folder, folderName))
    expect(kept).toEqual({ 'one.jpg': before['one.jpg'], 'two.jpg': before['two.jpg'] })
    await window.footer.getByText(window.t.history.replace.keptIn({ toBin: 0, toFolder: 3, folderName })).waitFor()
    await first.close()

    const second = await openApp({ homeFolder, env, paths: [folder] })
    const again = batchWindow(second)
    await again.planned()
    await again.footer.getByRole('button', { name: again.t.window.footer.start, exact: true }).waitFor()
    const radio = again.panel.getByRole('radio', { name: again.t.history.replace.choice, exact: true })
    expect(await radio.getAttribute('aria-checked')).toBe('false')
    await undoNewest(second, 1)
    expect(await treeSnapshot(folder)).toEqual(before)
  })

  it.skipIf(process.platform !== 'linux')(
    'puts them into the bin where there is one, and undo takes them out of it',
    async () => {
      const before = await treeSnapshot(folder)
      const contents = Object.values(await fingerprints(folder)).sort()
      const { app, window } = await openReplacing(folder, { homeFolder, env })
      const { replace } = window.t.history
      const folderName = `Originals ${localDate(new Date())}`
      await window.plan.getByText(replace.kept({ toBin: 3, toFolder: 0, folderName })).waitFor()
      await replaceThem(window, replace.toBin(3))
      await expectReplaced(folder)
      expect(await filesBelow(folder)).toEqual(['deep/three.jpg', 'one.jpg', 'two.jpg'])
      expect(Object.values(await fingerprints(join(dataFolder, 'Trash', 'files'))).sort()).toEqual(contents)
      await window.footer.getByText(replace.keptIn({ toBin: 3, toFolder: 0, folderName })).waitFor()

      await undoNewest(app, 1)
      expect(await treeSnapshot(folder)).toEqual(before)
      expect(await filesBelow(join(dataFolder, 'Trash'))).toEqual([])
    },
  )

  it('leaves links and files with several names out, and says so, unless they are wanted', async () => {
    const elsewhere = await tempFolder()
    await writeFile(join(elsewhere, 'far.jpg'), await jpegPicture(640, 480, 9))
    await symlink(join(elsewhere, 'far.jpg'), join(folder, 'link.jpg'))
    await writeFile(join(elsewhere, 'named.jpg'), await jpegPicture(640, 480, 8))
    await link(join(elsewhere, 'named.jpg'), join(folder, 'other-name.jpg'))
    const far = await treeSnapshot(elsewhere)
    const { window } = await openReplacing(folder, { homeFolder, env }, 5)
    const { history, reasons } = window.t
    await window.plan.getByText(history.replace.stripLinks(2)).waitFor()
    const links = window.panel.getByRole('switch', { name: history.replace.links })
    await links.click()
    await window.plan.getByText(history.replace.strip(5), { exact: true }).waitFor({ timeout: stateLimitMs })
    await links.click()
    await window.plan.getByText(history.replace.stripLinks(2)).waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: history.replace.start, exact: true }).click()
    await window.dialog.getByText(history.replace.linksLeftOut(2)).waitFor()
    await window.dialog.getByRole('button', { name: history.replace.action(3), exact: true }).click()
    await window.ended()
    await window.shows('link.jpg', 8, reasons.failures['input-is-link'].title)
    await window.shows('other-name.jpg', 8, reasons.failures['input-is-link'].title)
    await expectReplaced(folder)
    expect(await treeSnapshot(elsewhere)).toEqual(far)
  })
})
