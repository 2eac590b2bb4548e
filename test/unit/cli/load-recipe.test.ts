import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FlagValues } from '../../../src/cli/flags.ts'
import { visible } from '../../../src/cli/format-words.ts'
import { loadRecipe, readRecipeFile } from '../../../src/cli/load-recipe.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { tempFolder } from '../../support/temp-folder.ts'

async function fileWith(content: string | object, name = 'recipe.json'): Promise<string> {
  const path = join(await tempFolder(), name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function problemsOf(content: string | object, flags: FlagValues = {}): Promise<readonly string[]> {
  const path = await fileWith(content)
  const loaded = await loadRecipe({ ...flags, recipe: path })
  if (loaded.ok) throw new Error('Expected problems')
  return loaded.problems.map((problem) => problem.replace(path, 'FILE'))
}

describe('a recipe file', () => {
  it('is filled up with every default', async () => {
    expect(await loadRecipe({ recipe: await fileWith({}) })).toEqual({ ok: true, recipe: Recipe.parse({}) })
    expect(await loadRecipe({})).toEqual({ ok: true, recipe: Recipe.parse({}) })
  })

  it('may begin with a byte order mark and name its schema', async () => {
    const path = await fileWith('\ufeff{ "$schema": "https://example.org/recipe.json", "tree": "flat" }')
    expect(await loadRecipe({ recipe: path })).toMatchObject({ ok: true, recipe: { tree: 'flat' } })
  })

  it('is changed by the flags', async () => {
    const path = await fileWith({
      outputs: [{ metadata: 'strip', format: { type: 'jpeg', quality: 60 } }],
      tree: 'flat',
    })
    const loaded = await loadRecipe({ recipe: path, quality: 75, to: 'web' })
    expect(loaded).toMatchObject({
      ok: true,
      recipe: {
        tree: 'flat',
        destination: { kind: 'folder', path: 'web' },
        outputs: [{ metadata: 'strip', format: { type: 'jpeg', quality: 75 } }],
      },
    })
  })

  it('is checked by itself', async () => {
    expect(await readRecipeFile(await fileWith({ tree: 'flat' }))).toMatchObject({ ok: true, recipe: { tree: 'flat' } })
    expect(await readRecipeFile(await fileWith({ tree: 'bush' }))).toEqual({
      ok: false,
      problems: ['tree: expected one of "mirror", "flat" but got "bush"'],
    })
  })
})

describe('a recipe that is given itself instead of a file', () => {
  it('is read and changed by the flags as a file is', async () => {
    const flags: FlagValues = { recipe: ' {"outputs":[{"metadata":"strip"}],"dates":"now"}', quality: 70 }
    expect(await loadRecipe(flags)).toMatchObject({
      ok: true,
      recipe: { dates: 'now', outputs: [{ metadata: 'strip', format: { type: 'keep', quality: 70 } }] },
    })
  })

  it('may use single quotes where there is no double one, as shells of Windows need it', async () => {
    const recipe = "{'outputs':[{'name':'it\\u0027s {name}'}]}"
    expect(await loadRecipe({ recipe })).toMatchObject({ ok: true, recipe: { outputs: [{ name: "it's {name}" }] } })
    expect(await loadRecipe({ recipe: `{'tree':"flat"}` })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('--recipe: expected JSON but line 1, column 2')],
    })
  })

  it('is told what is wrong with it, without its text for a name', async () => {
    expect(await loadRecipe({ recipe: '{"tree":"bush"}' })).toEqual({
      ok: false,
      problems: ['--recipe: tree: expected one of "mirror", "flat" but got "bush"'],
    })
    expect(await loadRecipe({ recipe: '{"tree":' })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('--recipe: expected JSON but line 1')],
    })
  })
})

describe('a recipe file that is none', () => {
  it('is named with the reason: it is not there, or not a file', async () => {
    const folder = await tempFolder()
    const missing = join(folder, 'missing.json')
    expect(await loadRecipe({ recipe: missing })).toEqual({
      ok: false,
      problems: [`${missing}: expected a recipe file but there is no such file`],
    })
    await mkdir(join(folder, 'folder.json'))
    const loaded = await loadRecipe({ recipe: join(folder, 'folder.json') })
    expect(loaded).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('folder.json: expected a recipe file but')],
    })
  })

  it.each([
    ['{\n  "tree": "flat",\n}', 3, 1],
    ['{\n  "tree" "flat"\n}', 2, 10],
    ['{\r\n\t"outputs": [1 2]\r\n}', 2, 16],
    ["{ 'tree': 1 }", 1, 3],
    ['{\n  "tree": "flat"\n', 3, 1],
  ])('breaks off at a line and a column: %j', async (content, line, column) => {
    const [problem] = await problemsOf(content)
    expect(problem).toContain(`FILE: expected JSON but line ${String(line)}, column ${String(column)}`)
  })

  it.each([
    ['a wrong word', '{\n  "tree": flat\n}', 2],
    ['an early end', '{\n  "tree":\n', 3],
    ['an empty file', '', 1],
  ])('breaks off at a line and a column: %s', async (_, content, line) => {
    const [problem] = await problemsOf(content)
    expect(problem).toContain(`line ${String(line)}, column`)
  })

  it('is one line of text without control characters', async () => {
    const [problem] = await problemsOf('{\n  "tree": \u001b[2Jflat\n}')
    expect(problem).toContain('FILE: expected JSON but')
    expect(problem).not.toMatch(/\p{Cc}/u)
  })

  it('is told in every problem by key, what was expected and what came', async () => {
    const content = {
      version: 2,
      treee: 'flat',
      outputs: [
        { resize: { mode: 'longest-side', size: 0 }, metadata: 'all' },
        { resize: { mode: 'shrink' }, targetBytes: '200KB', formats: 1 },
      ],
      destination: { kind: 'folder' },
    }
    expect((await problemsOf(content)).toSorted()).toEqual([
      'FILE: destination.path: expected a text but it is missing',
      'FILE: outputs[0].metadata: expected one of "keep", "private", "strip" but got "all"',
      'FILE: outputs[0].resize.size: expected a number of at least 1 but got 0',
      'FILE: outputs[1].formats: unknown key; remove it or check its spelling',
      expect.stringMatching(/^FILE: outputs\[1\]\.resize\.mode: expected one of .*"longest-side".* but got "shrink"$/),
      'FILE: outputs[1].targetBytes: expected a whole number but got "200KB"',
      'FILE: treee: unknown key; remove it or check its spelling',
      'FILE: version: expected 1 but got 2',
    ])
  })

  it.each([['[]'], ['null'], ['"text"'], ['5']])('is no object: %s', async (content) => {
    const [problem] = await problemsOf(content)
    expect(problem).toMatch(/^FILE: recipe: expected an object but got /)
  })

  it('is wrong in what no single key says', async () => {
    const [problem, ...others] = await problemsOf({ outputs: [{ format: { type: 'png' }, targetBytes: 5000 }] })
    expect(problem).toMatch(/^FILE: outputs\[0\]\.targetBytes: png has no quality/)
    expect(others).toEqual([])
  })

  it('is not made good by a flag that hides what is wrong with it', async () => {
    expect(await problemsOf({ tree: 'bush' }, { tree: 'flat' })).toEqual([
      'FILE: tree: expected one of "mirror", "flat" but got "bush"',
    ])
  })

  it('may be made wrong by a flag, which is not the file to blame', async () => {
    const loaded = await loadRecipe({ recipe: await fileWith({ outputs: [{ targetBytes: 5000 }] }), format: 'png' })
    expect(loaded).toMatchObject({ ok: false, problems: [expect.stringMatching(/^outputs\[0\]\.targetBytes: png/)] })
  })
})

describe('flags without a file', () => {
  it('are told what is wrong with them', async () => {
    expect(await loadRecipe({ quality: 5, lossless: true })).toEqual({
      ok: false,
      problems: ['--lossless and --quality exclude each other; give one of them.'],
    })
    expect(await loadRecipe({ background: 'white' })).toEqual({
      ok: false,
      problems: ['outputs[0].background: expected a colour such as #ffffff or #00000000 but got "white"'],
    })
    expect(await loadRecipe({ name: 'same-for-all' })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('"same-for-all" is no name template')],
    })
  })
})

describe('what is shown of a file', () => {
  it('has no control characters of its name', async () => {
    const loaded = await loadRecipe({ recipe: join(await tempFolder(), '\u001b[2Jevil.json') })
    const problems = loaded.ok ? [] : loaded.problems
    expect(problems).toHaveLength(1)
    for (const problem of problems) expect(visible(problem)).toBe(problem)
  })

  it('has no control characters of its contents', async () => {
    const problems = await problemsOf({ tree: '\u001b[2Jevil' })
    expect(problems).toHaveLength(1)
    for (const problem of problems) expect(problem).not.toMatch(/\p{Cc}/u)
  })

  it('has no control characters of its keys', async () => {
    const problems = await problemsOf({ 'a\u001bb': 1 })
    expect(problems).toHaveLength(1)
    for (const problem of problems) expect(problem).not.toMatch(/\p{Cc}/u)
  })
})
