import { describe, expect, it } from 'vitest'
import { parseHostArguments } from '../../../src/browser-host/host-arguments.ts'

describe('the arguments of the browser host', () => {
  it('are none by default: any free port, and the browser is opened', () => {
    expect(parseHostArguments(['--browser'])).toEqual({
      ok: true,
      value: { port: 0, opens: true, json: false, mainPath: null, paths: [] },
    })
  })

  it('may name a port and paths for the app', () => {
    expect(parseHostArguments(['--port', '4711', '--no-open', '--json', 'a', '--', '-b.jpg'])).toEqual({
      ok: true,
      value: { port: 4711, opens: false, json: true, mainPath: null, paths: ['a', '-b.jpg'] },
    })
  })

  it.each([['--port', 'x'], ['--port', '70000'], ['--port=-1'], ['--colour'], ['--port']])(
    'are refused where they make no sense: %s %s',
    (...args) => {
      expect(parseHostArguments(args)).toMatchObject({ ok: false })
    },
  )
})
