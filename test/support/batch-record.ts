import { Recipe } from '../../src/shared/recipe.ts'
import type { BatchRecord } from '../../src/store/store.ts'

/** A batch of 120 pictures as the journal tells of it. */
export function batchRecord(changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    id: '3f2a9c01',
    state: 'finished',
    startedMs: new Date(2026, 10, 25, 14, 3).getTime(),
    endedMs: new Date(2026, 10, 25, 14, 6, 20).getTime(),
    origin: 'cli',
    recipe: Recipe.parse({ outputs: [{ format: { type: 'jpeg' } }] }),
    isReplace: false,
    inputs: ['/home/ann/photos'],
    options: { workingFolder: '/home/ann', recursive: true, include: [], exclude: [], takesLinks: false },
    ...{ total: 120, done: 118, skipped: 0, failed: 2, sourceBytes: 400e6, outputBytes: 44e6, elapsedMs: 200_000 },
    stopped: null,
    folder: '/home/ann/photos/Resized',
    isScanned: true,
    ...{ written: 118, undone: 0, refused: 0 },
    ...changes,
  }
}
