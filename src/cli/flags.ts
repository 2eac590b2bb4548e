import { kernels } from '../shared/recipe-choices.ts'

/** How the text after a flag is read. */
export type FlagKind =
  | { readonly type: 'switch' }
  | { readonly type: 'text'; readonly placeholder: string }
  | { readonly type: 'whole'; readonly placeholder: string; readonly min: number; readonly max: number }
  | { readonly type: 'number'; readonly placeholder: string; readonly min: number; readonly max: number }
  | { readonly type: 'box' }
  | { readonly type: 'bytes' }
  | { readonly type: 'duration' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }

export type FlagGroup =
  | 'Size'
  | 'Format'
  | 'Metadata and colour'
  | 'Where to'
  | 'Replacing originals'
  | 'Which files'
  | 'How to run'
  | 'Output'
  | 'Recipe'
  | 'History'
  | 'General'

export interface Flag {
  readonly name: string
  readonly alias?: string
  readonly kind: FlagKind
  readonly group: FlagGroup
  /** One line for `--help`. */
  readonly help: string
  readonly commands: readonly CommandName[]
  readonly isRepeatable?: boolean
  /** Flags of one set exclude each other. */
  readonly exclusive?: 'size' | 'action'
}

export const commandNames = ['run', 'plan', 'resume', 'undo', 'history', 'info', 'recipe'] as const
export type CommandName = (typeof commandNames)[number]

const switchKind = { type: 'switch' } as const
const pixels = { type: 'whole', placeholder: 'PX', min: 1, max: 65_535 } as const
const choice = <const Choices extends readonly string[]>(...choices: Choices) => ({ type: 'choice' as const, choices })
const text = (placeholder: string) => ({ type: 'text' as const, placeholder })

const recipeMakers = ['run', 'plan', 'recipe'] as const
const batches = ['run', 'plan'] as const
const runners = ['run', 'resume'] as const

/** Every flag there is. Parsing, help and the check of docs/cli.md read this table; what a flag does stands elsewhere. */
export const flags = [
  {
    name: 'longest-side',
    kind: pixels,
    group: 'Size',
    help: 'longest side in pixels (default 1920)',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'shortest-side',
    kind: pixels,
    group: 'Size',
    help: 'shortest side in pixels',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'fit',
    kind: { type: 'box' },
    group: 'Size',
    help: 'the whole picture within this box',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'fill',
    kind: { type: 'box' },
    group: 'Size',
    help: 'exactly this box, the rest cut off',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'pad',
    kind: { type: 'box' },
    group: 'Size',
    help: 'exactly this box, filled up with --background',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'stretch',
    kind: { type: 'box' },
    group: 'Size',
    help: 'exactly this box, distorted',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'percent',
    kind: { type: 'number', placeholder: 'N', min: 0.01, max: 10_000 },
    group: 'Size',
    help: 'this share of each side',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'megapixels',
    kind: { type: 'number', placeholder: 'N', min: 0.0001, max: 4000 },
    group: 'Size',
    help: 'about so many million pixels',
    commands: recipeMakers,
    exclusive: 'size',
  },
  {
    name: 'no-resize',
    kind: switchKind,
    group: 'Size',
    help: 'keep the size, only encode anew',
    commands: recipeMakers,
    exclusive: 'size',
  },
  { name: 'enlarge', kind: switchKind, group: 'Size', help: 'also make small pictures larger', commands: recipeMakers },
  {
    name: 'kernel',
    kind: choice(...kernels),
    group: 'Size',
    help: 'how pixels are computed (default lanczos3)',
    commands: recipeMakers,
  },
  {
    name: 'format',
    kind: choice('keep', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'),
    group: 'Format',
    help: 'format of the outputs (default keep)',
    commands: recipeMakers,
  },
  {
    name: 'quality',
    kind: { type: 'whole', placeholder: 'N', min: 1, max: 100 },
    group: 'Format',
    help: '1 to 100, for jpeg, webp and avif',
    commands: recipeMakers,
  },
  {
    name: 'lossless',
    kind: switchKind,
    group: 'Format',
    help: 'without loss, for webp and avif',
    commands: recipeMakers,
  },
  {
    name: 'target-size',
    kind: { type: 'bytes' },
    group: 'Format',
    help: 'best quality within this size, such as 200KB',
    commands: recipeMakers,
  },
  {
    name: 'metadata',
    kind: choice('keep', 'private', 'strip'),
    group: 'Metadata and colour',
    help: 'private drops location and serial numbers',
    commands: recipeMakers,
  },
  {
    name: 'colour',
    alias: 'color',
    kind: choice('keep', 'srgb'),
    group: 'Metadata and colour',
    help: 'keep the profile, or convert to sRGB',
    commands: recipeMakers,
  },
  {
    name: 'background',
    kind: text('#RRGGBB'),
    group: 'Metadata and colour',
    help: 'behind what was transparent or padded',
    commands: recipeMakers,
  },
  {
    name: 'to',
    kind: text('DIR'),
    group: 'Where to',
    help: 'folder for all outputs (default: Resized beside each source)',
    commands: recipeMakers,
  },
  {
    name: 'name',
    kind: text('TEMPLATE'),
    group: 'Where to',
    help: 'such as {name}-{w}; also {h} {ext} {parent} {date} {seq} {output}',
    commands: recipeMakers,
  },
  {
    name: 'tree',
    kind: choice('mirror', 'flat'),
    group: 'Where to',
    help: 'below --to: the folders of the sources, or none',
    commands: recipeMakers,
  },
  {
    name: 'on-existing',
    kind: choice('rename', 'skip', 'overwrite'),
    group: 'Where to',
    help: 'when the output exists already (default rename)',
    commands: recipeMakers,
  },
  {
    name: 'when-not-smaller',
    kind: choice('write', 'copy', 'skip'),
    group: 'Where to',
    help: 'when only compressing does not help (default write)',
    commands: recipeMakers,
  },
  {
    name: 'replace',
    kind: switchKind,
    group: 'Replacing originals',
    help: 'put each output in the place of its original, which goes to the bin or a folder Originals',
    commands: batches,
  },
  {
    name: 'replace-links',
    kind: switchKind,
    group: 'Replacing originals',
    help: 'also where a source is a link, or has further names',
    commands: batches,
  },
  {
    name: 'recipe',
    kind: text('FILE'),
    group: 'Recipe',
    help: 'start from this recipe, a file or JSON; other flags change it',
    commands: recipeMakers,
  },
  {
    name: 'no-recursive',
    kind: switchKind,
    group: 'Which files',
    help: 'leave out folders within folders',
    commands: ['run', 'plan', 'info'],
  },
  {
    name: 'include',
    kind: text('GLOB'),
    group: 'Which files',
    help: 'only these, such as "*.jpg" (repeatable)',
    commands: ['run', 'plan', 'info'],
    isRepeatable: true,
  },
  {
    name: 'exclude',
    kind: text('GLOB'),
    group: 'Which files',
    help: 'not these (repeatable)',
    commands: ['run', 'plan', 'info'],
    isRepeatable: true,
  },
  {
    name: 'jobs',
    kind: { type: 'whole', placeholder: 'N', min: 1, max: 256 },
    group: 'How to run',
    help: 'pictures at once (default: one per core)',
    commands: ['run', 'plan', 'resume', 'info'],
  },
  {
    name: 'memory-budget',
    kind: { type: 'bytes' },
    group: 'How to run',
    help: 'memory for all jobs together (default: half)',
    commands: ['run', 'plan', 'resume'],
  },
  {
    name: 'time-limit',
    kind: { type: 'duration' },
    group: 'How to run',
    help: 'per file, such as 30s or 5m (default 5m)',
    commands: ['run', 'plan', 'resume', 'info'],
  },
  {
    name: 'when-full',
    kind: choice('wait', 'stop'),
    group: 'How to run',
    help: 'when the disk is full or gone (default: wait in a terminal, else stop)',
    commands: runners,
  },
  {
    name: 'min-free',
    kind: { type: 'bytes' },
    group: 'How to run',
    help: 'keep so much of the disk free (default: 1 %, at least 500 MB)',
    commands: runners,
  },
  {
    name: 'yes',
    alias: 'y',
    kind: switchKind,
    group: 'How to run',
    help: 'go on without a question',
    commands: ['run', 'undo'],
  },
  {
    name: 'dismiss',
    kind: switchKind,
    group: 'History',
    help: 'do not go on: what is left is not wanted any more',
    commands: ['resume'],
  },
  {
    name: 'limit',
    kind: { type: 'whole', placeholder: 'N', min: 1, max: 100_000 },
    group: 'History',
    help: 'so many batches or files (default 20)',
    commands: ['history'],
  },
  {
    name: 'forget',
    kind: switchKind,
    group: 'History',
    help: 'drop this batch: it can be undone no more, its files stay',
    commands: ['history'],
  },
  {
    name: 'json',
    kind: switchKind,
    group: 'Output',
    help: 'one JSON event a line on standard output',
    commands: ['run', 'plan', 'resume', 'undo', 'history', 'info'],
  },
  {
    name: 'quiet',
    kind: switchKind,
    group: 'Output',
    help: 'only failures',
    commands: ['run', 'plan', 'resume', 'undo'],
  },
  {
    name: 'report',
    kind: text('FILE'),
    group: 'Output',
    help: 'a line per file, as .csv or .json',
    commands: ['run', 'resume', 'history'],
  },
  {
    name: 'print',
    kind: switchKind,
    group: 'Recipe',
    help: 'print the recipe that the flags mean',
    commands: ['recipe'],
    exclusive: 'action',
  },
  {
    name: 'schema',
    kind: switchKind,
    group: 'Recipe',
    help: 'print the JSON Schema of recipes',
    commands: ['recipe'],
    exclusive: 'action',
  },
  {
    name: 'validate',
    kind: text('FILE'),
    group: 'Recipe',
    help: 'check a recipe file',
    commands: ['recipe'],
    exclusive: 'action',
  },
  { name: 'help', alias: 'h', kind: switchKind, group: 'General', help: 'this text', commands: commandNames },
  { name: 'version', alias: 'V', kind: switchKind, group: 'General', help: 'the version', commands: commandNames },
] as const satisfies readonly Flag[]

export interface Box {
  readonly width: number
  readonly height: number
}

/** What the text after a flag becomes; sizes in pixels and bytes, times in milliseconds. */
export type FlagValue = true | string | number | Box | readonly string[]

type KnownFlag = (typeof flags)[number]
type ValueOf<Known extends KnownFlag> = Known extends { readonly isRepeatable: true }
  ? readonly string[]
  : Known['kind'] extends { readonly type: 'switch' }
    ? true
    : Known['kind'] extends { readonly type: 'box' }
      ? Box
      : Known['kind'] extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : Known['kind'] extends { readonly type: 'text' }
          ? string
          : number

/** What was given, by flag name. */
export type FlagValues = { readonly [Known in KnownFlag as Known['name']]?: ValueOf<Known> }
