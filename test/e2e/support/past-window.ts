import type { Locator } from 'playwright-core'
import { type Language, type Messages, messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { stateLimitMs } from './batch-window.ts'
import type { LaunchedApp } from './launch-app.ts'

type Action = keyof Messages['history']['actions'] &
  ('continue' | 'openFolder' | 'repeat' | 'undo' | 'continueUndo' | 'forget' | 'discard')

/** What the window shows of batches that were: the banner, the history and its questions, by roles and words. */
export interface PastWindow {
  readonly t: Messages['history']
  /** What was left over from last time. */
  readonly banner: Locator
  readonly list: Locator
  /** Those in sight, newest first. */
  readonly batches: Locator
  batch(place: number): Locator
  readonly details: Locator
  /** Something that can be done with the batch that is looked at. */
  action(name: Action): Locator
  /** The files of that batch. */
  readonly files: Locator
  file(name: string): Locator
  /** Shows only such files of it. */
  showFiles(filter: keyof Messages['history']['files']['filters']): Promise<void>
  /** Goes to the history; resolves when there are as many batches. */
  open(count: number): Promise<void>
  choose(place: number): Promise<void>
  /** Resolves when the batch at the place says so. */
  says(place: number, words: string): Promise<void>
}

export function pastWindow({ page }: LaunchedApp, language: Language = 'en'): PastWindow {
  const { window, history: t } = messagesFor(language)
  const list = page.getByRole('listbox', { name: t.list, exact: true })
  const batches = list.getByRole('option')
  const batch = (place: number): Locator => list.locator(`[aria-posinset="${String(place + 1)}"]`)
  const details = page.getByRole('region', { name: t.details, exact: true })
  const files = details.getByRole('region', { name: t.files.title, exact: true })
  return {
    t,
    banner: page.getByRole('region', { name: t.banner.label, exact: true }),
    list,
    batches,
    batch,
    details,
    action: (name) => details.getByRole('button', { name: t.actions[name], exact: true }),
    files,
    file: (name) =>
      files.getByRole('listitem').filter({ has: page.getByRole('button', { name: t.files.show(name), exact: true }) }),
    showFiles: (filter) => files.getByRole('radio', { name: t.files.filters[filter], exact: true }).click(),
    open: async (count) => {
      await page.getByRole('tab', { name: window.places.history, exact: true }).click()
      if (count === 0) await page.getByRole('heading', { name: t.empty.title }).waitFor()
      else
        await list
          .locator(`[aria-setsize="${String(count)}"]`)
          .first()
          .waitFor({ timeout: stateLimitMs })
    },
    choose: (place) => batch(place).click(),
    says: (place, words) => batch(place).getByText(words, { exact: true }).waitFor({ timeout: stateLimitMs }),
  }
}
