import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { maxRecipeBytes, readRecipeFile } from '../../../src/batch/read-recipe-file.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('a recipe file', () => {
  it('that is far too large for a recipe is not read', async () => {
    const path = join(await tempFolder(), 'film.json')
    await writeFile(path, '{}')
    await truncate(path, maxRecipeBytes + 1)
    const read = await readRecipeFile(path)
    expect(read).toEqual({
      ok: false,
      problems: [
        `${path}: expected a recipe file but it has ${String(maxRecipeBytes + 1)} bytes, and no recipe has more than ${String(maxRecipeBytes)}`,
      ],
    })
  })

  it('that is a folder, or none, is said to be so', async () => {
    const folder = await tempFolder()
    expect(await readRecipeFile(folder)).toMatchObject({ ok: false, problems: [expect.stringContaining('EISDIR')] })
    expect(await readRecipeFile(join(folder, 'none.json'))).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('there is no such file')],
    })
  })
})
