import type { EventOf } from '../shared/ipc-contract.ts'
import type { SendEvent } from './send-events.ts'

/** Words to the window that nobody asked for; those from before it listens wait for it. */
export interface NoticeQueue {
  raise(notice: EventOf<'noticeRaised'>): void
  /** The window listens from now on. */
  open(): void
}

export function createNoticeQueue(send: SendEvent): NoticeQueue {
  let waiting: EventOf<'noticeRaised'>[] | null = []
  return {
    raise: (notice) => {
      if (waiting === null) send('noticeRaised', notice)
      else waiting.push(notice)
    },
    open: () => {
      const told = waiting ?? []
      waiting = null
      for (const notice of told) send('noticeRaised', notice)
    },
  }
}
