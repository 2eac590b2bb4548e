import type { FromChild } from '../shared/pool-protocol.ts'

/** A child's way to its parent; each runtime has its own. */
export interface Channel {
  /** Resolves when the frame has left this process; it then arrives even if the process dies. */
  send(frame: FromChild): Promise<void>
  onMessage(listener: (raw: unknown) => void): void
  /** The parent is gone, or wants no more. */
  onClose(listener: () => void): void
}
