import { existsSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../scripts/support/random.ts'
import { command, type CommandEnd, jsonEvents } from '../../support/command-line.ts'
import { killedRuns } from '../../support/killed-runs.ts'
import { writeMixedPictures } from '../../support/mixed-pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { treeState } from '../../support/tree-state.ts'

const hasProc = existsSync('/proc/self/status')

interface Stage {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** Makes as many folders with the same pictures as are asked for, each with a journal and a bin of its own. */
async function prepareStages({ count, before, hasBin = true }: Way): Promise<(name: string) => Promise<Stage>> {
  const top = await tempFolder()
  const stage = async (name: string): Promise<Stage> => {
    const data = join(top, `${name}-data`)
    await mkdir(data)
    // A file where the folder of the bin would be.
    if (!hasBin) await writeFile(join(data, 'Trash'), '')
    return {
      folder: join(top, name),
      env: { BATCHFIT_HOME: join(top, `${name}-home`), XDG_DATA_HOME: data, HOME: top },
    }
  }
  const first = await stage('first')
  await writeMixedPictures(join(first.folder, 'in'), count)
  if (before !== undefined) await command(['run', '--quiet', ...before], first)
  return async (name) => {
    const made = await stage(name)
    await cp(first.folder, made.folder, { recursive: true, preserveTimestamps: true })
    return made
  }
}

/** What is in the bin, by contents: the bin gives names of its own. */
async function binned({ XDG_DATA_HOME: data = '' }: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const files = Object.values(await treeState(join(data, 'Trash', 'files')))
  return files.map(({ sha256, modifiedNs }) => `${sha256} ${String(modifiedNs)}`).sort()
}

/** How each source ended by what the journal says, with paths relative to `folder`; a source twice would show. */
async function endings({ folder, env }: Stage): Promise<readonly string[]> {
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
  readonly hasBin?: boolean
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

/** All that has to be the same, however often the process was killed. */
async function outcome(stage: Stage, end: CommandEnd) {
  const tree = await treeState(stage.folder, withoutBatch)
  expect(Object.keys(tree).filter((name) => name.endsWith('.tmp'))).toEqual([])
  const summary = { ...jsonEvents(end.stdout).at(-1), seconds: 0 }
  return { tree, binned: await binned(stage.env), endings: await endings(stage), summary }
}

describe.runIf(hasProc)('a batch whose process is killed again and again (needs /proc)', () => {
  for (const [name, way] of Object.entries(ways)) {
    it(`${name} ends as if nothing had happened`, { timeout: 400_000 }, async () => {
      const { args, count } = way
      const stageFor = await prepareStages(way)
      const calm = await stageFor('calm')
      const startedMs = performance.now()
      const undisturbed = await command(['run', '--json', ...args], calm)
      // On a quick machine a life of half a batch is enough.
      const lifeMs = Math.min(1500, (performance.now() - startedMs) / 2)
      expect(undisturbed.exitCode).toBe(1)
      const expected = await outcome(calm, undisturbed)
      expect(expected.endings).toHaveLength(count)
      const random = seededRandom(args.length)
      // A batch may be through before it was killed often enough: then another has to bear the rest.
      for (let [kills, round] = [0, 1]; kills < way.kills; round += 1) {
        const storm = await stageFor(`storm-${String(round)}`)
        const killed = await killedRuns({ ...storm, args, random, lifeMs, kills: way.kills - kills })
        kills += killed.kills
        expect(killed.end).toMatchObject({ exitCode: 1, stderr: '' })
        expect(await outcome(storm, killed.end)).toEqual(expected)
      }
    })
  }
})
