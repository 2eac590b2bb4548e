import { describe, expect, it } from 'vitest'
import { runCommand } from '../../../src/cli/run-command.ts'
import { createFakePool } from '../../support/fake-pool.ts'
import { createFakeProgram } from '../../support/fake-program.ts'
import { createMemoryStore } from '../../support/memory-store.ts'

describe('a run whose batch cannot be written down', () => {
  it('says that it can be neither resumed nor undone', async () => {
    const store = createMemoryStore()
    store.refuse(new Error('the disk is full'))
    const program = createFakeProgram({ store, pool: createFakePool() })
    expect(await runCommand(['/nowhere/a.jpg'], { json: true }, program)).toBe(1)
    expect(program.stderr()).toContain('can be neither resumed nor undone')
    expect(program.stdout()).not.toContain('neither')
  })

  it('is no word about it where all is well', async () => {
    const program = createFakeProgram({ store: createMemoryStore(), pool: createFakePool() })
    await runCommand(['/nowhere/a.jpg'], { json: true }, program)
    expect(program.stderr()).toBe('')
  })
})
