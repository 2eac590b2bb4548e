/** Says in an effect what it has to run again for without using it, such as `dependsOn(app.recipe)`. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- that they are read for the call is all
export function dependsOn(..._values: readonly unknown[]): void {}
