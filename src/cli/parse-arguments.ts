import { assertNever } from '../shared/assert-never.ts'
import { type CommandName, commandNames, type Flag, type FlagValue, type FlagValues, flags } from './flags.ts'
import { visible } from './format-words.ts'
import { readFlagValue } from './read-flag-value.ts'
import { nearest } from './nearest.ts'

export type ParsedArguments =
  | {
      readonly kind: 'command'
      readonly command: CommandName
      readonly paths: readonly string[]
      readonly flags: FlagValues
    }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  /** Wrong usage: exit code 2. */
  | { readonly kind: 'wrong'; readonly message: string }

/** Reads a command line without its first two words. Loads no schema: `--version` must be quick. */
export function parseArguments(words: readonly string[]): ParsedArguments {
  const [first, ...rest] = words
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', command: null }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help') return parseHelp(rest)
  const command = commandNames.find((name) => name === first)
  if (command === undefined) return wrong(unknownCommand(first))
  const read = readWords(command, rest)
  if (typeof read === 'string') return wrong(read)
  if (read.flags.help === true) return { kind: 'help', command }
  if (read.flags.version === true) return { kind: 'version' }
  const problem =
    exclusiveProblem(read.flags) ??
    replaceProblem(command, read.flags) ??
    pathProblem(command, read.paths) ??
    actionProblem(command, read)
  return problem === null ? { kind: 'command', command, ...read } : wrong(problem)
}

function wrong(message: string): ParsedArguments {
  return { kind: 'wrong', message: visible(message) }
}

function parseHelp(rest: readonly string[]): ParsedArguments {
  const [name] = rest
  const command = commandNames.find((known) => known === name) ?? null
  return name !== undefined && command === null ? wrong(unknownCommand(name)) : { kind: 'help', command }
}

function unknownCommand(word: string): string {
  const suggestion = nearest(word, commandNames)
  const hint = suggestion === null ? `Commands are ${commandNames.join(', ')}.` : `Did you mean "${suggestion}"?`
  return `Expected a command but got "${word}". ${hint} To resize pictures: batchfit run ${word.startsWith('-') ? '… ' : ''}FOLDER`
}

interface Read {
  readonly paths: readonly string[]
  readonly flags: FlagValues
}

function readWords(command: CommandName, words: readonly string[]): Read | string {
  const paths: string[] = []
  const values = new Map<string, FlagValue>()
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') {
      paths.push(...words.slice(index + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      paths.push(word)
      continue
    }
    const equals = word.indexOf('=')
    const name = word.slice(0, equals < 0 ? undefined : equals)
    const flag = findFlag(name)
    if (flag === null) return unknownFlag(name)
    if (!flag.commands.includes(command))
      return `${name} is not for "${command}"; it goes with ${flag.commands.join(' and ')}.`
    let value = equals < 0 ? undefined : word.slice(equals + 1)
    if (flag.kind.type !== 'switch' && value === undefined) {
      index += 1
      value = words[index]
      if (value !== undefined && value.startsWith('--') && findFlag(value) !== null) {
        return `${name} needs a value but is followed by ${value}. If that is the value, write ${name}=${value}.`
      }
    }
    const problem = store(values, flag, value)
    if (problem !== null) return problem
  }
  return { paths, flags: Object.fromEntries(values) }
}

/** Reads a value and keeps it under its flag; a sentence where it is wrong. */
function store(values: Map<string, FlagValue>, flag: Flag, value: string | undefined): string | null {
  const read = readFlagValue(flag, value)
  if (!read.ok) return read.message
  const before = values.get(flag.name)
  if (flag.isRepeatable === true) {
    values.set(flag.name, [...((before as readonly string[] | undefined) ?? []), read.value as string])
    return null
  }
  if (before !== undefined) return `--${flag.name} is given twice; give it once.`
  values.set(flag.name, read.value)
  return null
}

function findFlag(word: string): Flag | null {
  return (
    (flags as readonly Flag[]).find(
      ({ name, alias }) =>
        `--${name}` === word || (alias !== undefined && `${alias.length === 1 ? '-' : '--'}${alias}` === word),
    ) ?? null
  )
}

function unknownFlag(word: string): string {
  const suggestion = nearest(
    word.replace(/^-+/, ''),
    flags.map((flag) => flag.name),
  )
  const hint = suggestion === null ? 'batchfit --help lists all flags.' : `Did you mean --${suggestion}?`
  return `Unknown flag ${word}. ${hint} A path that begins with a dash goes after "--".`
}

function exclusiveProblem(values: FlagValues): string | null {
  for (const set of ['size', 'action'] as const) {
    const given = (flags as readonly Flag[]).filter((flag) => flag.exclusive === set && flag.name in values)
    if (given.length > 1)
      return `${given.map(({ name }) => `--${name}`).join(' and ')} exclude each other; give one of them.`
  }
  return null
}

/** Each of these says where outputs go, which is settled where they take the places of their originals. */
const whereTo = ['to', 'tree', 'name', 'on-existing'] as const

function replaceProblem(command: CommandName, values: FlagValues): string | null {
  if (values.replace === true) {
    const other = whereTo.find((name) => values[name] !== undefined && values[name] !== '{name}')
    if (other === undefined) return null
    return `--replace puts each output in the place of its original, so --${other} has no meaning beside it; leave out one of them.`
  }
  if (values['replace-links'] === true) return '--replace-links has no meaning without --replace.'
  if (values.yes === true && command === 'run') return '--yes has no meaning without --replace: nothing else is asked.'
  return null
}

function pathProblem(command: CommandName, paths: readonly string[]): string | null {
  switch (command) {
    case 'recipe': {
      const [path] = paths
      return path === undefined ? null : `"recipe" takes no paths but got "${path}".`
    }
    case 'resume':
    case 'undo':
    case 'history':
      return batchProblem(command, paths)
    case 'run':
    case 'plan':
    case 'info':
      return sourcesProblem(command, paths)
    default:
      return assertNever(command)
  }
}

function batchProblem(command: CommandName, [id, ...others]: readonly string[]): string | null {
  if (others.length > 0) return `"${command}" takes one batch at a time but got ${String(others.length + 1)}.`
  if (id === undefined || /^[0-9a-f]{8}$/.test(id)) return null
  return `Expected a batch, such as 4f0c9a1e, but got "${id}". "batchfit history" lists them.`
}

function sourcesProblem(command: CommandName, paths: readonly string[]): string | null {
  if (paths.includes('')) return 'Expected a path but got an empty one. Check what the shell put in its place.'
  return paths.length === 0 ? `Expected pictures or folders to ${command}, or "-" for a list on standard input.` : null
}

function actionProblem(command: CommandName, { paths, flags: values }: Read): string | null {
  if (values.forget === true && paths.length === 0) return '--forget needs the batch: batchfit history ID --forget.'
  const hasAction = values.print === true || values.schema === true || values.validate !== undefined
  return command === 'recipe' && !hasAction ? 'Expected --print, --schema or --validate FILE.' : null
}
