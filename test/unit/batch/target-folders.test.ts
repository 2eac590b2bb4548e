import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TargetFolders } from '../../../src/batch/target-folders.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('a target folder', () => {
  it('knows what is in it, whatever the case and the form of the letters', async () => {
    const path = await tempFolder()
    await writeFile(join(path, 'E\u0301T\u00c9.JPG'), '')
    await mkdir(join(path, 'Album.jpg'))
    const folder = await new TargetFolders().at(path)
    expect(folder.problem).toBeNull()
    expect(folder.canonical).toBe(path)
    expect(folder.existing('\u00e9t\u00e9.jpg')).toBe('E\u0301T\u00c9.JPG')
    expect(folder.existing('album.jpg')).toBe('Album.jpg')
    expect(folder.existing('other.jpg')).toBeNull()
  })

  it('remembers for whom a name was claimed', async () => {
    const folder = await new TargetFolders().at(await tempFolder())
    expect(folder.claimant('a.jpg')).toBeNull()
    folder.claim('A.JPG', '/in/a.jpg')
    expect(folder.claimant('a.jpg')).toBe('/in/a.jpg')
    expect(folder.existing('a.jpg')).toBeNull()
  })

  it('is one and the same under every path that leads there', async () => {
    const path = await tempFolder()
    await mkdir(join(path, 'real'))
    await symlink('real', join(path, 'link'))
    const folders = new TargetFolders()
    const [real, link] = await Promise.all([folders.at(join(path, 'real')), folders.at(join(path, 'link'))])
    expect(link).toBe(real)
    expect(await folders.at(join(path, 'link', 'new'))).toBe(await folders.at(join(path, 'real', 'new')))
  })

  it('is looked at once, before anything of this batch is in it', async () => {
    const path = await tempFolder()
    const folders = new TargetFolders()
    await folders.at(path)
    await writeFile(join(path, 'later.jpg'), '')
    expect((await folders.at(path)).existing('later.jpg')).toBeNull()
    expect((await new TargetFolders().at(path)).existing('later.jpg')).toBe('later.jpg')
  })

  it('is empty and fine when it is yet to be made', async () => {
    const folder = await new TargetFolders().at(join(await tempFolder(), 'new', 'newer'))
    expect(folder.problem).toBeNull()
    expect(folder.existing('a.jpg')).toBeNull()
  })

  it('says what is in the way when a file is where it would be', async () => {
    const path = await tempFolder()
    await writeFile(join(path, 'out'), '')
    const { problem } = await new TargetFolders().at(join(path, 'out'))
    expect(problem).toBe('"out" is a file where a folder is needed')
  })

  it('has a problem when a file is where a folder above it would be', async () => {
    const path = await tempFolder()
    await writeFile(join(path, 'out'), '')
    for (const below of ['out/new', 'out/new/newer']) {
      const { problem } = await new TargetFolders().at(join(path, below))
      expect(problem, below).toContain('is a file where a folder is needed')
    }
  })

  it.each(['out/new', 'out/new/newer'])('says which file it is that is in the way of %s', async (below) => {
    const path = await tempFolder()
    await writeFile(join(path, 'out'), '')
    const { problem } = await new TargetFolders().at(join(path, below))
    expect(problem).toBe('"out" is a file where a folder is needed')
  })

  it('says what is in the way when a link to nothing is there', async () => {
    const path = await tempFolder()
    await symlink('nowhere', join(path, 'out'))
    expect((await new TargetFolders().at(join(path, 'out'))).problem).not.toBeNull()
  })
})
