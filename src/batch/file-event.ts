import type { JobResult } from '../shared/job-result.ts'

/** One finished source as a JSON line and the JSON report tell it; `docs/cli.md` documents its keys. */
export function fileEvent(result: JobResult): object {
  return {
    event: 'file',
    source: result.source,
    status: result.status,
    outputs: result.outputs.flatMap((output) => {
      if (output.kind !== 'written' && output.kind !== 'copied') return []
      const { path, format, width, height, bytes } = output
      return [{ path, format, width, height, bytes }]
    }),
    sourceBytes: result.sourceBytes,
    ms: Math.round(result.elapsedMs),
    losses: result.losses,
    warnings: result.warnings,
    ...(result.reason === null ? {} : { reason: result.reason }),
    ...(result.failure === null ? {} : { failure: result.failure }),
  }
}
