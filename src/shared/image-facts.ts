/** Formats that the engine reads, named as the contents say, never as the file's extension says. */
export const sourceFormats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'svg', 'avif'] as const
export type SourceFormat = (typeof sourceFormats)[number]

/** Formats that the engine writes. */
export const outputFormats = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const
export type OutputFormat = (typeof outputFormats)[number]

/**
 * Which file on disk this is, and which state of it: two paths with the same device and inode are one file, and a
 * different size or modification time means that it changed since it was looked at.
 */
export interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
  readonly bytes: number
  readonly modifiedNs: bigint
}

/** Which file, which state of it, and what is in it: what the journal keeps of every file that was written or replaced. */
export interface Fingerprint extends FileIdentity {
  /** Of its bytes, as 64 hexadecimal digits; null where nobody has read them. */
  readonly sha256: string | null
}

/** What the header of a picture says; gathered in a child before anything is planned. */
export interface ImageFacts {
  readonly format: SourceFormat
  /** Pixels, upright: orientation is already applied. For an animation, of one frame. */
  readonly width: number
  readonly height: number
  /** EXIF orientation as stored, 1 to 8; 1 when absent. */
  readonly orientation: number
  /** Bands as stored, alpha included. */
  readonly channels: number
  readonly bitsPerSample: number
  readonly hasAlpha: boolean
  readonly colourModel: 'rgb' | 'grey' | 'cmyk' | 'lab'
  /** The embedded profile: whether it means the same as sRGB, or null when there is none. */
  readonly profile: { readonly isSrgb: boolean; readonly bytes: number } | null
  /** Frames of an animation or pages of a TIFF; 1 for a plain picture. */
  readonly frames: number
  readonly isAnimated: boolean
  /** Progressive JPEG or interlaced PNG/GIF: decoded whole, so it costs memory. */
  readonly isProgressive: boolean
  readonly hasExif: boolean
  readonly hasXmp: boolean
  readonly hasIptc: boolean
  readonly hasGainMap: boolean
  /** Date the picture was taken as `YYYY-MM-DD`, from EXIF; null when it does not say. */
  readonly takenOn: string | null
  readonly identity: FileIdentity
}
