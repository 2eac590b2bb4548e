import { setTimeout as sleep } from 'node:timers/promises'
import { type CommitEnvironment, renameDelaysMs } from '../engine/commit-environment.ts'
import { realFileSystem } from '../engine/commit-file-system.ts'
import { inspectFile } from '../engine/inspect-file.ts'
import { makePreview } from '../engine/make-preview.ts'
import { makeThumbnail } from '../engine/make-thumbnail.ts'
import { processSource } from '../engine/process-source.ts'
import { undoFiles } from '../engine/undo-files.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { ChildReply, ChildTask, ProcessReply, ProcessTask } from '../shared/child-tasks.ts'
import type { Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import { ownChannel } from './own-channel.ts'
import { reportProgress } from './report-progress.ts'
import { type JobVoice, serveJobs } from './serve-jobs.ts'

/** Composition root of a child: the engine behind the message loop. */
const environment: CommitEnvironment = {
  fileSystem: realFileSystem,
  renameDelaysMs: renameDelaysMs(process.platform),
  sleep: (ms) => sleep(ms),
}

serveJobs({
  channel: ownChannel(),
  // The parent is the same build.
  handle: async (payload, voice): Promise<ChildReply> => {
    const task = payload as ChildTask
    switch (task.kind) {
      case 'inspect':
        return { kind: 'inspected', results: await inspectAll(task.paths) }
      case 'process':
        return processReporting(task, voice)
      case 'thumbnail':
        return makeThumbnail(task, realFileSystem)
      case 'preview':
        return { kind: 'previewed', result: await makePreview(task, realFileSystem) }
      case 'undo':
        return undoFiles(task, environment)
      default:
        return assertNever(task)
    }
  },
})

async function inspectAll(paths: readonly string[]): Promise<readonly Outcome<ImageFacts>[]> {
  const results: Outcome<ImageFacts>[] = []
  for (const path of paths) results.push(await inspectFile(path))
  return results
}

async function processReporting(task: ProcessTask, voice: JobVoice): Promise<ProcessReply> {
  const report = reportProgress(voice)
  try {
    return await processSource(task, environment, report)
  } finally {
    report.close()
  }
}
