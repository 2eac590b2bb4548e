import type { Failure } from './failure.ts'
import type { ImageFacts, OutputFormat } from './image-facts.ts'
import type { NoteCode } from './rows.ts'

/** A file that was found or named; the batch makes one job of it. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string
  /** Path below the destination folder when the tree is mirrored, without the file's own name; '' at its top. */
  readonly treeFolder: string
  /** `named`: the person gave this very file. `found`: it came out of a folder, among others that may be no pictures. */
  readonly origin: 'named' | 'found'
  /** Where its bytes are instead, when a replacement was interrupted after the original had been moved; else absent. */
  readonly keptAt?: string
}

/** An original that gives way to its output. Paths are absolute and free of links. */
export interface ReplacedOriginal {
  readonly path: string
  /** Beside it and on the same volume: in the folder of originals, or a name of its own on the way to the bin. */
  readonly keepPath: string
  readonly keeper: 'bin' | 'folder'
}

/** How the pixels come from the upright source: scale the whole, then cut or surround. All in pixels. */
export type Geometry =
  | { readonly kind: 'keep' }
  /** The whole picture at exactly this size. */
  | { readonly kind: 'scale'; readonly width: number; readonly height: number }
  /** The part around `position` at exactly this size. */
  | { readonly kind: 'cover'; readonly width: number; readonly height: number; readonly position: string }
  /** The whole picture at `inner` size, centred on a canvas of this size. */
  | {
      readonly kind: 'pad'
      readonly width: number
      readonly height: number
      readonly innerWidth: number
      readonly innerHeight: number
    }

/** An output format with every setting decided. */
export type Encoding =
  | {
      readonly format: 'jpeg'
      readonly quality: number
      readonly chroma: 'auto' | '4:2:0' | '4:4:4'
      readonly progressive: boolean
      readonly mozjpeg: boolean
    }
  | { readonly format: 'png'; readonly compression: number }
  | { readonly format: 'webp'; readonly quality: number; readonly lossless: boolean; readonly effort: number }
  | { readonly format: 'avif'; readonly quality: number; readonly lossless: boolean; readonly effort: number }
  | { readonly format: 'gif'; readonly colours: number }
  | { readonly format: 'tiff'; readonly compression: 'deflate' | 'lzw' | 'none' }

/** Everything the engine needs to turn one source into the bytes of one output. */
export interface Rendering {
  readonly geometry: Geometry
  readonly kernel: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021'
  readonly linearLight: boolean
  readonly encoding: Encoding
  /** Search the best quality of at most `encoding.quality` and at least `qualityFloor` that stays within `bytes`. */
  readonly target: { readonly bytes: number; readonly qualityFloor: number } | null
  readonly metadata: 'keep' | 'private' | 'strip'
  readonly colour: 'keep' | 'srgb'
  /** `#rrggbb` or `#rrggbbaa`. */
  readonly background: string
  /** All frames are kept; otherwise the first is taken. */
  readonly animated: boolean
}

/** One file to be written, decided to the pixel and the last letter of its path. */
export interface PlannedOutput {
  /** Its place in the recipe. */
  readonly index: number
  /** Absolute final path. */
  readonly path: string
  readonly format: OutputFormat
  readonly width: number
  readonly height: number
  readonly rendering: Rendering
  /** `skip`: the final path exists and the recipe says to leave it. */
  readonly action: 'write' | 'skip'
  /** Whether a file that is at `path` when the output is finished may be replaced. */
  readonly overwrite: boolean
  /** Where the file that is replaced is kept, for undo: with `overwrite`, or where an original is replaced; else null. */
  readonly keepPath: string | null
  /** Applies where only the compression changes; `write` everywhere else. */
  readonly whenNotSmaller: 'write' | 'copy-original' | 'skip'
  readonly estimatedBytes: number
}

/** What will happen to one source. Depends on the sources before it and on the disk, on nothing later. */
export type PlannedJob =
  | {
      readonly action: 'write'
      readonly source: SourceFile
      readonly facts: ImageFacts
      /** Words about what is unusual, or null. */
      readonly reason: string | null
      readonly reasonCode: NoteCode | null
      /** Null unless originals are replaced. The output whose path this is takes its place; else it is moved away. */
      readonly original: ReplacedOriginal | null
      readonly outputs: readonly PlannedOutput[]
    }
  | {
      readonly action: 'skip'
      readonly source: SourceFile
      readonly facts: ImageFacts | null
      readonly reason: string
      readonly reasonCode: NoteCode
      readonly outputs: readonly PlannedOutput[]
    }
  | {
      readonly action: 'refuse'
      readonly source: SourceFile
      readonly facts: ImageFacts | null
      readonly failure: Failure
      readonly outputs: readonly PlannedOutput[]
    }
