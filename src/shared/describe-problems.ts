import type * as z from 'zod'

/**
 * What is wrong with a document, a line per problem: the key, what was expected, what came. `input` is the document
 * that was parsed.
 */
export function describeProblems(error: z.ZodError, input: unknown): readonly string[] {
  // One line per key: of several limits that a value breaks, the last is the recipe's own.
  const byKey = new Map(error.issues.map((issue) => [keyOf(issue.path), issue]))
  return [...byKey.values()].flatMap((issue) => describeIssue(issue, input))
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): readonly string[] {
  const key = keyOf(issue.path)
  const got = valueAt(input, issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => `${keyOf([...issue.path, name])}: unknown key; remove it or check its spelling`)
  }
  const came = got === undefined ? 'it is missing' : `got ${show(got)}`
  return [`${key}: expected ${expectation(issue)} but ${came}`]
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid') ? (typeWords[issue.expected] ?? issue.expected) : issue.message
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.map(show).join(', ')}`
    case 'too_small':
      return `${noun(issue.origin)} of at least ${String(issue.minimum)}${unit(issue.origin)}`
    case 'too_big':
      return `${noun(issue.origin)} of at most ${String(issue.maximum)}${unit(issue.origin)}`
    case 'invalid_union':
      return unionWords(issue)
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? 'another form' : issue.message
    default:
      return issue.message
  }
}

const typeWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

function noun(origin: string): string {
  if (origin === 'string') return 'a text'
  return origin === 'array' ? 'a list' : 'a number'
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : []
  return options.length > 0 ? `one of ${options.map(show).join(', ')}` : `a known "${issue.discriminator ?? 'kind'}"`
}

/** `outputs[0].resize.size`; the whole document has no key. */
function keyOf(path: readonly PropertyKey[]): string {
  const key = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('')
  return key === '' ? 'recipe' : key.replace(/^\./, '')
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part]
  }
  return value
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
