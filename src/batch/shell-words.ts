/** How words are written so that a shell hands them over unchanged. */
export interface Shell {
  /** Whether this text can be quoted at all; where it cannot, JSON can still escape it. */
  canQuote(text: string): boolean
  quote(text: string): string
  /** A value as JSON in quotes. */
  quoteJson(value: unknown): string
}

/** Control characters, halves of characters, and what turns the direction of reading: nothing to put on a clipboard. */
// eslint-disable-next-line no-control-regex -- control characters are just what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u

/** bash, zsh and every other shell of that family. */
export const posixShell: Shell = {
  canQuote: (text) => !unseen.test(text),
  quote: quoteForPosix,
  quoteJson: (value) => quoteForPosix(escapeInJson(JSON.stringify(value), unseen)),
}

function quoteForPosix(text: string): string {
  return /^[\w%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * cmd and PowerShell both, which agree on little: double quotes around a word, as long as none is in it, nor anything
 * that either of them replaces between quotes. So JSON goes in single quotes, which `--recipe` reads as well.
 */
export const windowsShell: Shell = {
  canQuote: (text) => !unseen.test(text) && !replacedBetweenQuotes.test(text) && !/"|\\$/.test(text),
  quote: quoteForWindows,
  quoteJson: (value) => {
    // An escaped backslash before a quote is no escaped quote.
    const withoutInnerQuotes = JSON.stringify(value).replace(/\\(.)/g, (escape, character) =>
      character === '"' ? escapeOf('"') : escape,
    )
    const escaped = escapeInJson(escapeInJson(withoutInnerQuotes, unseen), replacedBetweenQuotes)
    return `"${escapeInJson(escaped, /'/).replaceAll('"', "'")}"`
  },
}

/** Variables of cmd and PowerShell, PowerShell's escape, and the typographic quotes that it takes for plain ones. */
const replacedBetweenQuotes = /[%!$`\u201c-\u201e]/

/** Unquoted, PowerShell would take braces for code and `200KB` for a number. */
function quoteForWindows(text: string): string {
  return /^(?:[A-Za-z][\w.:\\/-]*|\d+(?:x\d+)?)$/.test(text) ? text : `"${text}"`
}

/** Only inside strings: none of what is escaped is a part of JSON itself. */
function escapeInJson(json: string, pattern: RegExp): string {
  return json.replace(new RegExp(pattern.source, `${pattern.flags}g`), escapeOf)
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
