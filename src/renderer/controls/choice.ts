import type { Snippet } from 'svelte'
import type { ControlNames } from './control-names.ts'

/** One of several to choose from, as `Select` and `Segmented` show it. */
export interface Choice<Value extends string = string> {
  readonly value: Value
  readonly label: string
  /** A second, quiet line in a list; the tooltip in a row of segments. */
  readonly hint?: string
  readonly disabled?: boolean
}

/** What every control that chooses one of several is given. */
export interface ChoiceProps<Value extends string> {
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
  /** From the field around it; or `label` where there is none. */
  readonly names?: ControlNames | undefined
  readonly label?: string
  readonly disabled?: boolean
}

/** `columns`: so many in a row, all of one width; else as many as there is room for. */
export interface SegmentedProps<Value extends string> extends ChoiceProps<Value> {
  readonly columns?: number
}

/** `icon` is drawn before a label, in the list and in the control. */
export interface SelectProps<Value extends string> extends ChoiceProps<Value> {
  readonly icon?: Snippet<[Value]>
}
