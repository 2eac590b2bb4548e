/**
 * A key whose order by code units is the natural order of names: letter case and accents do not count, and `IMG_9` comes
 * before `IMG_10`. Names of other scripts follow after the Latin ones; see `compareNameKeys`.
 */
export function nameKey(name: string): string {
  const folded = name.normalize('NFKD').replace(combiningMarks, '').toLowerCase()
  // The length of a number before the number itself: a longer one is larger.
  return folded.replace(numbers, (_, digits: string) => String.fromCharCode(0x30 + Math.min(digits.length, 9)) + digits)
}

const combiningMarks = /[\u0300-\u036f]+/g
const numbers = /0*(\d+)/g

/** Compares keys of `nameKey`: Latin ones by code units, others behind them by the rules of the language. */
export function compareNameKeys(one: string, other: string, collator: Intl.Collator): number {
  if (one === other) return 0
  const isLatin = isAscii(one)
  if (isLatin !== isAscii(other)) return isLatin ? -1 : 1
  if (isLatin) return one < other ? -1 : 1
  return collator.compare(one, other)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return false
  }
  return true
}
