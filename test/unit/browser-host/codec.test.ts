import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '../../../src/browser-host/wire/codec.ts'

const pass = (value: unknown): unknown => decodeFrame(encodeFrame(value))

describe('frames as bytes', () => {
  it.each([
    [
      'columns',
      { rows: new Uint32Array([0, 4_294_967_295]), sizes: new Float64Array([0.1, 2 ** 53]), none: new Uint8Array() },
    ],
    ['what JSON loses', [undefined, -0, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 64n, new Date(7)]],
    ['maps and sets', new Map([['a', new Set([1])]])],
    ['names of any kind', ['汉字', '\u0000', '</script>', '\u2028', '"\\', '😀']],
  ])('carry %s as they are', (_, value) => {
    expect(pass(value)).toEqual(value)
  })

  it('keep the type of an array of numbers', () => {
    expect(pass(new Float64Array(2))).toBeInstanceOf(Float64Array)
    expect(pass(new Uint8Array(2))).toBeInstanceOf(Uint8Array)
  })

  it('carry a part of a larger buffer without the rest of it', () => {
    const part = pass(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)) as Uint8Array
    expect([...part]).toEqual([2, 3])
    expect(part.buffer.byteLength).toBe(2)
  })

  it('carry what refers to itself', () => {
    const ring: { self?: unknown } = {}
    ring.self = ring
    const copy = pass(ring) as { readonly self: unknown }
    expect(copy.self).toBe(copy)
  })

  it('carry errors with their type and text', () => {
    const error = pass(new RangeError('too far')) as Error
    expect(error).toBeInstanceOf(RangeError)
    expect(error.message).toBe('too far')
    expect(pass(Object.assign(new Error('own'), { name: 'OwnError' }))).toBeInstanceOf(Error)
  })

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    [
      'an object of a class',
      new (class Own {
        value = 1
      })(),
    ],
  ])('refuse %s', (_, value) => {
    expect(() => encodeFrame({ deep: [value] })).toThrow()
  })

  it.each([
    [''],
    ['x'],
    ['\u0001'],
    ['\u0001{'],
    ['\u0001[[9]]x'],
    ['\u0002'],
    ['\u0002\u0005\0\0\0'],
    ['\u0002\u0004\0\0\0null'],
    ['\u0002\u0006\0\0\0[1,2]x'],
    ['\u0002\u0018\0\0\0[{},[["Date",0,["a"]]]]  '],
    ['\u0002\u0020\0\0\0[{},[["Uint8Array",1,["a","b"]]]]x'],
    ['\u0002\u0028\0\0\0[{},[["Uint8Array",1,["__proto__","b"]]]]x'],
  ])('throw at %j, which is none', (text) => {
    expect(() => decodeFrame(Buffer.from(text))).toThrow()
    expect(({} as Readonly<Record<string, unknown>>)['b'], 'no prototype is reached').toBeUndefined()
  })

  it('carry arrays of numbers wherever they are, among other things', () => {
    const value = {
      list: [1, new Uint8Array([1]), { deep: new Float32Array([0.5]) }, null],
      names: ['a', 'b'],
      big: new BigInt64Array([-1n]),
      bytes: Buffer.from('汉'),
      text: '\uD800 lone',
    }
    const copy = pass(value) as typeof value
    expect(copy).toEqual({ ...value, bytes: new Uint8Array(Buffer.from('汉')) })
    expect(Buffer.isBuffer(copy.bytes)).toBe(false)
  })

  it('keep what is the same in two places the same', () => {
    const shared = { a: 1 }
    const [one, other] = pass([shared, shared]) as [object, object]
    expect(one).toBe(other)
  })

  it.each([{ a: undefined }, [undefined], { a: -0 }, { a: Number.NaN }, Object.create(null), { toJSON: 1 }])(
    'are as they were where JSON would change them: %j',
    (value) => {
      expect(pass(value)).toEqual(value)
      expect(Object.keys(pass(value) as object)).toEqual(Object.keys(value as object))
    },
  )
})
