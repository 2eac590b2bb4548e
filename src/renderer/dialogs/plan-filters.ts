import type { PlanFilter } from '../../shared/ipc-contract.ts'

/** Parts of the plan in the order of their tabs. The contract's own list would bring its schemas into the window. */
export const planFilters = [
  'all',
  'write',
  'skip',
  'refuse',
  'renamed',
  'clashes',
  'no-ops',
] as const satisfies readonly PlanFilter[]
