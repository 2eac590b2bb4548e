import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beginningOf, lookUp } from '../../../src/browser-host/look-up-paths.ts'
import type { FolderListing, PathCheck, PathQuestion } from '../../../src/browser-host/wire/frames.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const question: PathQuestion = {
  kind: 'path',
  want: 'files',
  isMulti: true,
  title: null,
  buttonLabel: null,
  startPath: '/',
  extensions: [],
  asksBeforeReplacing: false,
}

const list = (typed: string, more: Partial<PathQuestion> = {}): Promise<FolderListing | null> =>
  lookUp({ kind: 'list', typed, question: { ...question, ...more } }) as Promise<FolderListing | null>
const check = (typed: readonly string[], more: Partial<PathQuestion> = {}): Promise<PathCheck> =>
  lookUp({ kind: 'check', typed, question: { ...question, ...more } }) as Promise<PathCheck>

async function someFolder(): Promise<string> {
  const folder = await tempFolder()
  await mkdir(join(folder, 'Zoo'))
  for (const name of ['img10.jpg', 'img2.JPG', 'notes.txt', '.hidden']) await writeFile(join(folder, name), '')
  await symlink(join(folder, 'Zoo'), join(folder, 'link'))
  return folder
}

const namesOf = (listing: FolderListing | null) => listing?.entries.map(({ name }) => name)

describe('what is in the folder that is being typed', () => {
  it('comes with folders first, and numbers in their order', async () => {
    const folder = await someFolder()
    expect(namesOf(await list(`${folder}/`))).toEqual(['link', 'Zoo', 'img2.JPG', 'img10.jpg', 'notes.txt'])
  })

  it('is narrowed by the beginning of a name, whatever its case', async () => {
    const folder = await someFolder()
    expect(namesOf(await list(`${folder}/IMG`))).toEqual(['img2.JPG', 'img10.jpg'])
    expect(namesOf(await list(`${folder}/.h`))).toEqual(['.hidden'])
  })

  it('is narrowed to what is asked for', async () => {
    const folder = await someFolder()
    expect(namesOf(await list(`${folder}/`, { want: 'folders' }))).toEqual(['link', 'Zoo'])
    expect(namesOf(await list(`${folder}/`, { extensions: ['jpg'] }))).toEqual(['link', 'Zoo', 'img2.JPG', 'img10.jpg'])
  })

  it('says where it is and what is above it', async () => {
    const folder = await someFolder()
    expect(await list(`${folder}/Zoo/`)).toMatchObject({ folder: `${folder}/Zoo/`, parent: folder, entries: [] })
    expect(await list('/')).toMatchObject({ parent: null })
  })

  it('is cut after two hundred', async () => {
    const folder = await tempFolder()
    for (let nth = 0; nth < 230; nth += 1) await writeFile(join(folder, `f${String(nth)}`), '')
    const listing = await list(`${folder}/`)
    expect(listing?.entries).toHaveLength(200)
    expect(listing?.isCut).toBe(true)
  })

  it.each(['', 'relative/', '/no/such/folder/'])('is nothing for %j', async (typed) => {
    expect(await list(typed)).toBeNull()
  })

  it('knows the home folder by its short name', async () => {
    expect(await list('~/')).toMatchObject({ folder: join(homedir(), '/') })
  })
})

describe('where a path box begins', () => {
  it('is in the folder, at the file, or in the nearest folder there is', async () => {
    const folder = await someFolder()
    expect(await beginningOf(folder, false)).toBe(`${folder}/`)
    expect(await beginningOf(join(folder, 'notes.txt'), false)).toBe(join(folder, 'notes.txt'))
    expect(await beginningOf(join(folder, 'no', 'such'), false)).toBe(`${folder}/`)
  })

  it('keeps the name of a file that is to be saved', async () => {
    const folder = await someFolder()
    expect(await beginningOf(join(folder, 'new.csv'), true)).toBe(join(folder, 'new.csv'))
    expect(await beginningOf(join(folder, 'none', 'new.csv'), true)).toBe(join(folder, 'new.csv'))
  })
})

describe('the paths that were typed', () => {
  it('lose the separator at their end, but for a root', async () => {
    const folder = await someFolder()
    expect(await check([`${folder}/Zoo/`], { want: 'folders' })).toMatchObject({ paths: [join(folder, 'Zoo')] })
    expect(await check(['/'], { want: 'folders' })).toMatchObject({ paths: ['/'] })
  })

  it('are taken where all of them are what is asked for', async () => {
    const folder = await someFolder()
    const paths = [join(folder, 'img2.JPG'), join(folder, 'notes.txt')]
    expect(await check([` ${paths[0] ?? ''} `, '', ...paths.slice(1)])).toEqual({ ok: true, paths, replaces: false })
  })

  it.each<[PathQuestion['want'], string, string]>([
    ['files', 'none', 'missing'],
    ['files', 'Zoo', 'not-a-file'],
    ['folders', 'notes.txt', 'not-a-folder'],
    ['folders', 'none', 'missing'],
    ['files-or-folders', 'none', 'missing'],
    ['save', 'Zoo', 'not-a-file'],
    ['save', 'none/new.csv', 'no-such-folder'],
    ['save', 'notes.txt/new.csv', 'no-such-folder'],
  ])('are refused as %s: %s is %s', async (want, name, problem) => {
    const path = join(await someFolder(), name)
    expect(await check([path], { want })).toEqual({ ok: false, path, problem })
  })

  it('are refused where there are none, or only a part of one', async () => {
    expect(await check(['', '  '])).toMatchObject({ ok: false, problem: 'empty' })
    expect(await check(['photos'])).toMatchObject({ ok: false, problem: 'not-absolute' })
  })

  it('say when saving would write over something', async () => {
    const folder = await someFolder()
    const more = { want: 'save', asksBeforeReplacing: true } as const
    expect(await check([join(folder, 'notes.txt')], more)).toMatchObject({ ok: true, replaces: true })
    expect(await check([join(folder, 'new.txt')], more)).toMatchObject({ ok: true, replaces: false })
  })
})
