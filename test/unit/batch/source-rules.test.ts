import { describe, expect, it } from 'vitest'
import { createSourceRules, isLeftOut, type SourceFilter } from '../../../src/batch/source-rules.ts'
import type { Destination } from '../../../src/shared/recipe.ts'

const everything: SourceFilter = { recursive: true, include: [], exclude: [] }
const beside: Destination = { kind: 'beside' }

function takes(filter: Partial<SourceFilter>, path: string): boolean {
  return createSourceRules({ ...everything, ...filter }, beside, null).takesFile(path, path.split('/').at(-1) ?? '')
}

function enters(filter: Partial<SourceFilter>, path: string, destination = beside, output: string | null = null) {
  const rules = createSourceRules({ ...everything, ...filter }, destination, output)
  return rules.entersFolder(path, path.split('/').at(-1) ?? '', `/in/${path}`)
}

describe('a file', () => {
  it.each(['a.jpg', 'a/b/c.png', 'notes.txt', 'no extension'])(
    'is taken when nothing is said against it: %s',
    (path) => {
      expect(takes({}, path)).toBe(true)
    },
  )

  it.each(['.hidden.jpg', 'a/.batchfit-00000001.tmp', '.jpg'])('is never taken when it is hidden: %s', (path) => {
    expect(takes({}, path)).toBe(false)
    expect(takes({ include: ['*', '.*'] }, path)).toBe(false)
  })

  it.each([
    ['*.jpg', 'a.jpg', true],
    ['*.jpg', 'deep/down/a.jpg', true],
    ['*.jpg', 'deep/A.JPG', true],
    ['*.JPG', 'a.jpg', true],
    ['*.jpg', 'a.jpeg', false],
    ['*.{jpg,png}', 'a.png', true],
    ['img_?.jpg', 'img_1.jpg', true],
    ['img_?.jpg', 'img_12.jpg', false],
    ['trip/*.jpg', 'trip/a.jpg', true],
    ['trip/*.jpg', 'trip/deep/a.jpg', false],
    ['trip/*.jpg', 'other/trip/a.jpg', false],
    ['trip/**', 'trip/deep/a.jpg', true],
    ['**/trip/*.jpg', 'other/trip/a.jpg', true],
    ['./trip/*.jpg', 'trip/a.jpg', true],
    ['/a.jpg', 'a.jpg', true],
    ['/a.jpg', 'trip/a.jpg', false],
    ['\u732b*', 'trip/\u732b.jpg', true],
  ])('and the glob %j: %j is a match is %j', (glob, path, matches) => {
    expect(takes({ include: [glob] }, path)).toBe(matches)
    expect(takes({ exclude: [glob] }, path)).toBe(!matches)
  })

  it('is taken when any of the globs takes it, and left out when any leaves it out', () => {
    expect(takes({ include: ['*.png', '*.jpg'] }, 'a.jpg')).toBe(true)
    expect(takes({ include: ['*.jpg'], exclude: ['*.png', 'a.*'] }, 'a.jpg')).toBe(false)
    expect(takes({ include: ['*.jpg'], exclude: ['b.*'] }, 'a.jpg')).toBe(true)
  })
})

describe('a folder', () => {
  it('is entered, whatever files are asked for', () => {
    expect(enters({}, 'a/b')).toBe(true)
    expect(enters({ include: ['*.jpg'] }, 'a/b')).toBe(true)
  })

  it('is not entered when it is hidden, excluded, or no folder is', () => {
    expect(enters({}, 'a/.git')).toBe(false)
    expect(enters({ exclude: ['Drafts'] }, 'a/drafts')).toBe(false)
    expect(enters({ exclude: ['a/drafts'] }, 'a/drafts')).toBe(false)
    expect(enters({ exclude: ['a/drafts'] }, 'b/a/drafts')).toBe(true)
    expect(enters({ recursive: false }, 'a')).toBe(false)
  })

  it('is not entered when it is where the outputs go', () => {
    const subfolder: Destination = { kind: 'subfolder', name: 'Klein \u00e9' }
    expect(enters({}, 'a/KLEIN e\u0301', subfolder)).toBe(false)
    expect(enters({}, 'a/Klein', subfolder)).toBe(true)
    const folder: Destination = { kind: 'folder', path: 'out' }
    expect(enters({}, 'out', folder, '/in/out')).toBe(false)
    expect(enters({}, 'a/out', folder, '/in/out')).toBe(true)
    expect(enters({}, 'Resized', folder, '/in/out')).toBe(true)
  })
})

describe('a name with a dot in front', () => {
  it('is left out, and no other', () => {
    expect(isLeftOut('.a')).toBe(true)
    expect(isLeftOut('a.')).toBe(false)
  })
})

describe('a folder of replaced originals', () => {
  it.each([
    ['Originals 2026-11-25', true],
    ['trip/Originals 1999-01-31', true],
    ['Originals', false],
    ['Originals 2026', false],
    ['Originals 2026-11-25 (2)', false],
    ['My Originals 2026-11-25', false],
  ])('is left out, and no other: %s', (path, isOne) => {
    expect(enters({}, path)).toBe(!isOne)
    const rules = createSourceRules(everything, beside, null)
    expect(rules.holdsOutputs(path.split('/').at(-1) ?? '')).toBe(isOne)
  })
})
