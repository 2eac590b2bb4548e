/** Ends a switch over a union: a new member that is not handled does not compile, and a value from outside throws. */
export function assertNever(value: never): never {
  throw new Error(`Expected no further case but received ${JSON.stringify(value)}`)
}
