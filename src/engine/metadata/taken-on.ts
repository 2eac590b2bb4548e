import { exifTag, parseExif } from './exif-block.ts'

/** The day a picture was taken as `YYYY-MM-DD`, from its EXIF; null where that does not say, or not sanely. */
export function takenOn(exif: Buffer): string | null {
  const block = parseExif(exif)
  for (const tag of [exifTag.dateTimeOriginal, exifTag.dateTimeDigitized]) {
    const entry = block?.exif?.entries.find((candidate) => candidate.tag === tag && candidate.type === 2)
    if (block === null || entry === undefined) continue
    const text = block.bytes.toString('latin1', entry.valueOffset, entry.valueOffset + Math.min(entry.valueBytes, 20))
    const [, year, month, day] = /^(\d{4})[:-](\d\d)[:-](\d\d)/.exec(text) ?? []
    if (isDay(Number(year), Number(month), Number(day))) return `${String(year)}-${String(month)}-${String(day)}`
  }
  return null
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
