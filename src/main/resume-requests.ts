import type { Worklist } from '../batch/worklist.ts'
import type { RequestHandlers } from '../shared/ipc-contract.ts'
import { answered } from './answers.ts'
import type { HistoryNews } from './history-news.ts'
import type { SettingsStore } from './settings-store.ts'

type ResumeRequest = 'continueBatch' | 'dismissBatch' | 'restoreList' | 'dropList' | 'repeatBatch'

export interface ResumeRequestsOptions {
  readonly worklist: Worklist
  readonly settings: SettingsStore
  readonly news: HistoryNews
}

/** Requests that take up, or give up, what an earlier batch or list has left. */
export function resumeRequests(options: ResumeRequestsOptions): Pick<RequestHandlers, ResumeRequest> {
  const { worklist, settings, news } = options
  return {
    continueBatch: async ({ id }) => {
      const continued = await worklist.continueBatch(id)
      if (continued.ok) settings.change({ recipe: worklist.recipe() })
      news.changed()
      return continued
    },
    dismissBatch: async ({ id }) => {
      const dismissed = await worklist.dismissBatch(id)
      news.changed()
      return dismissed
    },
    restoreList: async () => {
      const total = await worklist.restoreList()
      news.lostListChanged()
      return answered({ total })
    },
    dropList: async () => {
      await worklist.dropList()
      news.lostListChanged()
      return answered({})
    },
    repeatBatch: ({ id }) => worklist.repeatBatch(id),
  }
}
