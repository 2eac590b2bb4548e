import { describe, expect, it } from 'vitest'
import { RowSelection, type SelectionMode } from '../../../src/renderer/state/row-selection.svelte.ts'
import { seeded } from '../support/seeded.ts'

/** Ten rows in an order that is not theirs. */
const order = Uint32Array.of(9, 3, 7, 1, 5, 0, 8, 2, 6, 4)

function selected(selection: RowSelection): readonly number[] {
  return [...selection.rows()]
}

describe('a selection', () => {
  it('is one row after a click', () => {
    const selection = new RowSelection()
    selection.choose(order, 1, 'replace')
    selection.choose(order, 2, 'replace')
    expect(selected(selection)).toEqual([7])
    expect([selection.count, selection.focus]).toEqual([1, 7])
  })

  it('takes rows in and out one by one', () => {
    const selection = new RowSelection()
    selection.choose(order, 1, 'replace')
    selection.choose(order, 4, 'toggle')
    selection.choose(order, 1, 'toggle')
    expect(selected(selection)).toEqual([5])
  })

  it('goes from the anchor to the row, in the order that is shown, and back over it', () => {
    const selection = new RowSelection()
    selection.choose(order, 3, 'replace')
    selection.choose(order, 5, 'extend')
    expect(selected(selection)).toEqual([0, 1, 5])
    selection.choose(order, 1, 'extend')
    expect(selected(selection)).toEqual([1, 3, 7])
    expect(selection.focus).toBe(3)
  })

  it('adds a second range beside the first', () => {
    const selection = new RowSelection()
    selection.choose(order, 0, 'replace')
    selection.choose(order, 1, 'extend')
    selection.choose(order, 8, 'toggle')
    selection.choose(order, 9, 'add-range')
    expect(selected(selection)).toEqual([3, 4, 6, 9])
  })

  it('stays while the focus alone moves', () => {
    const selection = new RowSelection()
    selection.choose(order, 0, 'replace')
    selection.choose(order, 6, 'focus')
    expect(selected(selection)).toEqual([9])
    expect(selection.focus).toBe(8)
  })

  it('begins a range at the row itself where the anchor is not shown any more', () => {
    const selection = new RowSelection()
    selection.choose(order, 0, 'replace')
    const fewer = order.slice(1)
    selection.choose(fewer, 2, 'extend')
    selection.choose(fewer, 3, 'extend')
    expect(selected(selection)).toEqual([1, 5])
  })

  it('holds rows whose numbers begin high', () => {
    const selection = new RowSelection()
    selection.reset(4_000_000_000)
    const high = Uint32Array.from({ length: 5000 }, (_, i) => 4_000_000_000 + i)
    selection.selectAll(high)
    expect(selection.count).toBe(5000)
    expect(selected(selection)).toEqual([...high])
  })

  it.each([1, 2, 3])('agrees with a set after any choices (seed %i)', (seed) => {
    const random = seeded(seed)
    const rows = Uint32Array.from({ length: 300 }, (_, i) => 40 + i * 3).toSorted(() => random() - 0.5)
    const selection = new RowSelection()
    selection.reset(40)
    const model = new Set<number>()
    let anchor = -1
    const modes: readonly SelectionMode[] = ['replace', 'toggle', 'extend', 'add-range', 'focus']
    for (let step = 0; step < 400; step++) {
      const position = Math.floor(random() * rows.length)
      const mode = modes[Math.floor(random() * modes.length)] ?? 'focus'
      const row = rows[position] ?? 0
      selection.choose(rows, position, mode)
      if (mode === 'replace' || mode === 'extend') model.clear()
      if (mode === 'replace') model.add(row)
      if (mode === 'toggle' && !model.delete(row)) model.add(row)
      if (mode === 'replace' || mode === 'toggle') anchor = position
      if (mode === 'extend' || mode === 'add-range') {
        if (anchor === -1) anchor = position
        for (let i = Math.min(anchor, position); i <= Math.max(anchor, position); i++) model.add(rows[i] ?? 0)
      }
      expect(selected(selection)).toEqual([...model].toSorted((one, other) => one - other))
      expect(selection.count).toBe(model.size)
      expect(selection.isSelected(row)).toBe(model.has(row))
    }
  })
})
