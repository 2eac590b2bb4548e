import { execFileSync } from 'node:child_process'
import { mkdir, rename, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { command, jsonEvents, startCommand } from '../../support/command-line.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { expectWholePictures, jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A file system of so many MB at `folder`; false where mounting is not allowed. */
function mountDisk(folder: string, megabytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  onTestFinished(() => {
    execFileSync('umount', [folder])
  })
  return true
}

async function stageOf(count: number, edge: number): Promise<{ readonly folder: string; readonly out: string }> {
  const folder = await tempFolder()
  const out = join(folder, 'out')
  await mkdir(out)
  const picture = await jpegPicture(edge, Math.round(edge * 0.75))
  const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(4, '0')}.jpg`)
  await writeFiles(join(folder, 'in'), Object.fromEntries(names.map((name) => [name, picture])))
  return { folder, out }
}

const settings = ['--json', '--longest-side', '640', '--quality', '95']
const eventsOf = (stdout: string, name: string) => jsonEvents(stdout).filter(({ event }) => event === name)

describe('a full disk, waited for', () => {
  it('holds the batch with one message, and all 200 files are done when it has been made larger', async ({ skip }) => {
    const { folder, out } = await stageOf(200, 700)
    if (!mountDisk(out, 8)) skip('mounting an 8 MB tmpfs needs root and Linux')
    const running = startCommand(['run', ...settings, '--when-full', 'wait', '--to', out, 'in'], { folder })
    await running.seen(/"event":"held"/)
    execFileSync('mount', ['-o', 'remount,size=200m', out])
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(0)
    const held = eventsOf(stdout, 'held').map(({ holds }) => holds)
    expect(held).toMatchObject([[{ reason: 'disk-full', folder: out }], []])
    expect(eventsOf(stdout, 'file').map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 'done'))
    expect(await expectWholePictures(out)).toBe(200)
  })

  it('is left with some space free for everybody else', async ({ skip }) => {
    const { folder, out } = await stageOf(60, 700)
    if (!mountDisk(out, 8)) skip('mounting an 8 MB tmpfs needs root and Linux')
    const run = await command(['run', ...settings, '--min-free', '5MB', '--when-full', 'stop', '--to', out, 'in'], {
      folder,
    })
    expect(run.exitCode).toBe(4)
    const { bavail, bsize } = await statfs(out)
    expect(bavail * bsize).toBeGreaterThan(5e6)
    expect(await expectWholePictures(out)).toBeGreaterThan(3)
  })
})

describe('a batch that a full disk has stopped', () => {
  it('is resumed when there is room, and nothing of it has failed', async ({ skip }) => {
    const { folder, out } = await stageOf(120, 700)
    if (!mountDisk(out, 8)) skip('mounting an 8 MB tmpfs needs root and Linux')
    const env = { BATCHFIT_HOME: join(folder, 'home') }
    const stopped = await command(['run', ...settings, '--when-full', 'stop', '--to', out, 'in'], { folder, env })
    expect(stopped.exitCode).toBe(4)
    expect(jsonEvents(stopped.stdout).at(-1)).toMatchObject({ failed: 0, stopped: { code: 'disk-full' } })
    execFileSync('mount', ['-o', 'remount,size=200m', out])
    const resumed = await command(['resume', '--json'], { folder, env })
    expect(resumed.exitCode).toBe(0)
    expect(jsonEvents(resumed.stdout).at(-1)).toMatchObject({ total: 120, done: 120, failed: 0 })
    expect(await expectWholePictures(out)).toBe(120)
    expect((await command(['resume'], { folder, env })).exitCode).toBe(3)
  })
})

describe('a volume that goes away', () => {
  it('holds the batch, which goes on when it is back: a folder of sources that has another name for a while', async () => {
    const { folder, out } = await stageOf(150, 700)
    const args = ['run', ...settings, '--jobs', '1', '--when-full', 'wait', '--to', out, 'in']
    const running = startCommand(args, { folder })
    await running.seen(/"event":"file"/)
    await rename(join(folder, 'in'), join(folder, 'away'))
    await running.seen(/"event":"held"/)
    await rename(join(folder, 'away'), join(folder, 'in'))
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(0)
    expect(eventsOf(stdout, 'held').map(({ holds }) => holds)).toMatchObject([[{ reason: 'volume-gone' }], []])
    expect(jsonEvents(stdout).at(-1)).toMatchObject({ total: 150, done: 150, failed: 0 })
    expect(await expectWholePictures(out)).toBe(150)
  })
})
