import type { Language } from '../shared/messages/catalogue.ts'

/** Numbers as a person reads them in one language; the formatters are made once. */
export interface FormatWords {
  /** 12,345 */
  count(value: number): string
  /** 3.4 MB; decimal units, as the systems' own file managers mostly count. */
  bytes(value: number): string
  /** 45%; whole percents, but never 0 or 100 for what is not quite. */
  percent(share: number): string
  /** −88%: what becomes of the size, from the share that is saved; +12% where it grows, and −100% never. */
  saved(share: number): string
  /** 2 min 3 s; two units at most. */
  duration(ms: number): string
  /** 2–4 min: rounded the coarser the longer it is. */
  durationRange(lowMs: number, highMs: number): string
  /** 8.1 a second, without the words: three digits at most. */
  rate(perSecond: number): string
  /** 4032×3024 */
  dimensions(width: number, height: number): string
  /** 25 Nov 2026, 14:02: in the time zone of the machine; without the year where it is that of `nowMs`. */
  moment(ms: number, nowMs?: number): string
  /** 5 minutes ago, yesterday */
  ago(ms: number, nowMs: number): string
  /** a, b and c */
  list(parts: readonly string[]): string
}

const byteUnits = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** A time that has gone by is counted in the largest of these that it holds. */
const agoUnits = [
  ['year', 365 * dayMs],
  ['month', 30 * dayMs],
  ['week', 7 * dayMs],
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
] as const

export function createFormatWords(language: Language): FormatWords {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const changes = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  })
  const lists = new Intl.ListFormat(language)
  const bytesIn = byteUnits.map((unit) => [unitFormat(language, unit, 0), unitFormat(language, unit, 1)] as const)
  const timeUnits = {
    second: unitFormat(language, 'second', 0),
    minute: unitFormat(language, 'minute', 0),
    hour: unitFormat(language, 'hour', 0),
  }
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  // The day before the month: nobody reads that the wrong way round.
  const momentLanguage = language === 'en' ? 'en-GB' : language
  const timeOfDay = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const dayAndTime = new Intl.DateTimeFormat(momentLanguage, timeOfDay)
  const yearAndTime = new Intl.DateTimeFormat(momentLanguage, { ...timeOfDay, year: 'numeric' })
  const join = language === 'zh-CN' ? '' : ' '

  return {
    count: (value) => whole.format(value),
    bytes(value) {
      if (value < 1000) return `${whole.format(value)} B`
      let unit = 0
      let scaled = value / 1000
      // What would be written as 1,000 of a unit is 1.0 of the next.
      while (scaled >= 999.5 && unit < byteUnits.length - 1) {
        scaled /= 1000
        unit++
      }
      const digits = scaled < 9.95 ? 1 : 0
      return (bytesIn[unit]?.[digits] ?? whole).format(scaled)
    },
    percent: (share) => percents.format(share > 0 && share < 1 ? Math.min(Math.max(share, 0.01), 0.99) : share),
    saved: (share) => changes.format(-(share < 1 ? Math.min(share, 0.99) : share)).replace('-', '−'),
    duration(ms) {
      const seconds = Math.max(1, Math.round(ms / 1000))
      if (seconds < 60) return timeUnits.second.format(seconds)
      if (seconds < 3600) return pair(Math.floor(seconds / 60), seconds % 60, timeUnits.minute, timeUnits.second, join)
      const minutes = Math.round(seconds / 60)
      return pair(Math.floor(minutes / 60), minutes % 60, timeUnits.hour, timeUnits.minute, join)
    },
    durationRange(lowMs, highMs) {
      const [unit, unitMs] = rangeUnit(highMs)
      const low = Math.max(1, Math.round(lowMs / unitMs))
      const high = Math.max(low, Math.round(highMs / unitMs))
      return low === high ? timeUnits[unit].format(high) : timeUnits[unit].formatRange(low, high)
    },
    rate: (perSecond) => (perSecond < 9.95 ? tenths : whole).format(perSecond),
    dimensions: (width, height) => `${String(width)}×${String(height)}`,
    moment(ms, nowMs) {
      const isThisYear = nowMs !== undefined && new Date(ms).getFullYear() === new Date(nowMs).getFullYear()
      return (isThisYear ? dayAndTime : yearAndTime).format(ms)
    },
    ago(ms, nowMs) {
      const gone = Math.max(0, nowMs - ms)
      const [unit, unitMs] = agoUnits.find(([, length]) => gone >= length) ?? (['second', 1000] as const)
      return relative.format(unit === 'second' ? 0 : -Math.floor(gone / unitMs), unit)
    },
    list: (parts) => lists.format(parts),
  }
}

function unitFormat(language: Language, unit: string, digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

function pair(
  large: number,
  small: number,
  largeFormat: Intl.NumberFormat,
  smallFormat: Intl.NumberFormat,
  join: string,
): string {
  if (small === 0) return largeFormat.format(large)
  return largeFormat.format(large) + join + smallFormat.format(small)
}

/** Seconds below two minutes, minutes below three hours, then hours. */
function rangeUnit(ms: number): readonly ['second' | 'minute' | 'hour', number] {
  if (ms < 2 * minuteMs) return ['second', 1000]
  if (ms < 3 * hourMs) return ['minute', minuteMs]
  return ['hour', hourMs]
}
