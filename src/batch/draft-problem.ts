import type { Failure } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { OutputDraft } from './draft-outputs.ts'
import { maxEdgeOf } from './resolve-encoding.ts'

/** Why one of these outputs cannot be made, the first there is; null where all can. */
export function draftProblem(drafts: readonly OutputDraft[], facts: ImageFacts): Failure | null {
  for (const draft of drafts) {
    const problem = sizeProblem(draft) ?? animationProblem(draft, facts)
    if (problem !== null) return problem
  }
  return null
}

function sizeProblem({ output }: OutputDraft): Failure | null {
  const most = maxEdgeOf[output.format]
  const edge = Math.max(output.width, output.height)
  if (edge <= most) return null
  const size = `${String(output.width)}×${String(output.height)}`
  return {
    code: 'output-too-large',
    message: `The output would be ${size} pixels, but ${output.format} holds at most ${String(most)} a side. Choose a smaller size or another format.`,
  }
}

/** What cannot be done to all frames at once. */
function animationProblem({ output }: OutputDraft, facts: ImageFacts): Failure | null {
  const { animated, geometry } = output.rendering
  if (!animated) return null
  const isCropByContent = geometry.kind === 'cover' && /^(?:attention|entropy)$/.test(geometry.position)
  if (!isCropByContent && facts.orientation === 1) return null
  return {
    code: 'animation-unsupported',
    message: isCropByContent
      ? 'An animation cannot be cropped by content (attention, entropy). Choose a position, or a format that keeps only the first frame.'
      : 'An animation with an orientation tag cannot be turned. Remove the tag, or choose a format that keeps only the first frame.',
  }
}
