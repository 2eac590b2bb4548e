import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp } from './support/open-app.ts'
import { noisyPicture, writtenFiles } from './support/picture-folders.ts'

const count = 6
const slow: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 480 }, format: { type: 'avif' } }] }

async function runningBatch(): Promise<{ readonly window: BatchWindow; readonly outputs: string }> {
  const folder = await tempFolder()
  const picture = await noisyPicture(640, 480)
  await writeFile(join(folder, '1.png'), picture)
  for (let number = 2; number <= count; number += 1) {
    await copyFile(join(folder, '1.png'), join(folder, `${String(number)}.png`))
  }
  const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe: slow }) })
  const window = batchWindow(app)
  await window.filter('all', count).waitFor()
  await window.planned()
  await window.start()
  return { window, outputs: join(folder, 'Resized') }
}

/** Whatever lies there is whole and counted as done; everything else waits. */
async function expectNothingHalf({ t, filter }: BatchWindow, outputs: string): Promise<number> {
  expect((await filesBelow(outputs)).filter((name) => !/^\d\.avif$/.test(name))).toEqual([])
  const files = await writtenFiles(outputs)
  expect(files.every(({ width }) => width === 480)).toBe(true)
  if (files.length > 0) await filter('done', files.length).waitFor()
  await filter('waiting', count - files.length).waitFor()
  expect(t.window.summary.left(count)).toContain(String(count))
  return files.length
}

async function expectRestToBeDone(window: BatchWindow, outputs: string): Promise<void> {
  await window.start()
  await window.filter('done', count).waitFor({ timeout: stateLimitMs })
  const files = await writtenFiles(outputs)
  expect(files.map(({ name }) => name)).toEqual(
    Array.from({ length: count }, (_, index) => `${String(index + 1)}.avif`),
  )
}

describe('Cancelling', () => {
  it('finishes what runs and begins nothing more; a later start does the rest', async () => {
    const { window, outputs } = await runningBatch()
    const { footer, summary, row } = window.t.window
    await window.rows.filter({ hasText: row.states.done }).first().waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: footer.cancel, exact: true }).click()
    await window.footer.getByText(footer.cancelling(2).slice(0, 8)).waitFor()
    await window.ended()
    await window.footer.getByText(summary.cancelled('').trim()).waitFor()
    const done = await expectNothingHalf(window, outputs)
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(count)
    await window.footer.getByRole('button', { name: summary.left(count - done) }).waitFor()
    await expectRestToBeDone(window, outputs)
  })

  it('ends what runs as well when asked twice, and leaves nothing half-written', async () => {
    const { window, outputs } = await runningBatch()
    const { footer, summary, row } = window.t.window
    await window.rows.filter({ hasText: row.states.resizing }).first().waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: footer.cancel, exact: true }).click()
    await window.footer.getByRole('button', { name: footer.stopNow, exact: true }).click()
    await window.ended()
    await window.footer.getByText(summary.cancelled('').trim()).waitFor()
    expect(await expectNothingHalf(window, outputs)).toBeLessThan(count)
    await expectRestToBeDone(window, outputs)
  })
})
