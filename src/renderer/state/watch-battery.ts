/** The battery as a page sees it; browsers that have none do not tell. */
export interface PageBattery extends EventTarget {
  /** 0 to 1. */
  readonly level: number
  readonly charging: boolean
}

/** A page's navigator, as far as it is looked at here. */
export interface BatteryNavigator {
  getBattery?(): Promise<PageBattery>
}

export type BatteryReport = (battery: { readonly level: number; readonly isCharging: boolean }) => void

/** Reports the battery now and whenever it changes, where the page can see it; the returned function ends that. */
export function watchBattery(navigator: BatteryNavigator, report: BatteryReport): () => void {
  let isClosed = false
  let battery: PageBattery | null = null
  const tell = (): void => {
    if (battery !== null) report({ level: battery.level, isCharging: battery.charging })
  }
  void navigator.getBattery?.().then(
    (found) => {
      if (isClosed) return
      battery = found
      for (const name of changes) found.addEventListener(name, tell)
      tell()
    },
    () => undefined,
  )
  return () => {
    isClosed = true
    for (const name of changes) battery?.removeEventListener(name, tell)
  }
}

const changes = ['levelchange', 'chargingchange'] as const
