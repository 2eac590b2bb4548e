import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPlanner } from '../../../src/batch/planner.ts'
import { succeed } from '../../../src/shared/failure.ts'
import type { ImageFacts } from '../../../src/shared/image-facts.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { makeFacts } from '../../support/facts.ts'

/** Names of the outputs of these sources, one output each. */
async function names(recipe: RecipeInput, sources: readonly string[], facts: Partial<ImageFacts> = {}) {
  const planner = createPlanner({
    recipe: Recipe.parse(recipe),
    workingFolder: '/nowhere',
    isSource: () => Promise.resolve(false),
  })
  const found: string[] = []
  for (const path of sources) {
    const from = { path: join('/nowhere/Italy', path), treeFolder: '', origin: 'found' } as const
    const job = await planner.plan(from, succeed(makeFacts(facts)))
    found.push(...job.outputs.map((output) => basename(output.path)))
  }
  return found
}

async function nameOf(template: string, path: string, facts: Partial<ImageFacts> = {}, format = 'keep') {
  const [name] = await names({ outputs: [{ name: template, format: { type: format as 'keep' } }] }, [path], facts)
  return name
}

describe('the name of an output', () => {
  it.each([
    ['{name}', 'beach.JPG', 'beach.JPG'],
    ['{name}-{w}x{h}', 'beach.jpg', 'beach-1920x1440.jpg'],
    ['{parent}-{name}', 'beach.jpg', 'Italy-beach.jpg'],
    ['{date}-{name}', 'beach.jpg', '2024-05-17-beach.jpg'],
    ['{name}_{output}', 'beach.jpg', 'beach_1.jpg'],
    ['{seq:3}', 'beach.jpg', '001.jpg'],
    ['{name}.{ext}', 'beach.jpeg', 'beach.jpeg'],
    ['{ext}-{name}', 'beach.jpg', 'jpg-beach'],
    ['{{{name}}}', 'beach.jpg', '{beach}.jpg'],
  ])('from %j for %j is %j', async (template, source, expected) => {
    expect(await nameOf(template, source)).toBe(expected)
  })

  it.each([
    ['beach.png', 'webp', 'beach.webp'],
    ['beach.JPG', 'webp', 'beach.webp'],
    ['beach.jpg', 'tiff', 'beach.tif'],
    ['scan v1.2', 'keep', 'scan v1.2.jpg'],
    ['scan v1.2', 'webp', 'scan v1.2.webp'],
    ['scan', 'keep', 'scan.jpg'],
    ['archive.tar.png', 'keep', 'archive.tar.jpg'],
    ['beach.heic', 'jpeg', 'beach.jpg'],
  ])('of %j as %s has the extension of what is in it: %j', async (source, format, expected) => {
    expect(await nameOf('{name}', source, {}, format)).toBe(expected)
  })

  it('has the date of the file where the picture does not say', async () => {
    const noon = BigInt(new Date(2021, 1, 3, 12).getTime()) * 1_000_000n
    const identity = { ...makeFacts().identity, modifiedNs: noon }
    expect(await nameOf('{date}-{name}', 'a.jpg', { takenOn: null, identity })).toBe('2021-02-03-a.jpg')
  })

  it('is counted up over the whole batch', async () => {
    const outputs = [{ name: '{seq:2}-{output}' }, { name: '{seq:2}-{output}', label: 'small' }]
    expect(await names({ outputs }, ['b.jpg', 'a.jpg'])).toEqual([
      '01-1.jpg',
      '01-small.jpg',
      '02-1.jpg',
      '02-small.jpg',
    ])
  })

  it.each([
    ['{name}', 'CON.jpg', '_CON.jpg'],
    ['{name}', 'a:b?.jpg', 'a_b_.jpg'],
    ['{parent}/{name}', 'a.jpg', 'Italy_a.jpg'],
    ['../{name}', 'a.jpg', '.._a.jpg'],
    ['{name}', 'a .jpg', 'a .jpg'],
    ['{ext}{name}', 'a. .jpg', 'jpga'],
  ])('from %j for %j works on every system: %j', async (template, source, expected) => {
    expect(await nameOf(template, source)).toBe(expected)
  })

  it('is cut to 255 bytes in front of its extension, between characters', async () => {
    const cats = '\u732b'.repeat(83)
    expect(await nameOf('{name}', `${cats}.jpg`)).toBe(`${cats}.jpg`)
    expect(await nameOf('{w}-{name}', `${cats}.jpg`)).toBe(`1920-${'\u732b'.repeat(82)}.jpg`)
    expect(await nameOf('{name}', `${'\u732b'.repeat(83)}.jpg`, {}, 'webp')).toBe(`${'\u732b'.repeat(83)}.webp`)
  })

  it('stays unlike that of another even when both are cut', async () => {
    const long = 'x'.repeat(250)
    const found = await names({ outputs: [{ name: '{w}-{name}' }] }, [`${long}a.jpg`, `${long}b.jpg`, `${long}c.jpg`])
    expect(new Set(found).size).toBe(3)
    expect(found[1]).toBe(`1920-${'x'.repeat(242)} (2).jpg`)
    for (const name of found) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  })
})
