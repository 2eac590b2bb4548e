import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Every test file, and every process that it starts, has a state folder and a bin of its own, never the person's. */
const home = mkdtempSync(join(tmpdir(), 'batchfit-test-home-'))
process.env['BATCHFIT_HOME'] = join(home, 'state')
process.env['XDG_DATA_HOME'] = join(home, 'data')

afterAll(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})
