import type { Bridge } from '../shared/ipc-contract.ts'
import { bridgeName } from '../shared/ipc-names.ts'

/** What the preload put on the page; the only reader of it. Throws where the page was opened without the app. */
export function pageBridge(): Bridge {
  const bridge = (window as unknown as Readonly<Record<string, Bridge | undefined>>)[bridgeName]
  if (bridge === undefined) throw new Error('Expected the app around this page but found none; start it with npm start')
  return bridge
}
