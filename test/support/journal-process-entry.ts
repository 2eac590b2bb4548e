/** What `startJournalProcess` starts: a store, and orders for it by messages. */
import { openStore } from '../../src/store/open-store.ts'
import type { ProcessOrder, ProcessWord } from './journal-process.ts'
import { added, batchStart, finished, planned, resultAt, wholeBatch } from './journal-samples.ts'
import { realClock } from './real-clock.ts'

const complaints: string[] = []
const store = await openStore({
  folder: process.argv[2] ?? '',
  threadPath: new URL('../../src/store/thread/store-thread.ts', import.meta.url),
  clock: realClock,
  onUnwritable: (detail) => complaints.push(detail),
})

function say(word: ProcessWord): void {
  process.send?.(word)
}

process.on('message', (order: ProcessOrder) => {
  obey(order).then(
    (value) => {
      say({ kind: 'answer', id: order.id, value })
    },
    (error: unknown) => {
      say({ kind: 'failed', id: order.id, message: String(error) })
    },
  )
})
say({ kind: 'opened', problem: store.problem, isKeeping: store.isKeeping })

function obey(order: ProcessOrder): Promise<unknown> {
  switch (order.kind) {
    case 'call':
      return (store[order.name] as (...values: readonly unknown[]) => Promise<unknown>)(...order.values)
    case 'batches':
      return writeBatches(order.prefix, order.batches, order.jobs)
    case 'endless':
      return writeWithoutEnd(order.batch)
  }
}

async function writeBatches(prefix: string, batches: number, jobs: number): Promise<readonly string[]> {
  for (let index = 0; index < batches; index += 1) {
    const id = prefix + index.toString(16).padStart(8 - prefix.length, '0')
    await store.begin(batchStart(id))
    for (const entry of wholeBatch(id, jobs)) store.write(entry)
    await store.committed()
  }
  return complaints
}

async function writeWithoutEnd(id: string): Promise<void> {
  await store.begin(batchStart(id))
  for (let place = 0; ; place += 1) {
    store.write(added(id, 1, place))
    store.write(planned(id, place))
    store.write(finished(id, resultAt(place)))
    await store.committed()
    say({ kind: 'acknowledged', jobs: place + 1 })
  }
}
