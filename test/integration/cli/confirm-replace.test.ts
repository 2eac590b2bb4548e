import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReplacePlanning } from '../../../src/batch/replace-planning.ts'
import { confirmReplace } from '../../../src/cli/confirm-replace.ts'
import type { FlagValues } from '../../../src/cli/flags.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'
import { thisBinSystem } from '../../../src/batch/bin-system.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { folderWith } from '../../support/folder-with.ts'

interface Asked {
  /** Null where the run may go on. */
  readonly code: number | null
  readonly told: string
  readonly questions: readonly string[]
}

/** What a person at a terminal is asked, who gives this answer; `null` for nobody. */
async function confirm(
  workingFolder: string,
  answer: boolean | null,
  flags: FlagValues = {},
  changes: Partial<ReplacePlanning> = {},
): Promise<Asked> {
  let told = ''
  const questions: string[] = []
  const terminal: Terminal = {
    out: (text) => {
      throw new Error(`Expected nothing on standard output but got ${text}`)
    },
    error: (text) => {
      told += text
    },
    isLive: true,
    hasColour: false,
    columns: () => 80,
    rows: () => 24,
    problem: () => null,
  }
  const ask = (question: string): Promise<boolean> => {
    questions.push(question)
    return Promise.resolve(answer === true)
  }
  // Folders named "stick" are a volume of their own.
  const system = thisBinSystem()
  const stat: typeof system.stat = async (path) => {
    const stats = await system.stat(path)
    return {
      dev: path.includes('/stick') ? -1n : 1n,
      uid: stats.uid,
      mode: stats.mode,
      isDirectory: () => stats.isDirectory(),
    }
  }
  const code = await confirmReplace({
    flags: { replace: true, ...flags },
    program: { terminal, ask: answer === null ? null : ask, binSystem: { ...system, stat } },
    scan: { inputs: ['.'], workingFolder, filter: { recursive: true, include: [], exclude: [] } },
    recipe: Recipe.parse({}),
    replace: {
      takesLinks: false,
      folderName: 'Originals 2026-11-25',
      keeperFor: (folder) => Promise.resolve(folder.includes('stick') ? 'folder' : 'bin'),
      ...changes,
    },
  })
  return { code, told, questions }
}

describe('before originals are replaced', () => {
  it('a person is told how many there are and where they go on each volume, and asked', async () => {
    const folder = await folderWith('a.jpg', 'x/b.JPG', 'notes.txt', 'stick/c.png', 'Resized/a.jpg')
    const { code, told, questions } = await confirm(folder, true)
    expect(code).toBeNull()
    expect(told).toBe(
      'Outputs take the places of their originals, which are kept:\n' +
        '  2 on / in the bin\n' +
        `  1 on ${join(folder, 'stick')} in a folder "Originals 2026-11-25" beside each, as there is no bin\n`,
    )
    expect(questions).toEqual(['Replace 3 originals? [y/N] '])
    expect(await readdir(folder)).toHaveLength(5)
  })

  it('any other answer than yes ends it, and nothing was done', async () => {
    const { code, told } = await confirm(await folderWith('a.jpg'), false)
    expect(code).toBe(130)
    expect(told).toMatch(/\nNothing was replaced\.\n$/)
  })

  it('less is said where there is less to say', async () => {
    const { told, questions } = await confirm(await folderWith('a.jpg'), true)
    expect(told).toBe('Outputs take the places of their originals, which are kept in the bin.\n')
    expect(questions).toEqual(['Replace 1 original? [y/N] '])
  })

  it('nobody is asked who has said yes already', async () => {
    for (const answer of [null, false]) {
      expect(await confirm(await folderWith('a.jpg'), answer, { yes: true })).toEqual({
        code: null,
        told: '',
        questions: [],
      })
    }
  })

  it('nothing is done where nobody can be asked, and what to add is said', async () => {
    const { code, told } = await confirm(await folderWith('a.jpg'), null)
    expect(code).toBe(2)
    expect(told).toContain('nobody is at a terminal to confirm that')
    expect(told).toContain('add --yes')
    expect(told.trimEnd()).not.toContain('\n')
  })

  it('nobody is asked where there is nothing to replace', async () => {
    expect(await confirm(await folderWith('notes.txt'), false)).toEqual({ code: null, told: '', questions: [] })
  })
})
