/**
 * Listens on the window after every listener of the page, also those that are added later: on the way down the listener is
 * put at the end of the line for the way up. So the host acts only on what the page has left alone, as Electron does.
 */
export function listenLast<Name extends keyof WindowEventMap>(
  name: Name,
  listener: (event: WindowEventMap[Name]) => void,
): void {
  window.addEventListener(
    name,
    () => {
      window.removeEventListener(name, listener)
      window.addEventListener(name, listener)
    },
    { capture: true },
  )
}
