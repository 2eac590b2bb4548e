/** What the system speaks, as BCP 47, best first, by the variables that POSIX systems use. */
export function systemLanguages(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const named = [...(env['LANGUAGE'] ?? '').split(':'), env['LC_ALL'], env['LC_MESSAGES'], env['LANG']]
  const tags = named.map(toTag).filter((tag) => tag !== null)
  return tags.length > 0 ? [...new Set(tags)] : [Intl.DateTimeFormat().resolvedOptions().locale]
}

/** `zh_CN.UTF-8` is zh-CN; `C` and `POSIX` say nothing. */
function toTag(locale: string | undefined): string | null {
  const match = /^([a-z]{2,3})(?:_([A-Za-z]{2,4}))?(?:[.@]|$)/.exec(locale ?? '')
  if (match === null) return null
  return match[2] === undefined ? (match[1] ?? null) : `${match[1] ?? ''}-${match[2]}`
}
