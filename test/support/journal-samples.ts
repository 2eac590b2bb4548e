import type { OutputResult } from '../../src/shared/child-tasks.ts'
import type { FileIdentity, Fingerprint } from '../../src/shared/image-facts.ts'
import type { JobResult } from '../../src/shared/job-result.ts'
import type { SourceFile } from '../../src/shared/plan.ts'
import type { Recipe } from '../../src/shared/recipe.ts'
import type { BatchStart, JobPlanRecord, JournalEntry } from '../../src/store/store.ts'

type WritePlan = Extract<JobPlanRecord, { readonly action: 'write' }>
type WrittenOutput = Extract<OutputResult, { readonly kind: 'written' | 'copied' }>

/** Written out, because the schema that would fill it in takes each process of a test a while to load. */
const recipe: Recipe = {
  version: 1,
  outputs: [
    {
      resize: { mode: 'longest-side', size: 1920, enlarge: false, kernel: 'lanczos3', linearLight: false },
      format: { type: 'keep', lossless: false },
      qualityFloor: 40,
      metadata: 'keep',
      colour: 'keep',
      background: '#ffffff',
      name: '{name}',
    },
  ],
  destination: { kind: 'subfolder', name: 'Resized' },
  tree: 'mirror',
  onExisting: 'skip',
  whenNotSmaller: 'write',
  dates: 'keep',
}

/** A batch as it begins. */
export function batchStart(id: string, changes: Partial<BatchStart> = {}): BatchStart {
  return {
    id,
    startedMs: 1_780_000_000_000,
    origin: 'cli',
    recipe,
    isReplace: false,
    inputs: ['/photos'],
    options: { workingFolder: '/', recursive: true, include: [], exclude: ['*.tmp'], takesLinks: false },
    ...changes,
  }
}

export function sourceAt(place: number): SourceFile {
  return { path: `/photos/${String(place)}.jpg`, treeFolder: '', origin: 'found' }
}

/** Larger than a number can tell apart. */
export function identityAt(place: number): FileIdentity {
  return {
    device: 2n ** 60n + 1n,
    inode: 2n ** 62n + BigInt(place),
    bytes: 3_000_000 + place,
    modifiedNs: 1_780_000_000_123_456_789n,
  }
}

export function fingerprintAt(place: number): Fingerprint {
  return { ...identityAt(place), sha256: place.toString(16).padStart(64, '0') }
}

/** `outputs` at `/photos/out-<output>/<place>.jpg`. */
export function planAt(place: number, outputs = 1, changes: Partial<WritePlan> = {}): WritePlan {
  return {
    action: 'write',
    identity: identityAt(place),
    original: null,
    outputs: Array.from({ length: outputs }, (_, index) => {
      const path = outputPath(place, index)
      return { index, path, format: 'jpeg', action: 'write', overwrite: false, keepPath: null }
    }),
    ...changes,
  }
}

export function outputPath(place: number, output = 0): string {
  return `/photos/out-${String(output)}/${String(place)}.jpg`
}

export function writtenOutput(place: number, output = 0, changes: Partial<WrittenOutput> = {}): WrittenOutput {
  return {
    kind: 'written',
    path: outputPath(place, output),
    format: 'jpeg',
    width: 1600,
    height: 1200,
    bytes: 1000 + place,
    fingerprint: fingerprintAt(place),
    kept: null,
    ...changes,
  }
}

export function resultAt(place: number, outputs = 1, changes: Partial<JobResult> = {}): JobResult {
  return {
    index: place,
    source: sourceAt(place).path,
    status: 'done',
    reason: null,
    reasonCode: null,
    failure: null,
    outputs: Array.from({ length: outputs }, (_, index) => writtenOutput(place, index)),
    sourceBytes: 3_000_000 + place,
    megapixels: 12.2,
    sourceWidth: 4032,
    sourceHeight: 3024,
    elapsedMs: 132.5,
    losses: [],
    warnings: [],
    retired: null,
    ...changes,
  }
}

export function added(batch: string, count: number, firstPlace = 0): JournalEntry {
  const sources = Array.from({ length: count }, (_, index) => {
    return { source: sourceAt(firstPlace + index), failure: null }
  })
  return { kind: 'added', batch, firstPlace, sources }
}

export function planned(batch: string, place: number, plan: JobPlanRecord = planAt(place)): JournalEntry {
  return { kind: 'planned', batch, place, plan }
}

export function finished(batch: string, result: JobResult): JournalEntry {
  return { kind: 'finished', batch, result }
}

export function ended(batch: string, changes: Partial<Extract<JournalEntry, { kind: 'ended' }>> = {}): JournalEntry {
  return {
    kind: 'ended',
    batch,
    state: 'finished',
    endedMs: 1_780_000_060_000,
    elapsedMs: 60_000,
    stopped: null,
    ...changes,
  }
}

/** All that a batch of so many jobs, each done, tells from its first entry to its last. */
export function wholeBatch(batch: string, jobs: number): readonly JournalEntry[] {
  const places = Array.from({ length: jobs }, (_, place) => place)
  return [
    added(batch, jobs),
    { kind: 'scanned', batch, total: jobs },
    ...places.flatMap((place) => [planned(batch, place), finished(batch, resultAt(place))]),
    ended(batch),
  ]
}
