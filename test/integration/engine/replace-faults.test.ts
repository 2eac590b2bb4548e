import { describe, expect, it } from 'vitest'
import { realFileSystem } from '../../../src/engine/commit-file-system.ts'
import { processSource } from '../../../src/engine/process-source.ts'
import { dyingFileSystem, faultyFileSystem } from '../../support/faulty-file-system.ts'
import {
  environmentOn,
  type ReplaceKind,
  replaceKinds,
  replaceStage,
  replyWords,
  silentReport,
  sweepTemps,
  type Tree,
  treeOf,
} from '../../support/replace-stage.ts'
import { withoutLinks } from '../../support/without-links.ts'

const codes = ['ENOSPC', 'EIO', 'EPERM', 'EEXIST', 'ESTALE', 'short-write']
const systems = [
  { where: 'with hard links', base: realFileSystem },
  { where: 'without hard links', base: withoutLinks },
]
const cases = replaceKinds.flatMap((kind) => systems.map((system) => ({ kind, ...system })))

async function undisturbed(kind: ReplaceKind): Promise<Tree> {
  const stage = await replaceStage(kind)
  expect(replyWords(await processSource(stage.task, environmentOn(realFileSystem), silentReport))).toEqual(['written'])
  return treeOf(stage.folder)
}

describe('a replacement in which one call fails', () => {
  it.each(cases)('leaves everything as it was, or everything done ($kind, $where)', async ({ kind, base }) => {
    const wanted = await undisturbed(kind)
    const failures = new Set<string>()
    for (const code of codes) {
      for (let nth = 1; ; nth += 1) {
        const stage = await replaceStage(kind)
        const { fileSystem, calls } = faultyFileSystem(base, { nth, code })
        const reply = await processSource(stage.task, environmentOn(fileSystem), silentReport)
        if (calls().length < nth) break
        const failed = calls()[nth - 1]
        const label = `${code} at call ${String(nth)} (${String(failed)}): ${replyWords(reply).join(' ')}`
        // The name of a temp file that cannot be removed is swept later.
        if (failed === 'unlink') await sweepTemps(stage)
        const failure = reply.outputs.find((output) => output.kind === 'failed')?.failure ?? reply.failure
        expect(await treeOf(stage.folder), label).toEqual(failure === null ? wanted : stage.before)
        if (failure === null) continue
        failures.add(failure.code)
        expect(failure.message, label).toMatch(/^[A-Z].*\w.*\.$/)
        if (code === 'ENOSPC') expect(failure.code, label).toBe('disk-full')
        if (code === 'ESTALE') expect(failure.code, label).toBe('volume-gone')
        if (code === 'EIO') expect(['commit-failed', 'original-not-kept'], label).toContain(failure.code)
      }
    }
    expect([...failures]).toEqual(expect.arrayContaining(['disk-full', 'volume-gone', 'original-not-kept']))
  })
})

describe('a recovery that is interrupted as well', () => {
  it.each(cases)('is finished by the next ($kind, $where)', async ({ kind, base }) => {
    const wanted = await undisturbed(kind)
    for (let nth = 1; ; nth += 1) {
      const stage = await replaceStage(kind)
      const first = dyingFileSystem(base, nth, () => undefined)
      await processSource(stage.task, environmentOn(first.fileSystem), silentReport)
      const task = { ...stage.task, isRecovery: true }
      for (let step = 1; ; step += 5) {
        await sweepTemps(stage)
        const again = dyingFileSystem(base, step + (nth % 5), () => undefined)
        const reply = await processSource(task, environmentOn(again.fileSystem), silentReport)
        if (again.isDead()) continue
        expect(replyWords(reply), `${String(nth)}, ${String(step)}`).toEqual(['written'])
        break
      }
      expect(await treeOf(stage.folder), String(nth)).toEqual(wanted)
      if (!first.isDead()) break
    }
  })
})
