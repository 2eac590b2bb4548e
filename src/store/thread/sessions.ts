import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { holdLock, isLockHeld } from './file-lock.ts'
import type { Sqlite } from './sqlite.ts'

/** Who works with the journal: a process is alive as long as the lock of its session is held. */
export interface Sessions {
  /** Of this process: sixteen hexadecimal digits. */
  readonly own: string
  isAlive(session: string): boolean
  /** Whether any other process works with the journal. */
  hasOthers(): boolean
  /** Removes what dead processes have left, and tells whether there was anything. */
  sweep(): boolean
  /** This process works with it no more. */
  end(): void
}

const extension = '.lock'

/**
 * Begins the session of this process. Only while the journal's door is locked, and so is `sweep`: a lock file that has just been
 * made and is not held yet would look dead.
 */
export function startSession(sqlite: Sqlite, folder: string): Sessions {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = randomBytes(8).toString('hex')
  const pathOf = (session: string): string => join(folder, session + extension)
  const lock = holdLock(sqlite, pathOf(own), 0)
  const isAlive = (session: string): boolean => session === own || isLockHeld(sqlite, pathOf(session))
  const others = (): readonly string[] => namesIn(folder).filter((session) => session !== own)
  return {
    own,
    isAlive,
    hasOthers: () => others().some(isAlive),
    sweep: () => {
      const dead = others().filter((session) => !isAlive(session))
      for (const session of dead) rmSync(pathOf(session), { force: true })
      return dead.length > 0
    },
    end: () => {
      lock.release()
      rmSync(pathOf(own), { force: true })
    },
  }
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => name.slice(0, -extension.length))
}
