import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/cli/nearest.ts'

const words = ['format', 'fit', 'fill', 'quality', 'longest-side', 'shortest-side', 'to']

describe('the word that was meant', () => {
  it.each([
    ['fromat', 'format'],
    ['formats', 'format'],
    ['quailty', 'quality'],
    ['fll', 'fill'],
    ['longest-size', 'longest-side'],
    ['longestside', 'longest-side'],
    ['quality', 'quality'],
  ])('is the nearest: %s', (written, meant) => {
    expect(nearest(written, words)).toBe(meant)
  })

  it('is allowed more mistakes the longer it is', () => {
    expect(nearest('shrtst-sde', words)).toBe('shortest-side')
    expect(nearest('frmt', ['foramts'])).toBeNull()
  })

  it('is nobody where nothing is near, and among nobody', () => {
    expect(nearest('something', words)).toBeNull()
    expect(nearest('', ['format'])).toBeNull()
    expect(nearest('format', [])).toBeNull()
  })

  it('is the first of those that are equally near', () => {
    expect(nearest('fiat', ['flat', 'fit', 'fiat-ish'])).toBe('flat')
  })
})
