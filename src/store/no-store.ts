import type { Store, StoreProblem } from './store.ts'

/** Keeps nothing and knows nothing: for a run where no journal can be had, or none is wanted. */
export function createNoStore(problem: StoreProblem | null): Store {
  return {
    problem,
    isKeeping: false,
    pending: 0,
    begin: () => Promise.resolve(),
    write: () => undefined,
    committed: () => Promise.resolve(),
    batches: () => Promise.resolve({ total: 0, items: [] }),
    interrupted: () => Promise.resolve([]),
    batch: () => Promise.resolve(null),
    jobs: () => Promise.resolve([]),
    results: () => Promise.resolve([]),
    written: () => Promise.resolve([]),
    refused: () => Promise.resolve([]),
    createdFolders: () => Promise.resolve([]),
    unfinishedFolders: () => Promise.resolve([]),
    claim: () => Promise.resolve('gone'),
    forget: () => Promise.resolve(),
    lostList: () => Promise.resolve([]),
    dropLostList: () => Promise.resolve(),
    expired: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  }
}
