import type { Component } from 'svelte'

/** One thing to do in a `Menu`. */
export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: Component<{ size?: number | string }>
  readonly disabled?: boolean
  /** For what cannot be taken back. */
  readonly danger?: boolean
  /** A line above it. */
  readonly startsGroup?: boolean
  readonly onSelect: () => void
}
