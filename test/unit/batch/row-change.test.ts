import { describe, expect, it } from 'vitest'
import { againChange, headerChange, planChange, resultChange } from '../../../src/batch/row-change.ts'
import { RowStore } from '../../../src/batch/row-store.ts'
import { succeed } from '../../../src/shared/failure.ts'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import { rowMarks } from '../../../src/shared/rows.ts'
import { makeFacts } from '../../support/facts.ts'
import { plainRendering } from '../../support/plain-rendering.ts'
import { failed, planned, plannedOutput, refused, result, skipped } from '../cli/samples.ts'

function freshRow() {
  const store = new RowStore({
    onRowAdded: () => undefined,
    onRowChanged: () => undefined,
    onRowsRemoved: () => undefined,
  })
  store.add({ path: '/p/a.jpg', treeFolder: '', origin: 'found' }, null)
  const row = store.get(0)
  if (row === undefined) throw new Error('Expected the row that was added.')
  return { store, row }
}

const scaled = plannedOutput()
const kept = plannedOutput({ rendering: plainRendering })

/** The marks that a job leaves on a row. */
function marksAfter(job: PlannedJob): number {
  return planChange(freshRow().row, job, 1).marks ?? -1
}

/** A job whose output takes the place of its original. */
function replacing(path: string): PlannedJob {
  const output = { ...scaled, path, overwrite: true, keepPath: '/p/Originals/a.jpg' }
  const original = { path, keepPath: output.keepPath, keeper: 'folder' } as const
  return { ...planned(path, [output]), original } as PlannedJob
}

describe('the marks of a plan', () => {
  it.each([
    ['nothing unusual', planned('/p/a.jpg', [scaled]), 0],
    ['neither size nor format changes', planned('/p/a.jpg', [kept]), rowMarks.isNoOp],
    ['one of two outputs changes something', planned('/p/a.jpg', [kept, scaled]), 0],
    ['only the format changes', planned('/p/a.jpg', [{ ...kept, format: 'webp' }]), 0],
    ['a file that is there is replaced', planned('/p/a.jpg', [{ ...scaled, overwrite: true }]), rowMarks.isClash],
    ['an original is replaced at its place', replacing('/p/a.jpg'), 0],
    ['an output is there already', planned('/p/a.jpg', [scaled, { ...scaled, action: 'skip' }]), rowMarks.isClash],
    ['its name was taken', { ...planned('/p/a.jpg', [scaled], 'Taken.'), reasonCode: 'renamed' }, rowMarks.isRenamed],
    ['it is no picture', refused('/p/a.jpg', 'No picture.'), 0],
  ] as readonly [string, PlannedJob, number][])('where %s', (_, job, marks) => {
    expect(marksAfter(job)).toBe(marks)
  })

  it.each(['output-clash', 'output-exists', 'output-is-input'] as const)('are those of a clash for %s', (code) => {
    const job = { ...refused('/p/a.jpg', 'No.'), failure: { code, message: 'No.' } } as PlannedJob
    expect(marksAfter(job)).toBe(rowMarks.isClash)
  })

  it('leave those of the header alone, and are left alone by the end', () => {
    const { store, row } = freshRow()
    store.update(row, headerChange(succeed(makeFacts({ hasAlpha: true, isAnimated: true }))))
    store.update(row, planChange(row, planned('/p/a.jpg', [kept]), 1))
    const before = rowMarks.hasAlpha | rowMarks.isAnimated | rowMarks.isNoOp
    expect(row.marks).toBe(before)
    const losses = [{ code: 'alpha-flattened', message: 'Flat.' }] as const
    store.update(row, resultChange(row, result({ losses, warnings: ['Odd.'] })))
    expect(row.marks).toBe(before | rowMarks.hasLosses | rowMarks.hasWarnings)
    store.update(row, againChange(row))
    expect(row).toMatchObject({ marks: before, state: 'waiting', outputBytes: 0, result: null, message: null })
  })
})

describe('the message of a row', () => {
  it('is the plan’s, then the end’s', () => {
    const { store, row } = freshRow()
    const note = { kind: 'note', code: 'copied-if-not-smaller', text: 'If smaller.' }
    store.update(
      row,
      planChange(
        row,
        { ...planned('/p/a.jpg', [kept], note.text), reasonCode: 'copied-if-not-smaller' } as PlannedJob,
        1,
      ),
    )
    expect(row.message).toEqual(note)
    store.update(row, resultChange(row, result()))
    expect(row.message, 'a condition that is over').toBeNull()
    store.update(row, resultChange(row, skipped('It exists.')))
    expect(row.message).toEqual({ kind: 'note', code: 'exists-already', text: 'It exists.' })
    store.update(row, resultChange(row, failed('Cut off.')))
    expect(row.message).toEqual({ kind: 'failure', code: 'image-damaged', text: 'Cut off.' })
  })

  it('of another name still holds when the file is there', () => {
    const { store, row } = freshRow()
    const job = { ...planned('/p/a.jpg', [scaled], '"a" becomes "b".'), reasonCode: 'renamed' } as PlannedJob
    store.update(row, planChange(row, job, 1))
    store.update(row, resultChange(row, result()))
    expect(row.message).toEqual({ kind: 'note', code: 'renamed', text: '"a" becomes "b".' })
  })
})
