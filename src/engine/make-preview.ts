import type { OutputSpec, Preview, PreviewTask, ShownType } from '../shared/child-tasks.ts'
import { type Outcome, succeed } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts, OutputFormat } from '../shared/image-facts.ts'
import type { Rendering } from '../shared/plan.ts'
import { chooseBytes } from './choose-bytes.ts'
import type { CommitFileSystem } from './commit-file-system.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { readMetadata } from './embed-metadata.ts'
import { type EncodedOutput, encodeOutput } from './encode-output.ts'
import { inspectBytes } from './inspect-file.ts'
import { frameOf, type LoadedSource, loadUnchanged } from './load-unchanged.ts'
import { type OnWarning, renderOutput } from './render.ts'
import { shareFrames } from './share-frames.ts'
import { writeCacheFile } from './write-cache-file.ts'

/**
 * Makes one output as `processSource` would, to the last byte, and the source beside it at the same size, both as files
 * that a page can show. Never throws for what can go wrong with files or pictures.
 */
export async function makePreview(task: PreviewTask, fileSystem: CommitFileSystem): Promise<Outcome<Preview>> {
  const { facts, outputs, index } = task
  const output = outputs[index]
  if (output === undefined)
    throw new Error(`Expected one of ${String(outputs.length)} outputs but got ${String(index)}`)
  const startedMs = performance.now()
  const source = loadUnchanged(task.sourcePath, facts)
  if (!source.ok) return source
  const warnings = new Set<string>()
  const encoded = await encodeOne(task, output, source.value, (text) => warnings.add(text))
  if (!encoded.ok) return encoded
  const elapsedMs = performance.now() - startedMs
  const written = resultOf(encoded.value, source.value.fileBytes, facts, output)
  if (written.warning !== null) warnings.add(written.warning)
  try {
    const before = await showSource(source.value, facts, output.rendering)
    const after = await showOutput(written.bytes, output.rendering.encoding.format, facts.identity)
    for (const [shown, file] of [[before, task.before] as const, [after, task.after] as const]) {
      const kept = await writeCacheFile(shown.bytes, file, fileSystem)
      if (!kept.ok) return kept
    }
    return succeed({
      beforeType: before.type,
      afterType: after.type,
      outputBytes: written.bytes.length,
      quality: written.quality,
      losses: written.losses,
      warnings: [...warnings],
      elapsedMs,
    })
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'pixels') }
  }
}

/** With all outputs in view: those that share a decode with others come out otherwise than alone. */
async function encodeOne(
  { facts, outputs }: PreviewTask,
  output: OutputSpec,
  { frame }: LoadedSource,
  onWarning: OnWarning,
): Promise<Outcome<EncodedOutput>> {
  try {
    const blocks = await readMetadata(frame.bytes, facts, outputs)
    const frames = await shareFrames(frame, facts, outputs, onWarning)
    return await encodeOutput({ frame: frames.get(output) ?? frame, facts, blocks }, output, onWarning)
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'pixels') }
  }
}

/** What a run would write; what it would not write is shown all the same, and said. */
function resultOf(
  encoded: EncodedOutput,
  fileBytes: Buffer,
  facts: ImageFacts,
  output: OutputSpec,
): EncodedOutput & { readonly warning: string | null } {
  const choice = chooseBytes(encoded, fileBytes, facts, output)
  switch (choice.kind) {
    case 'encoded':
      return { ...encoded, warning: choice.warning }
    case 'copy':
      return { bytes: choice.bytes, losses: choice.losses, quality: null, warning: null }
    case 'skip':
      return { ...encoded, warning: choice.reason }
  }
}

interface Shown {
  readonly bytes: Buffer
  readonly type: ShownType
}

/** Without loss, upright, in sRGB, what is transparent left so: as the source looks, whatever the output can hold. */
async function showSource({ frame }: LoadedSource, facts: ImageFacts, rendering: Rendering): Promise<Shown> {
  const { width, height } = rendering.geometry.kind === 'keep' ? facts : rendering.geometry
  const animated = rendering.animated && width * height * facts.frames <= maxAnimatedPixels
  const { encoding, type } = animated ? losslessWebp : quickPng
  const shown: Rendering = { ...rendering, encoding, animated, target: null, metadata: 'strip', colour: 'srgb' }
  return { bytes: await renderOutput(frame, facts, shown, ignoreWarnings), type }
}

/** Of all frames together. Beyond it the first stands for all: lossless WebP takes seconds for more. */
const maxAnimatedPixels = 12e6

/** Ten times as fast as lossless WebP for a photograph; that it is larger does not matter on the way to the window. */
const quickPng = { encoding: { format: 'png', compression: 1 }, type: 'image/png' } as const
const losslessWebp = {
  encoding: { format: 'webp', quality: 80, lossless: true, effort: 0 },
  type: 'image/webp',
} as const

const shownTypes: Readonly<Record<Exclude<OutputFormat, 'tiff'>, ShownType>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
}

/** The very bytes, or what is in them, where no page shows their format. */
async function showOutput(bytes: Buffer, format: OutputFormat, identity: FileIdentity): Promise<Shown> {
  if (format !== 'tiff') return { bytes, type: shownTypes[format] }
  const inspected = await inspectBytes(bytes, { ...identity, bytes: bytes.length })
  if (!inspected.ok) throw new Error(inspected.failure.message)
  const facts = inspected.value
  const shown: Rendering = {
    geometry: { kind: 'keep' },
    kernel: 'lanczos3',
    linearLight: false,
    encoding: quickPng.encoding,
    target: null,
    metadata: 'strip',
    colour: 'srgb',
    background: '#ffffff',
    animated: false,
  }
  return { bytes: await renderOutput(frameOf(bytes, facts), facts, shown, ignoreWarnings), type: quickPng.type }
}

/** What there is to say was said while the output was made. */
function ignoreWarnings(): void {
  // Nothing to do.
}
