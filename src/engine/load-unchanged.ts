import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import { withEarlyMetadata } from './metadata/late-png-chunks.ts'
import { changedMessage, readSource } from './read-source.ts'
import type { Frame } from './render.ts'

/** A source in memory. */
export interface LoadedSource {
  /** As it is on the disk. */
  readonly fileBytes: Buffer
  /** As the decoder wants it. */
  readonly frame: Frame
}

/** Reads the source that these facts were gathered from; one that is another by now fails as input-changed. */
export function loadUnchanged(path: string, facts: ImageFacts): Outcome<LoadedSource> {
  const source = readSource(path)
  if (!source.ok) return source
  const { identity } = facts
  const { bytes: fileBytes, identity: found } = source.value
  const isSame =
    found.device === identity.device &&
    found.inode === identity.inode &&
    found.bytes === identity.bytes &&
    found.modifiedNs === identity.modifiedNs
  if (!isSame) return fail('input-changed', changedMessage)
  return succeed({ fileBytes, frame: frameOf(fileBytes, facts) })
}

/** The whole source as something to render from. */
export function frameOf(fileBytes: Buffer, facts: ImageFacts): Frame {
  const bytes = facts.format === 'png' ? withEarlyMetadata(fileBytes) : fileBytes
  return { bytes, isPrepared: false, width: facts.width, height: facts.height }
}
