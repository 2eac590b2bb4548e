import type { Messages } from '../../shared/messages/catalogue.ts'
import type { FormatWords } from '../format-words.ts'

/** How long one picture took: tenths of a second, because most take about one. */
export function shortTime(ms: number, formats: FormatWords, words: Messages['dialogs']): string {
  return ms < 9950 ? words.seconds((ms / 1000).toFixed(1)) : formats.duration(ms)
}
