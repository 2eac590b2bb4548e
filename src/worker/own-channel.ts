import type { Channel } from './channel.ts'
import { ownParentPort, parentPortChannel, watchParent } from './parent-port-channel.ts'
import { processChannel } from './process-channel.ts'

/** The way to the parent of this very process, whoever started it: Electron, or a plain Node. */
export function ownChannel(): Channel {
  const port = ownParentPort()
  return port === null ? processChannel() : parentPortChannel({ port, isParentAlive: watchParent(process.ppid) })
}
