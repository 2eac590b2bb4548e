import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { realFileSystem } from '../../src/engine/commit-file-system.ts'
import { inspectFile } from '../../src/engine/inspect-file.ts'
import { processSource } from '../../src/engine/process-source.ts'
import type { OutputOrder, ProcessReply } from '../../src/shared/child-tasks.ts'
import type { ImageFacts } from '../../src/shared/image-facts.ts'
import type { Geometry, Rendering } from '../../src/shared/plan.ts'
import { plainRendering } from './plain-rendering.ts'
import { tempFolder } from './temp-folder.ts'

export const jpeg82 = { format: 'jpeg', quality: 82, chroma: 'auto', progressive: false, mozjpeg: false } as const
export const png6 = { format: 'png', compression: 6 } as const
export const webp80 = { format: 'webp', quality: 80, lossless: false, effort: 2 } as const
export const avif50 = { format: 'avif', quality: 50, lossless: false, effort: 1 } as const
export const tiffDeflate = { format: 'tiff', compression: 'deflate' } as const
export const gif256 = { format: 'gif', colours: 256 } as const

export interface Wanted {
  readonly rendering?: Partial<Rendering>
  readonly whenNotSmaller?: OutputOrder['whenNotSmaller']
  /** Size that the output must have, where the geometry does not say; pixels. */
  readonly width?: number
  readonly height?: number
}

export interface EngineRun {
  readonly reply: ProcessReply
  readonly facts: ImageFacts
  /** Final paths in the order of the outputs. */
  readonly paths: readonly string[]
}

/** Writes `source` to a fresh folder, inspects it and makes the outputs of it, in this process. */
export async function runEngine(source: Buffer, wanted: readonly Wanted[]): Promise<EngineRun> {
  const folder = await tempFolder()
  const sourcePath = join(folder, 'source')
  await writeFile(sourcePath, source)
  const inspected = await inspectFile(sourcePath)
  if (!inspected.ok) throw new Error(`Expected a readable picture but: ${inspected.failure.message}`)
  const facts = inspected.value
  const outputs = wanted.map((output, index) => order(join(folder, 'out'), facts, output, index))
  const reply = await processSource(
    {
      kind: 'process',
      sourcePath,
      facts,
      outputs,
      dates: 'keep',
      fileMode: 0o644,
      retire: null,
      isRecovery: false,
      minFreeBytes: null,
    },
    { fileSystem: realFileSystem, renameDelaysMs: [], sleep: () => Promise.resolve() },
    {
      stage: () => undefined,
      computed: () => undefined,
      publishing: () => Promise.resolve(),
      reserved: () => Promise.resolve(),
    },
  )
  return { reply, facts, paths: outputs.map((output) => output.finalPath) }
}

/** The path of the only output, which must have been written. */
export async function render(
  source: Buffer,
  rendering: Partial<Rendering>,
): Promise<EngineRun & { readonly path: string }> {
  const run = await runEngine(source, [{ rendering }])
  expect(run.reply).toMatchObject({ failure: null, outputs: [{ kind: 'written' }] })
  return { ...run, path: run.paths[0] ?? '' }
}

function order(folder: string, facts: ImageFacts, wanted: Wanted, index: number): OutputOrder {
  const rendering = { ...plainRendering, ...wanted.rendering }
  const size = sizeOf(rendering.geometry, facts)
  return {
    finalPath: join(folder, `${String(index)}.${rendering.encoding.format}`),
    tempPath: join(folder, `.batchfit-0000000${String(index)}.tmp`),
    width: wanted.width ?? size.width,
    height: wanted.height ?? size.height,
    overwrite: false,
    keepPath: null,
    replacesSource: false,
    whenNotSmaller: wanted.whenNotSmaller ?? 'write',
    rendering,
    ours: null,
  }
}

function sizeOf(geometry: Geometry, facts: ImageFacts): { readonly width: number; readonly height: number } {
  return geometry.kind === 'keep' ? facts : geometry
}

/** Mean absolute difference of two pictures of one size, over all samples of 8 bits. */
export function meanDifference(one: Buffer, other: Buffer): number {
  expect(one.length).toBe(other.length)
  let sum = 0
  for (let index = 0; index < one.length; index += 1) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0))
  return sum / one.length
}
