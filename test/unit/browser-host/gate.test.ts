import { describe, expect, it } from 'vitest'
import { type Asker, createGate } from '../../../src/browser-host/gate.ts'

const port = 4711

function open() {
  const gate = createGate(port)
  const host = `127.0.0.1:${String(port)}`
  const keyed = gate.check({ url: `/?key=${gate.key}`, headers: { host } })
  if (keyed.kind !== 'keyed') throw new Error('Expected the key to fit')
  const cookie = keyed.cookie.split(';', 1)[0] ?? ''
  const asker = (headers: Asker['headers'], url = '/'): Asker => ({ url, headers: { host, cookie, ...headers } })
  return { gate, host, asker, cookie, setCookie: keyed.cookie }
}

describe('the gate', () => {
  it('has a key that cannot be guessed, another each time', () => {
    const [one, other] = [createGate(port).key, createGate(port).key]
    expect(Buffer.from(one, 'base64url').length * 8).toBeGreaterThanOrEqual(128)
    expect(one).not.toBe(other)
  })

  it('gives for the key a cookie that no script reads and no other site sends', () => {
    const { gate, setCookie } = open()
    expect(setCookie).toMatch(/^batchfit-4711=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(setCookie, 'the key is in the address, so it is not the cookie').not.toContain(gate.key)
  })

  it('lets in who has the cookie, under both names of this machine', () => {
    const { gate, asker } = open()
    expect(gate.check(asker({}))).toEqual({ kind: 'admitted' })
    expect(gate.check(asker({ host: 'localhost:4711', origin: 'http://localhost:4711' }))).toEqual({ kind: 'admitted' })
    expect(gate.check(asker({ 'sec-fetch-site': 'same-origin' }))).toEqual({ kind: 'admitted' })
    expect(gate.check(asker({ cookie: `other=1; ${open().cookie}` })).kind, 'of another host').toBe('refused')
  })

  it.each<[string, Asker['headers']]>([
    ['no cookie', { cookie: undefined }],
    ['an empty cookie', { cookie: 'batchfit-4711=' }],
    ['a wrong cookie', { cookie: `batchfit-4711=${'a'.repeat(32)}` }],
    ['the cookie of another port', { cookie: 'batchfit-4712=x' }],
    ['no Host', { host: undefined }],
    ['a foreign Host, as after DNS rebinding', { host: 'evil.example:4711' }],
    ['a Host without the port', { host: '127.0.0.1' }],
    ['a Host of another port', { host: '127.0.0.1:80' }],
    ['a Host that only begins well', { host: '127.0.0.1:4711.evil.example' }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['the Origin of another port', { origin: 'http://127.0.0.1:4712' }],
    ['the Origin null', { origin: 'null' }],
    ['an Origin by https', { origin: 'https://127.0.0.1:4711' }],
    ['a picture in a page of another port', { 'sec-fetch-site': 'same-site' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', (_, headers) => {
    const { gate, asker } = open()
    expect(gate.check(asker(headers)).kind).toBe('refused')
    expect(gate.checkSocket(asker({ origin: 'http://127.0.0.1:4711', ...headers })).kind).toBe('refused')
  })

  it.each(['/?key=', '/?key=wrong', `/?key=${'a'.repeat(32)}`])(
    'refuses a wrong key even with the cookie: %s',
    (url) => {
      const { gate, asker } = open()
      expect(gate.check(asker({}, url)).kind).toBe('refused')
    },
  )

  it('takes the key at the root only', () => {
    const { gate, host } = open()
    for (const url of [`/index.html?key=${gate.key}`, `/?a=1&key=${gate.key}`, `/?key=${gate.key}&a=1`]) {
      expect(gate.check({ url, headers: { host } }).kind).toBe('refused')
    }
  })

  it('wants an Origin of a socket', () => {
    const { gate, asker } = open()
    expect(gate.checkSocket(asker({})).kind).toBe('refused')
    expect(gate.checkSocket(asker({ origin: 'http://127.0.0.1:4711' }))).toEqual({ kind: 'admitted' })
  })
})
