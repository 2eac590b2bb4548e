import { unlink } from 'node:fs/promises'
import type { PoolOutcome } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { UndoReply, UndoTask } from '../shared/child-tasks.ts'
import type { UndoRefusal } from '../shared/history.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import type { UndoOrder } from './undo-items.ts'

/** How one written file ended: taken back (`refusal` is null), left alone, or not come to. */
export type UndoResult =
  { readonly kind: 'settled'; readonly refusal: UndoRefusal | null } | { readonly kind: 'not-begun' }

export interface UndoRequestOptions {
  readonly pool: ProcessPool
  /** For all files of a request together until its child is killed; null for none. */
  readonly deadlineMs: number | null
  /** An earlier undo may have left its temp files. */
  readonly isAgain: boolean
  /** Asked before a file is tried by itself. */
  readonly isStopping: () => boolean
  /** A file that a child died of, or that every child is killed at: the disk does not answer, or children do not start. */
  readonly onLost: (outcome: LostOutcome) => void
  readonly onReply: () => void
}

export type LostOutcome = Exclude<PoolOutcome, { kind: 'replied' | 'cancelled' }>

/**
 * Has a child take back some files. One that dies of them is blamed on a single file: they are asked for again one by one,
 * and what a child then dies of is left alone.
 */
export async function askToUndo(
  orders: readonly UndoOrder[],
  options: UndoRequestOptions,
): Promise<readonly UndoResult[]> {
  if (options.isAgain) await removeTemps(orders)
  const first = await submit(orders, options)
  if (first.kind === 'replied') return refusalsOf(first.payload as UndoReply, orders)
  if (first.kind === 'cancelled') return orders.map(() => ({ kind: 'not-begun' }))
  const results: UndoResult[] = []
  for (const order of orders) results.push(await askAlone(order, options))
  return results
}

async function askAlone(order: UndoOrder, options: UndoRequestOptions): Promise<UndoResult> {
  if (options.isStopping()) return { kind: 'not-begun' }
  await removeTemps([order])
  const outcome = await submit([order], options)
  switch (outcome.kind) {
    case 'replied':
      return refusalsOf(outcome.payload as UndoReply, [order])[0] ?? { kind: 'not-begun' }
    case 'cancelled':
      return { kind: 'not-begun' }
    case 'cannot-start':
      options.onLost(outcome)
      return { kind: 'not-begun' }
    default:
      options.onLost(outcome)
      return { kind: 'settled', refusal: { code: 'system', message: lostMessage(order, outcome) } }
  }
}

function lostMessage({ item }: UndoOrder, outcome: LostOutcome): string {
  return outcome.kind === 'deadline'
    ? `Expected an answer from the disk or share of ${item.path} but none came in time. Check it, and undo the batch again.`
    : `${item.path} could not be taken back: ${describePoolOutcome(outcome).message}`
}

async function submit(orders: readonly UndoOrder[], options: UndoRequestOptions): Promise<PoolOutcome> {
  const task: UndoTask = { kind: 'undo', items: orders.map(({ item }) => item) }
  const outcome = await options.pool.submit({
    lane: 'work',
    costBytes: requestCostBytes,
    memoryLimitBytes: null,
    deadlineMs: options.deadlineMs,
    payload: () => task,
    afterChildDeath: () => removeTemps(orders),
  })
  if (outcome.kind === 'replied') options.onReply()
  return outcome
}

/** A child reads what it compares piece by piece. */
const requestCostBytes = 50e6

function refusalsOf(reply: UndoReply, orders: readonly UndoOrder[]): readonly UndoResult[] {
  return orders.map((order, index) => {
    const refusal = reply.refusals[index]
    if (refusal === undefined) throw new Error(`Expected a reply for ${order.item.path} but got none.`)
    return { kind: 'settled', refusal }
  })
}

/** What a dead child was copying back from another volume. */
async function removeTemps(orders: readonly UndoOrder[]): Promise<void> {
  const paths = orders.flatMap(({ item }) => (item.restore === null ? [] : [item.tempPath]))
  await Promise.all(paths.map((path) => unlink(path).catch(() => undefined)))
}
