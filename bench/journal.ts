/**
 * What the journal costs: the same run with it and without, in turns; then 100,000 files with it, watching the main loop;
 * then the undo of 10,000 files.
 */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { emptyFolder, manyPictures } from './corpus.ts'
import { delayRows, withDelayProbe } from './loop-delay.ts'
import { ratios } from './measure.ts'
import { runBatchfit } from './programs.ts'
import { ratioRow, type Row, valueRow } from './row.ts'

const part = 'journal'
const rounds = 5
const foldersOfRounds = 40
const foldersOfUndo = 100

export async function journalBench(): Promise<readonly Row[]> {
  const state = await mkdtemp(join(tmpdir(), 'batchfit-bench-state-'))
  try {
    // A file where a folder is needed: no journal can be kept there.
    const nowhere = join(state, 'nowhere')
    await writeFile(nowhere, '')
    return [...(await cost(join(state, 'home'), nowhere)), ...(await manyFiles(state)), ...(await undo(state))]
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}

async function cost(home: string, nowhere: string): Promise<readonly Row[]> {
  const inputs = await someFolders(foldersOfRounds)
  const withIt: number[] = []
  const without: number[] = []
  const once = async (stateFolder: string): Promise<number> => {
    const to = await emptyFolder('journal')
    return runBatchfit(['run', '--quiet', '--longest-side', '32', '--to', to, ...inputs], {
      BATCHFIT_HOME: stateFolder,
    }).wallMs
  }
  await once(home)
  for (let round = 0; round < rounds; round += 1) {
    withIt.push(await once(home))
    without.push(await once(nowhere))
  }
  return [ratioRow(part, 'wall with a journal ÷ without, 4,000 files of 64×48', ratios(withIt, without), 1.05)]
}

async function manyFiles(state: string): Promise<readonly Row[]> {
  const probe = await withDelayProbe()
  const to = await emptyFolder('journal')
  const args = ['run', '--quiet', '--longest-side', '32', '--to', to, await manyPictures()]
  const { wallMs } = runBatchfit(args, { ...probe.env, BATCHFIT_HOME: join(state, 'many') })
  await probe.collect()
  return [
    valueRow(part, '100,000 files of 64×48 with a journal', wallMs / 1000, 's', null),
    ...delayRows(part, probe.delays()),
  ]
}

async function undo(state: string): Promise<readonly Row[]> {
  const env = { BATCHFIT_HOME: join(state, 'undo') }
  const to = await emptyFolder('journal')
  runBatchfit(['run', '--quiet', '--longest-side', '32', '--to', to, ...(await someFolders(foldersOfUndo))], env)
  const created = runBatchfit(['undo', '--yes', '--quiet'], env)
  const originals = await emptyFolder('journal-originals')
  for (const folder of await someFolders(foldersOfUndo)) {
    await cp(folder, join(originals, basename(folder)), { recursive: true })
  }
  // A bin of its own, where there is one on this volume.
  const apart = { ...env, XDG_DATA_HOME: join(state, 'data') }
  runBatchfit(['run', '--quiet', '--replace', '--yes', '--longest-side', '32', originals], apart)
  const replaced = runBatchfit(['undo', '--yes', '--quiet'], apart)
  return [
    valueRow(part, 'undo of 10,000 created files', created.wallMs / 1000, 's', 60),
    valueRow(part, 'undo of 10,000 replaced originals', replaced.wallMs / 1000, 's', 60),
  ]
}

/** So many folders of 100 pictures each. */
async function someFolders(count: number): Promise<readonly string[]> {
  const folder = await manyPictures()
  const names = (await readdir(folder)).toSorted().slice(0, count)
  return names.map((name) => join(folder, name))
}
