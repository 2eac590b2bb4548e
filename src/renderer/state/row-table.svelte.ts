import type { EventOf } from '../../shared/ipc-contract.ts'

/** The rows as typed-array columns behind one version signal. */
export class RowTable {
  #version = $state(0)

  get version(): number {
    return this.#version
  }

  added(event: EventOf<'rowsAdded'>): void {
    this.#version += event.names.length
  }

  changed(event: EventOf<'rowsChanged'>): void {
    this.#version += event.messages.length
  }

  removed(event: EventOf<'rowsRemoved'>): void {
    this.#version += event.rows.length
  }
}
