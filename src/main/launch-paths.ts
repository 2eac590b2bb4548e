import { isAbsolute, resolve } from 'node:path'

/** What a launch was given on its command line. */
export interface Launch {
  readonly argv: readonly string[]
  readonly cwd: string
}

/**
 * The files and folders of a launch, absolute. The program itself comes first, and before it is packaged the folder of
 * the app second; switches are Electron's.
 */
export function launchPaths({ argv, cwd }: Launch, isPackaged: boolean): readonly string[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((argument) => argument !== '' && !argument.startsWith('-') && !argument.includes('\0'))
    .map((argument) => (isAbsolute(argument) ? argument : resolve(cwd, argument)))
}

/** What a second launch handed over; null when it is none of ours. */
export function parseLaunch(data: unknown): Launch | null {
  if (typeof data !== 'object' || data === null || !('argv' in data) || !('cwd' in data)) return null
  const { argv, cwd } = data
  if (typeof cwd !== 'string' || !Array.isArray(argv)) return null
  const words: readonly unknown[] = argv
  return words.every((word) => typeof word === 'string') ? { argv: words, cwd } : null
}
