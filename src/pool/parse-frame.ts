import type { FromChild } from '../shared/pool-protocol.ts'

/** A frame from a child, checked field by field; null for anything else. Payloads are passed on unseen. */
export function parseFrame(raw: unknown): FromChild | null {
  if (typeof raw !== 'object' || raw === null) return null
  const frame = raw as Readonly<Record<string, unknown>>
  const { kind, jobId, protocolVersion, payload, rssBytes } = frame
  if (kind === 'ready') return typeof protocolVersion === 'number' ? { kind, protocolVersion } : null
  if (typeof jobId !== 'number') return null
  if (kind === 'computed') return { kind, jobId }
  if (kind === 'progress') return 'payload' in frame ? { kind, jobId, payload } : null
  if (typeof rssBytes !== 'number') return null
  if (kind === 'over-memory') return { kind, jobId, rssBytes }
  return kind === 'done' && 'payload' in frame ? { kind, jobId, payload, rssBytes } : null
}
