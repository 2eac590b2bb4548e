import type { FileId } from '../shared/child-tasks.ts'
import type { FileIdentity, Fingerprint } from '../shared/image-facts.ts'
import type { Dimensions } from './read-dimensions.ts'

/** One output on its way to its final name. */
export interface CommitRequest {
  readonly bytes: Buffer
  readonly finalPath: string
  /** In the same folder as `finalPath`, so that publishing never crosses a file system. */
  readonly tempPath: string
  /** What the header must say when it is read back; null for a plain copy. */
  readonly expected: Dimensions | null
  readonly overwrite: boolean
  /** Where a file that is at `finalPath` is kept before it is replaced; null to keep none. */
  readonly keepPath: string | null
  /** The file at `finalPath` is the source, and gives way once it is kept. */
  readonly replacesSource: boolean
  readonly source: CommitSource
  /** A file that an interrupted attempt at this very output had published; it may be replaced. */
  readonly ours: FileId | null
  /** A process before this one may have done part of it. */
  readonly isRecovery: boolean
  /** Bytes that have to stay free on the disk; null for the rule of `diskReserveBytes`. */
  readonly minFreeBytes: number | null
  readonly fileMode: number
  /** Null for the time of writing. */
  readonly modifiedNs: bigint | null
  /** Called when the file is on the disk and is about to be read back. */
  onChecking(): void
  /** Called, and awaited, when the file is complete and verified, before its name appears; `kept` is what it replaces. */
  onPublishing(file: Fingerprint, kept: Fingerprint | null): Promise<void>
  /** Called, and awaited, when an empty file of ours keeps the final name free, where there are no hard links. */
  onReserved(file: FileId): Promise<void>
}

/** The source as it was read: never replaced, even where overwriting is allowed, unless the request says so. */
export interface CommitSource {
  readonly path: string
  readonly identity: FileIdentity
  /** Of its bytes; computed when it is asked for. */
  sha256(): string
}

/** An output under its final name. */
export interface CommittedFile {
  /** Of the file as it was left. */
  readonly fingerprint: Fingerprint
  /** Of what it replaced, as that is kept; null where there was nothing, or nothing is kept. */
  readonly kept: Fingerprint | null
  /** In words. */
  readonly warnings: readonly string[]
}
