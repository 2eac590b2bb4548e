import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pageLength, PlanPages } from '../../../src/renderer/dialogs/plan-pages.svelte.ts'
import type { Bridge, InputOf, PlanItem } from '../../../src/shared/ipc-contract.ts'

interface Question {
  readonly input: InputOf<'listPlan'>
  readonly answer: (total: number) => Promise<void>
  readonly refuse: () => Promise<void>
}

/** Answers when the test says so. */
function slowMain(): { readonly bridge: Bridge; readonly questions: Question[] } {
  const questions: Question[] = []
  const listPlan = (input: InputOf<'listPlan'>): Promise<unknown> =>
    new Promise((resolve) => {
      const settle = async (value: unknown): Promise<void> => {
        resolve(value)
        await Promise.resolve()
        await Promise.resolve()
      }
      questions.push({
        input,
        answer: (total) => settle({ ok: true, value: { total, items: itemsOf(input, total) } }),
        refuse: () => settle({ ok: false, failure: { code: 'internal-error', message: 'No.' } }),
      })
    })
  return { bridge: { requests: { listPlan } } as unknown as Bridge, questions }
}

function itemsOf({ offset, limit, filter }: InputOf<'listPlan'>, total: number): readonly PlanItem[] {
  const length = Math.max(0, Math.min(limit, total - offset))
  return Array.from({ length }, (_, place) => ({
    row: offset + place,
    source: `/${filter}/${String(offset + place)}.jpg`,
    action: 'write',
    marks: 0,
    outputs: [],
    message: null,
  }))
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the pages of a plan', () => {
  it('come when they are in sight, once each', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.look(0, 20)
    pages.look(0, 30)
    expect(questions.map(({ input }) => input)).toEqual([{ filter: 'all', offset: 0, limit: pageLength }])
    expect(pages.total).toBeNull()
    await questions[0]?.answer(250)
    expect(pages.total).toBe(250)
    expect(pages.itemAt(7)?.source).toBe('/all/7.jpg')
    expect(pages.itemAt(107)).toBeNull()
    pages.look(90, 130)
    expect(questions.map(({ input }) => input.offset)).toEqual([0, 100])
    await questions[1]?.answer(250)
    expect(pages.itemAt(107)?.source).toBe('/all/107.jpg')
    pages.look(0, 130)
    expect(questions).toHaveLength(2)
  })

  it('of another filter are asked for at once, and an answer about the one before is dropped', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.look(0, 20)
    pages.show('skip')
    expect(pages.total).toBeNull()
    await questions[0]?.answer(250)
    expect(pages.total).toBeNull()
    await questions[1]?.answer(3)
    expect(pages.total).toBe(3)
    expect(pages.itemAt(2)?.source).toBe('/skip/2.jpg')
  })

  it('are asked for again when the plan changes, at most once in a while, and stand until the new ones come', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.look(0, 20)
    await questions[0]?.answer(250)
    pages.refresh()
    pages.refresh()
    expect(questions).toHaveLength(1)
    vi.advanceTimersByTime(1000)
    expect(questions).toHaveLength(2)
    expect(pages.itemAt(7)).not.toBeNull()
    await questions[1]?.answer(200)
    expect(pages.total).toBe(200)
  })

  it('that are out of sight when the plan changes are forgotten', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.look(0, 20)
    await questions[0]?.answer(1000)
    pages.look(400, 420)
    await questions[1]?.answer(1000)
    pages.refresh()
    vi.advanceTimersByTime(1000)
    expect(questions.at(-1)?.input.offset).toBe(400)
    expect(pages.itemAt(7)).toBeNull()
    expect(pages.itemAt(407)).not.toBeNull()
  })

  it('are kept in a number that does not grow with the plan', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    for (let page = 0; page < 60; page++) {
      pages.look(page * pageLength, page * pageLength + 1)
      await questions.at(-1)?.answer(100_000)
    }
    expect(pages.itemAt(0)).toBeNull()
    expect(pages.itemAt(59 * pageLength)).not.toBeNull()
  })

  it('that cannot be had say so, and are asked for again with the next change', async () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.look(0, 20)
    await questions[0]?.refuse()
    expect(pages.hasFailed).toBe(true)
    pages.refresh()
    vi.advanceTimersByTime(1000)
    await questions[1]?.answer(1)
    expect(pages.hasFailed).toBe(false)
    expect(pages.total).toBe(1)
  })

  it('ask nothing more once they are closed', () => {
    const { bridge, questions } = slowMain()
    const pages = new PlanPages(bridge, 'all')
    pages.refresh()
    pages.close()
    vi.advanceTimersByTime(1000)
    expect(questions).toHaveLength(0)
  })
})
