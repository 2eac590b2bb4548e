import { describe, expect, it } from 'vitest'
import { JobQueue } from '../../../src/pool/job-queue.ts'

function queueOf(...values: readonly string[]): JobQueue<string> {
  const queue = new JobQueue<string>()
  for (const value of values) queue.push(value)
  return queue
}

describe('a job queue', () => {
  it('shows the oldest values first and takes none of them', () => {
    const queue = queueOf('a', 'b', 'c')
    expect(queue.peek(2)).toEqual(['a', 'b'])
    expect(queue.peek(9)).toEqual(['a', 'b', 'c'])
    expect(queue.length).toBe(3)
  })

  it('lets any value be taken out, first, middle or last', () => {
    const queue = queueOf('a', 'b', 'c', 'd')
    expect(queue.remove('b')).toBe(true)
    expect(queue.peek(9)).toEqual(['a', 'c', 'd'])
    expect(queue.remove('a')).toBe(true)
    expect(queue.remove('d')).toBe(true)
    expect(queue.peek(9)).toEqual(['c'])
    expect(queue.length).toBe(1)
  })

  it('takes a value out only once, and none that it never had', () => {
    const queue = queueOf('a', 'b')
    expect(queue.remove('a')).toBe(true)
    expect(queue.remove('a')).toBe(false)
    expect(queue.remove('z')).toBe(false)
    expect(queue.length).toBe(1)
  })

  it('puts what has already waited before everything else', () => {
    const queue = queueOf('a', 'b', 'c')
    queue.remove('a')
    queue.unshift('a')
    expect(queue.peek(9)).toEqual(['a', 'b', 'c'])
    expect(queue.remove('a')).toBe(true)
    expect(queue.peek(9)).toEqual(['b', 'c'])
  })

  it('counts only what is there when it looks past gaps', () => {
    const queue = queueOf('a', 'b', 'c', 'd')
    queue.remove('b')
    queue.remove('c')
    expect(queue.peek(2)).toEqual(['a', 'd'])
  })

  it('can be used again after everything was taken', () => {
    const queue = queueOf('a')
    queue.remove('a')
    expect(queue.peek(9)).toEqual([])
    queue.unshift('b')
    queue.push('c')
    expect(queue.peek(9)).toEqual(['b', 'c'])
    expect(queue.drain()).toEqual(['b', 'c'])
    expect(queue.length).toBe(0)
    queue.push('d')
    expect(queue.peek(9)).toEqual(['d'])
  })

  it('keeps the order when most of 5,000 values have gone and the rest has moved up', () => {
    const queue = new JobQueue<number>()
    for (let value = 0; value < 5000; value += 1) queue.push(value)
    for (let value = 0; value < 4000; value += 1) {
      expect(queue.peek(1)).toEqual([value])
      queue.remove(value)
    }
    queue.unshift(-1)
    queue.push(5000)
    expect(queue.length).toBe(1002)
    expect(queue.peek(3)).toEqual([-1, 4000, 4001])
    expect(queue.drain()).toEqual([-1, ...Array.from({ length: 1001 }, (_, index) => 4000 + index)])
  })

  it('takes 100,000 values from the head about as fast as they were put in', () => {
    const queue = new JobQueue<number>()
    for (let value = 0; value < 100_000; value += 1) queue.push(value)
    const startMs = performance.now()
    for (let value = 0; value < 100_000; value += 1) queue.remove(value)
    expect(queue.length).toBe(0)
    // A queue that moves all its values for each one taken needs many seconds for this.
    expect(performance.now() - startMs).toBeLessThan(2000)
  })
})
