import type { Failure } from '../shared/failure.ts'

/** What the system says about a write, in words; `step` completes "It was not possible to …". */
export function describeCommitError(error: unknown, step: string): Failure {
  const code = codeOf(error) ?? ''
  const could = `It was not possible to ${step}`
  if (volumeGoneCodes.has(code)) return { code: 'volume-gone', message: volumeGoneMessage }
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'disk-full',
        message: 'The disk (or your share of it) is full. Free some space and run again; what is finished stays.',
      }
    case 'EFBIG':
      return {
        code: 'commit-failed',
        message: `${could}: the file is larger than this file system allows. Choose another destination or a smaller size.`,
      }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'output-unwritable',
        message: `${could}: no permission to write there (${code}). Choose another destination.`,
      }
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'output-unwritable',
        message: `${could}: the folder is not there (any more). Check the drive or share.`,
      }
    case 'EEXIST':
      return {
        code: 'output-exists',
        message: `${could}: another program took the name meanwhile. Run again to get a free name.`,
      }
    case 'ENAMETOOLONG':
      return {
        code: 'output-unwritable',
        message: `${could}: the path is too long for this file system. Choose a shorter destination or name.`,
      }
    default:
      return { code: 'commit-failed', message: `${could} (${messageOf(error)}). Check the drive and run again.` }
  }
}

/**
 * What a system says when the device or the share itself is not there any more. EIO is not among it: one bad block says
 * it as well, and is the trouble of one file.
 */
export const volumeGoneCodes: ReadonlySet<string> = new Set(['ENODEV', 'ENXIO', 'ENOTCONN', 'ESTALE', 'EHOSTDOWN'])

/** The sentence of every failure `volume-gone`. */
export const volumeGoneMessage =
  'The disk or share is not there any more. Connect it again and go on; what is finished stays.'

/** The errno code of an error of the system, as `ENOENT`; undefined for others. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/** What an error says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
