import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { childrenOf } from '../../scripts/support/children-of.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, noisyPicture, writtenFiles } from './support/picture-folders.ts'

describe('A picture that fails', () => {
  it('says why in words, and once it is mended on the disk a retry does it alone', async () => {
    const folder = await tempFolder()
    const names = await fillWithPictures(folder, { count: 3, width: 640, height: 480 })
    const whole = await jpegPicture(640, 480, 5)
    await writeFile(join(folder, 'torn.jpg'), whole.subarray(0, whole.length / 2))
    const app = await openApp({ paths: [folder] })
    const window = batchWindow(app)
    const { t } = window
    await window.filter('all', 4).waitFor()
    await window.planned()
    await window.start()
    await window.ended()

    await window.shows('torn.jpg', 8, t.window.row.states.failed)
    await window.shows('torn.jpg', 8, t.reasons.failures['image-damaged'].title)
    await window.footer.getByRole('button', { name: t.window.summary.failed(1), exact: true }).click()
    await expect.poll(() => window.rows.count()).toBe(1)
    await window.button(`${t.window.filters.all} 4`).click()
    expect((await writtenFiles(join(folder, 'Resized'))).map(({ name }) => name)).toEqual(names)
    const before = await Promise.all(names.map((name) => stat(join(folder, 'Resized', name), { bigint: true })))

    await writeFile(join(folder, 'torn.jpg'), whole)
    await window.footer.getByRole('button', { name: t.window.footer.retryFailed(1), exact: true }).click()
    await window.filter('done', 4).waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: t.window.summary.done(1), exact: true }).waitFor()
    expect(await window.filter('failed', 1).count()).toBe(0)
    expect((await writtenFiles(join(folder, 'Resized'))).map(({ name }) => name)).toEqual([...names, 'torn.jpg'])
    const after = await Promise.all(names.map((name) => stat(join(folder, 'Resized', name), { bigint: true })))
    expect(after.map(({ ino, ctimeNs }) => [ino, ctimeNs])).toEqual(before.map(({ ino, ctimeNs }) => [ino, ctimeNs]))
  })

  it('can be tried again with other settings', async () => {
    const folder = await tempFolder()
    const [name = ''] = await fillWithPictures(folder, { count: 1, width: 640, height: 480 })
    const recipe: RecipeInput = { outputs: [{ format: { type: 'jpeg' }, targetBytes: 500, qualityFloor: 80 }] }
    const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe }) })
    const window = batchWindow(app)
    const { t } = window
    await window.planned()
    await window.start()
    await window.ended()
    await window.shows(name, 8, t.reasons.failures['target-unreachable'].title)
    await expect(readFile(join(folder, 'Resized', name))).rejects.toThrow('ENOENT')

    await window.panel.getByRole('switch', { name: t.recipe.format.target }).click()
    await window.footer.getByRole('button', { name: t.window.footer.retryFailed(1), exact: true }).click()
    await window.filter('done', 1).waitFor({ timeout: stateLimitMs })
    expect(await writtenFiles(join(folder, 'Resized'))).toMatchObject([{ name, format: 'jpeg', width: 640 }])
  })
})

describe.skipIf(process.platform !== 'linux')('A child that crashes', () => {
  it.for(['SIGSEGV', 'SIGKILL'] as const)('by %s costs no picture: the batch goes on to its end', async (signal) => {
    const folder = await tempFolder()
    const count = 4
    const picture = await noisyPicture(640, 480)
    for (let number = 1; number <= count; number += 1) await writeFile(join(folder, `${String(number)}.png`), picture)
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'longest-side', size: 480 }, format: { type: 'avif' } }],
    }
    const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe }) })
    const window = batchWindow(app)
    const { t } = window
    await window.filter('all', count).waitFor()
    await window.planned()
    const before = childrenOf(app.pid)
    await window.start()
    await window.rows.filter({ hasText: t.window.row.states.resizing }).first().waitFor({ timeout: stateLimitMs })
    const [victim] = childrenOf(app.pid).filter((pid) => !before.includes(pid))
    if (victim === undefined) throw new Error('Expected a child at work')
    process.kill(victim, signal)
    await until(() => !childrenOf(app.pid).includes(victim))

    await window.ended()
    await window.filter('done', count).waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: t.window.summary.done(count), exact: true }).waitFor()
    const files = await writtenFiles(join(folder, 'Resized'))
    expect(files.map(({ name }) => name)).toEqual(
      Array.from({ length: count }, (_, index) => `${String(index + 1)}.avif`),
    )
  })
})
