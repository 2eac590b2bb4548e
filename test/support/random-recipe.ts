import type { RecipeInput } from '../../src/shared/recipe.ts'
import { kernels, positions } from '../../src/shared/recipe-choices.ts'
import type { RandomNumbers } from './facts.ts'

type OutputInput = NonNullable<RecipeInput['outputs']>[number]

/** Names, folders and labels with everything in them that some shell takes for its own. */
export const awkwardTexts = [
  'plain',
  'two words',
  "it's",
  'say "so"',
  '-dashed',
  '--to',
  '100 % sure',
  '%PATH%',
  '$HOME',
  '$(touch x)',
  '`touch x`',
  'back\\slash',
  'C:\\Photos\\2024\\',
  'a;b|c&d>e<f',
  'hey!',
  '^caret',
  '~home',
  '#hash',
  '*?[x]',
  '图片 文件夹',
  '“quoted”',
  '‘single’',
  'tab\there',
  'two\nlines',
  '200KB',
  '0x10',
  '@list',
  '',
] as const

/** Any recipe that the schema allows, most keys left out most of the time; the same for the same numbers. */
export function randomRecipe(random: RandomNumbers): RecipeInput {
  const maybe = <Value>(value: () => Value, oneIn = 3): Value | undefined =>
    random.below(oneIn) === 0 ? value() : undefined
  const text = (): string => random.oneOf(awkwardTexts.filter((each) => each !== ''))
  const destination = (): RecipeInput['destination'] =>
    random.oneOf([
      { kind: 'subfolder' },
      { kind: 'subfolder', name: text() },
      { kind: 'folder', path: text() },
      { kind: 'beside' },
    ])
  return defined({
    $schema: maybe(() => 'https://example.org/recipe.json', 8),
    outputs: maybe(
      () => Array.from({ length: random.oneOf([1, 1, 1, 2, 3]) }, () => randomOutput(random, maybe, text)),
      1,
    ),
    destination: maybe(destination),
    tree: maybe(() => random.oneOf(['mirror', 'flat'])),
    onExisting: maybe(() => random.oneOf(['rename', 'skip', 'overwrite'])),
    whenNotSmaller: maybe(() => random.oneOf(['write', 'copy-original', 'skip'])),
    dates: maybe(() => random.oneOf(['keep', 'now']), 6),
  })
}

type Maybe = <Value>(value: () => Value, oneIn?: number) => Value | undefined

function randomOutput(random: RandomNumbers, maybe: Maybe, text: () => string): OutputInput {
  return defined({
    label: maybe(text, 8),
    resize: maybe(() => randomResize(random, maybe), 2),
    format: maybe(() => randomFormat(random, maybe), 2),
    targetBytes: maybe(() => 100 + random.below(5_000_000), 4),
    qualityFloor: maybe(() => 1 + random.below(100), 10),
    metadata: maybe(() => random.oneOf(['keep', 'private', 'strip'])),
    colour: maybe(() => random.oneOf(['keep', 'srgb'])),
    background: maybe(() => random.oneOf(['#ffffff', '#000000', '#12ab3480'])),
    name: maybe(() => random.oneOf(['{name}', '{name}-{w}', `${text()}{name}`, '{seq:4} {date}'])),
  })
}

function randomResize(random: RandomNumbers, maybe: Maybe): OutputInput['resize'] {
  const options = defined({
    enlarge: maybe(() => random.below(2) === 0),
    kernel: maybe(() => random.oneOf(kernels)),
    linearLight: maybe(() => random.below(2) === 0, 8),
  })
  const box = { width: 1 + random.below(65_535), height: 1 + random.below(65_535) }
  const position = maybe(() => random.oneOf(positions))
  return random.oneOf<NonNullable<OutputInput['resize']>>([
    { mode: 'none' },
    { mode: 'longest-side', size: 1920, ...options },
    { mode: 'longest-side', size: 1 + random.below(65_535), ...options },
    { mode: 'shortest-side', size: 1 + random.below(65_535), ...options },
    { mode: 'fit', ...box, ...options },
    { mode: 'fill', ...box, ...defined({ position }), ...options },
    { mode: 'pad', ...box, ...options },
    { mode: 'stretch', ...box, ...options },
    { mode: 'percent', percent: 0.01 + random.next() * 300, ...options },
    { mode: 'megapixels', megapixels: 0.0001 + random.next() * 50, ...options },
  ])
}

function randomFormat(random: RandomNumbers, maybe: Maybe): OutputInput['format'] {
  const quality = maybe(() => 1 + random.below(100), 2)
  const lossless = maybe(() => random.below(2) === 0)
  const effort = maybe(() => random.below(7), 8)
  const chroma = maybe(() => random.oneOf(['auto', '4:2:0', '4:4:4'] as const), 8)
  const isFine = maybe(() => random.below(2) === 0, 8)
  return random.oneOf<NonNullable<OutputInput['format']>>([
    { type: 'keep', ...defined({ quality, lossless }) },
    { type: 'jpeg', ...defined({ quality, chroma, progressive: isFine, mozjpeg: isFine }) },
    { type: 'png', ...defined({ compression: effort }) },
    { type: 'webp', ...defined({ quality, lossless, effort }) },
    { type: 'avif', ...defined({ quality, lossless, effort }) },
    { type: 'gif', ...defined({ colours: maybe(() => 2 + random.below(255), 4) }) },
    { type: 'tiff', ...defined({ compression: maybe(() => random.oneOf(['deflate', 'lzw', 'none'] as const), 4) }) },
  ])
}

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

/** Without the keys that were left out. */
function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>
}
