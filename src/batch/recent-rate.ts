/** How finely time is kept, in milliseconds. */
const bucketMs = 250
/** How many buckets are remembered: five seconds. */
const bucketCount = 20

interface Bucket {
  /** Place on the time axis; another than expected means that the bucket is of long ago. */
  readonly place: number
  files: number
  bytes: number
}

/** How much was done lately: sums over the last five seconds, at the same cost however much that was. */
export class RecentRate {
  readonly #buckets: (Bucket | undefined)[] = new Array<Bucket | undefined>(bucketCount)

  /** `atMs` only ever grows, from 0 at the begin. */
  add(atMs: number, bytes: number): void {
    const place = Math.floor(atMs / bucketMs)
    const known = this.#buckets[place % bucketCount]
    if (known?.place === place) {
      known.files += 1
      known.bytes += bytes
    } else {
      this.#buckets[place % bucketCount] = { place, files: 1, bytes }
    }
  }

  /** Files and bytes a second. */
  at(nowMs: number): { readonly files: number; readonly bytes: number } {
    const place = Math.floor(nowMs / bucketMs)
    let files = 0
    let bytes = 0
    for (const bucket of this.#buckets) {
      if (bucket === undefined || bucket.place <= place - bucketCount) continue
      files += bucket.files
      bytes += bucket.bytes
    }
    // Early on there are no five seconds to divide by yet.
    const seconds = Math.min(nowMs, bucketCount * bucketMs) / 1000
    return seconds < bucketMs / 1000 ? { files: 0, bytes: 0 } : { files: files / seconds, bytes: bytes / seconds }
  }
}
