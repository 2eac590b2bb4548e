import { dirname } from 'node:path'
import { assertNever } from '../shared/assert-never.ts'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import { checkFreeSpace } from './check-free-space.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import type { CommitRequest, CommittedFile } from './commit-request.ts'
import { describeCommitError } from './describe-commit-error.ts'
import { fingerprintOf } from './file-state.ts'
import { hashBytes } from './hash-bytes.ts'
import { publishOutput } from './publish-output.ts'
import { recogniseFile } from './recognise-file.ts'
import { writeTempFile } from './write-temp-file.ts'

/**
 * Makes finished bytes appear under their final name, whole or not at all: temp file, write to the last byte, sync, read
 * the header back, mode and times, keep what is replaced, publish, sync the folder. After any failure the final name is
 * as it was and the temp file is gone where that was possible.
 */
export async function commitFile(
  request: CommitRequest,
  environment: CommitEnvironment,
): Promise<Outcome<CommittedFile>> {
  const { fileSystem } = environment
  const sha256 = hashBytes(request.bytes)
  if (!request.isRecovery) return commitNew(request, sha256, environment)
  try {
    const trace = await recogniseFile({ ...request, bytes: request.bytes.length, sha256 }, fileSystem)
    switch (trace.kind) {
      case 'none':
        return await commitNew(request, sha256, environment)
      case 'reserved':
        return await commitNew({ ...request, ours: trace.file }, sha256, environment)
      case 'written':
        await fileSystem.syncFolder(dirname(request.finalPath))
        return succeed({ fingerprint: trace.fingerprint, kept: trace.kept, warnings: [] })
      case 'foreign':
        return fail('output-exists', foreign(request))
      default:
        return assertNever(trace)
    }
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, 'look at what an interrupted run had left') }
  }
}

function foreign({ finalPath, keepPath }: CommitRequest): string {
  return `After an interruption another program changed ${finalPath}. It was left alone; what was there before is kept as ${String(keepPath)}.`
}

async function commitNew(
  request: CommitRequest,
  sha256: string,
  environment: CommitEnvironment,
): Promise<Outcome<CommittedFile>> {
  const { fileSystem } = environment
  const { finalPath, bytes, minFreeBytes } = request
  const full = await checkFreeSpace(dirname(finalPath), bytes.length, minFreeBytes, fileSystem)
  if (full !== null) return { ok: false, failure: full }
  const written = await writeTempFile(request, fileSystem)
  const published = written.ok
    ? await publishOutput(request, fingerprintOf(written.value, sha256), environment)
    : written
  if (!published.ok) await fileSystem.unlink(request.tempPath).catch(() => undefined)
  return published
}
