import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { childrenOf, isAlive } from '../../../scripts/support/children-of.ts'
import { filesBelow, fingerprints } from '../../../scripts/support/files-below.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { command, jsonEvents, startCommand } from '../../support/command-line.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { expectWholePictures, jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const small = await jpegPicture(320, 240)
const hasProc = existsSync('/proc/self/status')

function manyOf(count: number, bytes: Buffer): Record<string, Buffer> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${String(index).padStart(4, '0')}.jpg`, bytes]),
  )
}

describe.runIf(hasProc)('children that are killed from outside (needs /proc)', () => {
  it('cost no file: each of 1,000 is done exactly once, and no temp file is left', async () => {
    const folder = await tempFolder()
    await writeFiles(join(folder, 'in'), manyOf(1000, small))
    const before = await fingerprints(join(folder, 'in'))
    const running = startCommand(['run', '--json', '--longest-side', '160', '--to', 'out', 'in'], { folder })
    const random = seededRandom(5)
    let kills = 0
    let seen: readonly number[] = []
    const storm = setInterval(() => {
      const children = childrenOf(running.pid)
      // Nobody newborn: on a busy machine none would ever become ready, which is another test's matter.
      const grown = children.filter((pid) => seen.includes(pid))
      seen = children
      const victim = grown[Math.floor(random() * grown.length)]
      if (victim === undefined) return
      try {
        process.kill(victim, 'SIGKILL')
        kills += 1
      } catch {
        // It has ended by itself since it was seen.
      }
    }, 200)
    const { exitCode, stdout } = await running.ended
    clearInterval(storm)
    expect(exitCode).toBe(0)
    expect(kills).toBeGreaterThan(5)
    const files = jsonEvents(stdout).filter(({ event }) => event === 'file')
    expect(new Set(files.map(({ source }) => source)).size).toBe(1000)
    expect(files).toHaveLength(1000)
    expect(files.filter(({ status }) => status !== 'done')).toEqual([])
    expect(await expectWholePictures(join(folder, 'out'))).toBe(1000)
    expect(await fingerprints(join(folder, 'in'))).toEqual(before)
  })
})

describe.runIf(hasProc)('a parent that is killed (needs /proc)', () => {
  it('at any of 20 moments leaves no child behind and no partial file at a final name', async () => {
    const folder = await tempFolder()
    await writeFiles(join(folder, 'in'), manyOf(400, small))
    const random = seededRandom(9)
    for (let moment = 0; moment < 20; moment += 1) {
      const out = join(folder, `out-${String(moment)}`)
      const running = startCommand(['run', '--json', '--longest-side', '200', '--to', out, 'in'], { folder })
      await running.seen(/"event":"plan"/)
      await sleep(random() * 600)
      const children = childrenOf(running.pid)
      running.process.kill('SIGKILL')
      await running.ended
      const deadlineMs = performance.now() + 2000
      while (children.some(isAlive) && performance.now() < deadlineMs) await sleep(20)
      expect(children.filter(isAlive)).toEqual([])
      const finals = (await filesBelow(out)).filter((name) => name.endsWith('.jpg'))
      for (const name of finals) {
        const bytes = await readFile(join(out, name))
        await expect(sharp(bytes, { failOn: 'warning' }).stats()).resolves.toBeDefined()
      }
    }
  })
})

/** A file system of 8 MB, or null where mounting is not allowed. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('a full disk', () => {
  it('stops the batch with a clear message and exit code 4; what was written is whole', async ({ skip }) => {
    const folder = await tempFolder()
    const out = join(folder, 'out')
    await mkdir(out)
    if (!mountSmallDisk(out)) skip('mounting an 8 MB tmpfs needs root and Linux')
    onTestFinished(() => {
      execFileSync('umount', [out])
    })
    const large = await jpegPicture(2000, 1500)
    await writeFiles(join(folder, 'in'), manyOf(60, large))
    const args = ['run', '--json', '--longest-side', '1900', '--quality', '95', '--to', out, 'in']
    const { exitCode, stdout } = await command(args, { folder })
    expect(exitCode).toBe(4)
    const events = jsonEvents(stdout)
    expect(events.at(-1)).toMatchObject({
      event: 'summary',
      stopped: { code: 'disk-full', message: expect.stringMatching(/full.*Free some space/) as string },
    })
    const done = events.filter(({ status }) => status === 'done').length
    expect(done).toBeGreaterThan(3)
    expect(done).toBeLessThan(60)
    expect(await expectWholePictures(out)).toBe(done)
  })
})

describe.runIf(hasProc)('a picture over its time limit (needs /proc)', () => {
  it('is given up: its child is gone within a second, and the next file goes on', async () => {
    const folder = await tempFolder()
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
    const huge = await sharp({ create: { width: 6000, height: 4000, channels: 3, background: '#888', noise } })
      .jpeg()
      .toBuffer()
    const recipe = { outputs: [{ resize: { mode: 'none' }, format: { type: 'avif', effort: 9 } }] }
    await writeFiles(folder, { 'a.jpg': huge, 'b.jpg': await jpegPicture(24, 16), 'slow.json': JSON.stringify(recipe) })
    const args = ['run', '--json', '--jobs', '1', '--time-limit', '3s', '--recipe', 'slow.json', 'a.jpg', 'b.jpg']
    const running = startCommand(args, { folder })
    await running.seen(/"event":"file"/)
    const first = jsonEvents(running.stdout().slice(0, running.stdout().lastIndexOf('\n') + 1))
    expect(first.find(({ event }) => event === 'file')).toMatchObject({
      status: 'failed',
      source: join(folder, 'a.jpg'),
      failure: { code: 'time-limit', message: expect.stringContaining('3 s') as string },
    })
    // The failure is only told after the child has exited, so the time it gives bounds the child's life.
    expect(first.find(({ event }) => event === 'file')?.['ms']).toBeLessThan(4000)
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(1)
    expect(jsonEvents(stdout).filter(({ event }) => event === 'file')).toMatchObject([
      { status: 'failed' },
      { status: 'done', source: join(folder, 'b.jpg') },
    ])
    expect((await filesBelow(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('the same file under another name', () => {
  const ways: Readonly<Record<string, (folder: string) => Promise<readonly string[]>>> = {
    'with ./ in it': () => Promise.resolve(['--to', './in/../in/.']),
    'a symbolic link to its folder': async (folder) => {
      await symlink(join(folder, 'in'), join(folder, 'alias'))
      return ['--to', 'alias']
    },
    'a symbolic link at the final name': async (folder) => {
      await mkdir(join(folder, 'out'))
      await symlink(join(folder, 'in/a.jpg'), join(folder, 'out/a.jpg'))
      return ['--to', 'out']
    },
    'a hard link at the final name': async (folder) => {
      await mkdir(join(folder, 'out'))
      await link(join(folder, 'in/a.jpg'), join(folder, 'out/a.jpg'))
      return ['--to', 'out']
    },
  }
  for (const [way, prepare] of Object.entries(ways)) {
    for (const onExisting of ['rename', 'skip', 'overwrite'] as const) {
      it(`${way} keeps its contents under --on-existing ${onExisting}`, async () => {
        const folder = await tempFolder()
        await writeFiles(folder, { 'in/a.jpg': small })
        const flags = await prepare(folder)
        const args = ['run', '--json', '--longest-side', '100', ...flags, '--on-existing', onExisting, 'in/a.jpg']
        const { stdout } = await command(args, { folder })
        expect(await readFile(join(folder, 'in/a.jpg'))).toEqual(small)
        const file = jsonEvents(stdout).find(({ event }) => event === 'file')
        const [output] = (file?.outputs ?? []) as readonly { readonly path: string }[]
        if (output === undefined) {
          expect(['skipped', 'failed']).toContain(file?.status)
        } else {
          expect(await sharp(await readFile(output.path)).metadata()).toMatchObject({ width: 100, height: 75 })
          expect((await stat(output.path, { bigint: true })).ino).not.toBe(
            (await stat(join(folder, 'in/a.jpg'), { bigint: true })).ino,
          )
        }
        expect((await filesBelow(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
      })
    }
  }

  it('in another case is not overwritten where the file system folds case', async ({ skip }) => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'probe'), '')
    if (!existsSync(join(folder, 'PROBE'))) skip('this file system tells cases apart')
    await writeFiles(folder, { 'in/A.JPG': small })
    await command(['run', '--to', 'IN', '--name', 'a', '--on-existing', 'overwrite', 'in'], { folder })
    expect(await readFile(join(folder, 'in/A.JPG'))).toEqual(small)
  })

  it('given twice is done once', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'in/a.jpg': small })
    await symlink(join(folder, 'in'), join(folder, 'alias'))
    const { stdout } = await command(['run', '--json', '--to', 'out', 'in/a.jpg', './in/a.jpg', 'alias/a.jpg', 'in'], {
      folder,
    })
    expect(jsonEvents(stdout)[0]).toMatchObject({ event: 'plan', total: 1 })
    expect(await filesBelow(join(folder, 'out'))).toHaveLength(1)
  })
})
