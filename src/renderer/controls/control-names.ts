/** What a `Field` hands to the control in it, so that the two belong together for those who do not see them. */
export interface ControlNames {
  /** For the element that takes the focus. */
  readonly id: string
  readonly labelledBy: string
  /** Ids of hint and error, in reading order; undefined without either. */
  readonly describedBy: string | undefined
  readonly isInvalid: boolean
}
