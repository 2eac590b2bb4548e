import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, link, lstat, mkdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, fingerprints } from '../../../scripts/support/files-below.ts'
import { originalsFolderName } from '../../../src/batch/replace-planning.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { command, jsonEvents, type CommandEnd } from '../../support/command-line.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const picture = await jpegPicture(240, 160)
const other = await jpegPicture(200, 200, 2)
const png = await sharp(picture).png().toBuffer()
const isLinux = process.platform === 'linux'

interface Stage {
  /** With the pictures. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Files that are in the bin. */
  binned(): Promise<readonly string[]>
  run(...args: readonly string[]): Promise<CommandEnd>
}

/** Pictures and a home of their own; without a home there is no bin either. */
async function stage(files: Readonly<Record<string, Buffer | string>>, hasHome: boolean): Promise<Stage> {
  const root = await tempFolder()
  const folder = join(root, 'pictures')
  const home = join(root, 'home')
  await mkdir(folder)
  if (hasHome) await mkdir(home)
  await writeFiles(folder, files)
  const env = { HOME: home, XDG_DATA_HOME: join(home, 'data'), BATCHFIT_HOME: join(root, 'state') }
  const bin = join(home, 'data/Trash/files')
  return {
    folder,
    env,
    binned: async () => (await filesBelow(bin)).map((name) => join(bin, name)),
    run: (...args) => command([...args, '--longest-side', '100', '.'], { folder, env }),
  }
}

/** As a run that begins today calls it. */
const originals = originalsFolderName(Date.now())

async function widthOf(path: string): Promise<number> {
  return (await sharp(await readFile(path)).metadata()).width
}

describe('batchfit run --replace --yes', () => {
  it.runIf(isLinux)('puts outputs in the places of originals, which are in the bin then as they were', async () => {
    const { folder, binned, run } = await stage({ 'a.jpg': picture, 'x/b.JPG': other, 'notes.txt': 'text' }, true)
    await utimes(join(folder, 'a.jpg'), 1_600_000_000, 1_600_000_000)
    await chmod(join(folder, 'a.jpg'), 0o640)
    const { exitCode, stderr } = await run('run', '--replace', '--yes')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await filesBelow(folder)).toEqual(['a.jpg', 'notes.txt', 'x/b.JPG'])
    expect([await widthOf(join(folder, 'a.jpg')), await widthOf(join(folder, 'x/b.JPG'))]).toEqual([100, 100])
    const inBin = await binned()
    expect(inBin).toHaveLength(2)
    const contents = await Promise.all(inBin.map((path) => readFile(path)))
    const at = contents.findIndex((content) => content.equals(picture))
    expect(contents.some((content) => content.equals(other))).toBe(true)
    const { mtimeMs, mode } = await stat(inBin[at] ?? '')
    expect([mtimeMs, mode & 0o777]).toEqual([1_600_000_000_000, 0o640])
  })

  it('keeps originals in a dated folder beside them where there is no bin', async () => {
    const { folder, binned, run } = await stage({ 'a.jpg': picture, 'x/b.JPG': other }, false)
    await utimes(join(folder, 'a.jpg'), 1_600_000_000, 1_600_000_000)
    const { exitCode } = await run('run', '--replace', '--yes')
    expect(exitCode).toBe(0)
    expect(await binned()).toEqual([])
    expect(await filesBelow(folder)).toEqual([`${originals}/a.jpg`, 'a.jpg', `x/${originals}/b.JPG`, 'x/b.JPG'])
    expect(await readFile(join(folder, originals, 'a.jpg'))).toEqual(picture)
    expect((await stat(join(folder, originals, 'a.jpg'))).mtimeMs).toBe(1_600_000_000_000)
    expect(await readFile(join(folder, 'x', originals, 'b.JPG'))).toEqual(other)
    expect(await widthOf(join(folder, 'a.jpg'))).toBe(100)
  })

  it('is undone to the byte, the time and the mode, whichever keeps the originals', async () => {
    for (const hasHome of [true, false]) {
      const { folder, env, binned, run } = await stage({ 'a.jpg': picture, 'x/b.png': png }, hasHome)
      await utimes(join(folder, 'a.jpg'), 1_600_000_000, 1_600_000_000)
      const before = await fingerprints(folder)
      const stats = await stat(join(folder, 'a.jpg'), { bigint: true })
      expect((await run('run', '--replace', '--yes', '--format', 'jpeg')).exitCode).toBe(0)
      expect(Object.keys(await fingerprints(folder))).not.toContain('x/b.png')
      expect((await command(['undo', '--yes'], { folder, env })).exitCode).toBe(0)
      expect(await fingerprints(folder)).toEqual(before)
      const { mtimeNs, mode, nlink } = await stat(join(folder, 'a.jpg'), { bigint: true })
      expect([mtimeNs, mode, nlink]).toEqual([stats.mtimeNs, stats.mode, 1n])
      expect(await binned()).toEqual([])
    }
  })

  it('gives an output of another format the name of its original, unless that is taken', async () => {
    const files = { 'a.png': png, 'b.png': png, 'b.jpg': 'not a picture, and not ours' }
    const { folder, run } = await stage(files, false)
    const { exitCode, stderr } = await run('run', '--replace', '--yes', '--format', 'jpeg', '--exclude', 'b.jpg')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await filesBelow(folder)).toEqual([
      `${originals}/a.png`,
      `${originals}/b.png`,
      'a.jpg',
      'b (2).jpg',
      'b.jpg',
    ])
    expect(await readFile(join(folder, 'b.jpg'), 'utf8')).toBe('not a picture, and not ours')
    expect(await readFile(join(folder, originals, 'b.png'))).toEqual(png)
  })

  it('leaves an original where it is when its output would not be smaller', async () => {
    const { folder, run, env } = await stage({ 'a.jpg': await jpegPicture(40, 40) }, false)
    expect((await run('run', '--replace', '--yes')).exitCode).toBe(0)
    const small = await fingerprints(folder)
    const args = ['run', '--replace', '--yes', '--no-resize', '--quality', '100', '--when-not-smaller', 'copy', '.']
    const { exitCode, stdout } = await command(args, { folder, env })
    expect(exitCode).toBe(3)
    expect(stdout).toContain('skipped  a.jpg')
    expect(await fingerprints(folder)).toEqual(small)
  })

  it('leaves damaged pictures alone and says so', async () => {
    const { folder, run } = await stage({ 'a.jpg': picture.subarray(0, 1500), 'b.jpg': picture }, false)
    const { exitCode, stderr } = await run('run', '--replace', '--yes')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed   a.jpg')
    expect(await readFile(join(folder, 'a.jpg'))).toEqual(picture.subarray(0, 1500))
    expect(await filesBelow(folder)).toEqual([`${originals}/b.jpg`, 'a.jpg', 'b.jpg'])
  })

  it('does what the plan has shown', async () => {
    for (const hasHome of isLinux ? [true, false] : [false]) {
      const { folder, run } = await stage({ 'a.jpg': picture, 'b.png': png, 'x/b.jpg': other }, hasHome)
      const planned = jsonEvents((await run('plan', '--json', '--replace', '--format', 'jpeg')).stdout)
      expect(await filesBelow(folder)).toEqual(['a.jpg', 'b.png', 'x/b.jpg'])
      expect(planned.at(-1)).toMatchObject({
        event: 'summary',
        originals: hasHome ? { toBin: 3, toFolder: 0 } : { toBin: 0, toFolder: 3 },
      })
      await run('run', '--replace', '--yes', '--format', 'jpeg')
      const left = planned.slice(0, -1).flatMap(({ outputs, original }) => {
        const [{ path }] = outputs as [{ path: string }]
        const { keptAt } = original as { keptAt?: string }
        return keptAt === undefined ? [path] : [path, keptAt]
      })
      expect((await filesBelow(folder)).map((name) => join(folder, name))).toEqual(left.toSorted())
    }
  })
})

describe('links, with --replace', () => {
  async function linked(): Promise<Stage> {
    const made = await stage({ 'real/a.jpg': picture, 'in/b.jpg': other }, false)
    await symlink('../real/a.jpg', join(made.folder, 'in/a.jpg'))
    await link(join(made.folder, 'in/b.jpg'), join(made.folder, 'real/twin.jpg'))
    return made
  }

  it('are refused, and nothing is done to what they lead to', async () => {
    const { folder, env } = await linked()
    const before = await fingerprints(folder)
    const { exitCode, stdout } = await command(['run', '--json', '--replace', '--yes', 'in'], { folder, env })
    expect(exitCode).toBe(1)
    const codes = jsonEvents(stdout).flatMap(({ failure }) =>
      failure === undefined ? [] : [(failure as { code: string }).code],
    )
    expect(codes).toEqual(['input-is-link', 'input-is-link'])
    expect(await fingerprints(folder)).toEqual(before)
    expect(await readlink(join(folder, 'in/a.jpg'))).toBe('../real/a.jpg')
  })

  it('are replaced at their ends with --replace-links, and stay links', async () => {
    const { folder, env } = await linked()
    const args = ['run', '--replace', '--replace-links', '--yes', '--longest-side', '100', 'in']
    expect((await command(args, { folder, env })).exitCode).toBe(0)
    expect(await readlink(join(folder, 'in/a.jpg'))).toBe('../real/a.jpg')
    expect(await widthOf(join(folder, 'real/a.jpg'))).toBe(100)
    expect(await readFile(join(folder, 'real', originals, 'a.jpg'))).toEqual(picture)
    // Only the name that was given.
    expect(await widthOf(join(folder, 'in/b.jpg'))).toBe(100)
    expect(await readFile(join(folder, 'real/twin.jpg'))).toEqual(other)
    expect((await command(['undo', '--yes'], { folder, env })).exitCode).toBe(0)
    expect(await readFile(join(folder, 'in/b.jpg'))).toEqual(other)
    const [one, twin] = await Promise.all(['in/b.jpg', 'real/twin.jpg'].map((name) => lstat(join(folder, name))))
    expect(one?.ino).toBe(twin?.ino)
  })
})

describe('--replace is guarded', () => {
  it.each([
    [['--replace'], 'add --yes'],
    [['--replace', '--yes', '--to', 'web'], '--to has no meaning beside it'],
    [['--replace', '--yes', '--name', '{name}-small'], '--name has no meaning beside it'],
    [['--replace', '--yes', '--on-existing', 'overwrite'], '--on-existing has no meaning beside it'],
    [
      ['--replace', '--yes', '--recipe', '{"outputs":[{"name":"{name}-{w}"}]}'],
      'replacement has the name of its original',
    ],
    [['--replace', '--yes', '--recipe', '{"outputs":[{},{"name":"{name}-2"}]}'], 'can be replaced by one only'],
  ])('and does nothing with %j', async (args, words) => {
    const { folder, run } = await stage({ 'a.jpg': picture }, false)
    const { exitCode, stderr } = await run('run', ...args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(words)
    expect(await filesBelow(folder)).toEqual(['a.jpg'])
    expect(await readFile(join(folder, 'a.jpg'))).toEqual(picture)
  })

  it('and does nothing without a journal', async () => {
    const { folder, env } = await stage({ 'a.jpg': picture }, false)
    await writeFile(join(folder, '../state'), 'a file where the folder of the journal would be')
    const { exitCode, stderr } = await command(['run', '--replace', '--yes', '.'], { folder, env })
    expect(exitCode).toBe(4)
    expect(stderr).toContain('originals are replaced only while the journal can be written')
    expect(await readFile(join(folder, 'a.jpg'))).toEqual(picture)
    expect(await filesBelow(folder)).toEqual(['a.jpg'])
  })

  it('and is not remembered: the next run leaves originals as they are', async () => {
    const { folder, run } = await stage({ 'a.jpg': picture }, false)
    await run('run', '--replace', '--yes')
    await writeFile(join(folder, 'b.jpg'), other)
    const before = await fingerprints(folder)
    expect((await run('run')).exitCode).toBe(0)
    expect(await fingerprints(folder)).toMatchObject(before)
    expect(await filesBelow(join(folder, 'Resized'))).toEqual(['a.jpg', 'b.jpg'])
  })
})

const program = resolve(import.meta.dirname, '../../../bin/batchfit.mjs')

/** Of util-linux: gives a program a terminal of its own. */
const script = '/usr/bin/script'

/** Runs the command line in a terminal of its own, where somebody types `answer` when they are asked. */
function inTerminal(args: readonly string[], answer: string, { folder, env }: Stage): Promise<CommandEnd> {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn(script, ['-qec', words, '/dev/null'], { cwd: folder, env: { ...process.env, ...env } })
  let stdout = ''
  let isAnswered = false
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString()
    if (isAnswered || !stdout.includes('[y/N]')) return
    isAnswered = true
    child.stdin.write(answer)
  })
  return new Promise((settle) => {
    child.once('close', (exitCode) => {
      settle({ exitCode, stdout, stderr: '' })
    })
  })
}

describe.runIf(isLinux && existsSync(script))('in a terminal', () => {
  const args = ['run', '--replace', '--longest-side', '100', '.']

  it('asks, and replaces when the answer is yes', async () => {
    const made = await stage({ 'a.jpg': picture, 'b.jpg': other }, false)
    const { exitCode, stdout } = await inTerminal(args, 'y\n', made)
    expect(stdout).toContain('Replace 2 originals? [y/N]')
    expect(stdout).toContain(`in a folder "${originals}" beside each`)
    expect(exitCode).toBe(0)
    expect(await readFile(join(made.folder, originals, 'a.jpg'))).toEqual(picture)
  })

  it.each([
    ['no', 'n\n'],
    ['nothing but Enter', '\n'],
    ['a word that is no answer', 'sure\n'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('asks, and does nothing when the answer is %s', async (_, answer) => {
    const made = await stage({ 'a.jpg': picture }, false)
    const { exitCode, stdout } = await inTerminal(args, answer, made)
    expect(stdout).toContain('Nothing was replaced.')
    expect(exitCode).toBe(130)
    expect(await filesBelow(made.folder)).toEqual(['a.jpg'])
    expect(await readFile(join(made.folder, 'a.jpg'))).toEqual(picture)
  })
})
