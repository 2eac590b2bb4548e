/** `412 kB`, `3.9 MB`: decimal units, two or three digits. */
export function bytesWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return bytes === 1 ? '1 byte' : `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

/** `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationWords(ms: number): string {
  if (ms < 999.5) return `${String(Math.round(ms))} ms`
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const wholeSeconds = Math.round(ms / 1000)
  if (wholeSeconds < 60) return `${String(wholeSeconds)} s`
  const minutes = Math.floor(wholeSeconds / 60)
  const seconds = wholeSeconds % 60
  if (minutes < 60) return seconds === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(seconds)} s`
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}

/** `−89 %` or `+12 %`; nothing to compare with is empty. */
export function savingWords(before: number, after: number): string {
  if (before === 0) return ''
  const percent = Math.round(((after - before) / before) * 100)
  return `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${String(Math.abs(percent))} %`
}

/** `1 picture`, `1,200 pictures`. */
export function countWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** A name as it may be shown: what would move the cursor or colour the terminal is written out instead. */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are just what must not get through
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
  })
}
