import { describe, expect, it } from 'vitest'
import { recipeProblems, replaceProblems } from '../../../src/batch/recipe-problems.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import type { RecipeProblem } from '../../../src/shared/recipe-problem.ts'

function problems(recipe: RecipeInput): readonly RecipeProblem[] {
  return recipeProblems(Recipe.parse(recipe))
}

const small = { mode: 'longest-side', size: 800 } as const
const large = { mode: 'longest-side', size: 1600 } as const

describe('a recipe', () => {
  it.each<RecipeInput>([
    {},
    {
      outputs: [
        { name: '{name}-{w}', resize: small },
        { name: '{name}-{w}', resize: large },
      ],
    },
    { outputs: [{ name: '{name}-{output}' }, { name: '{name}-{output}' }] },
    {
      outputs: [
        { name: '{name}-{output}', label: 'a' },
        { name: '{name}-{output}', label: 'b' },
      ],
    },
    { outputs: [{ format: { type: 'jpeg' } }, { format: { type: 'webp' } }] },
    { outputs: [{ format: { type: 'jpeg' }, targetBytes: 1000 }] },
    { outputs: [{ targetBytes: 1000 }] },
    { destination: { kind: 'subfolder', name: '\u7f29\u5c0f' } },
    { destination: { kind: 'folder', path: '../a:b/CON' } },
  ])('without a problem has none: %j', (recipe) => {
    expect(problems(recipe)).toEqual([])
  })

  it('is refused with the reason when a name has nothing unique in it', () => {
    expect(problems({ outputs: [{}, { name: '{w}x{h}' }] })).toEqual([
      {
        path: 'outputs[1].name',
        code: 'name-not-unique',
        subject: '{w}x{h}',
        message: '"{w}x{h}" is no name template: every file would get the same name; add {name} or {seq}',
      },
    ])
  })

  it.each(['{nmae}', '{name', '{name}}'])('is refused for the name %j, which it quotes', (name) => {
    const [problem] = problems({ outputs: [{ name }] })
    expect(problem).toMatchObject({ path: 'outputs[0].name' })
    expect(problem?.message).toContain(`"${name}" is no name template`)
  })

  it.each(['png', 'gif', 'tiff'] as const)('is refused when %s should fit into a size', (type) => {
    const [problem] = problems({ outputs: [{ format: { type }, targetBytes: 1000 }] })
    expect(problem).toMatchObject({ path: 'outputs[0].targetBytes' })
    expect(problem?.message).toContain(`${type} has no quality`)
  })

  it.each(['keep', 'webp', 'avif'] as const)('is refused when %s should be lossless and fit into a size', (type) => {
    expect(problems({ outputs: [{ format: { type, lossless: true }, targetBytes: 1000 }] })).toEqual([
      {
        path: 'outputs[0].targetBytes',
        code: 'target-lossless',
        subject: '',
        message: 'a lossless file cannot be made to fit a size; leave out one of the two',
      },
    ])
  })

  it.each<readonly [string, RecipeInput['outputs']]>([
    ['the same name', [{ resize: small }, { resize: large }]],
    ['the size in the name, and the same size', [{ name: '{name}-{w}' }, { name: '{name}-{w}', metadata: 'strip' }]],
    [
      'the same label',
      [
        { name: '{name}{output}', label: 'a' },
        { name: '{name}{output}', label: 'a' },
      ],
    ],
  ])('is refused when two outputs have %s', (_, outputs) => {
    const [problem, ...others] = problems({ outputs })
    expect(others).toEqual([])
    expect(problem).toMatchObject({ path: 'outputs[1].name' })
    expect(problem?.message).toContain('outputs[0] and outputs[1] would both be named')
  })

  it.each([
    ['a/b', 'a_b'],
    ['..', '_'],
    ['CON', '_CON'],
    ['Resized ', 'Resized'],
  ])('is refused for the subfolder %j, and %j is offered instead', (name, better) => {
    const [problem] = problems({ destination: { kind: 'subfolder', name } })
    expect(problem).toMatchObject({ path: 'destination.name' })
    expect(problem?.message).toContain(`got "${name}"; "${better}" would be one`)
  })

  it('has all its problems told at once', () => {
    const found = problems({
      outputs: [{ name: 'photo' }, { format: { type: 'png' }, targetBytes: 1000 }],
      destination: { kind: 'subfolder', name: 'a:b' },
    })
    expect(found.map(({ path }) => path)).toEqual(['outputs[0].name', 'outputs[1].targetBytes', 'destination.name'])
  })
})

describe('a recipe for replacing originals', () => {
  const found = (recipe: RecipeInput) => replaceProblems(Recipe.parse(recipe))

  it('has one output, which is named as its original', () => {
    expect(found({})).toEqual([])
    expect(found({ outputs: [{ format: { type: 'webp' } }], destination: { kind: 'folder', path: 'web' } })).toEqual([])
  })

  it('is refused with several outputs', () => {
    expect(found({ outputs: [{}, { name: '{name}-2' }] })).toEqual([
      {
        path: 'outputs',
        code: 'replace-one-output',
        subject: '',
        message: 'expected one output but got 2: an original can be replaced by one only',
      },
    ])
  })

  it.each(['{name}-{w}', '{seq}', 'x{name}', '{name}.{ext}'])('is refused with another name: %s', (name) => {
    expect(found({ outputs: [{ name }] })).toMatchObject([
      { path: 'outputs[0].name', code: 'replace-plain-name', subject: name },
    ])
  })
})
