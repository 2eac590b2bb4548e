import { describe, expect, it } from 'vitest'
import { parseNameTemplate, renderName } from '../../../src/batch/name-template.ts'
import { type NameToken, nameTokens } from '../../../src/shared/recipe-choices.ts'

const values: Readonly<Record<NameToken, string>> = {
  name: 'beach',
  ext: 'jpg',
  w: '1920',
  h: '1440',
  parent: 'Italy',
  date: '2024-05-17',
  seq: '7',
  output: 'large',
}

function rendered(text: string): string {
  const parsed = parseNameTemplate(text)
  if (!parsed.ok) throw new Error(parsed.fault.message)
  return renderName(parsed.template, values)
}

function problem(text: string): string | null {
  const parsed = parseNameTemplate(text)
  return parsed.ok ? null : parsed.fault.message
}

describe('a name template', () => {
  it('puts the value of every token in its place', () => {
    expect(rendered('{name}|{ext}|{w}|{h}|{parent}|{date}|{seq}|{output}')).toBe(
      'beach|jpg|1920|1440|Italy|2024-05-17|7|large',
    )
  })

  it.each([
    ['{name}', 'beach'],
    ['{name}-{w}x{h}', 'beach-1920x1440'],
    ['{date}_{seq}', '2024-05-17_7'],
    ['{name}{name}', 'beachbeach'],
    ['\u732b {name} \ud83d\udc31', '\u732b beach \ud83d\udc31'],
  ])('turns %j into %j', (text, expected) => {
    expect(rendered(text)).toBe(expected)
  })

  it.each([
    ['{seq:4}', '0007'],
    ['{seq:1}', '7'],
    ['{seq:0}', '7'],
    ['{seq:12}', '000000000007'],
  ])('pads the number of %j with zeros', (text, expected) => {
    expect(rendered(text)).toBe(expected)
  })

  it('lets a number be longer than its digits', () => {
    const parsed = parseNameTemplate('{seq:2}')
    expect(parsed.ok && renderName(parsed.template, { ...values, seq: '12345' })).toBe('12345')
  })

  it('takes doubled braces for the braces themselves', () => {
    expect(rendered('{{{name}}}')).toBe('{beach}')
    expect(rendered('{{w}}-{seq}')).toBe('{w}-7')
  })

  it('says which tokens are in it', () => {
    const parsed = parseNameTemplate('{name}.{ext}')
    expect(parsed.ok && [...parsed.template.tokens]).toEqual(['name', 'ext'])
  })

  it.each(['photo', '{w}x{h}', '{parent}-{date}', '{output}.{ext}', '{{name}}'])(
    'is refused when it would call every file the same: %j',
    (text) => {
      expect(problem(text)).toBe('every file would get the same name; add {name} or {seq}')
    },
  )

  it.each(['Name', 'width', '', ' name', 'seq:', 'seq:123', 'seq:x', 'name:3', 'constructor'])(
    'is refused for the unknown token {%s}, and names those it knows',
    (token) => {
      const message = problem(`{name}{${token}}`)
      expect(message).toContain(`unknown token {${token}}`)
      for (const known of nameTokens) expect(message).toContain(`{${known}}`)
    },
  )

  it.each([
    ['{name', '{'],
    ['name}', '}'],
    ['{name}}', '}'],
    ['{{name}', '}'],
    ['{na{me}', '{'],
  ])('is refused for a brace without a partner: %j', (text, brace) => {
    expect(problem(text)).toContain(`the brace "${brace}" has no partner`)
  })
})
