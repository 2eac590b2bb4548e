import { assertNever } from '../shared/assert-never.ts'
import type { Hold } from '../shared/history.ts'

/** Why a batch waits, as a whole English sentence that says what would let it go on. */
export function describeHold({ reason, folder, freeBytes, neededBytes }: Hold): string {
  switch (reason) {
    case 'disk-full': {
      const where = folder === null ? 'The disk' : `The disk of ${folder}`
      if (freeBytes === null || neededBytes === null || freeBytes >= neededBytes)
        return `${where} takes no more. Free some space there.`
      return `${where} is too full: ${megabytes(freeBytes)} are free, ${megabytes(neededBytes)} are needed to go on. Free some space there.`
    }
    case 'volume-gone':
      return `${folder ?? 'A folder of this batch'} is not there any more. Connect its drive or share again.`
    case 'person':
      return 'The batch is paused.'
    case 'battery':
      return 'The battery is low. Connect the charger.'
    case 'suspend':
      return 'The machine is going to sleep.'
    default:
      return assertNever(reason)
  }
}

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`
}
