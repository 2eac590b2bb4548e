import { type NameToken, nameTokens } from '../shared/recipe-choices.ts'
import type { RecipeProblem } from '../shared/recipe-problem.ts'

type Part = { readonly text: string } | { readonly token: NameToken; readonly digits: number }

export interface NameTemplate {
  readonly parts: readonly Part[]
  readonly tokens: ReadonlySet<NameToken>
}

export type ParsedTemplate =
  { readonly ok: true; readonly template: NameTemplate } | { readonly ok: false; readonly fault: TemplateFault }

/** What is wrong with a template; the message is the rest of a sentence that begins with the template. */
type TemplateFault = Omit<RecipeProblem, 'path'>

/** Reads a template such as `{name}-{w}` or `{seq:4}`; `{{` and `}}` stand for the braces themselves. */
export function parseNameTemplate(text: string): ParsedTemplate {
  const parts: Part[] = []
  for (const [piece, content] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    if (piece === '{{' || piece === '}}') parts.push({ text: piece.charAt(0) })
    else if (content !== undefined) {
      const part = parseToken(content)
      if ('code' in part) return { ok: false, fault: part }
      parts.push(part)
    } else if (piece === '{' || piece === '}') {
      const message = `the brace "${piece}" has no partner; write "${piece}${piece}" for the character itself`
      return { ok: false, fault: { code: 'name-brace-alone', subject: piece, message } }
    } else parts.push({ text: piece })
  }
  const tokens = new Set(parts.flatMap((part) => ('token' in part ? [part.token] : [])))
  if (!tokens.has('name') && !tokens.has('seq')) {
    const message = 'every file would get the same name; add {name} or {seq}'
    return { ok: false, fault: { code: 'name-not-unique', subject: text, message } }
  }
  return { ok: true, template: { parts, tokens } }
}

function parseToken(content: string): Part | TemplateFault {
  const [, name = '', digits] = /^([^:]*)(?::(\d{1,2}))?$/.exec(content) ?? []
  const token = nameTokens.find((known) => known === name)
  if (token === undefined || (digits !== undefined && token !== 'seq')) {
    const known = nameTokens.map((each) => `{${each}}`).join(' ')
    const message = `unknown token {${content}}; known are ${known} and {seq:4}`
    return { code: 'name-token-unknown', subject: `{${content}}`, message }
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
