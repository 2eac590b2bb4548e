/** Ends a `switch` over a union: a member that is not handled does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Expected every case to be handled but got ${JSON.stringify(value)}`)
}
