import { describe, expect, it } from 'vitest'
import { ProofRun } from '../../../src/renderer/dialogs/proof-run.svelte.ts'
import type { Bridge } from '../../../src/shared/ipc-contract.ts'

interface Asked {
  readonly row: number
  readonly output: number
  readonly answer: (value: unknown) => void
}

function slowMain(rows: readonly number[]): { readonly bridge: Bridge; readonly asked: Asked[] } {
  const asked: Asked[] = []
  const requests = {
    chooseProofRows: () =>
      Promise.resolve({ ok: true, value: { rows: rows.map((row) => ({ row, reason: 'typical' })) } }),
    compareRow: ({ row, output }: { readonly row: number; readonly output: number }) =>
      new Promise((resolve) => asked.push({ row, output, answer: resolve })),
  }
  return { bridge: { requests } as unknown as Bridge, asked }
}

const done = (outputBytes: number): unknown => ({ ok: true, value: { outputBytes } })

async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

function start(run: ProofRun, outputs = 1): void {
  void run.start(
    () => Promise.resolve(),
    () => outputs,
  )
}

describe('a proof', () => {
  it('encodes one row after another, so that a batch beside it is not starved', async () => {
    const { bridge, asked } = slowMain([4, 9])
    const run = new ProofRun(bridge)
    start(run)
    await settled()
    expect(run.rows?.map(({ state }) => state.kind)).toEqual(['encoding', 'waiting'])
    expect(asked.map(({ row }) => row)).toEqual([4])
    asked[0]?.answer(done(10))
    await settled()
    expect(run.rows?.map(({ state }) => state.kind)).toEqual(['done', 'encoding'])
    asked[1]?.answer(done(20))
    await settled()
    expect(run.ended).toBe(2)
  })

  it('encodes every output of a row', async () => {
    const { bridge, asked } = slowMain([4])
    const run = new ProofRun(bridge)
    start(run, 3)
    for (const output of [0, 1, 2]) {
      await settled()
      expect(asked.at(-1)).toMatchObject({ row: 4, output })
      asked.at(-1)?.answer(done(output))
    }
    await settled()
    expect(run.rows?.[0]?.state).toMatchObject({ kind: 'done', comparisons: [{}, {}, {}] })
  })

  it('goes on after a row that fails', async () => {
    const { bridge, asked } = slowMain([4, 9])
    const run = new ProofRun(bridge)
    start(run)
    await settled()
    asked[0]?.answer({ ok: false, failure: { code: 'not-usable', message: 'Damaged.' } })
    await settled()
    expect(run.rows?.map(({ state }) => state.kind)).toEqual(['failed', 'encoding'])
    expect(run.ended).toBe(1)
  })

  it('asks for nothing more once it is closed', async () => {
    const { bridge, asked } = slowMain([4, 9])
    const run = new ProofRun(bridge)
    start(run)
    await settled()
    run.close()
    asked[0]?.answer(done(1))
    await settled()
    expect(asked).toHaveLength(1)
  })

  it('that is started over leaves the first one behind', async () => {
    const { bridge, asked } = slowMain([4, 9])
    const run = new ProofRun(bridge)
    start(run)
    await settled()
    start(run)
    await settled()
    asked[0]?.answer(done(1))
    await settled()
    expect(asked.map(({ row }) => row)).toEqual([4, 4])
    expect(run.rows?.map(({ state }) => state.kind)).toEqual(['encoding', 'waiting'])
  })
})
