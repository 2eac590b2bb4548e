import { describe, expect, it } from 'vitest'
import { formatColour, parseColour } from '../../../src/renderer/controls/colour.ts'

describe('a colour', () => {
  it.each([
    ['#ffffff', { rgb: '#ffffff', opacity: 100 }],
    ['#00000000', { rgb: '#000000', opacity: 0 }],
    ['#FF800080', { rgb: '#ff8000', opacity: 50 }],
    ['fa0', { rgb: '#ffaa00', opacity: 100 }],
    ['#fa08', { rgb: '#ffaa00', opacity: 53 }],
    [' #123456 ', { rgb: '#123456', opacity: 100 }],
  ])('is read from %j', (text, parts) => {
    expect(parseColour(text)).toEqual(parts)
  })

  it.each(['', '#', 'white', '#12345', '#1234567', '#gggggg', '##ffffff'])('is not read from %j', (text) => {
    expect(parseColour(text)).toBeNull()
  })

  it('is written without the opacity where it is opaque', () => {
    expect(formatColour({ rgb: '#123456', opacity: 100 })).toBe('#123456')
    expect(formatColour({ rgb: '#123456', opacity: 0 })).toBe('#12345600')
    expect(formatColour({ rgb: '#123456', opacity: 50 })).toBe('#12345680')
  })

  it('keeps every whole per cent of opacity over being written and read', () => {
    for (let opacity = 0; opacity <= 100; opacity++) {
      expect(parseColour(formatColour({ rgb: '#0a0b0c', opacity }))?.opacity).toBe(opacity)
    }
  })
})
