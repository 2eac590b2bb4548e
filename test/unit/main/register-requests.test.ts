import { describe, expect, it } from 'vitest'
import { appPage } from '../../../src/main/app-page.ts'
import { registerRequests, type RequestSender } from '../../../src/main/register-requests.ts'
import { type Answer, type RequestHandlers, requests } from '../../../src/shared/ipc-contract.ts'
import { channelOf, type RequestName, requestNames } from '../../../src/shared/ipc-names.ts'
import { randomNumbers } from '../../support/facts.ts'
import { goodInputs, illTypedInput } from '../../support/ill-typed.ts'

const page = appPage(null)

/** Requests registered over handlers that only note what they were called with. */
function setUp(changes: Partial<Record<RequestName, () => unknown>> = {}, hasWindow = true) {
  const listeners = new Map<string, (event: RequestSender, input: unknown) => Promise<unknown>>()
  const calls: (readonly [RequestName, unknown])[] = []
  const lines: string[] = []
  const frame = { url: page.url }
  const handlers = Object.fromEntries(
    requestNames.map((name) => [
      name,
      (input: unknown) => {
        calls.push([name, input])
        return changes[name]?.() ?? { ok: true, value: {} }
      },
    ]),
  ) as unknown as RequestHandlers
  registerRequests({
    port: {
      handle: (channel, listener) => {
        listeners.set(channel, listener)
      },
    },
    handlers,
    trustedFrame: () => (hasWindow ? frame : null),
    isOurPage: page.owns,
    log: (line) => {
      lines.push(line)
    },
  })
  const ask = async (name: RequestName, input: unknown, event: RequestSender = { senderFrame: frame }) =>
    (await listeners.get(channelOf(name))?.(event, input)) as Answer<unknown>
  return { listeners, calls, lines, frame, ask }
}

describe('requests', () => {
  it('are registered once each, under their channels, and nothing else is', () => {
    expect([...setUp().listeners.keys()]).toEqual(requestNames.map(channelOf))
  })

  it.each(requestNames)('%s reaches its handler with what the schema made of the input', async (name) => {
    const { ask, calls } = setUp()
    expect(await ask(name, goodInputs[name])).toEqual({ ok: true, value: {} })
    expect(calls).toEqual([[name, requests[name].input.parse(goodInputs[name])]])
  })

  it('answer what the handler answers, a failure included', async () => {
    const failure = { ok: false, failure: { code: 'no-such-row', message: 'Row 7 is gone.' } }
    const { ask } = setUp({ describeRow: () => failure })
    expect(await ask('describeRow', { row: 7 })).toBe(failure)
  })

  it('answer an error of the handler as a value, and log it with its trace', async () => {
    const { ask, lines } = setUp({
      describeRow: () => {
        throw new TypeError('row of undefined')
      },
      compareRow: () => Promise.reject(new Error('too late')),
      pauseBatch: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'a text'
      },
    })
    const failed = (message: string) => ({ ok: false, failure: { code: 'internal-error', message } })
    expect(await ask('describeRow', { row: 7 })).toEqual(failed('row of undefined'))
    expect(await ask('compareRow', { row: 7, output: 0 })).toEqual(failed('too late'))
    expect(await ask('pauseBatch', {})).toEqual(failed('a text'))
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^request describeRow failed: TypeError: row of undefined\n\s+at /)
  })
})

describe('an input that the contract does not take', () => {
  it('is answered with a failure, a thousand times over, and reaches no handler', async () => {
    const { ask, calls, lines } = setUp()
    const random = randomNumbers(3)
    const asked = new Map<RequestName, number>()
    for (let round = 0; round < 1000;) {
      const name = requestNames[round % requestNames.length] ?? 'attachWindow'
      const input = illTypedInput(name, random)
      // Some of what is made up is good by chance.
      if (requests[name].input.safeParse(input).success) continue
      const answer = await ask(name, input)
      expect(answer).toMatchObject({ ok: false, failure: { code: 'ill-typed' } })
      if (!answer.ok) expect(answer.failure.message.length).toBeLessThan(5000)
      asked.set(name, (asked.get(name) ?? 0) + 1)
      round += 1
    }
    expect(calls).toEqual([])
    expect(lines).toEqual([])
    expect(asked.size).toBe(requestNames.length)
    expect(await ask('pauseBatch', {}), 'main goes on answering').toEqual({ ok: true, value: {} })
  })

  it('is described by request, key and what was expected', async () => {
    const answer = await setUp().ask('listPlan', { filter: 'all', offset: -1, limit: 100 })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'ill-typed' } })
    expect(answer.ok ? '' : answer.failure.message).toMatch(/^listPlan: offset: .*>=0/)
  })

  it('is described shortly however much is wrong with it', async () => {
    const paths = Array.from({ length: 100_000 }, () => 'relative')
    const answer = await setUp().ask('addPaths', { paths })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'ill-typed' } })
    if (!answer.ok) expect(answer.failure.message.length).toBeLessThan(300)
  })
})

describe('a request that is not heard', () => {
  const foreign: readonly (readonly [string, string])[] = [
    ['another host of our scheme', 'app://elsewhere/index.html'],
    ['another scheme', 'https://bundle/index.html'],
    ['a file', 'file:///app/index.html'],
    ['a page within data', 'data:text/html,hello'],
    ['an empty page', 'about:blank'],
    ['a page that only begins like ours', 'app://bundle.example/index.html'],
    ['our host as a user', 'app://bundle@elsewhere/index.html'],
    ['a user at our host', 'app://someone@bundle/index.html'],
    ['a port', 'app://bundle:81/index.html'],
    ['no URL', 'bundle'],
    ['nothing', ''],
  ]

  it.each(foreign)('comes from the main frame while it shows %s', async (_, url) => {
    const { ask, calls, frame } = setUp()
    frame.url = url
    expect(await ask('pauseBatch', {})).toMatchObject({ ok: false, failure: { code: 'not-trusted' } })
    expect(calls).toEqual([])
  })

  it('comes from a frame of our page that is not the main one, from one that is gone, or before there is a window', async () => {
    const { ask, calls } = setUp()
    const refused = { ok: false, failure: { code: 'not-trusted', message: 'pauseBatch: this page is not heard' } }
    expect(await ask('pauseBatch', {}, { senderFrame: { url: page.url } })).toEqual(refused)
    expect(await ask('pauseBatch', {}, { senderFrame: null })).toEqual(refused)
    expect(calls).toEqual([])
    const early = setUp({}, false)
    expect(await early.ask('pauseBatch', {})).toEqual(refused)
    expect(early.calls).toEqual([])
  })

  it('learns nothing of what the input should have been', async () => {
    const { ask, frame } = setUp()
    frame.url = 'https://elsewhere.example/'
    expect(await ask('addPaths', 7)).toMatchObject({ failure: { code: 'not-trusted' } })
  })
})

describe('the page of the app', () => {
  it('is our own, at whatever place of it', () => {
    expect(page.url).toBe('app://bundle/index.html')
    expect(page.owns('app://bundle/index.html?x#y')).toBe(true)
  })

  it('is the server of a developer when there is one', () => {
    const served = appPage('http://localhost:5173')
    expect(served.url).toBe('http://localhost:5173/')
    expect(served.owns('http://localhost:5173/index.html')).toBe(true)
    expect(served.owns('http://localhost:5174/')).toBe(false)
    expect(served.owns('app://bundle/index.html')).toBe(false)
  })
})
