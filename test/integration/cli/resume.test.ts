import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { command, jsonEvents, startCommand } from '../../support/command-line.ts'
import { makeFiles, writeFiles } from '../../support/folder-with.ts'
import { jpegPicture } from '../../support/pictures.ts'
import { openRealStore } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const picture = await jpegPicture(900, 700)
const settings = ['--jobs', '1', '--longest-side', '500', '--to', 'out', 'in']

async function stageOf(count: number) {
  const folder = await tempFolder()
  const names = Array.from({ length: count }, (_, index) => `in/${String(index).padStart(3, '0')}.jpg`)
  await writeFiles(folder, Object.fromEntries(names.map((name) => [name, picture])))
  for (const name of names) await utimes(join(folder, name), 1_600_000_000, 1_600_000_000)
  const env = { BATCHFIT_HOME: join(folder, 'home') }
  return { folder, env, run: (...args: readonly string[]) => command(args, { folder, env }) }
}

type Stage = Awaited<ReturnType<typeof stageOf>>

/** Has a run killed after some files, of which the journal has the first; yields the name of the batch. */
async function interrupt({ folder, env }: Stage): Promise<string> {
  const running = startCommand(['run', '--json', ...settings], { folder, env })
  await running.seen(/(?:"event":"file"[^]*){6}/)
  running.process.kill('SIGKILL')
  const { stdout } = await running.ended
  return String(jsonEvents(stdout.slice(0, stdout.lastIndexOf('\n') + 1))[0]?.['batch'])
}

describe('batchfit resume', () => {
  it('finishes what a killed run has left, and sums up the whole batch', async () => {
    const stage = await stageOf(30)
    const id = await interrupt(stage)
    const before = await readdir(join(stage.folder, 'out'))
    const { exitCode, stdout, stderr } = await stage.run('resume')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(new RegExp(`^Resuming batch ${id} of .*longest side 500, \\d+ files to go\\n$`))
    expect(stdout).toMatch(/^30 files: 30 done, 0 skipped, 0 failed, /m)
    expect(stdout).toContain(`"batchfit undo ${id}" takes it back.`)
    // What was done is not done again, so it is not told again either.
    expect(stdout.match(/^done /gm)?.length).toBeLessThan(30)
    expect(before.length).toBeGreaterThan(0)
    expect(await filesBelow(join(stage.folder, 'out'))).toHaveLength(30)
  })

  it('finds every source of a run that was killed before it had found any, however many were named', async () => {
    const stage = await stageOf(120)
    const inputs = (await readdir(join(stage.folder, 'in'))).map((name) => join(stage.folder, 'in', name))
    const { store } = await openRealStore(stage.env.BATCHFIT_HOME)
    const filter = { recursive: true, include: [], exclude: [] }
    await store.begin({
      ...{ id: '1a2b3c4d', startedMs: Date.now(), origin: 'cli', recipe: Recipe.parse({}), isReplace: false, inputs },
      options: { ...filter, workingFolder: stage.folder, takesLinks: false },
    })
    // It ends without a word, as if it had been killed.
    await store.close()
    const { exitCode, stdout } = await stage.run('resume')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^120 files: 120 done, /m)
  })

  it('goes on after Ctrl-C, by name, and reports every file of the batch', async () => {
    const stage = await stageOf(30)
    const running = startCommand(['run', '--json', ...settings], stage)
    await running.seen(/"event":"file"/)
    running.process.kill('SIGINT')
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(130)
    const id = String(jsonEvents(stdout)[0]?.['batch'])
    const resumed = await stage.run('resume', '--json', '--report', 'report.json', id)
    expect(resumed.exitCode).toBe(0)
    expect(jsonEvents(resumed.stdout)[0]).toEqual({ event: 'plan', batch: id, total: 30 })
    expect(jsonEvents(resumed.stdout).at(-1)).toMatchObject({ event: 'summary', total: 30, done: 30 })
    const report = JSON.parse(await readFile(join(stage.folder, 'report.json'), 'utf8')) as readonly unknown[]
    expect(report).toHaveLength(30)
  })

  it('removes temp files of that batch, and leaves those of others', async () => {
    const stage = await stageOf(20)
    const id = await interrupt(stage)
    await makeFiles(join(stage.folder, 'out'), [`.batchfit-${id}-77.tmp`, '.batchfit-0123abcd-1.tmp'])
    await stage.run('resume', '--quiet')
    const left = (await filesBelow(join(stage.folder, 'out'))).filter((name) => name.startsWith('.'))
    expect(left).toEqual(['.batchfit-0123abcd-1.tmp'])
  })

  it('drops a batch that nobody wants any more, with its temp files', async () => {
    const stage = await stageOf(20)
    const id = await interrupt(stage)
    await makeFiles(join(stage.folder, 'out'), [`.batchfit-${id}-77.tmp`])
    const { exitCode, stdout } = await stage.run('resume', '--dismiss')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Batch ${id} is dropped`)
    expect((await filesBelow(join(stage.folder, 'out'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(await stage.run('resume', id)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(`Of batch ${id} nothing is left to be done`) as string,
    })
  })

  it('leaves a batch alone that another process works on', async () => {
    const stage = await stageOf(60)
    const running = startCommand(['run', '--json', ...settings], stage)
    await running.seen(/"event":"file"/)
    const id = String(jsonEvents(running.stdout().slice(0, running.stdout().indexOf('\n') + 1))[0]?.['batch'])
    expect(await stage.run('resume', id)).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining(`Another process works on batch ${id}`) as string,
    })
    expect((await running.ended).exitCode).toBe(0)
  })

  it('takes the newest of several, and names the others', async () => {
    const stage = await stageOf(20)
    const older = await interrupt(stage)
    const newer = await interrupt(stage)
    const { stderr } = await stage.run('resume')
    expect(stderr).toMatch(new RegExp(`^Resuming batch ${newer}`))
    expect(stderr).toContain(`1 other batch can be resumed by name:\n  ${older} of `)
  })

  it('says so where nothing is left to do', async () => {
    const stage = await stageOf(1)
    expect(await stage.run('resume')).toMatchObject({
      exitCode: 3,
      stderr: 'batchfit: Nothing to resume: every batch is over. "batchfit history" lists them.\n',
    })
    expect(await stage.run('resume', '0123abcd')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('There is no batch 0123abcd') as string,
    })
  })
})

describe('a run beside an interrupted batch', () => {
  it('says in one line what could be resumed, unless it is to be quiet', async () => {
    const stage = await stageOf(20)
    const id = await interrupt(stage)
    const loud = await stage.run('run', '--to', 'other', 'in/000.jpg')
    expect(loud.stderr).toMatch(
      new RegExp(`^Batch ${id} of .* was interrupted with \\d+ files to go: "batchfit resume" goes on.*\\n$`),
    )
    expect((await stage.run('run', '--quiet', '--to', 'other', 'in/001.jpg')).stderr).toBe('')
    expect((await stage.run('run', '--json', '--to', 'other', 'in/001.jpg')).stderr).toBe('')
  })
})

describe('a run that cannot be written down', () => {
  it('is done all the same, and says so; but it replaces nothing', async () => {
    const stage = await stageOf(2)
    await rm(join(stage.folder, 'home'), { recursive: true, force: true })
    await writeFile(join(stage.folder, 'home'), 'a file where the state folder would be')
    const { exitCode, stderr } = await stage.run('run', ...settings)
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^batchfit: no journal can be kept \(.*\n$/)
    const replacing = await stage.run('run', '--replace', '--yes', '--longest-side', '100', 'in')
    expect(replacing.exitCode).toBe(4)
    expect(replacing.stderr).toContain('originals are replaced only while the journal can be written')
    expect(await readFile(join(stage.folder, 'in/000.jpg'))).toEqual(picture)
  })
})
