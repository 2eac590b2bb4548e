import { describe, expect, it } from 'vitest'
import { BoundedQueue } from '../../../src/batch/bounded-queue.ts'

async function readAll<Value>(queue: BoundedQueue<Value>): Promise<readonly Value[]> {
  const values: Value[] = []
  for await (const value of queue) values.push(value)
  return values
}

/** Whether a promise has settled once everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const settle = (): void => {
    settled = true
  }
  promise.then(settle, settle)
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

describe('a bounded queue', () => {
  it('passes values on in the order in which they came', async () => {
    const queue = new BoundedQueue<number>(Infinity)
    for (let value = 0; value < 5000; value += 1) await queue.push(value)
    queue.end()
    expect(await readAll(queue)).toEqual(Array.from({ length: 5000 }, (_, index) => index))
  })

  it('passes on undefined and null as well', async () => {
    const queue = new BoundedQueue<null | undefined>(Infinity)
    await queue.push(undefined)
    await queue.push(null)
    queue.end()
    expect(await readAll(queue)).toEqual([undefined, null])
  })

  it('wakes a consumer that waits', async () => {
    const queue = new BoundedQueue<string>(4)
    const reading = readAll(queue)
    expect(await isSettled(reading)).toBe(false)
    await queue.push('a')
    queue.end()
    expect(await reading).toEqual(['a'])
  })

  it('makes the producer wait while it is full, and lets it on when a value is taken', async () => {
    const queue = new BoundedQueue<string>(2)
    expect(await queue.push('a')).toBe(true)
    const second = queue.push('b')
    expect(await isSettled(second)).toBe(false)
    const values = queue[Symbol.asyncIterator]()
    expect(await values.next()).toEqual({ done: false, value: 'a' })
    expect(await second).toBe(true)
  })

  it('never holds more than its limit, however fast the producer is', async () => {
    const queue = new BoundedQueue<number>(3)
    let pushed = 0
    let taken = 0
    const producing = (async () => {
      for (let value = 0; value < 200; value += 1) {
        pushed += 1
        await queue.push(value)
      }
      queue.end()
    })()
    for await (const value of queue) {
      expect(value).toBe(taken)
      taken += 1
      expect(pushed - taken).toBeLessThanOrEqual(3)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await producing
    expect(taken).toBe(200)
  })

  it('ends after the last value, also when nothing ever came', async () => {
    const empty = new BoundedQueue<number>(1)
    empty.end()
    expect(await readAll(empty)).toEqual([])
  })

  it('hands over what was there before the producer failed, then the failure itself', async () => {
    const queue = new BoundedQueue<string>(Infinity)
    const failure = new Error('the disk is gone')
    await queue.push('a')
    queue.fail(failure)
    const seen: string[] = []
    const reading = (async () => {
      for await (const value of queue) seen.push(value)
    })()
    await expect(reading).rejects.toBe(failure)
    expect(seen).toEqual(['a'])
  })

  it('tells a consumer that already waits of the failure', async () => {
    const queue = new BoundedQueue<string>(1)
    const reading = readAll(queue)
    queue.fail(new Error('the disk is gone'))
    await expect(reading).rejects.toThrow('the disk is gone')
  })

  it('lets every producer go when it is closed, and says that nobody reads any more', async () => {
    const queue = new BoundedQueue<string>(1)
    const waiting = [queue.push('a'), queue.push('b')]
    queue.close()
    expect(await Promise.all(waiting)).toEqual([false, false])
    expect(await queue.push('c')).toBe(false)
  })

  it('drops what still waits when it is closed', async () => {
    const queue = new BoundedQueue<string>(Infinity)
    await queue.push('a')
    await queue.push('b')
    const seen: string[] = []
    for await (const value of queue) {
      seen.push(value)
      queue.close()
    }
    expect(seen).toEqual(['a'])
  })

  it('ends a consumer that waits when it is closed', async () => {
    const queue = new BoundedQueue<string>(1)
    const reading = readAll(queue)
    queue.close()
    expect(await reading).toEqual([])
  })
})
