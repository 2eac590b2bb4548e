import type { Channel } from './channel.ts'

/** The channel of a child that was spawned by Node with `ipc` among its stdio. */
export function processChannel(): Channel {
  return {
    send: (frame) =>
      new Promise((resolve) => {
        // A parent that has gone shows as the end of the channel; the frame is then of no use to anybody.
        if (process.send === undefined || !process.connected) resolve()
        else
          process.send(frame, () => {
            resolve()
          })
      }),
    onMessage: (listener) => {
      process.on('message', listener)
    },
    onClose: (listener) => {
      process.on('disconnect', listener)
    },
  }
}
