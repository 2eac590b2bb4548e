/** What can be wrong with a recipe whose keys are right one by one, as a closed list; `subject` is what it speaks of. */
export const recipeProblemCodes = [
  /** The brace. */
  'name-brace-alone',
  /** The token, in its braces. */
  'name-token-unknown',
  /** The template. */
  'name-not-unique',
  /** The number of the output that has the same name, from 1. */
  'name-taken',
  /** The format. */
  'target-without-quality',
  /** Nothing. */
  'target-lossless',
  /** The name that would do. */
  'folder-name-unusable',
  /** Nothing: originals are replaced, and each can have one replacement only. */
  'replace-one-output',
  /** The template: a replacement has the name of its original. */
  'replace-plain-name',
] as const
export type RecipeProblemCode = (typeof recipeProblemCodes)[number]

/** One thing that is wrong with a recipe. */
export interface RecipeProblem {
  /** The key, such as `outputs[0].name`. */
  readonly path: string
  readonly code: RecipeProblemCode
  readonly subject: string
  /** An English sentence that says what is wrong and what to do. */
  readonly message: string
}
