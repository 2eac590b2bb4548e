import { execFileSync } from 'node:child_process'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { added, batchStart, ended, wholeBatch } from '../../support/journal-samples.ts'
import { openRealStore } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

/** A file system of 2 MB, or false where mounting is not allowed. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

it('keeps entries that a full disk refuses, tells once, and writes them when there is room', async ({ skip }) => {
  const folder = await tempFolder()
  if (!mountSmallDisk(folder)) skip('mounting a tmpfs of 2 MB needs root and Linux')
  try {
    const { store, complaints } = await openRealStore(folder)
    await store.begin(batchStart('00000001'))
    const filler = join(folder, 'filler')
    const { bavail, bsize } = await statfs(folder)
    await writeFile(filler, new Uint8Array((bavail - 2) * bsize))
    for (const entry of wholeBatch('00000001', 300)) store.write(entry)
    await expect(store.committed()).rejects.toThrow(/full|I\/O error/)
    // A batch that cannot be written down does not begin.
    await expect(store.begin(batchStart('00000002'))).rejects.toThrow()
    expect(complaints).toHaveLength(1)
    expect(store.pending).toBeGreaterThan(0)
    expect(await store.batch('00000001')).toMatchObject({ state: 'running' })
    await rm(filler)
    // By itself, though nobody writes or asks.
    await until(() => store.pending === 0)
    expect(await store.batch('00000001')).toMatchObject({ state: 'finished', total: 300, done: 300, written: 300 })
    expect(await store.batch('00000002')).toBeNull()
    await store.begin(batchStart('00000003'))
    store.write(added('00000003', 1))
    store.write(ended('00000003'))
    await store.committed()
    expect(complaints).toHaveLength(1)
    await store.close()
    const { store: next } = await openRealStore(folder)
    expect(next.problem).toBeNull()
    expect((await next.batches(0, 10)).total).toBe(2)
    await next.close()
  } finally {
    execFileSync('umount', ['-l', folder])
  }
})
