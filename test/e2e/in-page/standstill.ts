/** Runs in the page: resolves when nothing fades or moves into its place any more. */
export async function standstill(): Promise<void> {
  const running = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
  await Promise.allSettled(running.map((transition) => transition.finished))
}
