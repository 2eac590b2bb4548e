import { type CommandName, type Flag, flags } from './flags.ts'

const commandHelp: Readonly<Record<CommandName, string>> = {
  run: 'batchfit run [flags] PATH…\n\nResizes pictures. A PATH is a picture, a folder, or "-" for a list on standard\ninput. Without flags: longest side 1920, same format, into a folder Resized\nbeside each picture.',
  plan: 'batchfit plan [flags] PATH…\n\nShows what "run" with the same flags would do, and writes nothing.',
  resume:
    'batchfit resume [flags] [ID]\n\nGoes on with a batch that a crash, a full disk or Ctrl-C has ended: the last\none, or the one that ID names. What is done is not done again.',
  undo: 'batchfit undo [flags] [ID]\n\nTakes back the last batch, or the one that ID names: removes what it has made,\nand puts back what it has replaced. A file that changed since is left alone and\nnamed.',
  history:
    'batchfit history [flags] [ID]\n\nLists the batches of the last 90 days, or the files of the one that ID names.',
  info: 'batchfit info [flags] PATH…\n\nShows what the headers of pictures say.',
  recipe:
    'batchfit recipe --print [flags] | --schema | --validate FILE\n\nShows or checks recipes: the settings of a run as a JSON file.',
}

const general = `batchfit: makes a folder of pictures the size you need

  batchfit run ~/Pictures/Holiday
  batchfit run --longest-side 1600 --format webp --quality 80 --to web photos
  batchfit plan --fill 1080x1080 --to square *.jpg

Commands
  run      resize pictures
  plan     show what a run would do, and write nothing
  resume   go on with a batch that was ended before it was through
  undo     take a batch back
  history  list the batches of the last 90 days
  info     show what the headers of pictures say
  recipe   print or check the settings as a file

"batchfit help COMMAND" lists the flags of a command.
Exit codes: 0 all done, 1 some failed, 2 wrong usage, 3 nothing to do,
4 stopped (disk full or gone), 130 cancelled.
`

/** What `--help` prints; 80 columns wide. Null for the program as a whole. */
export function helpText(command: CommandName | null): string {
  if (command === null) return general
  const own = (flags as readonly Flag[]).filter((flag) => flag.commands.includes(command))
  const groups = [...new Set(own.map((flag) => flag.group))]
  const sections = groups.map(
    (group) =>
      `${group}\n${own
        .filter((flag) => flag.group === group)
        .map(flagLines)
        .join('\n')}`,
  )
  return `${commandHelp[command]}\n\n${sections.join('\n\n')}\n`
}

const column = 27

function flagLines(flag: Flag): string {
  const short = flag.alias?.length === 1 ? `-${flag.alias}, ` : ''
  const head = `  ${short}--${flag.name}${placeholder(flag)}`
  const lines = wrap(
    flag.kind.type === 'choice' ? `${flag.help}: ${flag.kind.choices.join(', ')}` : flag.help,
    79 - column,
  )
  const indented = lines.map((line) => ' '.repeat(column) + line)
  if (head.length >= column - 1) return [head, ...indented].join('\n')
  return [head.padEnd(column) + (lines[0] ?? ''), ...indented.slice(1)].join('\n')
}

/** How a flag's value is called in help: ` PX`, ` WxH`. */
function placeholder({ kind }: Flag): string {
  switch (kind.type) {
    case 'switch':
      return ''
    case 'text':
    case 'whole':
    case 'number':
      return ` ${kind.placeholder}`
    case 'box':
      return ' WxH'
    case 'bytes':
      return ' SIZE'
    case 'duration':
      return ' TIME'
    case 'choice':
      return ' WORD'
  }
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
