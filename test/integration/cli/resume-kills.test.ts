import { existsSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../scripts/support/random.ts'
import { command, jsonEvents } from '../../support/command-line.ts'
import { killedRuns } from '../../support/killed-runs.ts'
import { writeMixedPictures } from '../../support/mixed-pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { treeState } from '../../support/tree-state.ts'

const hasProc = existsSync('/proc/self/status')

/** A folder for the undisturbed run and one for the killed, each with a journal and a bin of its own. */
async function twoStages(count: number, before: readonly string[] | null, hasBin: boolean) {
  const folder = await tempFolder()
  const [calm, storm] = [join(folder, 'calm'), join(folder, 'storm')]
  const envOf = async (name: string): Promise<NodeJS.ProcessEnv> => {
    const data = join(folder, `${name}-data`)
    await mkdir(data)
    // A file where the folder of the bin would be.
    if (!hasBin) await writeFile(join(data, 'Trash'), '')
    return { BATCHFIT_HOME: join(folder, `${name}-home`), XDG_DATA_HOME: data, HOME: folder }
  }
  const [calmEnv, stormEnv] = [await envOf('calm'), await envOf('storm')]
  await writeMixedPictures(join(calm, 'in'), count)
  if (before !== null) {
    const env = { ...calmEnv, BATCHFIT_HOME: join(folder, 'before-home') }
    await command(['run', '--quiet', ...before], { folder: calm, env })
  }
  await cp(calm, storm, { recursive: true, preserveTimestamps: true })
  return { calm, storm, calmEnv, stormEnv }
}

/** What is in the bin, by contents: the bin gives names of its own. */
async function binned({ XDG_DATA_HOME: data = '' }: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const files = Object.values(await treeState(join(data, 'Trash', 'files')))
  return files.map(({ sha256, modifiedNs }) => `${sha256} ${String(modifiedNs)}`).sort()
}

/** How each source ended by what the journal says, with paths relative to `folder`; a source twice would show. */
async function endings(folder: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const [batch] = jsonEvents((await command(['history', '--json'], { folder, env })).stdout)
  const { stdout } = await command(['history', '--json', String(batch?.['id'])], { folder, env })
  return jsonEvents(stdout)
    .filter(({ event }) => event === 'file')
    .map(({ source, status, outputs }) => {
      const paths = (outputs as readonly { readonly path: string }[]).map(({ path }) => relative(folder, path))
      return [relative(folder, String(source)), status, ...paths].join(' ')
    })
    .sort()
}

/** Kept files carry the name of their batch. */
function withoutBatch(name: string): string {
  return name.replace(/(\.batchfit-kept\/)[0-9a-f]{8}-/, '$1')
}

interface Way {
  /** Of a run before it, whose outputs are there already. */
  readonly before?: readonly string[]
  readonly args: readonly string[]
  readonly count: number
  readonly kills: number
  /** Makes the data folder such that there is no bin. */
  readonly hasBin?: false
}

const ways: Readonly<Record<string, Way>> = {
  'with names that clash': {
    args: ['--longest-side', '100', '--format', 'webp', '--tree', 'flat', '--to', 'out', 'in'],
    count: 1000,
    kills: 25,
  },
  'over what was there, with numbers in the names': {
    before: ['--longest-side', '40', '--tree', 'flat', '--name', '{parent}-{seq}', '--to', 'out', 'in'],
    args: [
      ...['--longest-side', '90', '--tree', 'flat', '--name', '{parent}-{seq}', '--on-existing', 'overwrite'],
      ...['--to', 'out', 'in'],
    ],
    count: 1000,
    kills: 25,
  },
  'in the places of the originals, which go to a folder': {
    args: ['--longest-side', '60', '--replace', '--yes', 'in'],
    count: 200,
    kills: 8,
    hasBin: false,
  },
  'in the places of originals of other formats, which go to the bin': {
    args: ['--longest-side', '60', '--format', 'webp', '--replace', '--yes', 'in'],
    count: 200,
    kills: 8,
  },
}

describe.runIf(hasProc)('a batch whose process is killed again and again (needs /proc)', () => {
  for (const [way, { before, args, count, kills, hasBin }] of Object.entries(ways)) {
    it(`${way} ends as if nothing had happened`, { timeout: 400_000 }, async () => {
      const stages = await twoStages(count, before ?? null, hasBin ?? true)
      const { calm, storm, calmEnv, stormEnv } = stages
      const undisturbed = await command(['run', '--json', ...args], { folder: calm, env: calmEnv })
      expect(undisturbed.exitCode).toBe(1)
      const random = seededRandom(args.length)
      const killed = await killedRuns({ folder: storm, env: stormEnv, args, random, lifeMs: 1500, kills })
      expect(killed).toMatchObject({ kills, end: { exitCode: 1, stderr: '' } })
      const state = await treeState(storm, withoutBatch)
      expect(Object.keys(state).filter((name) => name.endsWith('.tmp'))).toEqual([])
      expect(state).toEqual(await treeState(calm, withoutBatch))
      expect(await binned(stormEnv)).toEqual(await binned(calmEnv))
      const ended = await endings(storm, stormEnv)
      expect(ended).toHaveLength(count)
      expect(ended).toEqual(await endings(calm, calmEnv))
      const [expected, found] = [undisturbed, killed.end].map(({ stdout }) => {
        return { ...jsonEvents(stdout).at(-1), seconds: 0 }
      })
      expect(found).toEqual(expected)
    })
  }
})
