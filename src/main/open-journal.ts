import { openStore } from '../store/open-store.ts'
import type { Store, StoreProblem } from '../store/store.ts'
import type { Clock } from '../shared/clock.ts'
import type { NoticeQueue } from './notice-queue.ts'

export interface OpenJournalOptions {
  /** Absolute; made when missing. */
  readonly folder: string
  /** The bundle that the journal's thread runs. */
  readonly threadPath: string
  readonly clock: Clock
  readonly raise: NoticeQueue['raise']
}

/** The journal of earlier launches; what is wrong with it becomes a notice, never an error. */
export async function openJournal({ folder, threadPath, clock, raise }: OpenJournalOptions): Promise<Store> {
  const store = await openStore({
    folder,
    threadPath,
    clock,
    onUnwritable: (detail) => {
      raise({ code: 'journal-unwritable', detail })
    },
  })
  if (store.problem !== null) raise(noticeOf(store.problem))
  return store
}

function noticeOf({ code, setAsidePath, detail }: StoreProblem): Parameters<NoticeQueue['raise']>[0] {
  switch (code) {
    case 'damaged':
      return { code: 'journal-damaged', detail: setAsidePath ?? detail }
    case 'too-new':
      return { code: 'journal-too-new', detail: setAsidePath ?? detail }
    case 'unavailable':
      return { code: 'journal-unavailable', detail }
  }
}
