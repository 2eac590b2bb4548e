import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WriteJob } from '../../../src/batch/job-attempts.ts'
import { runJob } from '../../../src/batch/run-job.ts'
import type { PoolJob, PoolOutcome } from '../../../src/pool/pool-job.ts'
import type { ProcessTask } from '../../../src/shared/child-tasks.ts'
import { makeFacts } from '../../support/facts.ts'
import { createFakePool } from '../../support/fake-pool.ts'
import { plainRendering } from '../../support/plain-rendering.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const deadline: PoolOutcome = { kind: 'deadline', limitMs: 1000 }

/** Runs a job whose child does `work` and is then killed by its deadline. */
async function killedAfter(folder: string, work: (job: PoolJob, task: ProcessTask) => Promise<void>) {
  const output = {
    index: 0,
    path: join(folder, 'out', 'a.jpg'),
    format: 'jpeg',
    width: 8,
    height: 6,
    rendering: plainRendering,
    action: 'write',
    overwrite: false,
    keepPath: null,
    whenNotSmaller: 'write',
    estimatedBytes: 100,
  } as const
  const source = { path: join(folder, 'a.jpg'), treeFolder: '', origin: 'named' } as const
  const job: WriteJob = {
    action: 'write',
    source,
    facts: makeFacts(),
    reason: null,
    reasonCode: null,
    original: null,
    outputs: [output],
  }
  const pool = {
    ...createFakePool(),
    submit: async (poolJob: PoolJob) => {
      const task = poolJob.payload(1) as ProcessTask
      await mkdir(dirname(output.path), { recursive: true })
      await writeFile(task.outputs[0]?.tempPath ?? '', 'unfinished')
      await work(poolJob, task)
      await poolJob.afterChildDeath?.()
      return deadline
    },
  }
  const clock = { now: () => 0, after: () => () => undefined }
  const environment = {
    pool,
    clock,
    dates: 'keep',
    fileMode: 0o644,
    deadlineMs: 1000,
    minFreeBytes: null,
    isRecovery: false,
    tempName: () => '.batchfit-0123abcd.tmp',
  } as const
  return runJob(0, job, environment, {
    onStart: () => undefined,
    onStage: () => undefined,
    onInterrupted: () => undefined,
    afterFailure: () => Promise.resolve('settle'),
  })
}

/** Says of the file at the final name, as it is now, that it is about to be published or that it keeps the name free. */
async function announce(job: PoolJob, path: string, kind: 'publishing' | 'reserved'): Promise<void> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true })
  const file = { device: dev, inode: ino, bytes: Number(size), modifiedNs: mtimeNs, sha256: null }
  job.onProgress?.({ kind, outputIndex: 0, file, kept: null })
}

describe('a job whose child is killed', () => {
  it('has failed, and leaves no temp file', async () => {
    const folder = await tempFolder()
    const result = await killedAfter(folder, () => Promise.resolve())
    expect(result).toMatchObject({ status: 'failed', failure: { code: 'time-limit' }, outputs: [] })
    expect(await readdir(join(folder, 'out'))).toEqual([])
  })

  it('is done when everything had been published before', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'out', 'a.jpg')
    const result = await killedAfter(folder, async (job) => {
      await writeFile(path, 'whole')
      await announce(job, path, 'publishing')
    })
    expect(result).toMatchObject({ status: 'done', failure: null, outputs: [{ kind: 'written', path, bytes: 5 }] })
    expect(result?.warnings).toHaveLength(1)
    expect(await readdir(join(folder, 'out'))).toEqual(['a.jpg'])
  })

  it('leaves no empty file that only kept the name free, but any that is not its own', async () => {
    for (const isStrangers of [false, true]) {
      const folder = await tempFolder()
      const path = join(folder, 'out', 'a.jpg')
      const result = await killedAfter(folder, async (job, task) => {
        await announce(job, task.outputs[0]?.tempPath ?? '', 'publishing')
        await writeFile(path, '')
        await announce(job, path, 'reserved')
        if (isStrangers) await writeFile(path, 'somebody else')
      })
      expect(result).toMatchObject({ status: 'failed', outputs: [] })
      expect(await readdir(join(folder, 'out'))).toEqual(isStrangers ? ['a.jpg'] : [])
      if (isStrangers) expect(await readFile(path, 'utf8')).toBe('somebody else')
    }
  })
})
