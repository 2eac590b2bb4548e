import { constants } from 'node:os'

/** What Electron says of the end of a child; `reason` comes by another way and may be missing. */
export interface UtilityEnd {
  readonly exitCode: number
  readonly reason: string | null
  readonly wasKilledByUs: boolean
}

/**
 * The end of a utility process in the words of `ChildExit`. Electron reports the raw wait status on POSIX, rewrites it
 * to 0 after a kill of ours (electron#44726), and sometimes reports a crash as 0 (electron#42283).
 */
export function utilityExit(
  { exitCode, reason, wasKilledByUs }: UtilityEnd,
  platform: string,
): { readonly code: number | null; readonly signal: string | null } {
  // A kill from outside, by a person or by a system that is short of memory, is not the job's fault.
  if (wasKilledByUs || reason === 'killed' || reason === 'memory-eviction') return { code: null, signal: 'SIGKILL' }
  if (platform === 'win32') return { code: exitCode, signal: null }
  const signal = signalName(exitCode & 0x7f)
  if (exitCode > 0xff && (exitCode & 0xff) === 0) return { code: exitCode >> 8, signal: null }
  if (reason === 'crashed' || reason === 'oom') return { code: null, signal: signal ?? 'SIGABRT' }
  return { code: exitCode, signal: null }
}

function signalName(number: number): string | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return found === undefined ? null : found[0]
}
