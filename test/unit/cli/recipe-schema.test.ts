import { describe, expect, it } from 'vitest'
import { type Flag, flags as flagTable } from '../../../src/cli/flags.ts'
import { recipeSchema } from '../../../src/cli/recipe-schema.ts'
import { outputFormats } from '../../../src/shared/image-facts.ts'
import { maxEdgePx } from '../../../src/shared/recipe-choices.ts'
import { Output, Recipe, Resize } from '../../../src/shared/recipe.ts'

const schema = recipeSchema() as Readonly<Record<string, unknown>>

/** Every object schema in the document, however deep. */
function objectsIn(node: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(objectsIn)
  return 'properties' in node ? [node, ...inner] : inner
}

function flagOf(name: string): Flag['kind'] {
  const flag = (flagTable as readonly Flag[]).find((candidate) => candidate.name === name)
  if (flag === undefined) throw new Error(`No flag ${name}`)
  return flag.kind
}

describe('the JSON Schema of recipes', () => {
  it('says what it is before anything else', () => {
    expect(Object.keys(schema).slice(0, 3)).toEqual(['$schema', 'title', 'description'])
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Batchfit recipe',
      type: 'object',
    })
  })

  it('is JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })

  it('knows every key of a recipe and of an output', () => {
    expect(Object.keys(schema['properties'] as object).toSorted()).toEqual(Object.keys(Recipe.shape).toSorted())
    const output = objectsIn(schema).find((node) => 'qualityFloor' in (node['properties'] as object))
    expect(Object.keys(output?.['properties'] as object).toSorted()).toEqual(Object.keys(Output.in.shape).toSorted())
  })

  it('allows no unknown key anywhere', () => {
    const objects = objectsIn(schema)
    expect(objects.length).toBeGreaterThan(15)
    for (const node of objects) expect(node['additionalProperties'], JSON.stringify(node)).toBe(false)
  })

  it('demands nothing that has a default', () => {
    expect(schema['required'] ?? []).toEqual([])
    const output = objectsIn(schema).find((node) => 'qualityFloor' in (node['properties'] as object))
    expect(output?.['required'] ?? []).toEqual([])
  })

  it('knows every way to resize', () => {
    const modes = Resize.options.map((option) => option.shape.mode.value)
    const known = objectsIn(schema).flatMap((node) => {
      const { mode } = node['properties'] as { readonly mode?: { readonly const?: string } }
      return mode?.const === undefined ? [] : [mode.const]
    })
    expect(new Set(known)).toEqual(new Set(modes))
  })

  it('carries the limits', () => {
    const longest = objectsIn(schema).find(
      (node) => (node['properties'] as { mode?: { const?: string } }).mode?.const === 'longest-side',
    )
    expect(longest).toMatchObject({
      required: ['mode', 'size'],
      properties: { size: { type: 'integer', minimum: 1, maximum: maxEdgePx } },
    })
  })
})

describe('the flags', () => {
  const choicesOf = (name: string): readonly string[] => {
    const kind = flagOf(name)
    return kind.type === 'choice' ? kind.choices : []
  }

  it('know the formats, the trees and the rest of the words of the recipe', () => {
    expect(choicesOf('format').toSorted()).toEqual(['keep', ...outputFormats].toSorted())
    expect(choicesOf('metadata')).toEqual(Output.in.shape.metadata.unwrap().options)
    expect(choicesOf('colour')).toEqual(Output.in.shape.colour.unwrap().options)
    expect(choicesOf('tree')).toEqual(Recipe.shape.tree.unwrap().options)
    expect(choicesOf('on-existing')).toEqual(Recipe.shape.onExisting.unwrap().options)
    expect(choicesOf('when-not-smaller').map((word) => (word === 'copy' ? 'copy-original' : word))).toEqual(
      Recipe.shape.whenNotSmaller.unwrap().options,
    )
  })

  it('allow the numbers of the recipe, no more and no fewer', () => {
    expect(flagOf('longest-side')).toMatchObject({ min: 1, max: maxEdgePx })
    for (const [name, key] of [
      ['longest-side', 'size'],
      ['shortest-side', 'size'],
      ['percent', 'percent'],
      ['megapixels', 'megapixels'],
    ] as const) {
      const kind = flagOf(name)
      if (!('min' in kind)) throw new Error(`--${name} has no limits`)
      for (const value of [kind.min, kind.max])
        expect(Resize.safeParse({ mode: name, [key]: value }).success).toBe(true)
      expect(Resize.safeParse({ mode: name, [key]: kind.max + 1 }).success, name).toBe(false)
      expect(Resize.safeParse({ mode: name, [key]: kind.min / 2 }).success, name).toBe(false)
    }
  })
})
