import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startJournalProcess } from '../../support/journal-process.ts'
import { planAt, resultAt } from '../../support/journal-samples.ts'
import { openRealStore } from '../../support/real-store.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const rounds = 10
const atOnce = 5

it(
  'loses nothing that was acknowledged when processes are killed while they write, fifty times',
  { timeout: 400_000 },
  async () => {
    const folder = join(await tempFolder(), 'state')
    const random = seededRandom(20261125)
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        Array.from({ length: atOnce }, async (_, index) => {
          const id = `${String(round)}000000${String(index)}`
          acknowledged.set(id, await writeAndKill(folder, id, 1 + Math.floor(random() * 25)))
        }),
      )
    }
    expect(acknowledged.size).toBe(50)
    const { store, complaints } = await openRealStore(folder)
    expect(store.problem).toBeNull()
    expect(integrity(join(folder, 'journal.sqlite'))).toBe('ok')
    const interrupted = await store.interrupted()
    expect(interrupted.map(({ id }) => id).toSorted()).toEqual([...acknowledged.keys()].toSorted())
    for (const [id, jobs] of acknowledged) {
      const results = await store.results(id, 0, 100_000)
      expect(results.length).toBeGreaterThanOrEqual(jobs)
      expect(results).toEqual(results.map((_, place) => resultAt(place)))
      const plans = (await store.jobs(id, 0, jobs)).map(({ plan }) => plan)
      expect(plans).toEqual(plans.map((_, place) => planAt(place)))
      expect(await store.batch(id)).toMatchObject({
        state: 'interrupted',
        done: results.length,
        written: results.length,
      })
      expect(await store.claim(id, 'run')).toBe('claimed')
    }
    expect(await store.interrupted()).toEqual([])
    expect(complaints).toEqual([])
  },
)

/** Kills a process at once when it has told of so many committed jobs; returns how many it had told of in the end. */
async function writeAndKill(folder: string, id: string, jobs: number): Promise<number> {
  const writer = await startJournalProcess(folder)
  let acknowledged = 0
  await new Promise<void>((resolve) => {
    writer.writeUntilKilled(id, (count) => {
      acknowledged = count
      if (count === jobs) resolve(writer.kill())
    })
  })
  return acknowledged
}

function integrity(path: string): unknown {
  const database = new DatabaseSync(path)
  try {
    return database.prepare('PRAGMA integrity_check').get()?.['integrity_check']
  } finally {
    database.close()
  }
}
