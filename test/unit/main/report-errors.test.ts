import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { reportErrors } from '../../../src/main/report-errors.ts'
import { writeLog } from '../../../src/main/write-log.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp() {
  const source = new EventEmitter()
  const lines: string[] = []
  const boxes: { readonly message: string; readonly close: () => void; readonly fail: (error: Error) => void }[] = []
  reportErrors({
    source,
    log: (line) => {
      lines.push(line)
    },
    show: (message) =>
      new Promise((resolve, reject) => {
        boxes.push({ message, close: resolve, fail: reject })
      }),
  })
  return { source, lines, boxes }
}

describe('an error that nobody caught', () => {
  it('is logged every time and shown once', async () => {
    const { source, lines, boxes } = setUp()
    for (let time = 0; time < 3; time += 1) {
      source.emit('uncaughtException', new Error('a bug'))
      boxes[0]?.close()
      await flush()
    }
    source.emit('unhandledRejection', 'a text')
    expect(boxes.map(({ message }) => message)).toEqual(['a bug', 'a text'])
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^Error: a bug\n\s+at /)
  })

  it('opens no second box over one that nobody has closed yet', async () => {
    const { source, lines, boxes } = setUp()
    for (let row = 0; row < 100; row += 1) source.emit('uncaughtException', new Error(`row ${String(row)} is a bug`))
    expect(boxes).toHaveLength(1)
    expect(lines).toHaveLength(100)
    boxes[0]?.close()
    await flush()
    source.emit('uncaughtException', new Error('another bug'))
    expect(boxes.map(({ message }) => message)).toEqual(['row 0 is a bug', 'another bug'])
  })

  it('is not made worse by a box that cannot be shown', async () => {
    const { source, lines, boxes } = setUp()
    source.emit('uncaughtException', new Error('a bug'))
    boxes[0]?.fail(new Error('no display'))
    await flush()
    expect(lines.at(-1)).toContain('no display')
    source.emit('uncaughtException', new Error('another bug'))
    expect(boxes).toHaveLength(2)
  })
})

describe('the log', () => {
  it('outlives the terminal that it is written to', () => {
    const written: string[] = []
    const terminal = Object.assign(new EventEmitter(), { write: (text: string) => written.push(text) })
    const log = writeLog(terminal)
    log('hello')
    expect(written).toEqual(['batchfit: hello\n'])
    expect(() => terminal.emit('error', new Error('write EPIPE'))).not.toThrow()
  })
})
