import { describe, expect, it } from 'vitest'
import { isPictureExtension, outputExtension, splitName } from '../../../src/batch/output-extension.ts'
import { outputFormats } from '../../../src/shared/image-facts.ts'

describe('the extension of an output', () => {
  it.each([
    ['jpg', 'jpeg', 'jpg'],
    ['JPG', 'jpeg', 'JPG'],
    ['JPeG', 'jpeg', 'JPeG'],
    ['jfif', 'jpeg', 'jfif'],
    ['TIFF', 'tiff', 'TIFF'],
    ['tif', 'tiff', 'tif'],
  ] as const)('stays %j for %s', (extension, format, expected) => {
    expect(outputExtension(extension, format)).toBe(expected)
  })

  it.each([
    ['png', 'jpeg', 'jpg'],
    ['JPG', 'webp', 'webp'],
    ['jpeg', 'tiff', 'tif'],
    ['', 'avif', 'avif'],
    ['heic', 'jpeg', 'jpg'],
    ['txt', 'gif', 'gif'],
  ] as const)('is not %j for %s but %j', (extension, format, expected) => {
    expect(outputExtension(extension, format)).toBe(expected)
  })

  it('is one that is known to be that of a picture, for every format', () => {
    for (const format of outputFormats) expect(isPictureExtension(outputExtension('', format))).toBe(true)
  })
})

describe('a file name', () => {
  it.each([
    ['photo.JPG', 'photo', 'JPG'],
    ['a.b.c.png', 'a.b.c', 'png'],
    ['photo', 'photo', ''],
    ['.hidden', '.hidden', ''],
    ['.hidden.png', '.hidden', 'png'],
    ['photo.', 'photo', ''],
    ['', '', ''],
  ])('%j splits into %j and %j', (name, stem, extension) => {
    expect(splitName(name)).toEqual({ stem, extension })
  })
})

describe('an extension', () => {
  it.each(['jpg', 'JPEG', 'Png', 'webp', 'avif', 'gif', 'tif', 'TIFF', 'svg', 'heic', 'BMP', 'jxl'])(
    '%j claims a picture',
    (extension) => {
      expect(isPictureExtension(extension)).toBe(true)
    },
  )

  it.each(['', 'txt', 'mp4', '2', 'jpg ', 'pdf', 'constructor'])('%j claims none', (extension) => {
    expect(isPictureExtension(extension)).toBe(false)
  })
})
