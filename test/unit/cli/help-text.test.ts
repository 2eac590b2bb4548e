import { describe, expect, it } from 'vitest'
import { exitCode } from '../../../src/cli/exit-codes.ts'
import { type CommandName, commandNames, type Flag, flags as flagTable } from '../../../src/cli/flags.ts'
import { helpText } from '../../../src/cli/help-text.ts'

const flags: readonly Flag[] = flagTable

describe('help', () => {
  const tooWide = (command: CommandName | null): readonly string[] =>
    helpText(command)
      .split('\n')
      .filter((line) => line.length > 80)

  it.each([null, ...commandNames.filter((command) => command !== 'run')])(
    'fits a terminal of 80 columns: %s',
    (command) => {
      expect(tooWide(command)).toEqual([])
    },
  )

  it('fits a terminal of 80 columns: run', () => {
    expect(tooWide('run')).toEqual([])
  })

  it('fits a terminal of 80 columns with every flag of run', () => {
    expect(tooWide('run').filter((line) => line.startsWith(' '))).toEqual([])
  })

  it.each([null, ...commandNames])('ends with its last line and has no blanks at the end of any: %s', (command) => {
    expect(helpText(command)).toMatch(/\S\n$/)
    expect(helpText(command)).not.toMatch(/[ \t]\n/)
  })

  it.each(commandNames)('names every flag of its command, once, and no other: %s', (command) => {
    const lines = helpText(command).split('\n')
    for (const flag of flags) {
      const own = lines.filter((line) => new RegExp(`^ {2}(?:-\\w, )?--${flag.name}(?: |$)`).test(line))
      expect(own, flag.name).toHaveLength(flag.commands.includes(command) ? 1 : 0)
    }
  })

  it.each(commandNames)('says of every flag what it is for and what it takes: %s', (command) => {
    const text = helpText(command).replaceAll(/\s+/g, ' ')
    for (const flag of flags.filter(({ commands }) => commands.includes(command))) {
      expect(text).toContain(flag.help)
      if (flag.kind.type === 'choice') expect(text).toContain(`${flag.help}: ${flag.kind.choices.join(', ')}`)
      if ('placeholder' in flag.kind) expect(text).toContain(`--${flag.name} ${flag.kind.placeholder}`)
    }
    if (['run', 'plan', 'recipe'].includes(command)) expect(text).toContain('--fit WxH')
  })

  it.each(commandNames)('lines its words up in one column: %s', (command) => {
    const lines = helpText(command).split('\n')
    for (const line of lines.filter((each) => each.startsWith('  -') && / {2,}\S/.test(each.slice(2)))) {
      expect(line.search(/(?<= {2})[^ -]/), line).toBe(27)
    }
  })

  it.each(commandNames)('begins with how the command is called: %s', (command) => {
    expect(helpText(command)).toMatch(new RegExp(`^batchfit ${command} `))
  })

  it('names every command and every exit code', () => {
    const text = helpText(null)
    for (const command of commandNames) expect(text).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    const codes = text.slice(text.indexOf('Exit codes:')).match(/\d+/g)?.map(Number)
    expect(codes).toEqual(Object.values(exitCode))
  })

  it('mentions no flag that there is not', () => {
    for (const text of [helpText(null), ...commandNames.map(helpText)]) {
      const names = [...text.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name)
      for (const name of names) expect(flags.map((flag) => flag.name)).toContain(name)
    }
  })
})
