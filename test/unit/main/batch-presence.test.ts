import { describe, expect, it } from 'vitest'
import { type BatchPresenceOptions, createBatchPresence } from '../../../src/main/batch-presence.ts'
import type { BatchState } from '../../../src/shared/ipc-contract.ts'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { batchState } from '../../support/batch-state.ts'

const diskFull = { code: 'disk-full', message: 'The disk is full.' } as const

function setUp(changes: Partial<BatchPresenceOptions> = {}) {
  const progress: (readonly [number, string])[] = []
  const notified: (readonly [string, string])[] = []
  const awake: string[] = []
  const presence = createBatchPresence({
    setProgress: (fraction, mode) => {
      progress.push([fraction, mode])
    },
    keepAwake: () => {
      awake.push('kept awake')
      return () => {
        awake.push('may sleep')
      }
    },
    notify: (title, body) => {
      notified.push([title, body])
    },
    isWindowFocused: () => false,
    wantsNotification: () => true,
    wantsAwake: () => true,
    messages: () => messagesFor('en'),
    ...changes,
  })
  return { presence, progress, notified, awake }
}

describe('the taskbar', () => {
  it('shows the progress in steps, and nothing before and after', () => {
    const { presence, progress } = setUp()
    presence.batchChanged(batchState())
    for (let step = 0; step <= 1000; step += 1) {
      presence.batchChanged(batchState({ phase: 'running', fraction: step / 1000 }))
    }
    presence.batchChanged(batchState({ phase: 'ended', fraction: 1 }))
    expect(progress.length).toBeLessThan(110)
    expect(progress[0]).toEqual([0, 'normal'])
    expect(progress.at(-2)).toEqual([1, 'normal'])
    expect(progress.at(-1)).toEqual([0, 'none'])
  })

  it('shows a pause and what follows it', () => {
    const { presence, progress } = setUp()
    for (const phase of ['running', 'pausing', 'paused', 'running', 'cancelling', 'ended'] as const) {
      presence.batchChanged(batchState({ phase, fraction: 0.5 }))
    }
    expect(progress.map(([, mode]) => mode)).toEqual(['normal', 'paused', 'normal', 'none'])
  })

  it('goes on showing a batch that broke off until somebody looks', () => {
    const { presence, progress } = setUp()
    presence.batchChanged(batchState({ phase: 'running', fraction: 0.4 }))
    presence.batchChanged(batchState({ phase: 'ended', fraction: 0.4, stopped: diskFull }))
    expect(progress.at(-1)).toEqual([0.4, 'error'])
    presence.windowFocused()
    expect(progress.at(-1)).toEqual([0, 'none'])
  })

  it('does not call somebody who is looking', () => {
    const { presence, progress } = setUp({ isWindowFocused: () => true })
    presence.batchChanged(batchState({ phase: 'running', fraction: 0.4 }))
    presence.batchChanged(batchState({ phase: 'ended', fraction: 0.4, stopped: diskFull }))
    expect(progress.at(-1)).toEqual([0, 'none'])
  })

  it('goes on showing a running batch when somebody looks', () => {
    const { presence, progress } = setUp()
    presence.batchChanged(batchState({ phase: 'running', fraction: 0.4 }))
    presence.windowFocused()
    expect(progress).toEqual([[0.4, 'normal']])
  })
})

describe('the machine', () => {
  it('is kept awake once while a batch runs, and may sleep while it is paused and at its end', () => {
    const { presence, awake } = setUp()
    for (const phase of [
      'idle',
      'running',
      'running',
      'pausing',
      'paused',
      'running',
      'cancelling',
      'ended',
    ] as const) {
      presence.batchChanged(batchState({ phase }))
    }
    expect(awake).toEqual(['kept awake', 'may sleep', 'kept awake', 'may sleep'])
  })

  it('may sleep when the person wants that, also from the middle of a batch on', () => {
    let wantsAwake = true
    const { presence, awake } = setUp({ wantsAwake: () => wantsAwake })
    presence.batchChanged(batchState({ phase: 'running' }))
    wantsAwake = false
    presence.batchChanged(batchState({ phase: 'running', done: 1 }))
    expect(awake).toEqual(['kept awake', 'may sleep'])
  })

  it('may sleep when the app ends', () => {
    const { presence, awake, progress } = setUp()
    presence.batchChanged(batchState({ phase: 'running' }))
    presence.close()
    presence.close()
    expect(awake).toEqual(['kept awake', 'may sleep'])
    expect(progress.at(-1)).toEqual([0, 'none'])
  })
})

describe('the notification', () => {
  const end = (state: Parameters<typeof batchState>[0], changes: Partial<BatchPresenceOptions> = {}) => {
    const { presence, notified } = setUp(changes)
    presence.batchChanged(batchState({ phase: 'running' }))
    presence.batchChanged(batchState({ phase: 'ended', ...state }))
    presence.batchChanged(batchState({ phase: 'ended', ...state }))
    return notified
  }

  it('comes exactly once at the end of a batch', () => {
    expect(end({ done: 10 })).toEqual([['Batch finished', '10 done']])
  })

  it('comes again for the next batch', () => {
    const { presence, notified } = setUp()
    for (const phase of ['running', 'ended', 'running', 'ended', 'idle'] as const) {
      presence.batchChanged(batchState({ phase, done: 1 }))
    }
    expect(notified).toHaveLength(2)
  })

  it('says what became of the pictures', () => {
    expect(end({ done: 7, skipped: 1, failed: 2 })).toEqual([
      ['Batch finished with failures', '7 done, 1 skipped, 2 failed'],
    ])
    expect(end({ done: 4, cancelled: true })).toEqual([['Batch cancelled', '4 done']])
    const [stopped] = end({ done: 4, failed: 1, stopped: diskFull })
    expect(stopped?.[0]).toBe('Batch stopped')
    expect(stopped?.[1]).toMatch(/^There is no space left .*\n4 done, 1 failed$/)
    const chinese = () => messagesFor('zh-CN')
    expect(end({ done: 7, failed: 2 }, { messages: chinese })).toEqual([
      ['批处理已完成，有失败项', '完成 7 张，失败 2 张'],
    ])
  })

  it('does not come when the person does not want it, nor to who cancelled and still looks', () => {
    expect(end({ done: 10 }, { wantsNotification: () => false })).toEqual([])
    expect(end({ done: 4, cancelled: true }, { isWindowFocused: () => true })).toEqual([])
    expect(end({ done: 10 }, { isWindowFocused: () => true })).toHaveLength(1)
  })

  it('does not come for a batch of an earlier launch', () => {
    const { presence, notified } = setUp()
    presence.batchChanged(batchState({ phase: 'ended', done: 3 }))
    expect(notified).toEqual([])
  })
})

describe('the notification that a batch waits', () => {
  const hold = (reason: BatchState['holds'][number]['reason'], freeBytes: number | null = null) => {
    return { reason, folder: '/out', freeBytes, neededBytes: null }
  }
  const run = (holds: readonly BatchState['holds'][], changes: Partial<BatchPresenceOptions> = {}) => {
    const { presence, notified } = setUp(changes)
    presence.batchChanged(batchState({ phase: 'running', done: 2 }))
    for (const each of holds) {
      presence.batchChanged(batchState({ phase: each.length === 0 ? 'running' : 'paused', done: 2, holds: each }))
    }
    return notified
  }

  it('comes once where the disk is full, however often its free space is told', () => {
    expect(run([[hold('disk-full', 10)], [hold('disk-full', 20)], [hold('disk-full', 30)]])).toEqual([
      ['Batch is waiting', 'The disk is full. 8 pictures are left; it goes on by itself as soon as there is room.'],
    ])
  })

  it('comes once where a disk or share is gone, also in Chinese', () => {
    const gone = [[hold('volume-gone')], [hold('volume-gone')]]
    expect(run(gone)).toEqual([['Batch is waiting', expect.stringContaining('A disk or share is not there')]])
    expect(run(gone, { messages: () => messagesFor('zh-CN') })).toEqual([
      ['批处理正在等待', expect.stringContaining('还剩 8 张图片')],
    ])
  })

  it('comes again where the disk is full again, or the volume is gone as well', () => {
    expect(run([[hold('disk-full')], [], [hold('disk-full')]])).toHaveLength(2)
    expect(run([[hold('disk-full')], [hold('disk-full'), hold('volume-gone')]])).toHaveLength(2)
  })

  it('does not come for what the person did, or knows of', () => {
    expect(run([[hold('person')], [hold('battery')], [hold('suspend')]])).toEqual([])
    expect(run([[hold('disk-full')]], { isWindowFocused: () => true })).toEqual([])
    expect(run([[hold('disk-full')]], { wantsNotification: () => false })).toEqual([])
  })
})
