import type { Rendering } from '../../src/shared/plan.ts'

/** What the engine is told for a JPEG of the source's own size, everything else as the defaults have it. */
export const plainRendering: Rendering = {
  geometry: { kind: 'keep' },
  kernel: 'lanczos3',
  linearLight: false,
  encoding: { format: 'jpeg', quality: 82, chroma: 'auto', progressive: false, mozjpeg: false },
  target: null,
  metadata: 'keep',
  colour: 'keep',
  background: '#ffffff',
  animated: false,
}
