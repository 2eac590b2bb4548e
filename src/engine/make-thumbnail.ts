import type { ThumbnailReply, ThumbnailTask } from '../shared/child-tasks.ts'
import { type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Rendering } from '../shared/plan.ts'
import type { CommitFileSystem } from './commit-file-system.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { inspectBytes } from './inspect-file.ts'
import { frameOf } from './load-unchanged.ts'
import { readSource } from './read-source.ts'
import { type Frame, renderOutput, renderShared } from './render.ts'
import { writeCacheFile } from './write-cache-file.ts'

/** Makes the small picture of one file and keeps it. Never throws for what can go wrong with files or pictures. */
export async function makeThumbnail(task: ThumbnailTask, fileSystem: CommitFileSystem): Promise<ThumbnailReply> {
  const made = await thumbnailOf(task)
  const kept = made.ok ? await writeCacheFile(made.value, task.file, fileSystem) : made
  return { kind: 'thumbnailed', failure: kept.ok ? null : kept.failure }
}

async function thumbnailOf({ sourcePath, maxEdgePx }: ThumbnailTask): Promise<Outcome<Buffer>> {
  const source = readSource(sourcePath, () => true)
  if (!source.ok) return source
  const { bytes, identity } = source.value
  const inspected = await inspectBytes(bytes, identity)
  if (!inspected.ok) return inspected
  const facts = inspected.value
  try {
    return succeed(await render(frameOf(bytes, facts), facts, sizeWithin(facts, maxEdgePx)))
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'pixels') }
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The embedded thumbnail of EXIF is not used: it is often of another shape, and of the picture before it was edited. */
async function render(frame: Frame, facts: ImageFacts, size: Size): Promise<Buffer> {
  const rendering = renderingFor(size)
  const isShrunkByDecoder = facts.format === 'jpeg' || facts.format === 'webp'
  if (facts.profile === null || facts.profile.isSrgb || isShrunkByDecoder) {
    return renderOutput(frame, facts, rendering, ignoreWarnings)
  }
  // The way through a profile costs more than all the rest where it is gone at full size.
  const tiff = { format: 'tiff', compression: 'none' } as const
  const keeping: Rendering = { ...rendering, colour: 'keep', encoding: tiff }
  const small = await renderShared(frame, facts, keeping, size, ignoreWarnings)
  const inspected = await inspectBytes(small.bytes, { ...facts.identity, bytes: small.bytes.length })
  if (!inspected.ok) throw new Error(inspected.failure.message)
  return renderOutput(frameOf(small.bytes, inspected.value), inspected.value, rendering, ignoreWarnings)
}

function renderingFor({ width, height }: Size): Rendering {
  return {
    geometry: { kind: 'scale', width, height },
    kernel: 'lanczos3',
    linearLight: false,
    encoding: { format: 'webp', quality: 75, lossless: false, effort: 2 },
    target: null,
    metadata: 'strip',
    colour: 'srgb',
    background: '#ffffff',
    animated: false,
  }
}

function sizeWithin({ width, height }: ImageFacts, maxEdgePx: number): Size {
  const scale = Math.min(1, maxEdgePx / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Whatever the decoder mutters is told when the picture is worked on. */
function ignoreWarnings(): void {
  // Nothing to do.
}
