/** Between two announcements that are not urgent, in milliseconds. */
const pauseMs = 5000

export interface Announcer {
  /** `now-and-then`: the last words of every five seconds. `at-once`: what is new is said now, and nothing older after it. */
  say(text: string, when: 'now-and-then' | 'at-once'): void
  readonly close: () => void
}

/** Words for a live region, so seldom that they can be listened to. */
export function createAnnouncer(announce: (text: string) => void): Announcer {
  let said = ''
  let waiting = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const sayNow = (text: string): void => {
    if (text === said) return
    said = text
    announce(text)
  }
  return {
    say(text, when) {
      if (when === 'at-once') {
        waiting = ''
        sayNow(text)
        return
      }
      waiting = text
      timer ??= setTimeout(() => {
        timer = undefined
        if (waiting !== '') sayNow(waiting)
        waiting = ''
      }, pauseMs)
    },
    close() {
      clearTimeout(timer)
    },
  }
}
