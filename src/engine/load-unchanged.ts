import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts } from '../shared/image-facts.ts'
import { isTimeAsSet } from './file-state.ts'
import { withEarlyMetadata } from './metadata/late-png-chunks.ts'
import { changedMessage, readSource } from './read-source.ts'
import type { Frame } from './render.ts'

/** A source in memory. */
export interface LoadedSource {
  /** As it is on the disk. */
  readonly fileBytes: Buffer
  /** As the decoder wants it. */
  readonly frame: Frame
  /** Where it was read from. */
  readonly path: string
  /** As it was read. */
  readonly identity: FileIdentity
  /** POSIX permission bits. */
  readonly mode: number
}

/** Reads the source that these facts were gathered from; one that is another by now fails as input-changed. */
export function loadUnchanged(path: string, facts: ImageFacts): Outcome<LoadedSource> {
  return load(path, facts, isSame)
}

/** Where a source can be that an interrupted process was moving away. */
export interface PossiblePlaces {
  /** Its own; at least one. */
  readonly places: readonly string[]
  /** Where it was to be kept. */
  readonly kept: readonly string[]
}

/**
 * The same after an interruption. The source at its own place comes first, then where it is kept. A copy, or a volume that
 * was connected anew, has other inodes: size and time decide then, and a file at its own place that only looks like the
 * source has to have the bytes of the one that is kept.
 */
export function loadAfterInterruption({ places, kept }: PossiblePlaces, facts: ImageFacts): Outcome<LoadedSource> {
  const inPlace = firstOf(places, facts, isSame)
  if (inPlace.ok) return inPlace
  const keptOne = firstOf(kept, facts, isSameState)
  const similar = firstOf(places, facts, isSameState)
  if (similar.ok && (!keptOne.ok || similar.value.fileBytes.equals(keptOne.value.fileBytes))) return similar
  return keptOne.ok ? keptOne : inPlace
}

function firstOf(paths: readonly string[], facts: ImageFacts, isIt: typeof isSame): Outcome<LoadedSource> {
  let failure: Outcome<LoadedSource> | null = null
  for (const path of paths) {
    const source = load(path, facts, isIt)
    if (source.ok) return source
    failure ??= source
  }
  return failure ?? fail('input-changed', changedMessage)
}

function load(path: string, facts: ImageFacts, isIt: typeof isSame): Outcome<LoadedSource> {
  const source = readSource(path, (found) => isIt(found, facts.identity))
  if (!source.ok) return source
  const { bytes: fileBytes, identity, mode } = source.value
  return succeed({ fileBytes, frame: frameOf(fileBytes, facts), path, identity, mode })
}

function isSame(found: FileIdentity, wanted: FileIdentity): boolean {
  return (
    found.device === wanted.device &&
    found.inode === wanted.inode &&
    found.bytes === wanted.bytes &&
    found.modifiedNs === wanted.modifiedNs
  )
}

function isSameState(found: FileIdentity, wanted: FileIdentity): boolean {
  return found.bytes === wanted.bytes && isTimeAsSet(found.modifiedNs, wanted.modifiedNs)
}

/** The whole source as something to render from. */
export function frameOf(fileBytes: Buffer, facts: ImageFacts): Frame {
  const bytes = facts.format === 'png' ? withEarlyMetadata(fileBytes) : fileBytes
  return { bytes, isPrepared: false, width: facts.width, height: facts.height }
}
