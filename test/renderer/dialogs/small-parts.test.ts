import { describe, expect, it } from 'vitest'
import { compareScale, middleOf, offsetOf } from '../../../src/renderer/dialogs/compare-view.ts'
import { extrapolate } from '../../../src/renderer/dialogs/extrapolate.ts'
import { factLines } from '../../../src/renderer/dialogs/fact-lines.ts'
import { judgeSpace } from '../../../src/renderer/dialogs/free-space.ts'
import { batteryChoices, jobChoices, memoryChoices } from '../../../src/renderer/dialogs/machine-choices.ts'
import { planFilters } from '../../../src/renderer/dialogs/plan-filters.ts'
import { reasonOf } from '../../../src/renderer/dialogs/reason-of.ts'
import { chordCaps, shortcutGroups, withoutDots } from '../../../src/renderer/dialogs/shortcut-list.ts'
import { createFormatWords } from '../../../src/renderer/format-words.ts'
import { planFilters as contractFilters } from '../../../src/shared/ipc-contract.ts'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'

describe('the room on the disk', () => {
  it.each([
    [100, null, 'unknown'],
    [100, 1000, 'enough'],
    [900, 1000, 'tight'],
    [1001, 1000, 'short'],
    [0, 0, 'enough'],
  ] as const)('for %d bytes of %j is %s', (needed, free, verdict) => {
    expect(judgeSpace(needed, free)).toBe(verdict)
  })
})

describe('what all would come to', () => {
  const proof = (estimatedBytes: number, outputBytes: number) => ({ sourceBytes: 1, estimatedBytes, outputBytes })

  it('is what the plan guessed, corrected by how far it was off', () => {
    const all = extrapolate(
      Array.from({ length: 6 }, () => proof(100, 150)),
      1_000_000,
    )
    expect(all?.lowBytes).toBeLessThan(1_500_000)
    expect(all?.highBytes).toBeGreaterThan(1_500_000)
    expect((all?.lowBytes ?? 0) * (all?.highBytes ?? 0)).toBeCloseTo(1_500_000 ** 2, -3)
  })

  it('is a wider range where the rows differ more, or are few', () => {
    const width = (proofs: Parameters<typeof extrapolate>[0]): number => {
      const all = extrapolate(proofs, 1_000_000)
      return all === null ? 0 : all.highBytes / all.lowBytes
    }
    const even = Array.from({ length: 6 }, () => proof(100, 100))
    const uneven = [20, 60, 100, 150, 300, 500].map((bytes) => proof(100, bytes))
    expect(width(uneven)).toBeGreaterThan(width(even))
    expect(width(even.slice(0, 1))).toBeGreaterThan(width(even))
  })

  it('is not told without anything to go by', () => {
    expect(extrapolate([], 1_000_000)).toBeNull()
    expect(extrapolate([proof(0, 100)], 1_000_000)).toBeNull()
    expect(extrapolate([proof(100, 100)], 0)).toBeNull()
  })
})

describe('the size of a comparison', () => {
  const pane = { width: 800, height: 600 }

  it('fits tall and wide pictures, and never blows up a small one', () => {
    expect(compareScale('fit', { width: 1600, height: 600 }, pane, 1)).toBe(0.5)
    expect(compareScale('fit', { width: 100, height: 6000 }, pane, 1)).toBe(0.1)
    expect(compareScale('fit', { width: 100, height: 100 }, pane, 1)).toBe(1)
    expect(compareScale('fit', { width: 100, height: 100 }, pane, 2)).toBe(0.5)
  })

  it('shows one pixel as one of the screen at 100 %', () => {
    expect(compareScale('100', { width: 1, height: 1 }, pane, 2)).toBe(0.5)
    expect(compareScale('200', { width: 1, height: 1 }, pane, 2)).toBe(1)
  })

  const shown = { width: 1600, height: 1200 }

  it('cannot be moved out of its pane', () => {
    expect(offsetOf({ x: 0.1, y: 5 }, shown, pane)).toEqual({ x: 0, y: -600 })
    expect(offsetOf({ x: 0.9, y: 0.25 }, { width: 400, height: 1200 }, pane)).toEqual({ x: 200, y: 0 })
  })

  it('keeps what is in the middle there when it grows, or its pane does', () => {
    const middle = { x: 0.4, y: 0.6 }
    const offset = offsetOf(middle, shown, pane)
    expect(offset).toEqual({ x: -240, y: -420 })
    expect(middleOf(offset, shown, pane)).toEqual(middle)
    const larger = offsetOf(middle, { width: 3200, height: 2400 }, pane)
    expect((pane.width / 2 - larger.x) / 3200).toBe(0.4)
    expect((pane.height / 2 - larger.y) / 2400).toBe(0.6)
  })

  it('forgets a movement beyond the edge, so that the way back is not longer', () => {
    const far = middleOf({ x: 500, y: 500 }, shown, pane)
    expect(far).toEqual({ x: 0.25, y: 0.25 })
    expect(offsetOf(far, shown, pane)).toEqual({ x: 0, y: 0 })
  })
})

describe('choices of the machine', () => {
  it('have the level of the battery that is set now among them', () => {
    expect(batteryChoices(20)).toEqual([10, 15, 20, 25, 30, 40, 50])
    expect(batteryChoices(null)).toEqual([10, 15, 20, 25, 30, 40, 50])
    expect(batteryChoices(7)[0]).toBe(7)
  })

  it('are as many jobs as there are cores, and what is set already', () => {
    expect(jobChoices(4, null)).toEqual([1, 2, 3, 4])
    expect(jobChoices(4, 12)).toEqual([1, 2, 3, 4, 12])
    expect(jobChoices(64, null).at(-1)).toBe(64)
    expect(jobChoices(64, null).length).toBeLessThan(20)
  })

  it('are less memory than there is, and what is set already', () => {
    const choices = memoryChoices(16e9, 5_368_709_120)
    expect(choices).toContain(12e9)
    expect(choices).not.toContain(16e9)
    expect(choices).toContain(5_368_709_120)
    expect(choices).toEqual(choices.toSorted((one, other) => one - other))
  })
})

it('the parts of the plan are those of the contract', () => {
  expect(planFilters).toEqual(contractFilters)
})

describe('facts', () => {
  const facts = {
    format: 'jpeg',
    width: 4032,
    height: 3024,
    orientation: 6,
    bitsPerSample: 8,
    hasAlpha: false,
    colourModel: 'rgb',
    hasProfile: true,
    isSrgb: false,
    frames: 1,
    isAnimated: false,
    hasExif: true,
    hasGainMap: false,
    takenOn: '2024-05-17',
    bytes: 3_200_000,
  } as const

  it('are told in words, and frames only where there are several', () => {
    const t = messagesFor('en')
    const lines = factLines(facts, t.dialogs.details, createFormatWords('en'), t.recipe.format.formats)
    expect(Object.fromEntries(lines.map(({ label, value }) => [label, value]))).toMatchObject({
      Format: 'JPEG',
      Dimensions: '4032×3024 (12.2 MP)',
      Orientation: 'Stored turned (EXIF 6), shown upright',
      'Colour profile': 'Another one',
      'Taken on': '2024-05-17',
      Metadata: 'EXIF',
    })
    expect(lines.map(({ label }) => label)).not.toContain('Frames')
    const animated = factLines(
      { ...facts, frames: 12, isAnimated: true },
      t.dialogs.details,
      createFormatWords('en'),
      t.recipe.format.formats,
    )
    expect(animated).toContainEqual({ label: 'Frames', value: '12' })
  })
})

describe('a reason', () => {
  it('is said in the language of the window where there is a code', () => {
    const { reasons } = messagesFor('zh-CN')
    const message = { kind: 'failure', code: 'image-damaged', text: 'The picture is damaged.' } as const
    expect(reasonOf(message, reasons)).toBe(reasons.failures['image-damaged'])
    expect(reasonOf({ kind: 'note', code: 'renamed', text: '' }, reasons)).toBe(reasons.notes.renamed)
    expect(reasonOf({ kind: 'note', code: null, text: 'Something.' }, reasons)).toBeNull()
  })
})

describe('the sheet of shortcuts', () => {
  it('writes keys as the system does', () => {
    const words = messagesFor('en').dialogs.shortcuts
    const chord = { mod: true, shift: true, key: 'O' } as const
    expect(chordCaps(chord, true, words)).toEqual(['⇧', '⌘', 'O'])
    expect(chordCaps(chord, false, words)).toEqual(['Ctrl', 'Shift', 'O'])
    expect(chordCaps({ alt: true, key: { named: 'enter' } }, false, words)).toEqual(['Alt', 'Enter'])
  })

  it('has words for every key in every language, and no key twice in a group', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const t = messagesFor(language)
      for (const group of shortcutGroups) {
        const caps = group.shortcuts.flatMap(({ chords }) =>
          chords.map((chord) => chordCaps(chord, false, t.dialogs.shortcuts).join('+')),
        )
        expect(new Set(caps).size).toBe(caps.length)
        for (const { label } of group.shortcuts) expect(withoutDots(label(t))).toMatch(/[^.…]$/)
      }
    }
  })
})
