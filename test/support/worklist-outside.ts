import type { BinSystem } from '../../src/batch/bin-system.ts'
import type { Disk } from '../../src/batch/disk.ts'
import type { WorklistOptions } from '../../src/batch/worklist.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { createMemoryStore } from './memory-store.ts'

/** 25 November 2026, about noon everywhere. */
const startOfTestsMs = Date.UTC(2026, 10, 25, 12)

/** What a worklist asks of the machine: a day, an empty journal, a disk with room, one volume with a bin or without. */
export function outsideOfWorklist({
  clock,
  hasBin = false,
}: {
  readonly clock: Clock
  readonly hasBin?: boolean
}): Pick<WorklistOptions, 'nowMs' | 'store' | 'disk' | 'binSystem' | 'bin'> {
  return {
    nowMs: () => startOfTestsMs + clock.now(),
    store: createMemoryStore(),
    disk: roomyDisk,
    binSystem: binSystem(hasBin),
    bin: { put: () => Promise.reject(new Error('Expected nothing to go to the bin.')) },
  }
}

const roomyDisk: Disk = {
  space: () => Promise.resolve({ freeBytes: 1e12, totalBytes: 2e12 }),
  device: () => Promise.resolve(1n),
  folderAt: (path) => Promise.resolve(path),
}

function binSystem(hasBin: boolean): BinSystem {
  const stats = { dev: 1n, uid: 0n, mode: 0o40755n, isDirectory: () => true }
  return {
    platform: 'linux',
    homeFolder: '/home/somebody',
    dataFolder: '/home/somebody/.local/share',
    userId: 0,
    stat: () => Promise.resolve(stats),
    lstat: () => Promise.resolve(stats),
    fileSystemOf: () => Promise.resolve(0n),
    mayWrite: () => Promise.resolve(hasBin),
  }
}
