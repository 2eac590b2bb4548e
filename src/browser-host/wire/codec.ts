import { parse, stringify } from 'devalue'
import { type Part, takeApart } from './take-apart.ts'

/**
 * Frames as bytes. What Electron's structured clone carries goes through: typed arrays, `undefined`, maps, sets, dates,
 * bigints, cycles, errors; a function throws, as it does there.
 *
 * Nearly every frame is JSON but for its typed arrays, and those that come often are large: JSON is what an engine writes
 * and reads fastest, and the bytes of the arrays follow it as they are. The rest goes through devalue.
 */
export function encodeFrame(frame: unknown): Uint8Array<ArrayBuffer> {
  const apart = takeApart(frame)
  return apart === null ? encodeAny(frame) : encodeParts(apart.json, apart.parts)
}

/** Throws where the bytes are no frame. */
export function decodeFrame(bytes: Uint8Array): unknown {
  if (bytes[0] === anyMark) return parse(text(bytes.subarray(1)), { Error: reviveError })
  if (bytes[0] === partsMark) return decodeParts(bytes)
  throw new Error('Expected a frame but got something else')
}

/** The first byte says which of the two. */
const anyMark = 1
const partsMark = 2
const headBytes = 5

/** Of a part: its type, its length in bytes, and where it belongs. */
type PartNote = readonly [type: string, bytes: number, path: readonly (string | number)[]]

function encodeAny(frame: unknown): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(
    stringify(frame, { Error: (value) => value instanceof Error && [value.name, value.message, value.stack] }),
  )
  const bytes = new Uint8Array(1 + encoded.length)
  bytes[0] = anyMark
  bytes.set(encoded, 1)
  return bytes
}

function encodeParts(json: unknown, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const notes = parts.map(({ type, bytes, path }): PartNote => [type, bytes.length, path])
  const encoded = new TextEncoder().encode(JSON.stringify([json, notes]))
  const bytes = new Uint8Array(headBytes + encoded.length + parts.reduce((sum, part) => sum + part.bytes.length, 0))
  bytes[0] = partsMark
  new DataView(bytes.buffer).setUint32(1, encoded.length, true)
  bytes.set(encoded, headBytes)
  let at = headBytes + encoded.length
  for (const part of parts) {
    bytes.set(part.bytes, at)
    at += part.bytes.length
  }
  return bytes
}

function decodeParts(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1, true)
  let at = headBytes + length
  const root = JSON.parse(text(bytes.subarray(headBytes, at))) as [unknown, readonly PartNote[]]
  for (const [type, size, path] of root[1]) {
    const own = new Uint8Array(size)
    own.set(bytes.subarray(at, at + size))
    at += size
    put(root, path, new (arrayType(type))(own.buffer))
  }
  return root[0]
}

/** The path leads through what JSON made: only through own properties, so that no prototype is reached. */
function put(root: object, path: readonly (string | number)[], value: unknown): void {
  let at = root as Record<string | number, unknown>
  const steps: readonly (string | number)[] = [0, ...path]
  for (const step of steps.slice(0, -1)) {
    const next = Object.hasOwn(at, step) ? at[step] : null
    if (typeof next !== 'object' || next === null) throw new Error('Expected a frame with a place for each part')
    at = next as Record<string | number, unknown>
  }
  at[steps.at(-1) ?? 0] = value
}

const arrayTypes = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
}

function arrayType(name: string): new (buffer: ArrayBuffer) => ArrayBufferView {
  if (!Object.hasOwn(arrayTypes, name)) throw new Error(`Expected a typed array but got ${name}`)
  return arrayTypes[name as keyof typeof arrayTypes]
}

function text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

const errorTypes: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** As structured clone does it: an error of one of the built-in types, else a plain one. */
function reviveError([name, message, stack]: readonly [string, string, string | undefined]): Error {
  const error = new (errorTypes[name] ?? Error)(message)
  if (stack !== undefined) error.stack = stack
  return error
}
