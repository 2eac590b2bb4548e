/** What a name can be put together from. */
export const nameTokens = ['name', 'ext', 'w', 'h', 'parent', 'date', 'seq', 'output'] as const
export type NameToken = (typeof nameTokens)[number]

type Part = { readonly text: string } | { readonly token: NameToken; readonly digits: number }

export interface NameTemplate {
  readonly parts: readonly Part[]
  readonly tokens: ReadonlySet<NameToken>
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: NameTemplate }
  /** A sentence that says what is wrong with it. */
  | { readonly ok: false; readonly message: string }

/** Reads a template such as `{name}-{w}` or `{seq:4}`; `{{` and `}}` stand for the braces themselves. */
export function parseNameTemplate(text: string): ParsedTemplate {
  const parts: Part[] = []
  for (const [piece, content] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    if (piece === '{{' || piece === '}}') parts.push({ text: piece.charAt(0) })
    else if (content !== undefined) {
      const part = parseToken(content)
      if (typeof part === 'string') return { ok: false, message: part }
      parts.push(part)
    } else if (piece === '{' || piece === '}') {
      return {
        ok: false,
        message: `the brace "${piece}" has no partner; write "${piece}${piece}" for the character itself`,
      }
    } else parts.push({ text: piece })
  }
  const tokens = new Set(parts.flatMap((part) => ('token' in part ? [part.token] : [])))
  if (!tokens.has('name') && !tokens.has('seq')) {
    return { ok: false, message: 'every file would get the same name; add {name} or {seq}' }
  }
  return { ok: true, template: { parts, tokens } }
}

function parseToken(content: string): Part | string {
  const [, name = '', digits] = /^([^:]*)(?::(\d{1,2}))?$/.exec(content) ?? []
  const token = nameTokens.find((known) => known === name)
  if (token === undefined || (digits !== undefined && token !== 'seq')) {
    return `unknown token {${content}}; known are ${nameTokens.map((known) => `{${known}}`).join(' ')} and {seq:4}`
  }
  return { token, digits: Number(digits ?? 1) }
}

/** Puts a name together; `seq` is padded with zeros to the digits that the template asks for. */
export function renderName(template: NameTemplate, values: Readonly<Record<NameToken, string>>): string {
  return template.parts
    .map((part) =>
      'text' in part ? part.text : values[part.token].padStart(part.token === 'seq' ? part.digits : 0, '0'),
    )
    .join('')
}
