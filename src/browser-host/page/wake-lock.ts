/** Keeps the machine from sleeping, as far as a browser lets a page do that. */
export interface WakeLock {
  want(isWanted: boolean): void
}

export function createWakeLock(): WakeLock {
  let isWanted = false
  let lock: WakeLockSentinel | null = null
  const update = async (): Promise<void> => {
    if (!isWanted) {
      const held = lock
      lock = null
      await held?.release()
    } else if (lock === null && document.visibilityState === 'visible') {
      lock = await navigator.wakeLock.request('screen')
      // A browser takes it back when the tab is hidden.
      lock.addEventListener('release', () => {
        lock = null
      })
    }
  }
  const tryUpdate = (): void => {
    // Not granted on a low battery, for one.
    update().catch(() => undefined)
  }
  document.addEventListener('visibilitychange', tryUpdate)
  return {
    want: (next) => {
      isWanted = next
      tryUpdate()
    },
  }
}
