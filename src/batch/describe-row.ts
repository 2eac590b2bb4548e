import type { ImageFacts } from '../shared/image-facts.ts'
import type { RowDetails } from '../shared/ipc-contract.ts'
import type { Row } from './row.ts'

/** Everything about one row, for a person to read. */
export function describeRow(row: Row, path: string): RowDetails {
  const { id, facts, state, action, message, result } = row
  return {
    row: id,
    path,
    facts: facts === null ? null : describeFacts(facts),
    state,
    action,
    outputs: describeOutputs(row),
    message,
    losses: [...(result?.losses ?? [])],
    warnings: [...(result?.warnings ?? [])],
    elapsedMs: result === null || result.elapsedMs === 0 ? null : result.elapsedMs,
  }
}

function describeFacts({ profile, identity, ...facts }: ImageFacts): NonNullable<RowDetails['facts']> {
  return {
    format: facts.format,
    width: facts.width,
    height: facts.height,
    orientation: facts.orientation,
    bitsPerSample: facts.bitsPerSample,
    hasAlpha: facts.hasAlpha,
    colourModel: facts.colourModel,
    hasProfile: profile !== null,
    isSrgb: profile?.isSrgb ?? true,
    frames: facts.frames,
    isAnimated: facts.isAnimated,
    hasExif: facts.hasExif,
    hasGainMap: facts.hasGainMap,
    takenOn: facts.takenOn,
    bytes: identity.bytes,
  }
}

/** Outputs that exist already are not ours: they are left out. */
function describeOutputs({ outputs, result }: Row): RowDetails['outputs'] {
  return outputs.flatMap(({ index, path, format, width, height, action, bytes }) => {
    if (action === 'skip') return []
    const end = result?.outputs.find((output) => output.path === path)
    const isWritten = end !== undefined && 'bytes' in end
    return [isWritten ? { index, ...sizeOf(end), isWritten } : { index, path, format, width, height, bytes, isWritten }]
  })
}

type Written = Extract<NonNullable<Row['result']>['outputs'][number], { readonly bytes: number }>

function sizeOf({
  path,
  format,
  width,
  height,
  bytes,
}: Written): Omit<RowDetails['outputs'][number], 'index' | 'isWritten'> {
  return { path, format, width, height, bytes }
}
