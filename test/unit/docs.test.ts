import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flags } from '../../src/cli/flags.ts'
import { recipeSchema } from '../../src/cli/recipe-schema.ts'
import { lossCodes } from '../../src/shared/child-tasks.ts'
import { failureCodes } from '../../src/shared/failure.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('docs/cli.md', () => {
  const text = read('docs/cli.md')

  it.each(flags.map(({ name }) => name))('explains --%s', (name) => {
    expect(text).toMatch(new RegExp(`\`--${name}[\` ]`))
  })

  it.each(failureCodes)('lists the failure %s', (code) => {
    expect(text).toContain(`\`${code}\``)
  })

  it.each(lossCodes)('lists the loss %s', (code) => {
    expect(text).toContain(`\`${code}\``)
  })
})

describe('docs/recipe.schema.json', () => {
  it('is what "batchfit recipe --schema" prints; "npm run schema" writes it anew', () => {
    expect(JSON.parse(read('docs/recipe.schema.json'))).toEqual(JSON.parse(JSON.stringify(recipeSchema())))
  })
})

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md')

  it.each(globSync('src/*', { cwd: root }))('says what %s owns', (folder) => {
    expect(text).toMatch(new RegExp(`^\\| \`${folder}\` +\\|`, 'm'))
  })

  const invariants = [...text.matchAll(/^\d+\. .*\n\s+— .*(?:\n\s{3,}— .*)*/gm)].map(([invariant]) => invariant)

  it('has invariants', () => {
    expect(invariants.length).toBeGreaterThan(10)
  })

  it.each(invariants.map((invariant) => [invariant.split('\n', 1)[0], invariant]))(
    'names tests that exist: %s',
    (_, invariant) => {
      for (const [, path = '', titles = ''] of invariant.matchAll(/`(test\/[^`]+)`((?:[:,] "[^"]+")*)/g)) {
        expect(existsSync(join(root, path)), path).toBe(true)
        for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g)) expect(read(path)).toContain(title)
      }
    },
  )
})

describe('docs/trust.md', () => {
  const text = read('docs/trust.md')
  const promises = [...text.matchAll(/^\d+\. \*\*([^*]+)\*\*[\s\S]*?(?=^\d+\. |^#)/gm)]

  it('has promises, numbered from 1', () => {
    expect(promises.length).toBeGreaterThan(10)
    const numbers = promises.map(([promise]) => Number.parseInt(promise, 10))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  it.each(promises.map(([promise, title = '']) => [title, promise]))('names tests that exist: %s', (_, promise) => {
    const tests = [...promise.matchAll(/`(test\/[^`]+)`((?:[:,] "[^"]+")*)/g)]
    expect(tests.length).toBeGreaterThan(0)
    for (const [, path = '', titles = ''] of tests) {
      expect(existsSync(join(root, path)), path).toBe(true)
      for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g)) expect(read(path)).toContain(title)
    }
  })
})

describe('links in the documents', () => {
  it.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/cli.md', 'docs/trust.md', 'docs/architecture.md'])(
    'lead somewhere: %s',
    (path) => {
      const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link)
      for (const link of links) expect(existsSync(resolve(root, path, '..', link)), link).toBe(true)
    },
  )
})
