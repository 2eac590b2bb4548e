import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { thisBinSystem } from '../../../src/batch/bin-system.ts'
import { createKeeperFor } from '../../../src/batch/keeper-for.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('looking for a bin', () => {
  it('makes nothing', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'pictures'))
    const system = { ...thisBinSystem(), homeFolder: folder, dataFolder: join(folder, 'data') }
    const keeper = await createKeeperFor(system)(join(folder, 'pictures'))
    if (process.platform === 'linux') expect(keeper).toBe('bin')
    expect(await readdir(folder, { recursive: true })).toEqual(['pictures'])
  })
})
