import type { EventOf } from '../shared/ipc-contract.ts'
import { channelOf, type EventName } from '../shared/ipc-names.ts'

/** The part of a window that events go through. */
export interface EventTarget {
  isDestroyed(): boolean
  readonly webContents: { isDestroyed(): boolean; send(channel: string, event: unknown): void }
}

/** Tells the window something; typed by the contract. */
export type SendEvent = <Name extends EventName>(name: Name, event: EventOf<Name>) => void

/** Sends to the window while it lives; what is said after its end is of no use to anybody. */
export function eventSender(target: () => EventTarget | null): SendEvent {
  return (name, event) => {
    const window = target()
    if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return
    window.webContents.send(channelOf(name), event)
  }
}
