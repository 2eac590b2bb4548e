import { assertNever } from '../shared/assert-never.ts'
import type { Flag, FlagValue } from './flags.ts'

type ReadValue = { readonly ok: true; readonly value: FlagValue } | { readonly ok: false; readonly message: string }

/** Reads the text after a flag; a sentence says what was expected where it does not fit. */
export function readFlagValue(flag: Flag, text: string | undefined): ReadValue {
  const { kind } = flag
  if (kind.type === 'switch') {
    return text === undefined ? { ok: true, value: true } : expected(flag, 'no value', text)
  }
  if (text === undefined || text === '')
    return { ok: false, message: `--${flag.name} needs a value: ${valueWords(flag)}.` }
  switch (kind.type) {
    case 'text':
      return { ok: true, value: text }
    case 'choice':
      return kind.choices.includes(text) ? { ok: true, value: text } : expected(flag, valueWords(flag), text)
    case 'whole':
    case 'number': {
      const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
      const isGood = value >= kind.min && value <= kind.max && (kind.type === 'number' || Number.isInteger(value))
      return isGood ? { ok: true, value } : expected(flag, valueWords(flag), text)
    }
    case 'box':
      return orExpected(flag, text, readBox(text))
    case 'bytes':
      return orExpected(flag, text, readBytes(text))
    case 'duration':
      return orExpected(flag, text, readDuration(text))
    default:
      return assertNever(kind)
  }
}

/** What a flag's value looks like, as it stands in messages. */
export function valueWords({ kind }: Flag): string {
  switch (kind.type) {
    case 'switch':
      return 'nothing'
    case 'text':
      return kind.placeholder
    case 'choice':
      return `one of ${kind.choices.join(', ')}`
    case 'whole':
      return `a whole number from ${String(kind.min)} to ${String(kind.max)}`
    case 'number':
      return `a number from ${String(kind.min)} to ${String(kind.max)}`
    case 'box':
      return 'width and height in pixels, such as 800x600'
    case 'bytes':
      return 'a size such as 200KB, 1.5MB or 800000'
    case 'duration':
      return 'a time such as 500ms, 30s or 5m'
    default:
      return assertNever(kind)
  }
}

function expected(flag: Flag, what: string, got: string): ReadValue {
  return { ok: false, message: `--${flag.name} expects ${what} but got "${got}".` }
}

function orExpected(flag: Flag, text: string, value: FlagValue | null): ReadValue {
  return value === null ? expected(flag, valueWords(flag), text) : { ok: true, value }
}

function readBox(text: string): FlagValue | null {
  const [, width, height] = /^(\d{1,5})\s*[x×]\s*(\d{1,5})$/i.exec(text) ?? []
  const isEdge = (edge: number): boolean => edge >= 1 && edge <= 65_535
  return isEdge(Number(width)) && isEdge(Number(height)) ? { width: Number(width), height: Number(height) } : null
}

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

function readBytes(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const factor = byteUnits[unit.toLowerCase()]
  const bytes = Math.round(Number(number) * (factor ?? Number.NaN))
  return bytes >= 100 && Number.isSafeInteger(bytes) ? bytes : null
}

const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

function readDuration(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)$/i.exec(text) ?? []
  const ms = Math.round(Number(number) * (timeUnits[unit.toLowerCase()] ?? Number.NaN))
  return ms >= 1 && ms <= 7 * 86_400_000 ? ms : null
}
