import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DescribedRow } from '../../../src/renderer/panel/described-row.svelte.ts'
import type { Bridge, RowDetails } from '../../../src/shared/ipc-contract.ts'

interface Question {
  readonly row: number
  readonly answer: (details: Partial<RowDetails> | null) => Promise<void>
}

function slowMain(): { readonly bridge: Bridge; readonly questions: Question[] } {
  const questions: Question[] = []
  const describeRow = ({ row }: { readonly row: number }): Promise<unknown> =>
    new Promise((resolve) =>
      questions.push({
        row,
        answer: async (details) => {
          const failure = { code: 'no-such-row', message: 'Gone.' }
          resolve(details === null ? { ok: false, failure } : { ok: true, value: { row, ...details } })
          await Promise.resolve()
          await Promise.resolve()
        },
      }),
    )
  return { bridge: { requests: { describeRow } } as unknown as Bridge, questions }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the details of a row', () => {
  it('are asked for at once when the row is another, and only then', () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    described.show(5)
    expect(questions.map(({ row }) => row)).toEqual([5])
  })

  it('never are those of the row before', async () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    described.show(6)
    await questions[1]?.answer({ path: '/six' })
    await questions[0]?.answer({ path: '/five' })
    expect(described.details?.path).toBe('/six')
    described.show(null)
    expect(described.details).toBeNull()
  })

  it('are asked for again at most once in a pause, however often they may have changed', () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    for (let moment = 0; moment < 10; moment++) {
      described.refresh()
      vi.advanceTimersByTime(50)
    }
    expect(questions.length).toBe(1 + 5)
  })

  it('wait while something changes by hand', () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    for (let moment = 0; moment < 10; moment++) {
      described.refreshLater()
      vi.advanceTimersByTime(50)
    }
    expect(questions.length).toBe(1)
    vi.advanceTimersByTime(100)
    expect(questions.length).toBe(2)
  })

  it('stand until newer ones come, and say when the row is gone', async () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    await questions[0]?.answer({ path: '/five' })
    described.refresh()
    vi.advanceTimersByTime(100)
    expect(described.details?.path).toBe('/five')
    await questions[1]?.answer(null)
    expect(described.details).toBeNull()
    expect(described.isGone).toBe(true)
  })

  it('are not asked for any more once nobody looks', () => {
    const { bridge, questions } = slowMain()
    const described = new DescribedRow(bridge, 100)
    described.show(5)
    described.refresh()
    described.close()
    vi.advanceTimersByTime(1000)
    expect(questions).toHaveLength(1)
  })
})
