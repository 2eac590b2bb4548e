import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Process ids of the direct children of a process, read from `/proc`; those that have died and wait to be reaped are none. */
export function childrenOf(parentPid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(processStatus(pid, 'PPid')) === parentPid && isAlive(pid))
}

/** Whether a process is there and, where `/proc` tells, not only waiting to be reaped. */
export function isAlive(pid: number): boolean {
  if (!existsSync('/proc/self/status')) return isKnown(pid)
  const state = processStatus(pid, 'State')
  return state !== '' && !state.startsWith('Z') && !state.startsWith('X')
}

function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A line of `/proc/PID/status`; empty when there is no such process. */
export function processStatus(pid: number, key: string): string {
  try {
    return new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}
