/**
 * Runs in the page: notes every word that a row's state cell shows, row by row, from now on. What is noted is told by
 * `stagesSeen`.
 */
export function watchStages(): void {
  const seen: Record<string, string[]> = {}
  const note = (cell: Element): void => {
    const row = cell.closest('[role="row"]')?.id ?? ''
    const word = cell.querySelector('.state-word')?.textContent ?? ''
    const words = (seen[row] ??= [])
    if (words.at(-1) !== word) words.push(word)
  }
  const grid = document.querySelector('[role="grid"]')
  if (grid === null) throw new Error('Expected a table')
  for (const cell of grid.querySelectorAll('.cell.state')) note(cell)
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement
      const cell = element?.closest('.cell.state')
      if (cell != null) note(cell)
    }
  }).observe(grid, { subtree: true, childList: true, characterData: true })
  Object.assign(window, { stagesSeen: seen })
}

/** Runs in the page: the words of `watchStages`, in order, by the row's element id. */
export function stagesSeen(): Readonly<Record<string, readonly string[]>> {
  return (window as unknown as { readonly stagesSeen: Record<string, string[]> }).stagesSeen
}
