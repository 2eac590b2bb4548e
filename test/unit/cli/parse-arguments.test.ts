import { describe, expect, it } from 'vitest'
import { commandNames, type Flag, flags as flagTable } from '../../../src/cli/flags.ts'
import { type ParsedArguments, parseArguments } from '../../../src/cli/parse-arguments.ts'
import { visible } from '../../../src/cli/format-words.ts'

const flags: readonly Flag[] = flagTable

/** Text that a flag takes, and what becomes of it. */
function sampleOf(flag: Flag): readonly [text: string | null, value: unknown] {
  const { kind } = flag
  switch (kind.type) {
    case 'switch':
      return [null, true]
    case 'text':
      return ['some text', flag.isRepeatable === true ? ['some text'] : 'some text']
    case 'whole':
    case 'number':
      return [String(kind.max), kind.max]
    case 'box':
      return ['800x600', { width: 800, height: 600 }]
    case 'bytes':
      return ['200KB', 200_000]
    case 'duration':
      return ['30s', 30_000]
    case 'choice':
      return [kind.choices.at(-1) ?? '', kind.choices.at(-1)]
  }
}

const usable = flags.filter((flag) => flag.group !== 'General')
const cases = usable.flatMap((flag) => flag.commands.map((command) => ({ flag, command, name: flag.name })))

const byBatch = ['resume', 'undo', 'history']

/** What every command needs besides: paths, a batch, or one of its actions. */
function rest(command: string, flag: Flag): readonly string[] {
  if (byBatch.includes(command)) return ['0123abcd']
  if (command !== 'recipe') return needsReplace(command, flag) ? ['photos', '--replace'] : ['photos']
  return flag.exclusive === 'action' ? [] : ['--print']
}

function needsReplace(command: string, flag: Flag): boolean {
  return flag.name === 'replace-links' || (flag.name === 'yes' && command === 'run')
}

function parsed(...words: readonly string[]): Extract<ParsedArguments, { kind: 'command' }> {
  const result = parseArguments(words)
  if (result.kind !== 'command') throw new Error(`Expected a command but got ${JSON.stringify(result)}`)
  return result
}

function problem(...words: readonly string[]): string {
  const result = parseArguments(words)
  if (result.kind !== 'wrong') throw new Error(`Expected wrong usage but got ${JSON.stringify(result)}`)
  return result.message
}

describe('every flag of the table', () => {
  it.each(cases)('is read by its command: $command --$name', ({ flag, command }) => {
    const [text, value] = sampleOf(flag)
    const words = text === null ? [`--${flag.name}`] : [`--${flag.name}`, text]
    const result = parsed(command, ...words, ...rest(command, flag))
    expect(result).toMatchObject({ command, flags: { [flag.name]: value } })
    expect(result.paths).toEqual(rest(command, flag).filter((word) => !word.startsWith('-')))
  })

  it.each(usable.filter((flag) => flag.kind.type !== 'switch'))('is read with an equals sign: --$name', (flag) => {
    const [text, value] = sampleOf(flag)
    const [command = 'run'] = flag.commands
    const result = parsed(command, `--${flag.name}=${String(text)}`, ...rest(command, flag))
    expect(result.flags).toMatchObject({ [flag.name]: value })
  })

  it.each(usable.filter((flag) => flag.kind.type === 'switch'))('takes no value: --$name', (flag) => {
    const [command = 'run'] = flag.commands
    expect(problem(command, `--${flag.name}=yes`, ...rest(command, flag))).toBe(
      `--${flag.name} expects no value but got "yes".`,
    )
  })

  it.each(usable.filter((flag) => flag.kind.type !== 'switch'))('wants its value: --$name', (flag) => {
    const [command = 'run'] = flag.commands
    const before = rest(command, flag)
    for (const words of [[`--${flag.name}`], [`--${flag.name}=`], [`--${flag.name}`, '']]) {
      expect(problem(command, ...before, ...words)).toMatch(new RegExp(`^--${flag.name} needs a value: .+\\.$`))
    }
  })

  it.each(usable.filter((flag) => flag.commands.length < commandNames.length))(
    'is refused by commands it does not go with, which are named: --$name',
    (flag) => {
      for (const command of commandNames.filter((name) => !flag.commands.includes(name))) {
        const message = problem(command, `--${flag.name}`, 'x')
        expect(message).toContain(`--${flag.name} is not for "${command}"`)
        for (const name of flag.commands) expect(message).toContain(name)
      }
    },
  )

  it.each(usable.filter((flag) => flag.isRepeatable !== true))('is given once: --$name', (flag) => {
    const [text] = sampleOf(flag)
    const [command = 'run'] = flag.commands
    const words = text === null ? [`--${flag.name}`] : [`--${flag.name}`, text]
    expect(problem(command, ...words, ...words)).toBe(`--${flag.name} is given twice; give it once.`)
  })
})

describe('flags', () => {
  it('collect what is repeatable, in order', () => {
    const { flags: values } = parsed('run', '--include', '*.jpg', 'photos', '--include=*.png', '--exclude', 'raw/**')
    expect(values).toEqual({ include: ['*.jpg', '*.png'], exclude: ['raw/**'] })
  })

  it('have their other spelling', () => {
    expect(parsed('run', '--color', 'srgb', 'photos').flags).toEqual({ colour: 'srgb' })
    expect(problem('run', '--color', 'srgb', '--colour', 'keep', 'photos')).toBe(
      '--colour is given twice; give it once.',
    )
  })

  it('keep what comes after the first equals sign', () => {
    expect(parsed('run', '--name={name}=x', 'photos').flags).toEqual({ name: '{name}=x' })
  })

  it('stand before, between and after paths', () => {
    const expected = { paths: ['a', 'b'], flags: { quiet: true, percent: 50 } }
    expect(parsed('run', '--quiet', '--percent', '50', 'a', 'b')).toMatchObject(expected)
    expect(parsed('run', 'a', '--percent', '50', 'b', '--quiet')).toMatchObject(expected)
  })

  const sizes = flags.filter((flag) => flag.exclusive === 'size')
  it.each(
    sizes.flatMap((one, index) => sizes.slice(index + 1).map((other) => [one.name, other.name, one, other] as const)),
  )('exclude each other: --%s and --%s', (_, __, one, other) => {
    const words = [one, other].flatMap((flag) => [`--${flag.name}`, sampleOf(flag)[0]].filter((word) => word !== null))
    expect(problem('run', ...words, 'photos')).toBe(
      `--${one.name} and --${other.name} exclude each other; give one of them.`,
    )
  })

  it.each([
    ['--to', 'web'],
    ['--tree', 'flat'],
    ['--name', '{name}-{w}'],
    ['--on-existing', 'overwrite'],
  ])('have no meaning beside --replace where they say where outputs go: %s', (flag, value) => {
    for (const command of ['run', 'plan']) {
      expect(problem(command, flag, value, 'photos', '--replace')).toBe(
        `--replace puts each output in the place of its original, so ${flag} has no meaning beside it; leave out one of them.`,
      )
    }
  })

  it('go with --replace where they say nothing else than that', () => {
    expect(parsed('run', '--replace', '--name', '{name}', '--format', 'webp', '-y', 'photos').flags).toEqual({
      replace: true,
      name: '{name}',
      format: 'webp',
      yes: true,
    })
  })

  it('that belong to --replace have no meaning without it', () => {
    expect(problem('run', '--replace-links', 'photos')).toBe('--replace-links has no meaning without --replace.')
    expect(problem('run', '--yes', 'photos')).toContain('--yes has no meaning without --replace')
    expect(parsed('undo', '--yes').flags).toEqual({ yes: true })
  })

  it('are no part of a recipe where they replace originals', () => {
    expect(problem('recipe', '--print', '--replace')).toContain('--replace is not for "recipe"')
  })

  it('exclude each other among the actions of recipe', () => {
    expect(problem('recipe', '--print', '--schema')).toBe('--print and --schema exclude each other; give one of them.')
    expect(problem('recipe', '--schema', '--validate', 'x.json')).toContain(
      '--schema and --validate exclude each other',
    )
    expect(problem('recipe')).toBe('Expected --print, --schema or --validate FILE.')
  })
})

describe('an unknown flag', () => {
  it.each([
    ['--longestside', '--longest-side'],
    ['--formt', '--format'],
    ['--qualty=80', '--quality'],
    ['--on-exsiting', '--on-existing'],
    ['--jsn', '--json'],
    ['--metdata', '--metadata'],
    ['--no-recursion', '--no-recursive'],
  ])('is an error that suggests: %s', (written, meant) => {
    const message = problem('run', written, 'photos')
    expect(message).toContain(`Unknown flag ${written.replace(/=.*/, '')}.`)
    expect(message).toContain(`Did you mean ${meant}?`)
  })

  it('is an error that says where flags are listed when nothing is near', () => {
    expect(problem('run', '--something-else-entirely', 'photos')).toBe(
      'Unknown flag --something-else-entirely. batchfit --help lists all flags. A path that begins with a dash goes after "--".',
    )
  })

  it('is an error that suggests nothing which has no letter in common', () => {
    for (const word of ['-q', '-j', '-x']) expect(problem('run', word, 'photos')).not.toContain('Did you mean --to?')
  })

  it('is never a property that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(problem('run', `--${name}`, 'photos')).toContain(`Unknown flag --${name}.`)
    }
  })
})

describe('paths', () => {
  it('may begin with a dash after "--", where nothing is a flag any more', () => {
    expect(parsed('run', '--quiet', '--', '--json', '-', '--')).toEqual({
      kind: 'command',
      command: 'run',
      paths: ['--json', '-', '--'],
      flags: { quiet: true },
    })
  })

  it('may be "-" for the list on standard input', () => {
    expect(parsed('run', 'a', '-', 'b').paths).toEqual(['a', '-', 'b'])
  })

  it('may have names like those of objects, and no encoding of ours', () => {
    expect(parsed('plan', '__proto__', 'a=b', '影像.jpg', 'two words').paths).toEqual([
      '__proto__',
      'a=b',
      '影像.jpg',
      'two words',
    ])
  })

  it.each(['run', 'plan', 'info'])('are needed by %s', (command) => {
    expect(problem(command)).toBe(`Expected pictures or folders to ${command}, or "-" for a list on standard input.`)
    expect(problem(command, '--')).toContain('Expected pictures or folders')
  })

  it.each(byBatch)('are a batch, or nothing, for %s', (command) => {
    expect(parsed(command).paths).toEqual([])
    expect(parsed(command, '0123abcd').paths).toEqual(['0123abcd'])
    expect(problem(command, '0123abcd', '4567ef01')).toBe(`"${command}" takes one batch at a time but got 2.`)
    for (const id of ['photos', '0123ABCD', '0123abc', '0123abcde', '']) {
      expect(problem(command, id)).toBe(
        `Expected a batch, such as 4f0c9a1e, but got "${id}". "batchfit history" lists them.`,
      )
    }
  })

  it('have to say which batch is to be forgotten', () => {
    expect(problem('history', '--forget')).toBe('--forget needs the batch: batchfit history ID --forget.')
  })

  it('are not taken by recipe', () => {
    expect(problem('recipe', '--print', 'photos')).toBe('"recipe" takes no paths but got "photos".')
  })
})

describe('commands', () => {
  it.each([
    ['rnu', 'run'],
    ['plna', 'plan'],
    ['inf', 'info'],
    ['receipt', 'recipe'],
  ])('are suggested: %s', (written, meant) => {
    expect(problem(written)).toContain(`Expected a command but got "${written}". Did you mean "${meant}"?`)
  })

  it('are listed when nothing is near, with the way to say what was probably meant', () => {
    expect(problem('~/Pictures/Holiday')).toBe(
      'Expected a command but got "~/Pictures/Holiday". Commands are run, plan, resume, undo, history, info, recipe. To resize pictures: batchfit run FOLDER',
    )
    expect(problem('--quiet', 'photos')).toContain('batchfit run … FOLDER')
  })

  it('are helped with', () => {
    for (const words of [[], ['--help'], ['-h'], ['help']]) {
      expect(parseArguments(words)).toEqual({ kind: 'help', command: null })
    }
    for (const command of commandNames) {
      for (const words of [
        ['help', command],
        [command, '--help'],
        [command, '-h', '--', 'x'],
        [command, 'a', '-h'],
      ]) {
        expect(parseArguments(words)).toEqual({ kind: 'help', command })
      }
    }
    expect(problem('help', 'rnu')).toContain('Did you mean "run"?')
  })

  it('tell the version', () => {
    for (const words of [['--version'], ['-V'], ['run', '--version'], ['info', '-V']]) {
      expect(parseArguments(words)).toEqual({ kind: 'version' })
    }
  })
})

describe('what was typed', () => {
  const name = '\u001b[2Jevil\u009b31m'

  // `batchfit *` makes a command, a path or a flag out of a file name.
  it.each([
    ['command', [name]],
    ['path', ['recipe', '--print', name]],
    ['flag', ['run', `--${name}`]],
    ['value', ['run', '--jobs', name]],
  ])('is shown without control characters when it is no good %s', (_, words) => {
    const message = problem(...words)
    expect(message).toContain('evil')
    expect(visible(message)).toBe(message)
  })
})
