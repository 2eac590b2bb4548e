import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownChannel } from '../../../src/worker/own-channel.ts'
import {
  ownParentPort,
  parentCheckMs,
  parentPortChannel,
  watchParent,
} from '../../../src/worker/parent-port-channel.ts'

class FakePort extends EventEmitter {
  readonly posted: unknown[] = []

  postMessage(message: unknown): void {
    this.posted.push(message)
  }
}

const frame = { kind: 'ready', protocolVersion: 1 } as const

describe('the channel of a child that Electron forked', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('posts frames, and resolves a turn of the loop later', async () => {
    const port = new FakePort()
    const channel = parentPortChannel({ port, isParentAlive: () => true })
    const sent = channel.send(frame)
    expect(port.posted).toEqual([frame])
    await sent
  })

  it('hands on what is within a message', () => {
    const port = new FakePort()
    const heard: unknown[] = []
    parentPortChannel({ port, isParentAlive: () => true }).onMessage((raw) => {
      heard.push(raw)
    })
    port.emit('message', { data: { kind: 'job' }, ports: [] })
    expect(heard).toEqual([{ kind: 'job' }])
  })

  it('closes once, within two seconds of the end of the parent', () => {
    let isParentAlive = true
    let closes = 0
    parentPortChannel({ port: new FakePort(), isParentAlive: () => isParentAlive }).onClose(() => {
      closes += 1
    })
    vi.advanceTimersByTime(parentCheckMs * 10)
    expect(closes).toBe(0)
    isParentAlive = false
    vi.advanceTimersByTime(2000)
    vi.advanceTimersByTime(parentCheckMs * 10)
    expect(closes).toBe(1)
  })
})

describe('the parent', () => {
  it('is seen to live, and to be gone', async () => {
    expect(watchParent(process.ppid)()).toBe(true)
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    expect(watchParent(child.pid ?? 0)()).toBe(false)
  })
})

describe('a child of a plain Node', () => {
  it('has no such port, and speaks over the channel of its process', () => {
    expect(ownParentPort()).toBeNull()
    expect(ownChannel()).toHaveProperty('send')
  })
})
