import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { boundsPauseMs, rememberBounds, windowOptions } from '../../../src/main/app-window.ts'
import { hopelessAfterMs, recoverPage } from '../../../src/main/recover-page.ts'
import { eventSender } from '../../../src/main/send-events.ts'
import type { WindowBounds } from '../../../src/shared/settings.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const bounds: WindowBounds = { x: 10, y: 20, width: 900, height: 700, isMaximized: false }

describe('the window', () => {
  it('is made with every preference that keeps its page in', () => {
    const options = windowOptions({ title: 'Batchfit', bounds, isDark: false, preloadPath: '/app/preload.cjs' })
    expect(options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    })
    expect(options).toMatchObject({ x: 10, y: 20, width: 900, height: 700, minWidth: 640, minHeight: 480, show: false })
  })

  it('has the colour of its page before there is one', async () => {
    const tokens = await readFile(join(import.meta.dirname, '../../../src/renderer/styles/tokens.css'), 'utf8')
    const [light, dark] = [...tokens.matchAll(/--surface: (#[0-9a-f]{6});/g)].map(([, colour]) => colour)
    const colour = (isDark: boolean) => windowOptions({ title: '', bounds, isDark, preloadPath: '/p' }).backgroundColor
    expect([colour(false), colour(true)]).toEqual([light, dark])
  })
})

describe('the place of the window', () => {
  function setUp() {
    const clock = createVirtualClock()
    const remembered: WindowBounds[] = []
    const state = { isMaximized: false, isDestroyed: false, rectangle: { x: 1, y: 2, width: 3, height: 4 } }
    const window = Object.assign(new EventEmitter(), {
      isDestroyed: () => state.isDestroyed,
      isMaximized: () => state.isMaximized,
      getNormalBounds: () => state.rectangle,
    })
    rememberBounds(window, clock, (one) => {
      remembered.push(one)
    })
    return { clock, remembered, state, window }
  }

  it('is remembered once the window has come to rest', () => {
    const { clock, remembered, state, window } = setUp()
    for (let x = 0; x < 50; x += 1) {
      state.rectangle = { x, y: 2, width: 3, height: 4 }
      window.emit('move')
      clock.advance(boundsPauseMs / 2)
    }
    expect(remembered).toEqual([])
    clock.advance(boundsPauseMs)
    expect(remembered).toEqual([{ x: 49, y: 2, width: 3, height: 4, isMaximized: false }])
  })

  it('is remembered as it was before the window was maximised', () => {
    const { clock, remembered, state, window } = setUp()
    state.isMaximized = true
    window.emit('maximize')
    clock.advance(boundsPauseMs)
    expect(remembered).toEqual([{ x: 1, y: 2, width: 3, height: 4, isMaximized: true }])
  })

  it('is remembered at once when the window closes, and not asked of one that is gone', () => {
    const { clock, remembered, state, window } = setUp()
    window.emit('resize')
    window.emit('close')
    expect(remembered).toHaveLength(1)
    expect(clock.pending()).toBe(0)
    window.emit('resize')
    state.isDestroyed = true
    clock.advance(boundsPauseMs)
    expect(remembered).toHaveLength(1)
  })
})

describe('a page whose process is gone', () => {
  function setUp() {
    const clock = createVirtualClock()
    const contents = Object.assign(new EventEmitter(), { reloads: 0, isGone: false, isTellingOfDeath: false })
    const lost: string[] = []
    const lines: string[] = []
    recoverPage({
      contents: Object.assign(contents, {
        isDestroyed: () => contents.isGone,
        reload: () => {
          // What crashes a real main process: electron#51900.
          if (contents.isTellingOfDeath) throw new Error('Reloaded from within the listener.')
          contents.reloads += 1
        },
      }),
      clock,
      log: (line) => {
        lines.push(line)
      },
      onLost: (reason) => {
        lost.push(reason)
      },
    })
    const die = (reason: string): void => {
      contents.isTellingOfDeath = true
      contents.emit('render-process-gone', {}, { reason, exitCode: 5 })
      contents.isTellingOfDeath = false
      clock.advance(0)
    }
    return { clock, contents, lost, lines, die }
  }

  it('begins anew', () => {
    const { contents, lost, lines, die, clock } = setUp()
    die('crashed')
    clock.advance(hopelessAfterMs)
    die('oom')
    expect([contents.reloads, lost]).toEqual([2, []])
    expect(lines).toEqual(['the page is gone: crashed', 'the page is gone: oom'])
  })

  it('is given up when it is gone again at once', () => {
    const { contents, lost, die, clock } = setUp()
    die('crashed')
    clock.advance(hopelessAfterMs - 1)
    die('crashed')
    expect([contents.reloads, lost]).toEqual([1, ['crashed']])
  })

  it('is left alone when its window has been closed meanwhile', () => {
    const { contents, clock } = setUp()
    contents.emit('render-process-gone', {}, { reason: 'crashed' })
    contents.isGone = true
    clock.advance(hopelessAfterMs)
    contents.emit('render-process-gone', {}, { reason: 'crashed' })
    clock.advance(0)
    expect(contents.reloads).toBe(0)
  })

  it('is left alone when it ended as it should', () => {
    const { contents, lost, die } = setUp()
    die('clean-exit')
    expect([contents.reloads, lost]).toEqual([0, []])
  })
})

describe('an event to the window', () => {
  it('is sent under its channel while the window lives, and to nobody before and after', () => {
    const sent: unknown[] = []
    const state = { isDestroyed: false, isPageDestroyed: false, isThere: false }
    const window = {
      isDestroyed: () => state.isDestroyed,
      webContents: {
        isDestroyed: () => state.isPageDestroyed,
        send: (channel: string, event: unknown) => sent.push([channel, event]),
      },
    }
    const send = eventSender(() => (state.isThere ? window : null))
    const event = { command: 'start' } as const
    send('commandChosen', event)
    state.isThere = true
    send('commandChosen', event)
    state.isPageDestroyed = true
    send('commandChosen', event)
    state.isDestroyed = true
    send('commandChosen', event)
    expect(sent).toEqual([['batchfit:commandChosen', event]])
  })
})
