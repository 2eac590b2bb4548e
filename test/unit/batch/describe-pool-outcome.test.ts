import { describe, expect, it } from 'vitest'
import { describePoolOutcome } from '../../../src/batch/describe-pool-outcome.ts'

const bySignal = { code: null, signal: 'SIGSEGV', stderrTail: '' }
const byCode = (stderrTail: string) => ({ code: 7, signal: null, stderrTail })

describe('a job without a reply', () => {
  it.each([
    [
      { kind: 'crashed', exit: bySignal, attempts: 2 },
      'worker-crashed',
      'again when it was tried alone (signal SIGSEGV)',
    ],
    [{ kind: 'crashed', exit: byCode(''), attempts: 2 }, 'worker-crashed', '(exit code 7)'],
    [{ kind: 'killed', exit: bySignal, attempts: 5 }, 'worker-killed', 'killed from outside 5 times'],
    [{ kind: 'deadline', limitMs: 750 }, 'time-limit', 'the limit of 750 ms'],
    [{ kind: 'deadline', limitMs: 3000 }, 'time-limit', 'the limit of 3 s'],
    [{ kind: 'deadline', limitMs: 90_440 }, 'time-limit', 'the limit of 90.4 s'],
    [
      { kind: 'over-memory', rssBytes: 1_234_567_890, limitBytes: 1_000_000_000 },
      'out-of-memory',
      'more than 1000 MB of memory (1235 MB)',
    ],
    [
      { kind: 'cannot-start', exit: byCode('') },
      'workers-cannot-start',
      'before they are ready (exit code 7). Reinstall',
    ],
    [{ kind: 'cancelled' }, 'cancelled', 'ended before this file was finished'],
  ] as const)('that ended as %j fails as %s', (outcome, code, words) => {
    const failure = describePoolOutcome(outcome)
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(words)
  })

  it.each([
    ['--time-limit', { kind: 'deadline', limitMs: 1000 }],
    ['--memory-budget', { kind: 'over-memory', rssBytes: 2, limitBytes: 1 }],
    ['--jobs', { kind: 'killed', exit: bySignal, attempts: 5 }],
  ] as const)('says that %s may help', (flag, outcome) => {
    expect(describePoolOutcome(outcome).message).toContain(flag)
  })

  it('passes on the telling line of what the children said before they died', () => {
    const message = (stderrTail: string): string =>
      describePoolOutcome({ kind: 'cannot-start', exit: byCode(stderrTail) }).message
    expect(message('at start\nError: sharp is not installed\n    at load (x.js:1)\n')).toContain(
      'It said: Error: sharp is not installed. ',
    )
    expect(message('first\nlast words\n')).toContain('It said: last words. ')
    expect(message(`error ${'x'.repeat(5000)}`).length).toBeLessThan(400)
    expect(message('  \n ')).not.toContain('It said')
  })
})
