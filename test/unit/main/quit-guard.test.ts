import { describe, expect, it } from 'vitest'
import { closeInOrder } from '../../../src/main/close-in-order.ts'
import { closeLimitMs, createQuitGuard } from '../../../src/main/quit-guard.ts'
import type { BatchState } from '../../../src/shared/ipc-contract.ts'
import { batchState } from '../../support/batch-state.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp(phase: BatchState['phase'], close: () => Promise<void> = () => Promise.resolve()) {
  const clock = createVirtualClock()
  const happened: string[] = []
  const questions: PromiseWithResolvers<boolean>[] = []
  let batch = batchState({ phase, total: 10, done: 3, skipped: 1, failed: 2 })
  const guard = createQuitGuard({
    clock,
    batch: () => batch,
    confirm: (left) => {
      happened.push(`asked, ${String(left)} left`)
      const question = Promise.withResolvers<boolean>()
      questions.push(question)
      return question.promise
    },
    cancelBatch: (how) => {
      happened.push(`cancel ${how}`)
    },
    close: () => {
      happened.push('close')
      return close()
    },
    exit: (code) => {
      happened.push(`exit ${String(code)}`)
    },
    log: (line) => {
      happened.push(line)
    },
  })
  const become = (next: BatchState['phase']): void => {
    batch = { ...batch, phase: next }
    guard.batchChanged(batch)
  }
  const answer = async (isSure: boolean): Promise<void> => {
    questions.at(-1)?.resolve(isSure)
    await flush()
  }
  return { guard, clock, happened, questions, become, answer }
}

describe('quitting without a batch', () => {
  it.each(['idle', 'ended'] as const)(
    'asks nothing while the batch is %s, closes everything and exits',
    async (phase) => {
      const { guard, happened } = setUp(phase)
      guard.request()
      guard.request()
      await flush()
      expect(happened).toEqual(['close', 'exit 0'])
    },
  )

  it('exits with a failure when something could not be closed', async () => {
    const { guard, happened } = setUp('idle', () => Promise.reject(new Error('still busy')))
    guard.request()
    await flush()
    expect(happened).toEqual(['close', expect.stringMatching(/^closing failed: Error: still busy/), 'exit 1'])
  })

  it('does not wait for ever for what hangs', async () => {
    const { guard, clock, happened } = setUp('idle', () => new Promise(() => undefined))
    guard.request()
    clock.advance(closeLimitMs - 1)
    await flush()
    expect(happened).toEqual(['close'])
    clock.advance(1)
    expect(happened).toEqual(['close', 'closing took longer than 10000 ms', 'exit 1'])
  })
})

describe.each(['running', 'pausing', 'paused', 'cancelling'] as const)('quitting while a batch is %s', (phase) => {
  it('asks once, finishes what runs, and only then closes and exits', async () => {
    const { guard, happened, become, answer } = setUp(phase)
    guard.request()
    guard.request()
    expect(happened).toEqual(['asked, 4 left'])
    await answer(true)
    expect(happened).toEqual(['asked, 4 left', 'cancel finish'])
    become('cancelling')
    await flush()
    expect(happened).toHaveLength(2)
    become('ended')
    await flush()
    expect(happened).toEqual(['asked, 4 left', 'cancel finish', 'close', 'exit 0'])
  })

  it('goes on when the person would rather not, and asks again the next time', async () => {
    const { guard, happened, answer, become } = setUp(phase)
    guard.request()
    await answer(false)
    become('ended')
    await flush()
    expect(happened).toEqual(['asked, 4 left'])
    become('running')
    guard.request()
    expect(happened).toEqual(['asked, 4 left', 'asked, 4 left'])
  })
})

describe('quitting while a batch runs', () => {
  it('needs no more patience when the batch ends before the answer', async () => {
    const { guard, happened, become, answer } = setUp('running')
    guard.request()
    become('ended')
    await answer(true)
    await flush()
    expect(happened).toEqual(['asked, 4 left', 'close', 'exit 0'])
  })

  it('ends what runs when it is asked for again', async () => {
    const { guard, happened, answer } = setUp('running')
    guard.request()
    await answer(true)
    guard.request()
    expect(happened).toEqual(['asked, 4 left', 'cancel finish', 'cancel now'])
  })

  it('does not wait for ever for a batch that does not even end when it is killed', async () => {
    const { guard, clock, happened, answer, become } = setUp('paused')
    guard.request()
    await answer(true)
    clock.advance(10 * closeLimitMs)
    expect(happened).toEqual(['asked, 4 left', 'cancel finish'])
    guard.request()
    guard.request()
    clock.advance(closeLimitMs)
    await flush()
    expect(happened.slice(2)).toEqual([
      'cancel now',
      'cancel now',
      'the batch did not end within 10000 ms',
      'close',
      'exit 0',
    ])
    become('ended')
    clock.advance(1)
    expect(happened.filter((word) => word === 'close')).toHaveLength(1)
  })

  it('goes on when the question cannot be shown', async () => {
    const { guard, happened, questions } = setUp('running')
    guard.request()
    questions[0]?.reject(new Error('no display'))
    await flush()
    guard.request()
    expect(happened).toEqual(['asked, 4 left', 'asked, 4 left'])
  })
})

describe('a signal', () => {
  it('finishes what runs without a question, ends it the second time, and the third time nothing is waited for', async () => {
    const { guard, happened, become } = setUp('running', () => new Promise(() => undefined))
    guard.insist()
    guard.insist()
    become('ended')
    await flush()
    guard.insist()
    expect(happened).toEqual(['cancel finish', 'cancel now', 'close', 'exit 1'])
  })

  it('answers a question that stands open', async () => {
    const { guard, happened, become, answer } = setUp('running')
    guard.request()
    guard.insist()
    await answer(false)
    become('ended')
    await flush()
    expect(happened).toEqual(['asked, 4 left', 'cancel finish', 'close', 'exit 0'])
  })
})

describe('closing in order', () => {
  it('closes the next when the one before is closed, also when that failed, and tells of every failure', async () => {
    const closed: number[] = []
    const closing = closeInOrder([
      async () => {
        await flush()
        closed.push(1)
      },
      () => {
        throw new Error('two')
      },
      () => Promise.reject(new Error('three')),
      () => {
        closed.push(4)
      },
    ])
    await expect(closing).rejects.toThrow('Error: two; Error: three')
    expect(closed).toEqual([1, 4])
  })
})
