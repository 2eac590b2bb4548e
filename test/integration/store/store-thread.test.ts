import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import { ThreadLink } from '../../../src/store/thread-link.ts'
import { ThreadStore } from '../../../src/store/thread-store.ts'
import { added, batchStart, wholeBatch } from '../../support/journal-samples.ts'
import { realClock } from '../../support/real-clock.ts'
import { openRealStore, storeThreadPath } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

describe('the thread of a store', () => {
  it.each([
    { how: 'is not there', threadPath: new URL('./no-such-thread.ts', import.meta.url) },
    { how: 'has a name that is none', threadPath: 'store-thread' },
    { how: 'ends before it has said anything', threadPath: new URL('../../support/real-clock.ts', import.meta.url) },
  ])('that $how leaves a store that keeps nothing and says why', async ({ threadPath }) => {
    const folder = await tempFolder()
    const store = await openStore({ folder, threadPath, clock: realClock, onUnwritable: () => undefined })
    expect(store).toMatchObject({ isKeeping: false, problem: { code: 'unavailable', setAsidePath: null } })
    expect(store.problem?.detail).not.toBe('')
    await store.close()
  })

  it('that dies refuses what is asked and what is awaited, and what is written does no harm', async () => {
    const complaints: string[] = []
    const link = new ThreadLink(storeThreadPath, { folder: await tempFolder() })
    await link.opened
    const store = new ThreadStore(link, null, realClock, (detail) => complaints.push(detail))
    await store.begin(batchStart('00000001'))
    await link.close()
    store.write(added('00000001', 1))
    await expect(store.committed()).rejects.toThrow('The thread of the journal has ended.')
    await expect(store.batch('00000001')).rejects.toThrow('The thread of the journal has ended.')
    await until(() => complaints.length > 0)
    store.write(added('00000001', 1))
    expect(complaints).toEqual(['The thread of the journal has ended.'])
    await store.close()
  })

  it('answers for all that was written before, without anybody waiting for it', async () => {
    const { store } = await openRealStore(join(await tempFolder(), 'state'))
    await store.begin(batchStart('00000001'))
    for (const entry of wholeBatch('00000001', 2000)) store.write(entry)
    expect(store.pending).toBeGreaterThan(1000)
    expect(await store.batch('00000001')).toMatchObject({ done: 2000 })
    expect(store.pending).toBe(0)
  })

  it('commits what waits before it closes, closes once, and takes nothing after', async () => {
    const folder = join(await tempFolder(), 'state')
    const { store } = await openRealStore(folder)
    await store.begin(batchStart('00000001'))
    for (const entry of wholeBatch('00000001', 1000)) store.write(entry)
    await Promise.all([store.close(), store.close()])
    store.write(added('00000001', 5, 5000))
    await expect(store.batch('00000001')).rejects.toThrow(/closed/)
    const { store: next } = await openRealStore(folder)
    expect(await next.batch('00000001')).toMatchObject({ state: 'finished', total: 1000, done: 1000 })
  })
})
