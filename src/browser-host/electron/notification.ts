import { EventEmitter } from 'node:events'
import type { Notification, NotificationConstructorOptions } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

export type NotificationStandIn = EventEmitter & Pick<Notification, 'body' | 'show' | 'title'>

export interface NotificationClass {
  new (options?: NotificationConstructorOptions): NotificationStandIn
  isSupported(): boolean
}

/** `electron.Notification`: said in the page, politely. */
export function createNotificationClass({ link }: Host): NotificationClass {
  let nextId = 1
  const shown = new Map<number, EventEmitter>()
  link.on('notification-clicked', ({ id }) => {
    shown.get(id)?.emit('click')
  })

  class HostedNotification extends EventEmitter implements Pick<Notification, 'body' | 'show' | 'title'> {
    static isSupported(): boolean {
      return true
    }

    readonly title: string
    readonly body: string

    constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
      super()
      this.title = title
      this.body = body
      return refuseUnknown('Notification', this)
    }

    show(): void {
      const id = nextId
      nextId += 1
      shown.set(id, this)
      link.tellSoon({ kind: 'notification', id, title: this.title, body: this.body })
      this.emit('show')
    }
  }
  return refuseUnknown('Notification', HostedNotification)
}
