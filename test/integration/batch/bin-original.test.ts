import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Bin } from '../../../src/batch/bin.ts'
import { binOriginal } from '../../../src/batch/bin-original.ts'
import { noJournal, type RunJournal, type WritePlanRecord } from '../../../src/batch/run-journal.ts'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { folderWith } from '../../support/folder-with.ts'
import { fingerprint, result } from '../../unit/cli/samples.ts'

/** A replacement that is whole but for the bin, and what is told meanwhile, in order. */
async function stageReplacement({ isCommitted = true } = {}) {
  const folder = await folderWith('a.jpg', 'a (original).jpg')
  const path = join(folder, 'a.jpg')
  const { size, mtimeNs } = await lstat(join(folder, 'a (original).jpg'), { bigint: true })
  const keptAs = { ...fingerprint, bytes: Number(size), modifiedNs: mtimeNs }
  const original = { path, keepPath: join(folder, 'a (original).jpg'), keeper: 'bin' } as const
  const output = {
    index: 0,
    path,
    format: 'jpeg',
    action: 'write',
    overwrite: true,
    keepPath: original.keepPath,
  } as const
  const plan: WritePlanRecord = { action: 'write', identity: fingerprint, original, outputs: [output] }
  const written = {
    kind: 'written',
    path,
    format: 'jpeg',
    width: 1,
    height: 1,
    bytes: 1,
    fingerprint,
    kept: keptAs,
  } as const
  const told: string[] = []
  const plans: WritePlanRecord[] = []
  const journal: RunJournal = {
    ...noJournal({ randomHex: () => '', nowMs: () => new Date(2026, 10, 25).getTime() }),
    replaced: () => told.push('replaced'),
    moved: (_, moved) => {
      told.push('moved')
      plans.push(moved)
    },
    committed: () => {
      told.push('committed')
      return Promise.resolve(isCommitted)
    },
  }
  const put = async (binned: string): Promise<void> => {
    told.push('binned')
    await rename(binned, join(folder, 'bin'))
  }
  return { folder, plan, told, plans, journal, put, result: result({ outputs: [written] }) }
}

const refusing: Bin = { put: () => Promise.reject(new Error('it is switched off')) }

describe('an original that was replaced', () => {
  it('goes to the bin once the journal knows of it', async () => {
    const { folder, told, put, journal, plan, result } = await stageReplacement()
    expect(await binOriginal({ result, plan }, { journal, bin: { put } })).toEqual(result)
    expect(told).toEqual(['replaced', 'committed', 'binned'])
    expect(await readdir(folder)).toEqual(['a.jpg', 'bin'])
  })

  it('is in the bin already when that was done before a crash', async () => {
    const { folder, put, journal, plan, result } = await stageReplacement()
    await rename(plan.original?.keepPath ?? '', join(folder, 'bin'))
    expect(await binOriginal({ result, plan }, { journal, bin: { put } })).toEqual(result)
  })

  it('is in the bin already, and a file that has its name by now is not put there', async () => {
    const { folder, told, put, journal, plan, result } = await stageReplacement()
    await rename(plan.original?.keepPath ?? '', join(folder, 'bin'))
    await writeFile(plan.original?.keepPath ?? '', 'of somebody else')
    const ended = await binOriginal({ result, plan }, { journal, bin: { put } })
    expect(told).not.toContain('binned')
    expect(ended.warnings).toEqual([expect.stringContaining('was left alone')])
    expect(await readFile(plan.original?.keepPath ?? '', 'utf8')).toBe('of somebody else')
  })

  it('goes to a dated folder where the bin does not take it, and the journal knows where', async () => {
    const { folder, told, plans, journal, plan, result } = await stageReplacement()
    const ended = await binOriginal({ result, plan }, { journal, bin: refusing })
    const kept = join(folder, 'Originals 2026-11-25/a.jpg')
    expect(await filesBelow(folder)).toEqual(['Originals 2026-11-25/a.jpg', 'a.jpg'])
    expect(ended.warnings).toEqual([`The bin did not take the original (it is switched off); it is kept as ${kept}.`])
    expect(told).toEqual(['replaced', 'committed', 'moved', 'committed'])
    expect(plans).toMatchObject([{ original: { keepPath: kept, keeper: 'folder' }, outputs: [{ keepPath: kept }] }])
  })

  it('stays in that folder when the process was ended right after: a resume does not bin it from there', async () => {
    const { folder, plans, put, journal, plan, result } = await stageReplacement()
    await binOriginal({ result, plan }, { journal, bin: refusing })
    const [moved] = plans
    if (moved === undefined) throw new Error('Expected that the journal was told')
    const ended = await binOriginal({ result, plan: moved }, { journal, bin: { put } })
    expect(await filesBelow(folder)).toEqual(['Originals 2026-11-25/a.jpg', 'a.jpg'])
    expect(ended.warnings).toHaveLength(1)
  })

  it('takes a free name there', async () => {
    const { folder, journal, plan, result } = await stageReplacement()
    await mkdir(join(folder, 'Originals 2026-11-25'))
    await writeFile(join(folder, 'Originals 2026-11-25/a.jpg'), 'another')
    await binOriginal({ result, plan }, { journal, bin: refusing })
    expect(await readdir(join(folder, 'Originals 2026-11-25'))).toEqual(['a (2).jpg', 'a.jpg'])
  })

  it('stays beside its replacement while the journal cannot be written', async () => {
    const { folder, put, journal, plan, result } = await stageReplacement({ isCommitted: false })
    const ended = await binOriginal({ result, plan }, { journal, bin: { put } })
    expect(ended.warnings).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['a (original).jpg', 'a.jpg'])
  })

  it('is not looked for where nothing was replaced', async () => {
    const { told, put, journal, plan, result } = await stageReplacement()
    const skipped = { ...result, status: 'skipped' as const, outputs: [] }
    expect(await binOriginal({ result: skipped, plan }, { journal, bin: { put } })).toEqual(skipped)
    expect(told).toEqual([])
  })
})
