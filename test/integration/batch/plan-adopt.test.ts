import { link, mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPlanner, type Planner, type PlannerOptions } from '../../../src/batch/planner.ts'
import type { ReplacePlanning } from '../../../src/batch/replace-planning.ts'
import { fail, type Outcome } from '../../../src/shared/failure.ts'
import type { ImageFacts, SourceFormat } from '../../../src/shared/image-facts.ts'
import type { PlannedJob, SourceFile } from '../../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import type { JobPlanRecord } from '../../../src/store/store.ts'
import { randomNumbers, type RandomNumbers } from '../../support/facts.ts'
import { factsOnDisk } from '../../support/fake-pool.ts'
import { folderWith, makeFiles } from '../../support/folder-with.ts'

/** What is left in the journal of a plan. */
function recordOf(job: PlannedJob): JobPlanRecord {
  if (job.action !== 'write') return { action: 'none', identity: job.facts?.identity ?? null }
  const outputs = job.outputs.map(({ index, path, format, action, overwrite, keepPath }) => {
    return { index, path, format, action, overwrite, keepPath }
  })
  return { action: 'write', identity: job.facts.identity, original: job.original, outputs }
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

/** Does to the disk what a run does for a job; the second name of an original that went to the bin is gone. */
async function carryOut(job: PlannedJob): Promise<void> {
  if (job.action !== 'write') return
  if (job.original !== null) {
    if (job.original.keeper === 'bin')
      await rename(job.original.path, join(dirname(job.original.path), `.binned ${basename(job.original.path)}`))
    else await moveTo(job.original.path, job.original.keepPath)
  }
  for (const { path, keepPath, action } of job.outputs) {
    if (action === 'skip') continue
    if (keepPath !== null && job.original === null) await moveTo(path, keepPath)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'output')
  }
}

interface Stage {
  readonly sources: readonly { readonly source: SourceFile; readonly facts: Outcome<ImageFacts> }[]
  newPlanner(): Planner
}

function replacing(keeper: 'bin' | 'folder'): ReplacePlanning {
  return { takesLinks: true, keeperFor: () => Promise.resolve(keeper), folderName: 'Originals 2026-11-25' }
}

const formats: readonly SourceFormat[] = ['jpeg', 'png', 'webp', 'gif']

/** Files with names that clash in all ways, some of which could not be read, among others that outputs may meet. */
async function stageOf(
  random: RandomNumbers,
  recipe: RecipeInput,
  options: Pick<PlannerOptions, 'replace' | 'kept'>,
): Promise<Stage> {
  const names = new Set<string>()
  while (names.size < 30) {
    const stem = random.oneOf(['a', 'A', 'b', 'b (2)', '\u00e9', 'E\u0301', 'a (original)'])
    names.add(`${random.oneOf(['', 'x/', 'x/y/'])}${stem}.${random.oneOf(['jpg', 'JPG', 'png', 'webp', 'txt'])}`)
  }
  const workingFolder = await folderWith(...names)
  // The same file under another name, later in the batch.
  const [first = ''] = names
  await link(join(workingFolder, first), join(workingFolder, 'twin.jpg'))
  names.add('twin.jpg')
  await makeFiles(workingFolder, ['Resized/a.jpg', 'x/Resized/B.JPG', 'out/a.jpg', 'out/b.png', 'x/A.gif'])
  const sources = await Promise.all(
    [...names].map(async (name) => {
      const source: SourceFile = { path: join(workingFolder, name), treeFolder: '', origin: 'found' }
      const facts = await factsOnDisk(source.path, { format: random.oneOf(formats) })
      const isRead = random.next() > 0.1
      return { source, facts: isRead ? facts : fail('image-damaged', 'Damaged.') }
    }),
  )
  const places = new Set(sources.map(({ source }) => source.path))
  const newPlanner = (): Planner =>
    createPlanner({
      recipe: Recipe.parse(recipe),
      workingFolder,
      isSource: (folder, name) => Promise.resolve(places.has(join(folder, name))),
      ...options,
    })
  return { sources, newPlanner }
}

const kept = { batchId: '0123abcd' }
const cases: readonly (readonly [string, RecipeInput, Pick<PlannerOptions, 'replace' | 'kept'>])[] = [
  ['outputs of free names', { destination: { kind: 'beside' } }, { kept }],
  ['outputs in one folder', { destination: { kind: 'folder', path: 'out' }, tree: 'flat' }, { kept }],
  ['outputs that overwrite', { onExisting: 'overwrite' }, { kept }],
  [
    'outputs that overwrite in one folder',
    { onExisting: 'overwrite', destination: { kind: 'folder', path: 'out' } },
    { kept },
  ],
  ['outputs that are skipped', { onExisting: 'skip', destination: { kind: 'folder', path: 'out' } }, { kept }],
  [
    'several outputs with numbers',
    { outputs: [{ name: '{seq:3}-{name}' }, { name: '{name}', format: { type: 'jpeg' } }] },
    { kept },
  ],
  ['originals that go to a folder', {}, { replace: replacing('folder') }],
  ['originals that go to the bin', {}, { replace: replacing('bin') }],
  ['originals of which all become JPEG', { outputs: [{ format: { type: 'jpeg' } }] }, { replace: replacing('folder') }],
  [
    'originals of which all become JPEG, and go to the bin',
    { outputs: [{ format: { type: 'jpeg' } }] },
    { replace: replacing('bin') },
  ],
]

describe('a plan that another process had begun', () => {
  it.each(cases)('is gone on with as if nothing had happened: %s', async (_, recipe, options) => {
    for (const seed of [1, 2, 3, 4]) {
      const random = randomNumbers(seed)
      const { sources, newPlanner } = await stageOf(random, recipe, options)
      const whole: PlannedJob[] = []
      const planner = newPlanner()
      for (const { source, facts } of sources) whole.push(await planner.plan(source, facts))
      expect(whole.filter(({ action }) => action === 'write').length).toBeGreaterThan(2)

      const count = 1 + random.below(sources.length)
      const again = newPlanner()
      const left: (PlannedJob | undefined)[] = []
      const isDone = whole.map((__, index) => index < count && random.next() < 0.7)
      for (const [index, job] of whole.entries()) if (isDone[index] === true) await carryOut(job)
      for (const [index, { source, facts }] of sources.entries()) {
        const record = index < count ? recordOf(whole[index] as PlannedJob) : null
        if (record !== null && isDone[index] === true) {
          await again.recall(source, record)
          left.push(undefined)
        } else {
          left.push(await again.adopt(source, record, facts))
        }
      }
      expect(left).toEqual(whole.map((job, index) => (isDone[index] === true ? undefined : job)))
    }
  })
})

describe('a job that is taken over', () => {
  const recipe = Recipe.parse({ outputs: [{ name: '{name}-{w}' }] })
  const planner = (): Planner =>
    createPlanner({ recipe, workingFolder: '/work', isSource: () => Promise.resolve(false) })

  async function planned(): Promise<{
    readonly source: SourceFile
    readonly record: JobPlanRecord
    readonly facts: ImageFacts
  }> {
    const folder = await folderWith('a.jpg')
    const source: SourceFile = { path: join(folder, 'a.jpg'), treeFolder: '', origin: 'found' }
    const facts = await factsOnDisk(source.path)
    if (!facts.ok) throw new Error(facts.failure.message)
    return { source, record: recordOf(await planner().plan(source, facts)), facts: facts.value }
  }

  it('keeps its path although its picture has another size by now', async () => {
    const { source, record, facts } = await planned()
    const job = await planner().adopt(source, record, { ok: true, value: { ...facts, width: 300, height: 200 } })
    expect(job.outputs).toMatchObject([{ width: 300, height: 200 }])
    expect(basename(job.outputs[0]?.path ?? '')).toBe('a-1920.jpg')
  })

  it('is refused when the picture has another format by now, which its name does not fit', async () => {
    const { source, record, facts } = await planned()
    const job = await planner().adopt(source, record, { ok: true, value: { ...facts, format: 'png' } })
    expect(job).toMatchObject({ action: 'refuse', failure: { code: 'input-changed' }, outputs: [] })
  })

  it('is refused when its header cannot be read any more, and keeps its name and number for those after it', async () => {
    const { source, record, facts } = await planned()
    const next = planner()
    expect(await next.adopt(source, record, fail('input-missing', 'Gone.'))).toMatchObject({
      action: 'refuse',
      failure: { code: 'input-missing' },
    })
    const twin = await next.plan({ ...source, path: join(dirname(source.path), 'A.jpg') }, { ok: true, value: facts })
    expect(basename(twin.outputs[0]?.path ?? '')).toBe('A-1920 (2).jpg')
  })
})
