import { unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProcessPool } from '../pool/process-pool.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { CacheFile, Loss, PreviewReply, PreviewTask, ShownType } from '../shared/child-tasks.ts'
import type { Failure, FailureCode } from '../shared/failure.ts'
import type { ImageFacts, OutputFormat } from '../shared/image-facts.ts'
import type { Answer, RequestFailureCode } from '../shared/ipc-contract.ts'
import type { PlannedOutput } from '../shared/plan.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import { estimateMemoryBytes } from './estimate-cost.ts'

export interface CompareRequest {
  /** Absolute. */
  readonly sourcePath: string
  /** As planned from. */
  readonly facts: ImageFacts
  /** All outputs of the job, as planned: they may share a decode, which shows in the bytes. */
  readonly outputs: readonly PlannedOutput[]
  /** The one of them to compare; its path does not matter. */
  readonly output: PlannedOutput
  /** Absolute, in folders of the app's own; what is there already is replaced. No extension is added. */
  readonly beforePath: string
  readonly afterPath: string
}

export interface CompareEnvironment {
  /** Its light lane makes the comparison. */
  readonly pool: ProcessPool
  /** Until the child is killed, in milliseconds; null for none. */
  readonly deadlineMs: number | null
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
}

/** A file that a page can show. */
export interface ShownFile {
  /** As asked for. */
  readonly path: string
  readonly contentType: ShownType
}

export interface ComparedPicture {
  /** The source, upright, at the size of the output, without loss, in sRGB. */
  readonly before: ShownFile
  /** The very file that a run would write, or a lossless conversion where a page cannot show that. */
  readonly after: ShownFile
  readonly format: OutputFormat
  /** Of the encoding where it has one; with a target size, the one that was found. */
  readonly quality: number | null
  /** Of the file that a run would write, metadata included. */
  readonly outputBytes: number
  readonly losses: readonly Loss[]
  readonly warnings: readonly string[]
  /** What making the output took, from reading the source to the last encode, in milliseconds. */
  readonly elapsedMs: number
}

/** Has a child make both sides of a comparison; nothing is written where outputs go. */
export async function comparePicture(
  request: CompareRequest,
  environment: CompareEnvironment,
): Promise<Answer<ComparedPicture>> {
  const { facts, output } = request
  if (!request.outputs.includes(output)) throw new Error('Expected the output to be one of the job')
  // What exists already and is left alone would not share a decode in a run, unless it is the one that is looked at.
  const outputs = request.outputs.filter((other) => other.action === 'write' || other === output)
  const costBytes = estimateMemoryBytes(facts, [{ ...output, action: 'write' }, ...outputs])
  let files: readonly CacheFile[] = []
  const outcome = await environment.pool.submit({
    lane: 'light',
    costBytes,
    memoryLimitBytes: Math.max(minMemoryLimitBytes, costBytes * 2),
    deadlineMs: environment.deadlineMs,
    payload: (): PreviewTask => {
      const before = cacheFile(request.beforePath, environment)
      const after = cacheFile(request.afterPath, environment)
      files = [before, after]
      const specs = outputs.map(({ width, height, rendering, whenNotSmaller }) => {
        return { width, height, rendering, whenNotSmaller }
      })
      const index = outputs.indexOf(output)
      return { kind: 'preview', sourcePath: request.sourcePath, facts, outputs: specs, index, before, after }
    },
    afterChildDeath: async () => {
      await Promise.all(files.map(({ tempPath }) => unlink(tempPath).catch(() => undefined)))
    },
  })
  if (outcome.kind !== 'replied') return refused(describePoolOutcome(outcome))
  const { result } = outcome.payload as PreviewReply
  if (!result.ok) return refused(result.failure)
  const { beforeType, afterType, ...preview } = result.value
  return {
    ok: true,
    value: {
      before: { path: request.beforePath, contentType: beforeType },
      after: { path: request.afterPath, contentType: afterType },
      format: output.format,
      ...preview,
    },
  }
}

/** No estimate is so good that a child below this is killed for its size. */
const minMemoryLimitBytes = 2e9

function cacheFile(finalPath: string, { randomHex }: CompareEnvironment): CacheFile {
  return { finalPath, tempPath: join(dirname(finalPath), `.batchfit-${randomHex()}.tmp`) }
}

function refused({ code, message }: Failure): Answer<never> {
  return { ok: false, failure: { code: requestFailureFor(code), message, cause: code } }
}

/** A request fails for fewer causes than a file does; the cause goes along. */
function requestFailureFor(code: FailureCode): RequestFailureCode {
  switch (code) {
    case 'input-missing':
    case 'input-unreadable':
    case 'out-of-memory':
    case 'worker-crashed':
    case 'worker-killed':
    case 'workers-cannot-start':
    case 'time-limit':
    case 'output-unwritable':
    case 'disk-full':
    case 'volume-gone':
    case 'original-not-kept':
    case 'commit-failed':
    case 'verify-failed':
      return 'system'
    case 'cancelled':
      return 'not-now'
    case 'internal-error':
      return 'internal-error'
    case 'input-not-a-file':
    case 'input-empty':
    case 'input-too-large':
    case 'input-changed':
    case 'input-is-link':
    case 'name-unreadable':
    case 'not-a-picture':
    case 'format-unsupported':
    case 'image-damaged':
    case 'too-many-pixels':
    case 'animation-unsupported':
    case 'output-exists':
    case 'output-clash':
    case 'output-is-input':
    case 'output-folder-unusable':
    case 'output-too-large':
    case 'target-unreachable':
      return 'not-usable'
    default:
      return assertNever(code)
  }
}
