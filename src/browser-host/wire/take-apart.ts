/** A typed array that was taken out of a value. */
export interface Part {
  /** Name of its type. */
  readonly type: string
  /** Of this array alone, not of the whole buffer that it may be a part of. */
  readonly bytes: Uint8Array
  readonly path: readonly (string | number)[]
}

/** A value that JSON can write, and the typed arrays that were in it; null stands where each was. */
export interface TakenApart {
  readonly json: unknown
  readonly parts: readonly Part[]
}

interface Walk {
  readonly parts: Part[]
  readonly path: (string | number)[]
  /** What occurs twice, or in itself, is more than JSON can say. */
  readonly seen: Set<object>
  isComplex: boolean
}

/** Null where anything but typed arrays is in it that JSON would lose or change. */
export function takeApart(value: unknown): TakenApart | null {
  const walk: Walk = { parts: [], path: [], seen: new Set(), isComplex: false }
  const json = plain(value, walk)
  return walk.isComplex ? null : { json, parts: walk.parts }
}

function plain(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return value
  if (typeof value !== 'object' || walk.isComplex || walk.seen.has(value)) return complex(walk)
  walk.seen.add(value)
  if (Array.isArray(value)) return plainArray(value, walk)
  if (ArrayBuffer.isView(value)) return plainView(value, walk)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? plainObject(value, walk) : complex(walk)
}

function complex(walk: Walk): null {
  walk.isComplex = true
  return null
}

/** The same array where nothing in it had to change: a list of a thousand names is not copied. */
function plainArray(array: readonly unknown[], walk: Walk): readonly unknown[] {
  let copy: unknown[] | null = null
  for (let nth = 0; nth < array.length && !walk.isComplex; nth += 1) {
    const item = array[nth]
    walk.path.push(nth)
    const made = plain(item, walk)
    walk.path.pop()
    if (made !== item) copy ??= array.slice(0, nth)
    copy?.push(made)
  }
  return copy ?? array
}

function plainObject(object: object, walk: Walk): object {
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(object)) {
    if (key === '__proto__' || key === 'toJSON') complex(walk)
    walk.path.push(key)
    copy[key] = plain(item, walk)
    walk.path.pop()
    if (walk.isComplex) break
  }
  if (Object.getOwnPropertySymbols(object).length > 0) complex(walk)
  return copy
}

/** `Buffer` counts as the array of bytes that it is. */
function plainView(view: ArrayBufferView, walk: Walk): null {
  if (view instanceof DataView) return complex(walk)
  const type = Object.prototype.toString.call(view).slice('[object '.length, -1)
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  walk.parts.push({ type, bytes, path: [...walk.path] })
  return null
}
