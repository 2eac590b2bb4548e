import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { childrenOf, isAlive } from '../../../scripts/support/children-of.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import type { Answer, Bridge, HistoryBatch, HistoryFile, InputOf, OutputOf } from '../../../src/shared/ipc-contract.ts'
import type { RequestName } from '../../../src/shared/ipc-names.ts'
import type { RecipeInput } from '../../../src/shared/recipe.ts'
import { type LaunchedApp, launchApp } from '../../e2e/support/launch-app.ts'
import { writeMixedPictures } from '../../support/mixed-pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { treeState } from '../../support/tree-state.ts'
import { untilAsync } from '../../support/until.ts'

/** More for a long search: `BATCHFIT_WINDOW_KILLS=50`. */
const wantedKills = Number(process.env['BATCHFIT_WINDOW_KILLS'] ?? 10)
const pictureCount = 1000
/** A life ends after up to so many more pictures, however fast the machine is; every fourth sooner than any is done. */
const mostPicturesALife = 150

const hasProc = existsSync('/proc/self/status')

declare const window: { readonly batchfit: Bridge }

/** A batch in which the place of a picture decides its name, and names meet. */
function recipeTo(path: string): RecipeInput {
  return {
    outputs: [{ resize: { mode: 'longest-side', size: 100 }, format: { type: 'webp' }, name: '{name}-{seq}' }],
    destination: { kind: 'folder', path },
    tree: 'flat',
  }
}

/** What the page of the window would ask for. */
async function ask<Name extends RequestName>(
  app: LaunchedApp,
  name: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  const answer = (await app.page.evaluate(
    ([asked, given]) => {
      const request = window.batchfit.requests[asked] as (input: unknown) => Promise<unknown>
      return request(given)
    },
    [name, input] as const,
  )) as Answer<OutputOf<Name>>
  if (!answer.ok) throw new Error(`Expected ${name} to be done but got: ${answer.failure.message}`)
  return answer.value
}

async function newestBatch(app: LaunchedApp): Promise<HistoryBatch | undefined> {
  return (await ask(app, 'listHistory', { offset: 0, limit: 1 })).items[0]
}

async function filesOf(app: LaunchedApp, id: string): Promise<readonly HistoryFile[]> {
  const files: HistoryFile[] = []
  for (let offset: number | null = 0; offset !== null;) {
    const page: OutputOf<'listHistoryFiles'> = await ask(app, 'listHistoryFiles', {
      ...{ id, filter: 'all', offset, limit: 200 },
    })
    files.push(...page.items)
    offset = page.nextOffset
  }
  return files
}

async function isPlanned(app: LaunchedApp): Promise<boolean> {
  const { plan, import: importing } = await ask(app, 'attachWindow', {})
  return plan.phase === 'ready' && !importing.isScanning && plan.write + plan.refuse + plan.skip === pictureCount
}

/** By what the history says: to attach again would have every row told anew. */
async function hasEnded(app: LaunchedApp): Promise<boolean> {
  const batch = await newestBatch(app)
  return batch !== undefined && batch.state !== 'running'
}

/** Launches with what is in `in`, and begins to write to `out`. */
async function begin(folder: string, homeFolder: string): Promise<LaunchedApp> {
  const app = await launchApp({ homeFolder, paths: [join(folder, 'in')] })
  await ask(app, 'setRecipe', { recipe: recipeTo(join(folder, 'out')) })
  await untilAsync(() => isPlanned(app), 60_000)
  await ask(app, 'startBatch', { scope: 'waiting' })
  return app
}

/** Launches and goes on with the batch that was interrupted. */
async function goOn(homeFolder: string): Promise<{ readonly app: LaunchedApp; readonly left: number }> {
  const app = await launchApp({ homeFolder })
  const { interrupted } = await ask(app, 'attachWindow', {})
  const [batch] = interrupted.batches
  if (batch === undefined) throw new Error('Expected an interrupted batch.')
  const { total } = await ask(app, 'continueBatch', { id: batch.id })
  return { app, left: total }
}

/** Resolves at a random moment of the life, or when the batch is over. */
async function untilRandomMoment(app: LaunchedApp, random: () => number): Promise<void> {
  if (random() < 0.25) {
    await sleep(random() * 400)
    return
  }
  const wanted = settledOf(await newestBatch(app)) + random() * mostPicturesALife
  await untilAsync(async () => (await hasEnded(app)) || settledOf(await newestBatch(app)) >= wanted, 240_000)
  await sleep(random() * 60)
}

function settledOf(batch: HistoryBatch | undefined): number {
  return batch === undefined ? 0 : batch.done + batch.skipped + batch.failed
}

/** As by the plug: no child may be left within two seconds. */
async function kill(app: LaunchedApp): Promise<void> {
  const children = childrenOf(app.pid)
  process.kill(app.pid, 'SIGKILL')
  await app.ended
  const deadlineMs = performance.now() + 2000
  while (children.some(isAlive) && performance.now() < deadlineMs) await sleep(10)
  expect(children.filter(isAlive)).toEqual([])
  await app.close()
}

describe.runIf(hasProc)('a window whose main process is killed in the midst of a batch of 1,000 (needs /proc)', () => {
  it('finishes what is left when it is asked to, as if nothing had happened', { timeout: 900_000 }, async () => {
    const random = seededRandom(7)
    const folder = await tempFolder()
    const calm = join(folder, 'calm')
    await writeMixedPictures(join(calm, 'in'), pictureCount)
    const undisturbed = await begin(calm, join(folder, 'calm-home'))
    await untilAsync(() => hasEnded(undisturbed), 240_000)
    const calmBatch = await newestBatch(undisturbed)
    await undisturbed.close()
    const calmTree = await treeState(join(calm, 'out'))

    let kills = 0
    const leftAfterKills: number[] = []
    for (let storms = 0; kills < wantedKills; storms += 1) {
      const storm = join(folder, `storm-${String(storms)}`)
      const homeFolder = join(folder, `home-${String(storms)}`)
      await mkdir(storm)
      await cp(join(calm, 'in'), join(storm, 'in'), { recursive: true, preserveTimestamps: true })
      let app = await begin(storm, homeFolder)
      while (kills < wantedKills) {
        await untilRandomMoment(app, random)
        if (await hasEnded(app)) break
        await kill(app)
        kills += 1
        const next = await goOn(homeFolder)
        leftAfterKills.push(next.left)
        app = next.app
      }
      await untilAsync(() => hasEnded(app), 240_000)
      const batch = await newestBatch(app)
      expect(batch).toMatchObject({ state: 'finished', total: pictureCount })
      expect(countsOf(batch)).toEqual(countsOf(calmBatch))
      const files = await filesOf(app, batch?.id ?? '')
      expect(files.map(({ place }) => place)).toEqual(files.map((_file, place) => place))
      expect(files).toHaveLength(pictureCount)
      expect(files.filter(({ status }) => status === 'waiting')).toEqual([])
      await app.close()
      expect(await treeState(join(storm, 'in'))).toEqual(await treeState(join(calm, 'in')))
      expect(await treeState(join(storm, 'out'))).toEqual(calmTree)
    }
    expect(kills).toBe(wantedKills)
    // They did come in the midst of it.
    expect(leftAfterKills.filter((left) => left > 0 && left < pictureCount).length).toBeGreaterThan(0)
  })
})

function countsOf(batch: HistoryBatch | undefined): readonly unknown[] {
  return [batch?.total, batch?.done, batch?.skipped, batch?.failed, batch?.written, batch?.outputBytes]
}
