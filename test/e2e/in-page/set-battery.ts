/** What a page is told of the battery. */
interface Battery extends EventTarget {
  readonly level: number
  readonly charging: boolean
}

/** Runs in the page: from now on its battery is at this level, 0 to 1, and everybody who listens is told. */
export async function setBattery(told: { readonly level: number; readonly charging: boolean }): Promise<void> {
  const battery = await (navigator as unknown as { getBattery(): Promise<Battery> }).getBattery()
  for (const key of ['level', 'charging'] as const) {
    Object.defineProperty(battery, key, { configurable: true, value: told[key] })
    battery.dispatchEvent(new Event(`${key}change`))
  }
}
