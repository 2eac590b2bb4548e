const reserveShare = 0.01
const reserveBytes = 500e6
/** Of a small volume, a camera card say, 500 MB would be all. */
const mostShare = 0.1

/**
 * Bytes that have to stay free on a volume of `totalBytes`, so that neither the system nor other programs run into a full
 * disk because of us: 1 % or 500 MB, whichever is more, but never more than a tenth.
 */
export function diskReserveBytes(totalBytes: number): number {
  return Math.min(Math.max(totalBytes * reserveShare, reserveBytes), totalBytes * mostShare)
}
