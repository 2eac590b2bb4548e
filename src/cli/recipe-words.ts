import { assertNever } from '../shared/assert-never.ts'
import type { Output, Recipe, Resize } from '../shared/recipe.ts'
import { bytesWords } from './format-words.ts'

/** What a recipe does, in a few words: `longest side 1920, JPEG 82`. Several outputs are told one after the other. */
export function recipeWords({ outputs }: Recipe): string {
  const [first, second, ...more] = outputs.map(outputWords)
  if (first === undefined || second === undefined) return first ?? ''
  return `${first}; ${second}${more.length === 0 ? '' : `; and ${String(more.length)} more`}`
}

function outputWords(output: Output): string {
  return [sizeWords(output.resize), formatWords(output), metadataWords(output)]
    .filter((words) => words !== '')
    .join(', ')
}

function sizeWords(resize: Resize): string {
  switch (resize.mode) {
    case 'none':
      return 'same size'
    case 'longest-side':
      return `longest side ${String(resize.size)}`
    case 'shortest-side':
      return `shortest side ${String(resize.size)}`
    case 'fit':
    case 'fill':
    case 'pad':
    case 'stretch':
      return `${resize.mode} ${String(resize.width)}×${String(resize.height)}`
    case 'percent':
      return `${String(resize.percent)} %`
    case 'megapixels':
      return `${String(resize.megapixels)} megapixels`
    default:
      return assertNever(resize)
  }
}

function formatWords({ format, targetBytes }: Output): string {
  const below = targetBytes === undefined ? '' : `at most ${bytesWords(targetBytes)}`
  const name = format.type === 'keep' ? '' : formatNames[format.type]
  const isLossless = 'lossless' in format && format.lossless
  if (isLossless) return `${name} without loss`.trim()
  if (below !== '') return `${name} ${below}`.trim()
  const quality = 'quality' in format ? format.quality : undefined
  if (quality === undefined) return name
  return name === '' ? `quality ${String(quality)}` : `${name} ${String(quality)}`
}

const formatNames = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', avif: 'AVIF', gif: 'GIF', tiff: 'TIFF' } as const

function metadataWords({ metadata, colour }: Output): string {
  const words = { keep: '', private: 'private', strip: 'no metadata' }[metadata]
  return [words, colour === 'srgb' ? 'sRGB' : ''].filter((part) => part !== '').join(', ')
}
