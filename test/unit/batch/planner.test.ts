import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPlanner } from '../../../src/batch/planner.ts'
import { fail, type Outcome, succeed } from '../../../src/shared/failure.ts'
import type { ImageFacts } from '../../../src/shared/image-facts.ts'
import type { PlannedJob, PlannedOutput, SourceFile } from '../../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { makeFacts } from '../../support/facts.ts'

const noOriginals = (): Promise<boolean> => Promise.resolve(false)

function planner(recipe: RecipeInput) {
  return createPlanner({ recipe: Recipe.parse(recipe), workingFolder: '/work', isSource: noOriginals })
}

function source(path: string, changes: Partial<SourceFile> = {}): SourceFile {
  return { path: join('/nowhere/in', path), treeFolder: '', origin: 'found', ...changes }
}

async function planOne(
  recipe: RecipeInput,
  facts: Partial<ImageFacts> = {},
  from: SourceFile = source('a.jpg'),
): Promise<PlannedJob> {
  return planner(recipe).plan(from, succeed(makeFacts(facts)))
}

async function outputOf(...args: Parameters<typeof planOne>): Promise<PlannedOutput> {
  const job = await planOne(...args)
  const [output] = job.outputs
  if (output === undefined) throw new Error(`Expected an output but got ${JSON.stringify(job.action)}`)
  return output
}

describe('a planned picture', () => {
  it('is made at most 1920 pixels long, in its own format, in a folder "Resized" beside it, by default', async () => {
    const job = await planOne({})
    expect(job).toMatchObject({ action: 'write', reason: null, source: { path: '/nowhere/in/a.jpg' } })
    expect(job.outputs).toMatchObject([
      {
        path: '/nowhere/in/Resized/a.jpg',
        format: 'jpeg',
        width: 1920,
        height: 1440,
        action: 'write',
        overwrite: false,
        whenNotSmaller: 'write',
        rendering: {
          geometry: { kind: 'scale', width: 1920, height: 1440 },
          kernel: 'lanczos3',
          linearLight: false,
          encoding: { format: 'jpeg', quality: 82 },
          target: null,
          metadata: 'keep',
          colour: 'keep',
          background: '#ffffff',
          animated: false,
        },
      },
    ])
  })

  it('has one output for each of the recipe, in its order', async () => {
    const sizes = [1600, 800, 320].map((size) => ({
      resize: { mode: 'longest-side' as const, size },
      name: '{name}-{w}',
    }))
    const { outputs } = await planOne({ outputs: sizes })
    expect(outputs.map(({ path, width }) => [path, width])).toEqual([
      ['/nowhere/in/Resized/a-1600.jpg', 1600],
      ['/nowhere/in/Resized/a-800.jpg', 800],
      ['/nowhere/in/Resized/a-320.jpg', 320],
    ])
  })

  it('hands every choice of the recipe to the engine', async () => {
    const resize = { mode: 'fit', width: 100, height: 100, kernel: 'mitchell', linearLight: true } as const
    const { rendering, estimatedBytes } = await outputOf({
      outputs: [
        { resize, targetBytes: 900, qualityFloor: 20, metadata: 'private', colour: 'srgb', background: '#00000000' },
      ],
    })
    expect(rendering).toMatchObject({
      kernel: 'mitchell',
      linearLight: true,
      target: { bytes: 900, qualityFloor: 20 },
      metadata: 'private',
      colour: 'srgb',
      background: '#00000000',
    })
    expect(estimatedBytes).toBeLessThanOrEqual(900)
  })

  it.each([
    ['gif', 'keep', true],
    ['gif', 'webp', true],
    ['webp', 'gif', true],
    ['gif', 'jpeg', false],
    ['gif', 'png', false],
    ['webp', 'avif', false],
  ] as const)('that moves, a %s, as %s keeps all its frames: %s', async (format, type, animated) => {
    const facts = { format, frames: 12, isAnimated: true } as const
    const { rendering, estimatedBytes } = await outputOf({ outputs: [{ format: { type } }] }, facts)
    expect(rendering.animated).toBe(animated)
    const still = await outputOf({ outputs: [{ format: { type } }] }, { format })
    expect(estimatedBytes > still.estimatedBytes).toBe(animated)
  })

  it('of several pages is not taken for an animation', async () => {
    expect((await outputOf({}, { format: 'tiff', frames: 3 })).rendering.animated).toBe(false)
  })
})

describe('what becomes of a file that is not smaller', () => {
  const recipe = { outputs: [{ resize: { mode: 'none' as const } }], whenNotSmaller: 'copy-original' as const }

  it('is asked only where nothing but the compression changes', async () => {
    expect((await outputOf(recipe)).whenNotSmaller).toBe('copy-original')
    expect(
      (await outputOf({ ...recipe, outputs: [{ resize: { mode: 'none' }, format: { type: 'webp' } }] })).whenNotSmaller,
    ).toBe('write')
    expect((await outputOf({ ...recipe, outputs: [{}] })).whenNotSmaller).toBe('write')
    expect((await outputOf({ ...recipe, outputs: [{}] }, { width: 640, height: 480 })).whenNotSmaller).toBe(
      'copy-original',
    )
  })

  it('is said in the reason', async () => {
    expect(await planOne(recipe)).toMatchObject({
      reason: 'Written only if smaller; otherwise the original is copied.',
    })
    expect(await planOne({ ...recipe, whenNotSmaller: 'skip' })).toMatchObject({
      reason: 'Written only if smaller; otherwise left out.',
    })
  })
})

describe('a picture that cannot be made', () => {
  it.each([
    ['webp', 16_384, 16_383],
    ['avif', 16_385, 16_384],
  ] as const)('as %s of %i pixels is refused with both sizes', async (type, size, most) => {
    const resize = { mode: 'longest-side', size, enlarge: true } as const
    const job = await planOne({ outputs: [{}, { resize, format: { type }, name: '{name}-2' }] })
    expect(job).toMatchObject({ action: 'refuse', failure: { code: 'output-too-large' }, outputs: [] })
    expect(job.action === 'refuse' && job.failure.message).toContain(`${type} holds at most ${String(most)} a side`)
    expect((await planOne({ outputs: [{ resize: { ...resize, size: most }, format: { type } }] })).action).toBe('write')
  })

  it.each(['attention', 'entropy'] as const)(
    'because an animation has no one place of %s is refused',
    async (position) => {
      const resize = { mode: 'fill', width: 100, height: 100, position } as const
      const moving = { format: 'gif', frames: 2, isAnimated: true } as const
      expect(await planOne({ outputs: [{ resize }] }, moving)).toMatchObject({
        action: 'refuse',
        failure: { code: 'animation-unsupported' },
      })
      expect((await planOne({ outputs: [{ resize, format: { type: 'jpeg' } }] }, moving)).action).toBe('write')
      expect((await planOne({ outputs: [{ resize: { ...resize, position: 'top' } }] }, moving)).action).toBe('write')
    },
  )

  it('because an animation would have to be turned is refused', async () => {
    const moving = { format: 'webp', frames: 2, isAnimated: true, orientation: 6 } as const
    expect(await planOne({}, moving)).toMatchObject({ action: 'refuse', failure: { code: 'animation-unsupported' } })
    expect((await planOne({}, { ...moving, orientation: 1 })).action).toBe('write')
  })
})

describe('a file whose header could not be read', () => {
  const noPicture = fail('not-a-picture', 'The contents are no picture.')
  const plan = (path: string, origin: SourceFile['origin'], facts: Outcome<ImageFacts> = noPicture) =>
    planner({}).plan(source(path, { origin }), facts)

  it('is passed over when it was found and does not claim to be a picture', async () => {
    for (const path of ['notes.txt', 'README', 'a.jpg.txt', 'clip.mp4']) {
      expect(await plan(path, 'found'), path).toMatchObject({
        action: 'skip',
        reason: 'The contents are no picture.',
        facts: null,
      })
    }
    expect(await plan('empty.txt', 'found', fail('input-empty', 'Empty.'))).toMatchObject({ action: 'skip' })
  })

  it('fails when it is named as a picture, or was given by name', async () => {
    expect(await plan('a.JPG', 'found')).toMatchObject({ action: 'refuse', failure: { code: 'not-a-picture' } })
    expect(await plan('notes.txt', 'named')).toMatchObject({ action: 'refuse', failure: { code: 'not-a-picture' } })
  })

  it.each(['image-damaged', 'input-unreadable', 'format-unsupported', 'worker-crashed'] as const)(
    'fails as %s wherever it comes from',
    async (code) => {
      expect(await plan('notes.txt', 'found', fail(code, 'Why.'))).toMatchObject({
        action: 'refuse',
        failure: { code, message: 'Why.' },
        outputs: [],
      })
    },
  )

  it('takes no number and no name from those after it', async () => {
    const batch = planner({ outputs: [{ name: '{seq}' }] })
    await batch.plan(source('a.jpg'), noPicture)
    const { outputs } = await batch.plan(source('b.jpg'), succeed(makeFacts()))
    expect(outputs[0]?.path).toBe('/nowhere/in/Resized/1.jpg')
  })
})

describe('a planner', () => {
  it('throws when its recipe was not checked: that is a bug, not a failure', () => {
    expect(() => planner({ outputs: [{ name: 'photo' }] })).toThrow('Expected a checked name template')
  })
})
