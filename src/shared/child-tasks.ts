import type { Failure, Outcome } from './failure.ts'
import type { Fingerprint, FileIdentity, ImageFacts, OutputFormat } from './image-facts.ts'
import type { UndoRefusal } from './history.ts'
import type { Rendering } from './plan.ts'

/** What a child can be asked to do: the payload of a `job` frame. */
export type ChildTask = InspectTask | ProcessTask | ThumbnailTask | PreviewTask | UndoTask

/** Read the headers of some files. Never writes. */
export interface InspectTask {
  readonly kind: 'inspect'
  readonly paths: readonly string[]
}

/** One result per path, in order. */
export interface InspectReply {
  readonly kind: 'inspected'
  readonly results: readonly Outcome<ImageFacts>[]
}

/** Make every output of one source. */
export interface ProcessTask {
  readonly kind: 'process'
  readonly sourcePath: string
  /** As planned from; a source that has another identity by now fails as `input-changed`. */
  readonly facts: ImageFacts
  readonly outputs: readonly OutputOrder[]
  readonly dates: 'keep' | 'now'
  /** POSIX permission bits of new files, already reduced by the umask. */
  readonly fileMode: number
  /**
   * The source gives way to an output of another name (a.png → a.jpg): once every output is written it is moved there.
   * Null where it stays, and where an output takes its very place.
   */
  readonly retire: Retirement | null
  /**
   * A process before this one may have done part of it. A file that stands at a final name and is what would be written,
   * byte for byte, counts as written; a source that was moved to where it is kept is read from there.
   */
  readonly isRecovery: boolean
  /** Bytes that have to stay free on the disk; null for the rule of `diskReserveBytes`. */
  readonly minFreeBytes: number | null
}

export interface Retirement {
  readonly path: string
  readonly keepPath: string
}

/** What the bytes of an output depend on, wherever they go. Sizes are pixels. */
export interface OutputSpec {
  readonly width: number
  readonly height: number
  readonly rendering: Rendering
  readonly whenNotSmaller: 'write' | 'copy-original' | 'skip'
}

export interface OutputOrder extends OutputSpec {
  readonly finalPath: string
  /** In the same folder; chosen by the batch, so that it can be swept when the child dies. */
  readonly tempPath: string
  readonly overwrite: boolean
  /** Where the file that is at `finalPath` is kept before it is replaced, on the same volume; null to keep none. */
  readonly keepPath: string | null
  /** The file at `finalPath` is the source itself, and may be replaced once it is kept. */
  readonly replacesSource: boolean
  /** Set on a retry: the file that an earlier attempt at this very output had published before it died. */
  readonly ours: FileId | null
}

export interface FileId {
  readonly device: bigint
  readonly inode: bigint
}

export interface ProcessReply {
  readonly kind: 'processed'
  /** The job as a whole could not be done; `outputs` then holds what had been written before. */
  readonly failure: Failure | null
  readonly outputs: readonly OutputResult[]
  readonly losses: readonly Loss[]
  /** What the decoder complained of without giving up, and what the commit could not tidy up. */
  readonly warnings: readonly string[]
  /** The source at the path where it is kept, if the task retired it; its hash is of the bytes that were read. */
  readonly retired: Fingerprint | null
}

export type OutputResult =
  | {
      readonly kind: 'written' | 'copied'
      readonly path: string
      readonly format: OutputFormat
      readonly width: number
      readonly height: number
      readonly bytes: number
      /** Of the file as it was left. */
      readonly fingerprint: Fingerprint
      /** Of the file that was at this path before and is kept now; null where there was none, or none is kept. */
      readonly kept: Fingerprint | null
    }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly path: string; readonly failure: Failure }

/** Where a file of the app's own goes: nobody else's, so it needs none of the care of an output. */
export interface CacheFile {
  readonly finalPath: string
  /** In the same folder. */
  readonly tempPath: string
}

/** Make a small picture to show in place of a large one: WebP, upright, in sRGB, the first frame. */
export interface ThumbnailTask {
  readonly kind: 'thumbnail'
  readonly sourcePath: string
  readonly file: CacheFile
  /** Longest side in pixels; a picture that is smaller stays as it is. */
  readonly maxEdgePx: number
}

export interface ThumbnailReply {
  readonly kind: 'thumbnailed'
  readonly failure: Failure | null
}

/** Make one output exactly as a run would, but into a file of the app's own, and the source beside it to compare. */
export interface PreviewTask {
  readonly kind: 'preview'
  readonly sourcePath: string
  readonly facts: ImageFacts
  /** All that a run would write of this source: they may share a decode, which shows in the bytes. */
  readonly outputs: readonly OutputSpec[]
  /** Place of the wanted one among them. */
  readonly index: number
  readonly before: CacheFile
  readonly after: CacheFile
}

export interface PreviewReply {
  readonly kind: 'previewed'
  readonly result: Outcome<Preview>
}

export interface Preview {
  readonly beforeType: ShownType
  readonly afterType: ShownType
  /** Of the file that a run would write, metadata included. */
  readonly outputBytes: number
  /** That was used; null where the encoding has none. */
  readonly quality: number | null
  readonly losses: readonly Loss[]
  readonly warnings: readonly string[]
  /** What making the output took, from the read source to its last encode, in milliseconds. */
  readonly elapsedMs: number
}

/** Pictures that every page can show, as a content type. */
export type ShownType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/avif' | 'image/gif'

/** Take back what a batch has written, file by file. An item that was undone before is done. */
export interface UndoTask {
  readonly kind: 'undo'
  readonly items: readonly UndoItem[]
}

/** One written file, and what has to be there again instead. Paths are absolute. */
export interface UndoItem {
  readonly path: string
  /** As it was left: a file that is another by now is left alone. */
  readonly fingerprint: Fingerprint
  /** Null where nothing was replaced. */
  readonly restore: {
    /** `path` itself, or where the source was that had another name. */
    readonly path: string
    /** Where it is now. */
    readonly keptAt: string
    readonly fingerprint: Fingerprint
  } | null
  /** What the file was made of, unless that is what comes back: where it is gone or changed, the file is left alone. */
  readonly source: { readonly path: string; readonly identity: FileIdentity } | null
  /** Beside `restore.path`, for a file that has to be copied back from another volume. */
  readonly tempPath: string
}

/** One result per item, in order; null where it is undone. */
export interface UndoReply {
  readonly kind: 'undone'
  readonly refusals: readonly (UndoRefusal | null)[]
}

export type ChildReply = InspectReply | ProcessReply | ThumbnailReply | PreviewReply | UndoReply

/** Where a job is; facts, not estimates. */
export const stages = ['reading', 'resizing', 'saving', 'checking'] as const
export type Stage = (typeof stages)[number]

/** Payload of a `progress` frame. `publishing` is sent before the file appears, so that a retry knows it as ours. */
export type ChildProgress =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'publishing'
      readonly outputIndex: number
      readonly file: Fingerprint
      /** The file that it is about to replace, as it is kept; null where there is none. */
      readonly kept: Fingerprint | null
    }
  /** An empty file at the final name, to be removed if the child dies before it is replaced. */
  | { readonly kind: 'reserved'; readonly outputIndex: number; readonly file: FileId }

/** What an output cannot carry over from its source, as a closed list. */
export const lossCodes = [
  'alpha-flattened',
  'depth-reduced',
  'animation-dropped',
  'pages-dropped',
  'profile-converted',
  'gain-map-dropped',
  'exif-dropped',
  'xmp-dropped',
  'iptc-dropped',
  'vector-rasterised',
  'colours-reduced',
  'metadata-unreadable',
] as const
export type LossCode = (typeof lossCodes)[number]

export interface Loss {
  readonly code: LossCode
  readonly message: string
}
