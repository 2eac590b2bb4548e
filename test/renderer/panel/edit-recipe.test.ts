import { describe, expect, it } from 'vitest'
import {
  addOutput,
  changeFormat,
  changeLossless,
  changeMode,
  changeTarget,
  duplicateOutput,
  type FormatType,
  maxOutputs,
  removeOutput,
  replaceOutput,
  type ResizeMode,
  swapSides,
} from '../../../src/renderer/panel/edit-recipe.ts'
import { Output, Recipe, Resize } from '../../../src/shared/recipe.ts'
import { seeded } from '../support/seeded.ts'

const modes: readonly ResizeMode[] = [
  'none',
  'longest-side',
  'shortest-side',
  'fit',
  'fill',
  'pad',
  'stretch',
  'percent',
  'megapixels',
]
const types: readonly FormatType[] = ['keep', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tiff']

describe('another way of saying how large', () => {
  it('takes the longer side of a box, and the shorter', () => {
    const fit = Resize.parse({ mode: 'fit', width: 1200, height: 800 })
    expect(changeMode(fit, 'longest-side')).toMatchObject({ mode: 'longest-side', size: 1200 })
    expect(changeMode(fit, 'shortest-side')).toMatchObject({ mode: 'shortest-side', size: 800 })
  })

  it('keeps a box as it is', () => {
    const fit = Resize.parse({ mode: 'fit', width: 1200, height: 800 })
    for (const mode of ['fill', 'pad', 'stretch'] as const) {
      expect(changeMode(fit, mode)).toMatchObject({ mode, width: 1200, height: 800 })
    }
  })

  it('makes a box of 4:3 from one side, and comes back to that side', () => {
    const longest = Resize.parse({ mode: 'longest-side', size: 1600 })
    const fill = changeMode(longest, 'fill')
    expect(fill).toMatchObject({ width: 1600, height: 1200 })
    expect(changeMode(fill, 'longest-side')).toEqual(longest)
  })

  it('keeps enlarging, kernel and linear light', () => {
    const resizing = { enlarge: true, kernel: 'nearest', linearLight: true } as const
    const start = Resize.parse({ mode: 'longest-side', size: 100, ...resizing })
    for (const mode of modes) if (mode !== 'none') expect(changeMode(start, mode)).toMatchObject(resizing)
  })

  it('changes nothing where the mode stays', () => {
    const fill = Resize.parse({ mode: 'fill', width: 10, height: 20, position: 'attention' })
    expect(changeMode(fill, 'fill')).toBe(fill)
  })

  it('swaps width and height only where there are both', () => {
    expect(swapSides(Resize.parse({ mode: 'fit', width: 10, height: 20 }))).toMatchObject({ width: 20, height: 10 })
    const longest = Resize.parse({ mode: 'longest-side', size: 5 })
    expect(swapSides(longest)).toBe(longest)
  })
})

describe('another format', () => {
  it('begins with its own quality, never with the number of the one before', () => {
    const jpeg = Output.parse({ format: { type: 'jpeg', quality: 91 } })
    expect(changeFormat(jpeg, 'avif').format).toMatchObject({ type: 'avif', quality: 50 })
    expect(changeFormat(jpeg, 'webp').format).toMatchObject({ type: 'webp', quality: 80 })
    expect(changeFormat(jpeg, 'keep').format).not.toHaveProperty('quality')
  })

  it('keeps lossless where it can be', () => {
    const webp = Output.parse({ format: { type: 'webp', lossless: true } })
    expect(changeFormat(webp, 'avif').format).toMatchObject({ lossless: true })
    expect(changeFormat(webp, 'jpeg').format).not.toHaveProperty('lossless')
  })

  it('keeps a largest size where there is a quality to lower, and drops it where there is none', () => {
    const jpeg = Output.parse({ format: { type: 'jpeg' }, targetBytes: 300_000 })
    expect(changeFormat(jpeg, 'webp')).toMatchObject({ targetBytes: 300_000, format: { quality: 95 } })
    for (const type of ['png', 'gif', 'tiff'] as const) {
      expect(changeFormat(jpeg, type)).not.toHaveProperty('targetBytes')
    }
  })
})

describe('a largest size', () => {
  it('turns lossless off, and lossless turns it off', () => {
    const lossless = Output.parse({ format: { type: 'webp', lossless: true } })
    const sized = changeTarget(lossless, 200_000)
    expect(sized).toMatchObject({ targetBytes: 200_000, format: { lossless: false } })
    const back = changeLossless(sized, true)
    expect(back.format).toMatchObject({ lossless: true })
    expect(back).not.toHaveProperty('targetBytes')
  })

  it('moves a quality that nobody chose to the default that it has then, and back', () => {
    const plain = Output.parse({ format: { type: 'jpeg' } })
    const sized = changeTarget(plain, 200_000)
    expect(sized.format).toMatchObject({ quality: 95 })
    expect(changeTarget(sized, 100_000).format).toMatchObject({ quality: 95 })
    expect(changeTarget(sized, undefined)).toEqual(plain)
  })

  it('leaves a quality that was chosen alone', () => {
    const chosen = Output.parse({ format: { type: 'jpeg', quality: 70 } })
    expect(changeTarget(chosen, 200_000).format).toMatchObject({ quality: 70 })
  })

  it('is not given to a format without a quality', () => {
    const png = Output.parse({ format: { type: 'png' } })
    expect(changeTarget(png, 1000)).toBe(png)
  })
})

describe('outputs', () => {
  const first = Recipe.parse({})

  it('are added half as large, with a name and a label of their own', () => {
    const added = addOutput(first)
    expect(added).toMatchObject({
      index: 1,
      recipe: {
        outputs: [
          { name: '{name}', resize: { size: 1920 } },
          { name: '{name}-{output}', label: '2', resize: { size: 960 } },
        ],
      },
    })
  })

  it('are doubled right behind the one that is doubled', () => {
    const recipe = Recipe.parse({ outputs: [{ name: 'a-{name}.{ext}' }, { name: 'b-{name}' }] })
    expect(duplicateOutput(recipe, 0)).toMatchObject({
      index: 1,
      recipe: { outputs: [{}, { name: 'a-{name}-{output}.{ext}', label: '3' }, { name: 'b-{name}' }] },
    })
  })

  it('are no more than a recipe may have', () => {
    const full = Recipe.parse({ outputs: Array.from({ length: maxOutputs }, () => ({})) })
    expect(addOutput(full)).toBeNull()
    expect(duplicateOutput(full, 3)).toBeNull()
    expect(Recipe.safeParse({ outputs: [...full.outputs, {}] }).success).toBe(false)
  })

  it('are removed, and the one in its place is looked at; the last one stays', () => {
    const recipe = Recipe.parse({ outputs: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] })
    expect(removeOutput(recipe, 1)).toMatchObject({ index: 1, recipe: { outputs: [{ label: 'a' }, { label: 'c' }] } })
    expect(removeOutput(recipe, 2)).toMatchObject({ index: 1 })
    expect(removeOutput(first, 0)).toEqual({ recipe: first, index: 0 })
  })

  it('lose a key that is undefined, because the schema knows none such', () => {
    const recipe = Recipe.parse({ outputs: [{ label: 'a' }] })
    const [output] = recipe.outputs
    if (output === undefined) throw new Error('Expected an output')
    expect(Object.keys(replaceOutput(recipe, 0, { ...output, label: undefined }).outputs[0] ?? {})).not.toContain(
      'label',
    )
  })
})

describe('a recipe after many changes by chance', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('is one that the schema allows, seed %i', (seed) => {
    const random = seeded(seed)
    let recipe = Recipe.parse({})
    for (let step = 0; step < 120; step++) {
      recipe = changeByChance(recipe, random)
      expect(Recipe.parse(recipe)).toEqual(recipe)
    }
  })

  it('never has two outputs of one name that this panel itself made', () => {
    const random = seeded(7)
    let recipe = Recipe.parse({})
    for (let step = 0; step < 60; step++) {
      const at = Math.floor(random() * recipe.outputs.length)
      const edited =
        random() < 0.5 ? addOutput(recipe) : random() < 0.6 ? duplicateOutput(recipe, at) : removeOutput(recipe, at)
      recipe = edited?.recipe ?? recipe
      const names = recipe.outputs.map((output, place) =>
        output.name.replace('{output}', output.label ?? String(place + 1)),
      )
      expect(new Set(names).size).toBe(names.length)
    }
  })
})

function changeByChance(recipe: Recipe, random: () => number): Recipe {
  const pick = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(random() * values.length)]
    if (value === undefined) throw new Error('Expected something to pick from')
    return value
  }
  const index = Math.floor(random() * recipe.outputs.length)
  const output = recipe.outputs[index]
  if (output === undefined) throw new Error('Expected an output')
  const change = pick<() => Recipe>([
    () => replaceOutput(recipe, index, { ...output, resize: changeMode(output.resize, pick(modes)) }),
    () => replaceOutput(recipe, index, { ...output, resize: swapSides(output.resize) }),
    () => replaceOutput(recipe, index, extremeSize(output, pick(['small', 'large']))),
    () => replaceOutput(recipe, index, changeFormat(output, pick(types))),
    () => replaceOutput(recipe, index, changeLossless(output, random() < 0.5)),
    () =>
      replaceOutput(recipe, index, changeTarget(output, random() < 0.5 ? 100 + Math.floor(random() * 1e7) : undefined)),
    () => addOutput(recipe)?.recipe ?? recipe,
    () => duplicateOutput(recipe, index)?.recipe ?? recipe,
    () => removeOutput(recipe, index).recipe,
    () => replaceOutput(recipe, index, { ...output, name: 'x'.repeat(193) + '{name}' }),
  ])
  return change()
}

/** The ends of every range, from where a change of mode must not fall out. */
function extremeSize(output: Output, which: 'small' | 'large'): Output {
  const { resize } = output
  const edge = which === 'small' ? 1 : 65_535
  if ('size' in resize) return { ...output, resize: { ...resize, size: edge } }
  if ('width' in resize) return { ...output, resize: { ...resize, width: edge, height: 1 } }
  if ('percent' in resize) return { ...output, resize: { ...resize, percent: which === 'small' ? 0.01 : 10_000 } }
  if ('megapixels' in resize) return { ...output, resize: { ...resize, megapixels: which === 'small' ? 0.0001 : 4000 } }
  return output
}
