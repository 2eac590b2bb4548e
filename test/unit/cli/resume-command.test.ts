import { describe, expect, it } from 'vitest'
import { resumeCommand } from '../../../src/cli/resume-command.ts'
import { createFakeProgram } from '../../support/fake-program.ts'
import { journalBatch } from '../../support/journaled-batch.ts'
import { createMemoryStore } from '../../support/memory-store.ts'

const id = '0badcafe'

describe('batchfit resume --dismiss', () => {
  it('says so in words, or in JSON where that is asked for', async () => {
    for (const json of [false, true]) {
      const store = createMemoryStore()
      const files = [{ source: '/p/a.jpg', output: '/p/out/a.jpg', status: 'waiting' }] as const
      await journalBatch(store, { id, files, end: 'cancelled' })
      const program = createFakeProgram({ store })
      expect(await resumeCommand([], { dismiss: true, ...(json ? { json } : {}) }, program)).toBe(0)
      if (json) expect(JSON.parse(program.stdout())).toEqual({ event: 'dismissed', id })
      else expect(program.stdout()).toContain(`Batch ${id} is dropped`)
    }
  })
})
