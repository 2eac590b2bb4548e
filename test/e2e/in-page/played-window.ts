/** The part of `test/renderer/support/fake-bridge.ts` that is played with from outside. */
interface FakeMain {
  readonly asked: readonly { readonly name: string; readonly input: unknown }[]
  readonly bridge: { readonly requests: Record<string, (input: unknown) => Promise<unknown>> }
  readonly batch: { changesPerSecond: number; batchState(): { readonly failed: number } }
}

interface Axe {
  run(): Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
  }>
}

/** Runs in the page: what main was asked, in order. */
export function askedOfMain(): readonly { readonly name: string; readonly input: unknown }[] {
  return (window as unknown as { readonly fakeMain: FakeMain }).fakeMain.asked
}

/** Runs in the page: lets the made-up batch go at this pace. */
export function setPace(changesPerSecond: number): void {
  ;(window as unknown as { readonly fakeMain: FakeMain }).fakeMain.batch.changesPerSecond = changesPerSecond
}

/** Runs in the page: how many pictures of the batch have failed. */
export function failedCount(): number {
  return (window as unknown as { readonly fakeMain: FakeMain }).fakeMain.batch.batchState().failed
}

/** Runs in the page: from now on main never answers to a recipe. */
export function holdRecipes(): void {
  const { requests } = (window as unknown as { readonly fakeMain: FakeMain }).fakeMain.bridge
  requests['setRecipe'] = () => new Promise(() => undefined)
}

/** Runs in the page: asks for this change of the settings. */
export async function changeSettings(change: unknown): Promise<void> {
  await (window as unknown as { readonly fakeMain: FakeMain }).fakeMain.bridge.requests['updateSettings']?.({ change })
}

/** Runs in the page: pastes text. */
export function pasteText(text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }))
}

/** Runs in the page: drags one thing of this name over the window, or drops it. */
export function dragFile({ kind, name }: { readonly kind: 'dragenter' | 'drop'; readonly name: string }): void {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File(['x'], name))
  document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
}

/** Runs in the page: scrolls the table to `toPx` in steps of `stepPx`, one a frame. */
export async function scrollTable({ toPx, stepPx }: { readonly toPx: number; readonly stepPx: number }): Promise<void> {
  const grid = document.querySelector('[role="grid"]')
  if (grid === null) throw new Error('Expected a table')
  for (let topPx = grid.scrollTop; topPx <= toPx; topPx += stepPx) {
    grid.scrollTop = topPx
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

/** Runs in the page: the names in sight, from top to bottom. */
export function namesInOrder(): readonly string[] {
  const top = (element: Element): number => Number(element.getAttribute('data-position'))
  return [...document.querySelectorAll('[role="grid"] [data-position]')]
    .sort((one, other) => top(one) - top(other))
    .map((element) => element.querySelector('.name')?.textContent ?? '')
}

/** Runs in the page, after axe-core: what it finds wrong, best practices included, with the elements. */
export async function axeFaults(): Promise<readonly string[]> {
  const { violations } = await (window as unknown as { readonly axe: Axe }).axe.run()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** Runs in the page: by how much it is wider than the window, in pixels. */
export function widthTooMuch(): number {
  return document.documentElement.scrollWidth - window.innerWidth
}
