/**
 * Takes the place of the worker's bundle where the window is measured, not the pictures: headers and thumbnails are real,
 * but of every output it says very soon that it was written, and writes none.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { realFileSystem } from '../src/engine/commit-file-system.ts'
import { inspectFile } from '../src/engine/inspect-file.ts'
import { makePreview } from '../src/engine/make-preview.ts'
import { makeThumbnail } from '../src/engine/make-thumbnail.ts'
import { assertNever } from '../src/shared/assert-never.ts'
import type { ChildReply, ChildTask, OutputResult } from '../src/shared/child-tasks.ts'
import type { Outcome } from '../src/shared/failure.ts'
import type { ImageFacts } from '../src/shared/image-facts.ts'
import { ownChannel } from '../src/worker/own-channel.ts'
import { serveJobs } from '../src/worker/serve-jobs.ts'

/** What a picture takes, in milliseconds: two children at a time then make a little more than 1,000 a second. */
const pictureMs = 2

serveJobs({ channel: ownChannel(), handle: (payload) => answer(payload as ChildTask) })

async function answer(task: ChildTask): Promise<ChildReply> {
  switch (task.kind) {
    case 'inspect': {
      const results: Outcome<ImageFacts>[] = []
      for (const path of task.paths) results.push(await inspectFile(path))
      return { kind: 'inspected', results }
    }
    case 'process': {
      await sleep(pictureMs)
      const outputs: readonly OutputResult[] = task.outputs.map(({ finalPath: path, width, height, rendering }) => ({
        kind: 'written',
        path,
        format: rendering.encoding.format,
        width,
        height,
        bytes: Math.round(task.facts.identity.bytes / 3),
        fingerprint: { ...task.facts.identity, sha256: null },
        kept: null,
      }))
      return { kind: 'processed', failure: null, outputs, losses: [], warnings: [], retired: null }
    }
    case 'thumbnail':
      return makeThumbnail(task, realFileSystem)
    case 'preview':
      return { kind: 'previewed', result: await makePreview(task, realFileSystem) }
    case 'undo':
      return { kind: 'undone', refusals: task.items.map(() => null) }
    default:
      return assertNever(task)
  }
}
