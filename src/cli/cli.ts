import { fileURLToPath } from 'node:url'
import { exitCode } from './exit-codes.ts'
import { helpText } from './help-text.ts'
import { parseArguments } from './parse-arguments.ts'
import { processTerminal } from './terminal.ts'
import { wrongUsage } from './wrong-usage.ts'

declare const __BATCHFIT_VERSION__: string

/** Composition root of the command line. Commands are loaded when they are called: `--version` needs none of them. */
async function main(): Promise<number> {
  const terminal = processTerminal(process.env)
  const parsed = parseArguments(process.argv.slice(2))
  switch (parsed.kind) {
    case 'version':
      terminal.out(`batchfit ${__BATCHFIT_VERSION__}\n`)
      return exitCode.done
    case 'help':
      terminal.out(helpText(parsed.command))
      return exitCode.done
    case 'wrong':
      return wrongUsage([parsed.message], terminal)
    case 'command':
      break
  }
  const { command, paths, flags } = parsed
  if (command === 'recipe') return (await import('./recipe-command.ts')).recipeCommand(flags, terminal)
  // Beside this very file in the built program.
  const workerPath = fileURLToPath(new URL('./worker.js', import.meta.url))
  const program = (await import('./program.ts')).thisProgram(terminal, workerPath)
  switch (command) {
    case 'run':
      return (await import('./run-command.ts')).runCommand(paths, flags, program)
    case 'plan':
      return (await import('./plan-command.ts')).planCommand(paths, flags, program)
    case 'resume':
      return (await import('./resume-command.ts')).resumeCommand(paths, flags, program)
    case 'undo':
      return (await import('./undo-command.ts')).undoCommand(paths, flags, program)
    case 'history':
      return (await import('./history-command.ts')).historyCommand(paths, flags, program)
    case 'info':
      return (await import('./info-command.ts')).infoCommand(paths, flags, program)
  }
}

process.exitCode = await main()
