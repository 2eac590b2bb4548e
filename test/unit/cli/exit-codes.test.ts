import { describe, expect, it } from 'vitest'
import { exitCode, exitCodeFor } from '../../../src/cli/exit-codes.ts'
import { summary } from './samples.ts'

const stopped = { code: 'disk-full', message: 'The disk is full.' } as const

describe('the exit codes', () => {
  it('are those that scripts rely on', () => {
    expect(exitCode).toEqual({ done: 0, someFailed: 1, wrongUsage: 2, nothingToDo: 3, stopped: 4, cancelled: 130 })
  })

  it.each([
    [0, 'all are done', {}],
    [0, 'some are done and the rest was skipped', { done: 1, skipped: 2 }],
    [1, 'one failed', { done: 2, failed: 1 }],
    [1, 'all failed', { done: 0, failed: 3 }],
    [1, 'what was not skipped failed', { done: 0, skipped: 2, failed: 1 }],
    [3, 'there was nothing', { total: 0, done: 0 }],
    [3, 'all were skipped', { done: 0, skipped: 3 }],
    [4, 'it had to stop', { done: 1, notStarted: 2, stopped }],
    [4, 'it had to stop and some failed', { done: 1, failed: 2, stopped }],
    [4, 'it had to stop before anything was done', { done: 0, notStarted: 3, stopped }],
    [130, 'it was cancelled', { done: 1, notStarted: 2, cancelled: true }],
    [130, 'it was cancelled and some failed', { done: 1, failed: 2, cancelled: true }],
    [130, 'it was cancelled while it was stopping', { done: 1, notStarted: 2, cancelled: true, stopped }],
    [130, 'it was cancelled before anything was done', { done: 0, notStarted: 3, cancelled: true }],
  ])('are %i when %s', (code, _, changes) => {
    expect(exitCodeFor(summary(changes))).toBe(code)
  })
})
