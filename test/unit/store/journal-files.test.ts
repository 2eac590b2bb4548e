import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { setAside } from '../../../src/store/thread/journal-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'

it('sets a journal aside with all that belongs to it, under a name of its own each time', async () => {
  const folder = await tempFolder()
  const path = join(folder, 'journal.sqlite')
  const now = new Date(2026, 10, 25, 3, 5, 9)
  const asides: string[] = []
  for (const round of ['first', 'second']) {
    for (const companion of ['', '-wal', '-shm', '-damage']) await writeFile(path + companion, round + companion)
    asides.push(setAside(path, 'damaged', now))
  }
  expect(asides.map((aside) => basename(aside))).toEqual([
    'journal-damaged-20261125-030509.sqlite',
    'journal-damaged-20261125-030509-2.sqlite',
  ])
  expect(await readFile(`${asides[1] ?? ''}-wal`, 'utf8')).toBe('second-wal')
  expect((await readdir(folder)).filter((name) => name.startsWith('journal.sqlite'))).toEqual([])
})
