import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { commandLineFor } from '../../../src/batch/command-line-for.ts'
import { loadRecipe } from '../../../src/cli/load-recipe.ts'
import { parseArguments } from '../../../src/cli/parse-arguments.ts'
import { recipeFromFlags } from '../../../src/cli/recipe-from-flags.ts'
import { builtInPresets } from '../../../src/shared/built-in-presets.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { randomNumbers } from '../../support/facts.ts'
import { awkwardTexts, randomRecipe } from '../../support/random-recipe.ts'

/** What a POSIX shell hands over for each line, without the first word. */
function wordsBySh(lines: readonly string[]): readonly (readonly string[])[] {
  const script = [`batchfit() { printf '%s\\0' "$@"; printf '\\001\\0'; }`, ...lines].join('\n')
  const text = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', maxBuffer: 64e6 })
  return text
    .split('\u0001\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1))
}

/** What cmd and PowerShell both hand over, as far as both do the same; throws where one of them would interfere. */
function wordsByWindows(line: string): readonly string[] {
  const words = line.match(/"[^"]*"|[^\s"]+/g) ?? []
  expect(words.join(' '), 'quotes stand around whole words').toBe(line)
  return words.slice(1).map((word) => {
    expect(word, 'cmd').not.toMatch(/%|[\r\n]|\\"$/)
    expect(word, 'PowerShell').not.toMatch(/[$`\u201c-\u201e]/)
    if (word.startsWith('"')) return word.slice(1, -1)
    // Unquoted, each of these means something to one of them.
    expect(word).not.toMatch(/[&|<>^(){}@#,;'*?[\]~=]/)
    expect(word).not.toMatch(/^\d+(?:\.\d+)?[kmgtp]b$/i)
    return word
  })
}

/** What the command line makes of these words. */
function recipeOf(words: readonly string[]): Recipe {
  const parsed = parseArguments([...words, 'photos'])
  if (parsed.kind !== 'command') throw new Error(JSON.stringify({ words, parsed }))
  const { recipe: given } = parsed.flags
  if (given === undefined) {
    const made = recipeFromFlags(parsed.flags, {})
    if (!made.ok) throw new Error(made.message)
    return Recipe.parse(made.recipe)
  }
  // Only the text counts here: a recipe that makes no sense is told so before it is copied.
  return Recipe.parse(JSON.parse(given.includes('"') ? given : given.replaceAll("'", '"')))
}

/** `$schema` says nothing of what to do. */
function meaningOf(input: RecipeInput): Recipe {
  const recipe = Recipe.parse(input)
  delete recipe.$schema
  return recipe
}

type OutputInput = NonNullable<RecipeInput['outputs']>[number]

const box = { width: 800, height: 600 }
const sized = { mode: 'longest-side', size: 900 } as const
/** Every option of an output once. */
const outputs: readonly OutputInput[] = [
  {},
  { resize: { mode: 'none' } },
  { resize: sized },
  { resize: { mode: 'shortest-side', size: 900 } },
  { resize: { mode: 'fit', ...box } },
  { resize: { mode: 'fill', ...box } },
  { resize: { mode: 'fill', ...box, position: 'right top' } },
  { resize: { mode: 'pad', ...box } },
  { resize: { mode: 'stretch', ...box } },
  { resize: { mode: 'percent', percent: 33.3 } },
  { resize: { mode: 'percent', percent: 0.01 } },
  { resize: { mode: 'megapixels', megapixels: 0.0001 } },
  { resize: { ...sized, enlarge: true } },
  { resize: { ...sized, kernel: 'mks2021' } },
  { resize: { ...sized, linearLight: true } },
  { format: { type: 'keep', quality: 70 } },
  { format: { type: 'keep', lossless: true } },
  { format: { type: 'keep', quality: 70, lossless: true } },
  { format: { type: 'jpeg' } },
  { format: { type: 'jpeg', quality: 82 } },
  { format: { type: 'jpeg', quality: 95 }, targetBytes: 200_000 },
  { format: { type: 'jpeg', quality: 82 }, targetBytes: 200_000 },
  { format: { type: 'jpeg', chroma: '4:4:4' } },
  { format: { type: 'jpeg', progressive: true } },
  { format: { type: 'jpeg', mozjpeg: true } },
  { format: { type: 'png' } },
  { format: { type: 'png', compression: 9 } },
  { format: { type: 'webp', lossless: true } },
  { format: { type: 'webp', quality: 60, lossless: true } },
  { format: { type: 'webp', effort: 6 } },
  { format: { type: 'avif', quality: 60 } },
  { format: { type: 'gif' } },
  { format: { type: 'gif', colours: 16 } },
  { format: { type: 'tiff' } },
  { format: { type: 'tiff', compression: 'none' } },
  { targetBytes: 100 },
  { targetBytes: 123_456, qualityFloor: 20 },
  { metadata: 'private' },
  { metadata: 'strip' },
  { colour: 'srgb' },
  { background: '#12345678' },
  { name: '{name}-{w}x{h}' },
  { name: '-{name}' },
  { label: 'large' },
]
const recipes: readonly RecipeInput[] = [
  {},
  { $schema: 'https://example.org/recipe.json' },
  ...Object.values(builtInPresets),
  ...outputs.map((output) => ({ outputs: [output] })),
  { outputs: [{ name: '{name}-a' }, { name: '{name}-b', format: { type: 'webp' } }] },
  { destination: { kind: 'beside' } },
  { destination: { kind: 'subfolder', name: 'Web' } },
  { destination: { kind: 'folder', path: '/srv/out' } },
  { destination: { kind: 'folder', path: 'C:\\Photos\\Web' } },
  { destination: { kind: 'folder', path: 'C:\\My photos\\' } },
  { destination: { kind: 'folder', path: 'web' }, tree: 'flat' },
  { tree: 'flat' },
  { onExisting: 'skip' },
  { onExisting: 'overwrite', dates: 'now' },
  { whenNotSmaller: 'copy-original' },
  { whenNotSmaller: 'skip' },
  ...awkwardTexts
    .filter((text) => text !== '')
    .flatMap((text): readonly RecipeInput[] => [
      { destination: { kind: 'folder', path: text } },
      { outputs: [{ name: `${text}{name}` }] },
      { outputs: [{ label: text }], dates: 'now' },
    ]),
]

const random = randomNumbers(20_240_517)
const randomRecipes = Array.from({ length: 400 }, () => randomRecipe(random))

describe('a command line', () => {
  it.each([
    [{}, 'batchfit run --longest-side 1920'],
    [
      builtInPresets['web-large'],
      'batchfit run --longest-side 2048 --format webp --quality 82 --metadata private --colour srgb',
    ],
    [
      builtInPresets.email,
      'batchfit run --longest-side 1600 --format jpeg --quality 80 --target-size 1000000 --metadata private --colour srgb',
    ],
    [builtInPresets['compress-only'], 'batchfit run --no-resize --when-not-smaller copy'],
    [
      { outputs: [{ format: { type: 'webp', lossless: true } }] },
      'batchfit run --longest-side 1920 --format webp --lossless',
    ],
    [{ outputs: [{ name: '-{name}' }] }, "batchfit run --longest-side 1920 '--name=-{name}'"],
    [{ dates: 'now' }, `batchfit run --recipe '{"dates":"now"}'`],
    [
      { outputs: [{ resize: { mode: 'fill', width: 640, height: 480, position: 'attention' } }] },
      `batchfit run --recipe '{"outputs":[{"resize":{"mode":"fill","width":640,"height":480,"position":"attention"}}]}'`,
    ],
  ] as const satisfies readonly (readonly [RecipeInput, string])[])('of %j', (input, line) => {
    expect(commandLineFor(Recipe.parse(input), 'linux')).toBe(line)
    expect(commandLineFor(Recipe.parse(input), 'mac')).toBe(line)
  })

  it('quotes for both shells of Windows, with single quotes inside', () => {
    const recipe = Recipe.parse({ outputs: [{ name: "it's {name}" }], dates: 'now' })
    expect(commandLineFor(recipe, 'windows')).toBe(
      `batchfit run --recipe "{'outputs':[{'name':'it\\u0027s {name}'}],'dates':'now'}"`,
    )
    const plain = Recipe.parse({ destination: { kind: 'folder', path: 'C:\\My photos\\web' } })
    expect(commandLineFor(plain, 'windows')).toBe('batchfit run --longest-side 1920 --to "C:\\My photos\\web"')
  })

  it('takes what came over a channel, where a key may be there without a value', () => {
    const recipe = Recipe.parse({})
    const [output] = recipe.outputs
    const sent = {
      ...recipe,
      outputs: [{ ...output, label: undefined, format: { ...output?.format, quality: undefined } }],
    }
    expect(commandLineFor(sent as unknown as Recipe, 'linux')).toBe('batchfit run --longest-side 1920')
  })
})

// Windows has no /bin/sh.
describe.runIf(process.platform !== 'win32')('a command line in a POSIX shell', () => {
  it.each([
    ['every option', recipes],
    ['random recipes', randomRecipes],
  ])('means the same recipe: %s', (_, inputs) => {
    const lines = inputs.map((input) => commandLineFor(Recipe.parse(input), 'linux'))
    const words = wordsBySh(lines)
    expect(words).toHaveLength(inputs.length)
    for (const [index, input] of inputs.entries()) {
      expect(recipeOf(words[index] ?? []), lines[index]).toEqual(meaningOf(input))
    }
  })
})

describe('a command line in a shell of Windows', () => {
  it.each([
    ['every option', recipes],
    ['random recipes', randomRecipes],
  ])('means the same recipe: %s', (_, inputs) => {
    for (const input of inputs) {
      const line = commandLineFor(Recipe.parse(input), 'windows')
      expect(recipeOf(wordsByWindows(line)), line).toEqual(meaningOf(input))
    }
  })
})

describe('a recipe that is given inline', () => {
  it('is read by --recipe as it stands in the line', async () => {
    const recipe = Recipe.parse({ outputs: [{ label: 'a', name: "{output} of it's {name}" }] })
    for (const words of [
      ...wordsBySh([commandLineFor(recipe, 'mac')]),
      wordsByWindows(commandLineFor(recipe, 'windows')),
    ]) {
      const parsed = parseArguments([...words, 'photos'])
      if (parsed.kind !== 'command') throw new Error(JSON.stringify(parsed))
      expect(await loadRecipe(parsed.flags)).toEqual({ ok: true, recipe })
    }
  })
})

describe('a command line that replaces originals', () => {
  it('says so, and nothing of where outputs go, which the command line would refuse beside it', () => {
    const recipe = Recipe.parse({
      destination: { kind: 'folder', path: '/web' },
      ...{ tree: 'flat', onExisting: 'overwrite', outputs: [{ resize: { mode: 'longest-side', size: 800 } }] },
    })
    const inline = Recipe.parse({ ...recipe, dates: 'now' })
    for (const each of [recipe, inline]) {
      for (const replace of [{ takesLinks: false }, { takesLinks: true }]) {
        const [words] = wordsBySh([commandLineFor(each, 'linux', replace)])
        const parsed = parseArguments([...(words ?? []), 'photos'])
        expect(parsed).toMatchObject({ kind: 'command', flags: { replace: true } })
        if (parsed.kind !== 'command') continue
        expect(parsed.flags['replace-links'] === true).toBe(replace.takesLinks)
        expect(parsed.flags.yes).toBeUndefined()
      }
    }
  })
})
