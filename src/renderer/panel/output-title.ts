import type { Messages } from '../../shared/messages/catalogue.ts'
import type { Output } from '../../shared/recipe.ts'
import type { FormatWords } from '../format-words.ts'

/** A few words for the tab of an output: its size, and its format where it is not the source's. */
export function outputTitle({ resize, format }: Output, words: Messages['recipe'], formats: FormatWords): string {
  const size = shortSize(resize, words, formats)
  return format.type === 'keep' ? size : `${size} ${words.format.formats[format.type]}`
}

function shortSize(resize: Output['resize'], words: Messages['recipe'], formats: FormatWords): string {
  if ('size' in resize) return `${String(resize.size)} px`
  if ('width' in resize) return formats.dimensions(resize.width, resize.height)
  return words.size.summary(resize)
}

/** One line on how an output is encoded, for a closed group. */
export function formatSummary(
  { format, targetBytes }: Output,
  words: Messages['recipe'],
  formats: FormatWords,
): string {
  const isLossless = 'lossless' in format && format.lossless && format.type !== 'keep'
  const quality = 'quality' in format ? (format.quality ?? null) : null
  const target = targetBytes === undefined ? null : formats.bytes(targetBytes)
  return words.format.summary(words.format.formats[format.type], quality, isLossless, target)
}
