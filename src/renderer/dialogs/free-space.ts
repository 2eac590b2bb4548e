/** How what will be written stands to what is free, where the system says. */
export type SpaceVerdict = 'unknown' | 'enough' | 'tight' | 'short'

/** Of what is free, as much may be filled before a word is due: the figures are estimates. */
const tightShare = 0.8

export function judgeSpace(neededBytes: number, freeBytes: number | null): SpaceVerdict {
  if (freeBytes === null) return 'unknown'
  if (neededBytes > freeBytes) return 'short'
  return neededBytes > freeBytes * tightShare ? 'tight' : 'enough'
}
