import { UnreadableValue } from './sqlite-error.ts'

/**
 * Plain data as JSON, with bigints kept to the last digit (inodes and times do not fit a number): they become `~123`, and a
 * string that begins with a tilde gets another.
 */
export function encodeValue(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `~${String(part)}`
    return typeof part === 'string' && part.startsWith('~') ? `~${part}` : part
  })
}

/** What was given to `encodeValue`, as what the caller knows it to be; throws `UnreadableValue` for anything else. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says once what was kept in this column
export function decodeValue<Value>(text: string): Value {
  try {
    return JSON.parse(text, (_key, part: unknown) => {
      if (typeof part !== 'string' || !part.startsWith('~')) return part
      return part.startsWith('~~') ? part.slice(1) : BigInt(part.slice(1))
    }) as Value
  } catch (error) {
    throw new UnreadableValue(error)
  }
}
