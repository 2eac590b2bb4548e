import { describe, expect, it } from 'vitest'
import { ComparisonRun } from '../../../src/renderer/dialogs/comparison-run.svelte.ts'
import type { Bridge, Comparison } from '../../../src/shared/ipc-contract.ts'

interface Question {
  readonly input: unknown
  readonly answer: (value: unknown) => void
}

function slowMain(): { readonly bridge: Bridge; readonly questions: Question[] } {
  const questions: Question[] = []
  const compareRow = (input: unknown): Promise<unknown> =>
    new Promise((resolve) => questions.push({ input, answer: resolve }))
  return { bridge: { requests: { compareRow } } as unknown as Bridge, questions }
}

const comparison = (outputBytes: number): { readonly ok: true; readonly value: Comparison } => ({
  ok: true,
  value: {
    beforeUrl: 'previews/1',
    afterUrl: 'previews/2',
    format: 'jpeg',
    quality: 82,
    sourceWidth: 40,
    sourceHeight: 30,
    width: 20,
    height: 15,
    sourceBytes: 1000,
    outputBytes,
    losses: [],
    warnings: [],
    elapsedMs: 1,
  },
})
const refusal = { ok: false, failure: { code: 'not-usable', message: 'Damaged.' } }

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
}

describe('a comparison', () => {
  it('asks only after the recipe of the panel was sent', async () => {
    const { bridge, questions } = slowMain()
    let send = (): void => undefined
    const run = new ComparisonRun(bridge, () => new Promise((resolve) => (send = resolve)))
    void run.ask({ row: 1, output: 0 })
    await settled()
    expect(questions).toHaveLength(0)
    expect(run.isBusy).toBe(true)
    send()
    await settled()
    expect(questions.map(({ input }) => input)).toEqual([{ row: 1, output: 0 }])
  })

  it('shows the last answer of this row while the next is on its way', async () => {
    const { bridge, questions } = slowMain()
    const run = new ComparisonRun(bridge, () => Promise.resolve())
    void run.ask({ row: 1, output: 0 })
    await settled()
    questions[0]?.answer(comparison(500))
    await settled()
    expect(run.isBusy).toBe(false)
    expect(run.comparison?.outputBytes).toBe(500)
    void run.ask({ row: 1, output: 0 })
    expect(run.comparison?.outputBytes).toBe(500)
    expect(run.isBusy).toBe(true)
    void run.ask({ row: 2, output: 0 })
    expect(run.comparison).toBeNull()
  })

  it('drops an answer that is late', async () => {
    const { bridge, questions } = slowMain()
    const run = new ComparisonRun(bridge, () => Promise.resolve())
    void run.ask({ row: 1, output: 0 })
    await settled()
    void run.ask({ row: 1, output: 1 })
    await settled()
    questions[1]?.answer(comparison(200))
    await settled()
    questions[0]?.answer(comparison(900))
    await settled()
    expect(run.comparison?.outputBytes).toBe(200)
  })

  it('says why it failed, until it is tried again', async () => {
    const { bridge, questions } = slowMain()
    const run = new ComparisonRun(bridge, () => Promise.resolve())
    void run.ask({ row: 1, output: 0 })
    await settled()
    questions[0]?.answer(refusal)
    await settled()
    expect(run.failure?.message).toBe('Damaged.')
    expect(run.comparison).toBeNull()
    void run.ask({ row: 1, output: 0 })
    expect(run.failure).toBeNull()
  })

  it('changes nothing any more once it is closed', async () => {
    const { bridge, questions } = slowMain()
    const run = new ComparisonRun(bridge, () => Promise.resolve())
    void run.ask({ row: 1, output: 0 })
    await settled()
    run.close()
    questions[0]?.answer(comparison(1))
    await settled()
    expect(run.comparison).toBeNull()
  })
})
