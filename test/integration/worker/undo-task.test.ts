import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ChildTask, UndoItem } from '../../../src/shared/child-tasks.ts'
import { hashOf } from '../../support/replace-stage.ts'
import { createRealPool } from '../../support/real-pool.ts'
import { tempFolder } from '../../support/temp-folder.ts'

it('a child takes back what it is told to, and says what it left', async () => {
  const folder = await tempFolder()
  const items: UndoItem[] = []
  for (const name of ['as it was', 'edited']) {
    const path = join(folder, name)
    await writeFile(path, name)
    const { dev, ino, mtimeNs } = await stat(path, { bigint: true })
    const sha256 = hashOf(Buffer.from(name))
    const fingerprint = { device: dev, inode: ino, bytes: name.length, modifiedNs: mtimeNs, sha256 }
    items.push({ path, fingerprint, restore: null, source: null, tempPath: join(folder, '.batchfit-1a2b3c4d-u1.tmp') })
  }
  await writeFile(join(folder, 'edited'), 'since')
  const task: ChildTask = { kind: 'undo', items }
  const outcome = await createRealPool().submit({
    lane: 'work',
    costBytes: 1e6,
    memoryLimitBytes: null,
    deadlineMs: 60_000,
    payload: () => task,
  })
  expect(outcome).toMatchObject({
    kind: 'replied',
    payload: { kind: 'undone', refusals: [null, { code: 'output-changed' }] },
  })
  expect(await readdir(folder)).toEqual(['edited'])
})
