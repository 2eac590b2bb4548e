import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReplacePlanning } from '../../../src/batch/replace-planning.ts'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import type { RecipeInput } from '../../../src/shared/recipe.ts'
import { createFakePool, factsOnDisk, planAll, type PlanRequest } from '../../support/fake-pool.ts'
import { folderWith, makeFiles } from '../../support/folder-with.ts'

const originals = 'Originals 2026-11-25'
const asJpeg: RecipeInput = { outputs: [{ format: { type: 'jpeg' } }] }

function replacing(changes: Partial<ReplacePlanning> = {}): ReplacePlanning {
  return { takesLinks: false, keeperFor: () => Promise.resolve('folder'), folderName: originals, ...changes }
}

const toBin = replacing({ keeperFor: () => Promise.resolve('bin') })

/** What a plan says in one line per source, with paths below the working folder. */
async function planned(request: PlanRequest): Promise<readonly string[]> {
  const jobs = await planAll({ replace: replacing(), ...request })
  const below = (path: string): string => path.replace(`${request.workingFolder}/`, '')
  return jobs.map((job) => {
    const source = below(job.source.path)
    if (job.action === 'refuse') return `${source}: ${job.failure.code}`
    if (job.action === 'skip' || job.original === null) return `${source}: ${job.action}`
    const [output] = job.outputs
    if (output === undefined || job.outputs.length > 1) throw new Error('Expected one output.')
    expect(output.overwrite).toBe(output.path === job.original.path)
    expect(output.keepPath).toBe(output.overwrite ? job.original.keepPath : null)
    return `${below(job.original.path)} → ${below(output.path)}, kept ${below(job.original.keepPath)}`
  })
}

function messageOf(job: PlannedJob | undefined): string {
  if (job?.action !== 'refuse') throw new Error(`Expected a refusal but got ${String(job?.action)}`)
  return job.failure.message
}

describe('an original that is replaced', () => {
  it('gives its own place to an output of its format, and is kept in a dated folder beside it', async () => {
    const workingFolder = await folderWith('a.jpg', 'x/b.JPEG')
    expect(await planned({ workingFolder })).toEqual([
      `a.jpg → a.jpg, kept ${originals}/a.jpg`,
      `x/b.JPEG → x/b.JPEG, kept x/${originals}/b.JPEG`,
    ])
  })

  it('has a name beside it on its way to the bin', async () => {
    const workingFolder = await folderWith('a.jpg', 'long'.padEnd(251, 'g') + '.jpg')
    const [first, second] = await planAll({ workingFolder, replace: toBin })
    expect(first).toMatchObject({
      action: 'write',
      original: {
        path: join(workingFolder, 'a.jpg'),
        keepPath: join(workingFolder, 'a (original).jpg'),
        keeper: 'bin',
      },
    })
    if (second?.action !== 'write') throw new Error('Expected a plan.')
    const name = basename(second.original?.keepPath ?? '')
    expect(name).toMatch(/^long.*g \(original\)\.jpg$/)
    expect(Buffer.byteLength(name)).toBe(255)
  })

  it('is asked for once per folder where it goes', async () => {
    const workingFolder = await folderWith('a.jpg', 'b.jpg', 'x/c.jpg')
    const asked: string[] = []
    const keeperFor: ReplacePlanning['keeperFor'] = (folder) => {
      asked.push(folder)
      return Promise.resolve(folder.endsWith('/x') ? 'bin' : 'folder')
    }
    expect(await planned({ workingFolder, replace: replacing({ keeperFor }) })).toEqual([
      `a.jpg → a.jpg, kept ${originals}/a.jpg`,
      `b.jpg → b.jpg, kept ${originals}/b.jpg`,
      'x/c.jpg → x/c.jpg, kept x/c (original).jpg',
    ])
    expect(asked).toEqual([workingFolder, join(workingFolder, 'x')])
  })

  it('gives way to an output of another format under the same name', async () => {
    const workingFolder = await folderWith('a.png', 'b.photo.webp', 'c', 'd:e.gif')
    expect(await planned({ workingFolder, recipe: asJpeg })).toEqual([
      `a.png → a.jpg, kept ${originals}/a.png`,
      `b.photo.webp → b.photo.jpg, kept ${originals}/b.photo.webp`,
      `c → c.jpg, kept ${originals}/c`,
      `d:e.gif → d_e.jpg, kept ${originals}/d:e.gif`,
    ])
  })

  it('keeps a name that Windows could not hold, where only its contents change', async () => {
    const workingFolder = await folderWith('a:b.jpg', 'con.jpg', 'v1.2.jpg')
    expect(await planned({ workingFolder })).toEqual([
      `a:b.jpg → a:b.jpg, kept ${originals}/a:b.jpg`,
      `con.jpg → con.jpg, kept ${originals}/con.jpg`,
      `v1.2.jpg → v1.2.jpg, kept ${originals}/v1.2.jpg`,
    ])
  })

  it('never gives way to an output that would take the place of something else', async () => {
    const workingFolder = await folderWith('a.gif', 'a.jpg', 'a.png')
    expect(await planned({ workingFolder, recipe: asJpeg })).toEqual([
      `a.gif → a (2).jpg, kept ${originals}/a.gif`,
      `a.jpg → a.jpg, kept ${originals}/a.jpg`,
      `a.png → a (3).jpg, kept ${originals}/a.png`,
    ])
    const [first] = await planAll({ workingFolder, recipe: asJpeg, replace: replacing() })
    expect(first).toMatchObject({ reasonCode: 'renamed', reason: '"a.jpg" is taken, so it becomes "a (2).jpg".' })
  })

  it('is kept under a free name', async () => {
    const workingFolder = await folderWith('a.jpg', `${originals}/A.JPG`)
    expect(await planned({ workingFolder })).toEqual([`a.jpg → a.jpg, kept ${originals}/a (2).jpg`])
    const other = await folderWith('a (original).jpg', 'a.jpg')
    expect(await planned({ workingFolder: other, replace: toBin })).toEqual([
      'a (original).jpg → a (original).jpg, kept a (original) (original).jpg',
      'a.jpg → a.jpg, kept a (original) (2).jpg',
    ])
  })

  it('and has a twin in another case is replaced as itself', async () => {
    const workingFolder = await folderWith('A.jpg', 'a.jpg')
    expect(await planned({ workingFolder })).toEqual([
      `A.jpg → A.jpg, kept ${originals}/A.jpg`,
      `a.jpg → a.jpg, kept ${originals}/a (2).jpg`,
    ])
  })

  it('takes nothing of the recipe that says where outputs go', async () => {
    const workingFolder = await folderWith('in/a.jpg', 'in/b.jpg')
    const recipe: RecipeInput = {
      destination: { kind: 'folder', path: 'out' },
      tree: 'flat',
      onExisting: 'skip',
    }
    expect(await planned({ workingFolder, recipe, inputs: ['in'] })).toEqual([
      `in/a.jpg → in/a.jpg, kept in/${originals}/a.jpg`,
      `in/b.jpg → in/b.jpg, kept in/${originals}/b.jpg`,
    ])
  })

  it('is left as it is, not copied over itself, where the output would not be smaller', async () => {
    const workingFolder = await folderWith('a.jpg')
    const recipe: RecipeInput = { outputs: [{ resize: { mode: 'none' } }], whenNotSmaller: 'copy-original' }
    const [job] = await planAll({ workingFolder, recipe, replace: replacing() })
    expect(job).toMatchObject({ reasonCode: 'skipped-if-not-smaller', outputs: [{ whenNotSmaller: 'skip' }] })
  })

  it('is not replaced when its output cannot be made', async () => {
    const workingFolder = await folderWith('a.jpg')
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'longest-side', size: 20_000, enlarge: true }, format: { type: 'webp' } }],
    }
    expect(await planned({ workingFolder, recipe })).toEqual(['a.jpg: output-too-large'])
  })

  it('is not replaced when there is no place to keep it', async () => {
    const workingFolder = await folderWith('a.jpg', originals)
    const [job] = await planAll({ workingFolder, replace: replacing() })
    expect(job).toMatchObject({ action: 'refuse', failure: { code: 'original-not-kept' } })
    expect(messageOf(job)).toContain(`"${originals}" is a file where a folder is needed`)
    expect(await planned({ workingFolder, replace: toBin })).toContain('a.jpg → a.jpg, kept a (original).jpg')
  })

  it('fails alone when it is gone by then', async () => {
    const workingFolder = await folderWith('a.jpg', 'b.jpg')
    const pool = createFakePool({
      inspect: async (path) => {
        const facts = await factsOnDisk(path)
        if (path.endsWith('a.jpg')) await rm(path)
        return facts
      },
    })
    expect(await planned({ workingFolder, pool })).toEqual([
      'a.jpg: input-missing',
      `b.jpg → b.jpg, kept ${originals}/b.jpg`,
    ])
  })
})

describe('a link whose picture would be replaced', () => {
  it('is refused, with its target and the flag in the reason', async () => {
    const workingFolder = await folderWith('real/a.jpg', 'in/b.jpg')
    await symlink('../real/a.jpg', join(workingFolder, 'in/a.jpg'))
    const [job, other] = await planAll({ workingFolder, inputs: ['in'], replace: replacing() })
    expect(job).toMatchObject({ action: 'refuse', failure: { code: 'input-is-link' } })
    expect(messageOf(job)).toContain(`a link to ${join(workingFolder, 'real/a.jpg')}`)
    expect(messageOf(job)).toContain('--replace-links')
    expect(other?.action).toBe('write')
  })

  it('is followed where that is allowed: its target is replaced, and named as that', async () => {
    const workingFolder = await folderWith('real/photo.jpeg')
    await mkdir(join(workingFolder, 'in'))
    await symlink('../real/photo.jpeg', join(workingFolder, 'in/a.jpg'))
    const replace = replacing({ takesLinks: true })
    expect(await planned({ workingFolder, inputs: ['in'], replace })).toEqual([
      `real/photo.jpeg → real/photo.jpeg, kept real/${originals}/photo.jpeg`,
    ])
    expect(
      await planned({ workingFolder, inputs: ['in'], replace, recipe: { outputs: [{ format: { type: 'png' } }] } }),
    ).toEqual([`real/photo.jpeg → real/photo.png, kept real/${originals}/photo.jpeg`])
  })

  it('is refused when its target is replaced already, in whichever order they come', async () => {
    const workingFolder = await folderWith('real/a.jpg')
    await mkdir(join(workingFolder, 'in'))
    await symlink('../real/a.jpg', join(workingFolder, 'in/z.jpg'))
    const replace = replacing({ takesLinks: true })
    const kept = `real/a.jpg → real/a.jpg, kept real/${originals}/a.jpg`
    expect(await planned({ workingFolder, inputs: ['in', 'real'], replace })).toEqual([
      kept,
      'real/a.jpg: input-is-link',
    ])
    expect(await planned({ workingFolder, inputs: ['real', 'in'], replace })).toEqual([kept, 'in/z.jpg: input-is-link'])
    const jobs = await planAll({ workingFolder, inputs: ['real', 'in'], replace })
    expect(messageOf(jobs[1])).toContain(`the same file as ${join(workingFolder, 'real/a.jpg')}`)
  })

  it('to a folder leads to originals under their real paths', async () => {
    const workingFolder = await folderWith('real/a.jpg')
    await symlink('real', join(workingFolder, 'link'))
    expect(await planned({ workingFolder, inputs: ['link'] })).toEqual([
      `real/a.jpg → real/a.jpg, kept real/${originals}/a.jpg`,
    ])
  })
})

describe('a file of several names', () => {
  async function twins(): Promise<string> {
    const workingFolder = await folderWith('a.jpg')
    await link(join(workingFolder, 'a.jpg'), join(workingFolder, 'b.jpg'))
    return workingFolder
  }

  it('is refused under each of them, with their number and the flag in the reason', async () => {
    const workingFolder = await twins()
    expect(await planned({ workingFolder })).toEqual(['a.jpg: input-is-link', 'b.jpg: input-is-link'])
    const [job] = await planAll({ workingFolder, replace: replacing() })
    expect(messageOf(job)).toContain('2 names')
    expect(messageOf(job)).toContain('--replace-links')
  })

  it('is replaced under one of them where that is allowed', async () => {
    const workingFolder = await twins()
    expect(await planned({ workingFolder, replace: replacing({ takesLinks: true }) })).toEqual([
      `a.jpg → a.jpg, kept ${originals}/a.jpg`,
      'b.jpg: input-is-link',
    ])
    expect(await planned({ workingFolder, inputs: ['b.jpg'], replace: replacing({ takesLinks: true }) })).toEqual([
      `b.jpg → b.jpg, kept ${originals}/b.jpg`,
    ])
  })
})

describe('a folder of originals', () => {
  it('is left out of a scan, at any depth and for every recipe', async () => {
    const workingFolder = await folderWith('a.jpg', `${originals}/a.jpg`, `x/Originals 1999-01-31/b.jpg`, 'x/c.jpg')
    for (const replace of [null, replacing()]) {
      const jobs = await planAll({ workingFolder, replace })
      expect(jobs.map(({ source }) => source.path.slice(workingFolder.length + 1))).toEqual(['a.jpg', 'x/c.jpg'])
    }
  })

  it('is searched when it is given itself, but not when a wildcard brings it in', async () => {
    const workingFolder = await folderWith('a.jpg', `${originals}/a.jpg`)
    expect(await planned({ workingFolder, inputs: [originals] })).toEqual([
      `${originals}/a.jpg → ${originals}/a.jpg, kept ${originals}/${originals}/a.jpg`,
    ])
    expect(await planned({ workingFolder, inputs: ['a.jpg', originals] })).toEqual([
      `a.jpg → a.jpg, kept ${originals}/a (2).jpg`,
      `${originals}: skip`,
    ])
  })

  it('is no other folder with such a name', async () => {
    const workingFolder = await folderWith('Originals/a.jpg', 'Originals 2026/b.jpg', 'My Originals 2026-11-25/c.jpg')
    expect(await planAll({ workingFolder })).toHaveLength(3)
  })
})

describe('a file that an output overwrites', () => {
  const recipe: RecipeInput = { onExisting: 'overwrite' }

  it('is kept under a name of its batch, in a hidden folder beside it', async () => {
    const workingFolder = await folderWith('a.jpg', 'b.jpg', 'c.jpg')
    await makeFiles(workingFolder, ['Resized/a.jpg', 'Resized/c.jpg'])
    const jobs = await planAll({ workingFolder, recipe, kept: { batchId: '0123abcd' } })
    expect(jobs.map(({ outputs }) => outputs[0]?.keepPath)).toEqual([
      join(workingFolder, 'Resized/.batchfit-kept/0123abcd-1-a.jpg'),
      null,
      join(workingFolder, 'Resized/.batchfit-kept/0123abcd-2-c.jpg'),
    ])
  })

  it.runIf(process.platform === 'linux')(
    'is not kept when it is another file, which differs in case only',
    async () => {
      const workingFolder = await folderWith('A.jpg', 'Resized/a.jpg')
      const [job] = await planAll({ workingFolder, recipe, kept: { batchId: '0123abcd' } })
      expect(job?.outputs).toMatchObject([{ overwrite: true, keepPath: null }])
    },
  )

  it('is kept under a name that the disk can hold', async () => {
    const name = `${'n'.repeat(251)}.jpg`
    const workingFolder = await folderWith(name, `Resized/${name}`)
    const [job] = await planAll({ workingFolder, recipe, kept: { batchId: '0123abcd' } })
    const keepPath = job?.outputs[0]?.keepPath ?? ''
    expect(basename(keepPath)).toMatch(/^0123abcd-1-n+\.jpg$/)
    await mkdir(join(workingFolder, 'Resized/.batchfit-kept'))
    await writeFile(keepPath, '')
  })

  it('is not kept where no journal would know of it', async () => {
    const workingFolder = await folderWith('a.jpg', 'Resized/a.jpg')
    const [job] = await planAll({ workingFolder, recipe })
    expect(job?.outputs).toMatchObject([{ overwrite: true, keepPath: null }])
  })

  it('is not looked for in the folder where such files are kept', async () => {
    const workingFolder = await folderWith('a.jpg', '.batchfit-kept/0123abcd-1-a.jpg')
    expect(await planAll({ workingFolder })).toHaveLength(1)
  })
})
