import type { LossCode } from '../../shared/child-tasks.ts'

/** Raw metadata as a container holds it; null for what is not there. */
export interface MetadataBlocks {
  /** TIFF structure, with or without `Exif\0\0` before it. */
  readonly exif: Buffer | null
  /** XMP packet, UTF-8. */
  readonly xmp: Buffer | null
  /** Photoshop resources (8BIM) with IPTC in them, as JPEG's APP13 and TIFF's tag 34377 hold them. */
  readonly iptc: Buffer | null
}

/** An encoded picture with metadata put in, and what there was no room for. */
export interface Spliced {
  readonly bytes: Buffer
  readonly dropped: readonly LossCode[]
}

/** The block without the `Exif\0\0` that only JPEG wants. */
export function withoutExifHeader(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif
}
