import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from '../../../src/batch/canonical-path.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('a canonical path', () => {
  it('is the same however the folder was reached', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'real', 'deep'), { recursive: true })
    await symlink('real', join(folder, 'link'))
    await symlink(join(folder, 'link', 'deep'), join(folder, 'far'))
    expect(await canonicalPath(join(folder, 'link', 'deep'))).toBe(join(folder, 'real', 'deep'))
    expect(await canonicalPath(join(folder, 'far'))).toBe(join(folder, 'real', 'deep'))
    expect(await canonicalPath(join(folder, 'real', 'deep'))).toBe(join(folder, 'real', 'deep'))
  })

  it('keeps what does not exist yet below what does', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'real'))
    await symlink('real', join(folder, 'link'))
    expect(await canonicalPath(join(folder, 'link', 'new', 'newer'))).toBe(join(folder, 'real', 'new', 'newer'))
    expect(await canonicalPath('/no such folder/at all')).toBe('/no such folder/at all')
  })

  it('goes through a file in the way as through nothing', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'file'), '')
    expect(await canonicalPath(join(folder, 'file', 'below'))).toBe(join(folder, 'file', 'below'))
  })

  it('gives a link that leads round in a circle as it is', async () => {
    const folder = await tempFolder()
    await symlink('round', join(folder, 'round'))
    expect(await canonicalPath(join(folder, 'round'))).toBe(join(folder, 'round'))
  })
})
