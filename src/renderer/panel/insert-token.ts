import type { NameToken } from '../../shared/recipe-choices.ts'

/** A template after a token was put in, and where the cursor stands then. */
export interface InsertedToken {
  readonly text: string
  readonly cursor: number
}

/**
 * Puts a token in place of what is selected. Where it would touch a word or another token, a hyphen goes between, as
 * a person would write it; never before an extension.
 */
export function insertToken(text: string, start: number, end: number, token: NameToken): InsertedToken {
  const before = text.slice(0, start)
  const after = text.slice(end)
  const lead = token !== 'ext' && /[\p{L}\p{N}}]$/u.test(before) ? '-' : ''
  const dot = token === 'ext' && before !== '' && !before.endsWith('.') ? '.' : ''
  const trail = /^[\p{L}\p{N}{]/u.test(after) ? '-' : ''
  const put = `${lead}${dot}{${token}}`
  return { text: `${before}${put}${trail}${after}`, cursor: before.length + put.length }
}
