import type { NoteCode } from '../shared/rows.ts'
import type { OutputDraft } from './draft-outputs.ts'

/** What is unusual about a job that writes, in words and as a code. */
export function unusualReason(
  placed: readonly {
    readonly draft: OutputDraft
    readonly place: { readonly kind: string; readonly name: string }
  }[],
): { readonly reason: string | null; readonly reasonCode: NoteCode | null } {
  const renamed = placed.find(({ draft, place }) => place.kind === 'write' && place.name !== draft.name)
  if (renamed !== undefined) {
    const reason = `"${renamed.draft.name}" is taken, so it becomes "${renamed.place.name}".`
    return { reason, reasonCode: 'renamed' }
  }
  if (placed.some(({ place }) => place.kind === 'skip')) {
    return { reason: 'Some of its outputs exist already and are left alone.', reasonCode: 'some-exist-already' }
  }
  switch (placed[0]?.draft.output.whenNotSmaller) {
    case 'copy-original':
      return {
        reason: 'Written only if smaller; otherwise the original is copied.',
        reasonCode: 'copied-if-not-smaller',
      }
    case 'skip':
      return { reason: 'Written only if smaller; otherwise left out.', reasonCode: 'skipped-if-not-smaller' }
    default:
      return { reason: null, reasonCode: null }
  }
}
