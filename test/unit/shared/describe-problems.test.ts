import { describe, expect, it } from 'vitest'
import { describeProblems } from '../../../src/shared/describe-problems.ts'
import { Recipe } from '../../../src/shared/recipe.ts'

function problems(document: unknown): readonly string[] {
  const parsed = Recipe.safeParse(document)
  return parsed.success ? [] : describeProblems(parsed.error, document)
}

const output = (value: object): object => ({ outputs: [value] })
const resize = (value: unknown): object => output({ resize: value })
const format = (value: unknown): object => output({ format: value })

describe('a problem of a recipe', () => {
  it.each([
    [5, 'recipe: expected an object but got 5'],
    [null, 'recipe: expected an object but got null'],
    [[], 'recipe: expected an object but got []'],
    [{ $schema: 3 }, '$schema: expected a text but got 3'],
    [{ version: 2 }, 'version: expected 1 but got 2'],
    [{ outputs: {} }, 'outputs: expected a list but got {}'],
    [{ outputs: [] }, 'outputs: expected a list of at least 1 entries but got []'],
    [{ outputs: [{}, 'small'] }, 'outputs[1]: expected an object but got "small"'],
    [{ destination: 'out' }, 'destination: expected an object but got "out"'],
    [{ destination: { kind: 'folder' } }, 'destination.path: expected a text but it is missing'],
    [{ destination: { kind: 'in' } }, 'destination.kind: expected one of "subfolder", "folder", "beside" but got "in"'],
    [{ tree: 'deep' }, 'tree: expected one of "mirror", "flat" but got "deep"'],
    [{ onExisting: 'ask' }, 'onExisting: expected one of "rename", "skip", "overwrite" but got "ask"'],
    [{ whenNotSmaller: 1 }, 'whenNotSmaller: expected one of "write", "copy-original", "skip" but got 1'],
    [{ dates: true }, 'dates: expected one of "keep", "now" but got true'],
    [output({ name: '' }), 'outputs[0].name: expected a text of at least 1 characters but got ""'],
    [output({ label: 7 }), 'outputs[0].label: expected a text but got 7'],
    [output({ targetBytes: '200KB' }), 'outputs[0].targetBytes: expected a whole number but got "200KB"'],
    [output({ targetBytes: 99 }), 'outputs[0].targetBytes: expected a number of at least 100 but got 99'],
    [output({ qualityFloor: 0 }), 'outputs[0].qualityFloor: expected a number of at least 1 but got 0'],
    [output({ metadata: null }), 'outputs[0].metadata: expected one of "keep", "private", "strip" but got null'],
    [output({ colour: 'p3' }), 'outputs[0].colour: expected one of "keep", "srgb" but got "p3"'],
    [
      output({ background: 'white' }),
      'outputs[0].background: expected a colour such as #ffffff or #00000000 but got "white"',
    ],
    [resize('large'), 'outputs[0].resize: expected an object but got "large"'],
    [resize({ mode: 'longest-side', size: 1.5 }), 'outputs[0].resize.size: expected a whole number but got 1.5'],
    [resize({ mode: 'longest-side', size: 0 }), 'outputs[0].resize.size: expected a number of at least 1 but got 0'],
    [
      resize({ mode: 'shortest-side', size: 65_536 }),
      'outputs[0].resize.size: expected a number of at most 65535 but got 65536',
    ],
    [resize({ mode: 'fit', width: 3 }), 'outputs[0].resize.height: expected a whole number but it is missing'],
    [
      resize({ mode: 'percent', percent: 0 }),
      'outputs[0].resize.percent: expected a number of at least 0.01 but got 0',
    ],
    [
      resize({ mode: 'none', enlarge: true, size: 3 }),
      'outputs[0].resize.enlarge: unknown key; remove it or check its spelling',
    ],
    [
      resize({ mode: 'pad', width: 3, height: 3, enlarge: 'yes' }),
      'outputs[0].resize.enlarge: expected true or false but got "yes"',
    ],
    [format({ type: 'jpeg', quality: 101 }), 'outputs[0].format.quality: expected a number of at most 100 but got 101'],
    [format({ type: 'gif', colours: 1 }), 'outputs[0].format.colours: expected a number of at least 2 but got 1'],
    [format({ type: 'webp', effort: 7 }), 'outputs[0].format.effort: expected a number of at most 6 but got 7'],
    [format({ type: 'png', quality: 80 }), 'outputs[0].format.quality: unknown key; remove it or check its spelling'],
    [
      format({ type: 'bmp' }),
      'outputs[0].format.type: expected one of "keep", "jpeg", "png", "webp", "avif", "gif", "tiff" but got "bmp"',
    ],
    [
      format({}),
      'outputs[0].format.type: expected one of "keep", "jpeg", "png", "webp", "avif", "gif", "tiff" but it is missing',
    ],
  ])('in %j is told as: %s', (document, expected) => {
    expect(problems(document)[0]).toBe(expected)
  })

  it('names every unknown key, wherever it is', () => {
    const document = {
      colour: 'srgb',
      outputs: [{ resiz: {}, Name: 'x' }, { format: { type: 'png', effort: 3 } }],
      destination: { kind: 'beside', path: 'x' },
    }
    expect(
      problems(document)
        .map((line) => line.split(': unknown key')[0])
        .sort(),
    ).toEqual(['colour', 'destination.path', 'outputs[0].Name', 'outputs[0].resiz', 'outputs[1].format.effort'])
  })

  it('does not hide another: all are told at once', () => {
    const document = { version: 2, outputs: [{ resize: { mode: 'fit', width: 'a', height: 0 } }], tree: 'x' }
    expect(problems(document).map((line) => line.split(':')[0])).toEqual([
      'version',
      'outputs[0].resize.width',
      'outputs[0].resize.height',
      'tree',
    ])
  })

  it('shows only the beginning of what is long', () => {
    const [line] = problems(output({ name: 'x'.repeat(5000) }))
    expect(line).toMatch(/^outputs\[0\]\.name: expected a text of at most 200 characters but got "x{50,60}\.\.\.$/)
  })

  it('is found for every key that has a value of the wrong kind', () => {
    const whole = Recipe.parse({
      $schema: 'x',
      outputs: [
        {
          label: 'a',
          targetBytes: 1000,
          resize: { mode: 'fill', width: 1, height: 1 },
          format: { type: 'jpeg' },
        },
      ],
      destination: { kind: 'folder', path: 'x' },
    })
    const keys = keysBelow(whole, [])
    expect(keys).toHaveLength(32)
    for (const key of keys) {
      const wrong = typeof valueOf(whole, key) === 'string' ? 5 : 'wrong'
      const lines = problems(withValue(whole, key, wrong))
      const name = key.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${part}`)).join('')
      expect(lines, name).toHaveLength(1)
      expect(lines[0]?.startsWith(`${name.slice(1)}: expected `), name).toBe(true)
      expect(lines[0]?.endsWith(` but got ${JSON.stringify(wrong)}`), name).toBe(true)
    }
  })

  it('is told once, also for a number that no limit allows', () => {
    expect(problems(resize({ mode: 'longest-side', size: 1e17 }))).toHaveLength(1)
  })

  it('says that a missing number has to be whole', () => {
    expect(problems(resize({ mode: 'longest-side' }))).toEqual([
      'outputs[0].resize.size: expected a whole number but it is missing',
    ])
  })
})

type Key = readonly (string | number)[]

function keysBelow(value: unknown, at: Key): readonly Key[] {
  const own = at.length === 0 ? [] : [at]
  if (typeof value !== 'object' || value === null) return own
  const parts = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return [...own, ...parts.flatMap((part) => keysBelow(valueOf(value, [part]), [...at, part]))]
}

function valueOf(value: unknown, key: Key): unknown {
  return key.reduce<unknown>((inner, part) => (inner as Record<string | number, unknown>)[part], value)
}

function withValue(document: unknown, key: Key, value: unknown): unknown {
  const copy = structuredClone(document)
  const parent = valueOf(copy, key.slice(0, -1)) as Record<string | number, unknown>
  parent[key.at(-1) ?? ''] = value
  return copy
}
