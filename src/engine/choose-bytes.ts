import type { Loss, OutputSpec } from '../shared/child-tasks.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { EncodedOutput } from './encode-output.ts'

/** What becomes of an output once its size is known. */
export type BytesChoice =
  | {
      /** `copy`: the source itself, byte for byte. */
      readonly kind: 'encoded' | 'copy'
      readonly bytes: Buffer
      readonly losses: readonly Loss[]
      readonly warning: string | null
    }
  | { readonly kind: 'skip'; readonly reason: string; readonly warning: null }

/** Decides between the new file, a copy of the source and none, as the recipe says for files that get no smaller. */
export function chooseBytes(
  { bytes, losses }: EncodedOutput,
  fileBytes: Buffer,
  facts: ImageFacts,
  output: OutputSpec,
): BytesChoice {
  const { whenNotSmaller } = output
  const isSmaller = bytes.length < fileBytes.length
  if (isSmaller || whenNotSmaller === 'write') return { kind: 'encoded', bytes, losses, warning: null }
  if (whenNotSmaller === 'skip') {
    return { kind: 'skip', reason: 'The new file would not be smaller than the source.', warning: null }
  }
  if (mayCopy(facts, output)) return { kind: 'copy', bytes: fileBytes, losses: [], warning: null }
  return {
    kind: 'encoded',
    bytes,
    losses,
    warning:
      'The new file is not smaller, but the original was not copied: it is turned, or holds metadata or colours that the recipe takes away.',
  }
}

/** A copy carries all of the source along; where the recipe takes something away, a copy would bring it back. */
function mayCopy(facts: ImageFacts, output: OutputSpec): boolean {
  const { metadata, colour, encoding } = output.rendering
  const keepsColour = colour === 'keep' || facts.profile === null || facts.profile.isSrgb
  return facts.format === encoding.format && facts.orientation === 1 && keepsColour && metadata === 'keep'
}
