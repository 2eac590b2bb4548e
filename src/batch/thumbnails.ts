import type { ProcessPool } from '../pool/process-pool.ts'

export interface ThumbnailOptions {
  /** Its light lane makes them. */
  readonly pool: ProcessPool
  /** Absolute; made when missing. Thumbnails of earlier launches are in it. */
  readonly folder: string
  /** Above this the oldest files of the folder go, in bytes. */
  readonly maxFolderBytes: number
}

export interface Thumbnails {
  /**
   * Path of a WebP file of at most 96 × 96 pixels, upright, in sRGB; null when the picture cannot be shown, or when so many were
   * asked for since that nobody can be looking at this one any more.
   */
  fileFor(sourcePath: string, signal: AbortSignal): Promise<string | null>
  close(): Promise<void>
}

/** Thumbnails by the identity of the file, kept on the disk from launch to launch. */
export function createThumbnails(options: ThumbnailOptions): Thumbnails {
  throw new Error(`Not built yet (${options.folder})`)
}
