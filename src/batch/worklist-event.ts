/** Events of the contract that a worklist tells; coalesced there, so that whoever sends them on need not. */
export type WorklistEventName =
  'rowsAdded' | 'rowsChanged' | 'rowsRemoved' | 'importChanged' | 'planChanged' | 'batchChanged'
