import type { ScanOptions } from '../batch/scan-sources.ts'
import type { FlagValues } from './flags.ts'
import type { Program } from './program.ts'
import { readPathList } from './read-path-list.ts'

/** Which files a command is about; `-` among the paths stands for the list on standard input. */
export async function scanOptions(paths: readonly string[], flags: FlagValues, program: Program): Promise<ScanOptions> {
  const inputs: string[] = []
  for (const path of paths) {
    if (path === '-') for (const listed of await readPathList(program.stdin)) inputs.push(listed)
    else inputs.push(path)
  }
  return {
    inputs,
    workingFolder: program.workingFolder,
    filter: {
      recursive: flags['no-recursive'] !== true,
      include: flags.include ?? [],
      exclude: flags.exclude ?? [],
    },
  }
}
