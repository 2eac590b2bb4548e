/** Runs in the page: notes every task that keeps it busy for more than 50 ms, from now on. */
export function watchLongTasks(): void {
  const durations: number[] = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) durations.push(entry.duration)
  }).observe({ type: 'longtask' })
  Object.assign(window, { longTasks: durations })
}

/** Runs in the page: how long each of them took, in milliseconds. */
export function longTasks(): readonly number[] {
  return (window as unknown as { readonly longTasks: number[] }).longTasks
}
