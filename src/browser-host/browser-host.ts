/** Starts the built main bundle under Node with this folder's `electron` in place of the binary's. */
export function startBrowserHost(): never {
  throw new Error('Not built yet')
}
