import { uneval } from 'devalue'

/** JavaScript that makes this value anew in another realm: whatever structured clone carries, cycles included. */
export function payloadSource(value: unknown): string {
  return uneval(value, (part, js) => {
    if (part instanceof Error) return js`new Error(${part.message})`
    // A key of this name would set the prototype in an object literal.
    if (typeof part === 'object' && part !== null && Object.hasOwn(part, '__proto__')) {
      return js`JSON.parse(${JSON.stringify(part)})`
    }
    return undefined
  })
}
