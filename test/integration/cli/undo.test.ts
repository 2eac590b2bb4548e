import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { childrenOf, isAlive } from '../../../scripts/support/children-of.ts'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { type CommandEnd, command, jsonEvents, startCommand } from '../../support/command-line.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { treeSnapshot } from '../../support/tree-snapshot.ts'
import { until } from '../../support/until.ts'

let jpeg: Buffer
let png: Buffer

beforeAll(async () => {
  jpeg = await jpegPicture(320, 240)
  png = await sharp(jpeg).png().toBuffer()
})

describe('undo in another process brings the tree back as it was', () => {
  it('after a batch that created files and folders', async () => {
    const stage = await createStage()
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--longest-side', '100', 'photos'])
    await stage.run(['run', '--longest-side', '50', '--to', 'out/deep/er', 'photos'])
    expect(await treeSnapshot(stage.folder)).not.toEqual(before)
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0 })
    expect(await readdir(stage.folder)).toEqual(['photos'])
    const { exitCode, stdout } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('5 of 5 files taken back')
    expect(await treeSnapshot(stage.folder)).toEqual(before)
    expect((await stage.run(['undo', '--yes'])).exitCode).toBe(3)
  })

  it('after a batch that overwrote the outputs of an earlier one', async () => {
    const stage = await createStage()
    await stage.run(['run', '--longest-side', '100', '--to', 'out', 'photos'])
    touch(join(stage.folder, 'out/a.jpg'), '2021-05-06 07:08:09.987654321')
    await chmod(join(stage.folder, 'out/a.jpg'), 0o604)
    await rm(join(stage.folder, 'out/sub/deep/d.jpg'))
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--longest-side', '50', '--to', 'out', '--on-existing', 'overwrite', 'photos'])
    expect((await treeSnapshot(stage.folder))['out/a.jpg']).not.toBe(before['out/a.jpg'])
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })

  it.each(['bin', 'folder'] as const)('after a batch that replaced originals, kept in the %s', async (keeper) => {
    const stage = await createStage(keeper)
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--longest-side', '100', 'photos'])
    const after = await treeSnapshot(stage.folder)
    expect(after['photos/a.jpg']).not.toBe(before['photos/a.jpg'])
    expect(await stage.binned()).toHaveLength(keeper === 'bin' ? 5 : 0)
    expect(Object.keys(after).some((path) => path.includes('Originals '))).toBe(keeper === 'folder')
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
    expect(await stage.binned()).toEqual([])
  })

  it.each(['bin', 'folder'] as const)('after originals gave way to another format, kept in the %s', async (keeper) => {
    const stage = await createStage(keeper)
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--format', 'webp', '--longest-side', '100', 'photos'])
    const after = await treeSnapshot(stage.folder)
    expect(after['photos/b.webp']).toBeDefined()
    expect(after['photos/b.png']).toBeUndefined()
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
    expect(await stage.binned()).toEqual([])
  })

  it('two batches after each other, newest first', async () => {
    const stage = await createStage('folder')
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--longest-side', '200', 'photos'])
    const between = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--longest-side', '100', 'photos'])
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(between)
    expect(await stage.run(['undo', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })
})

describe('what changed since', () => {
  it('is left alone and named, and the rest is taken back', async () => {
    const stage = await createStage()
    await stage.run(['run', '--longest-side', '100', '--to', 'out', 'photos'])
    await appendFile(join(stage.folder, 'out/a.jpg'), 'edited')
    const edited = await readFile(join(stage.folder, 'out/a.jpg'))
    const { exitCode, stdout, stderr } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^left alone {2}.*out\/a\.jpg.*changed/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toContain('4 of 5 files taken back, 1 left alone')
    expect(await treeSnapshot(join(stage.folder, 'out'))).toHaveProperty('a.jpg')
    expect(await readdir(join(stage.folder, 'out'))).toEqual(['a.jpg'])
    expect(await readFile(join(stage.folder, 'out/a.jpg'))).toEqual(edited)
  })

  it('is told apart from what was only touched back: bytes count, not names', async () => {
    const stage = await createStage()
    await stage.run(['run', '--longest-side', '100', '--to', 'out', 'photos'])
    const path = join(stage.folder, 'out/a.jpg')
    const bytes = await readFile(path)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3)
    const stats = execFileSync('stat', ['-c', '%y', path]).toString().trim()
    await writeFile(`${path}.new`, bytes)
    touch(`${path}.new`, stats)
    await rename(`${path}.new`, path)
    const { exitCode, stderr } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('out/a.jpg')
    expect(await readFile(path)).toEqual(bytes)
  })

  it('may be the source: what was made of it is kept when it is gone, and named', async () => {
    const stage = await createStage()
    await stage.run(['run', '--longest-side', '100', '--to', 'out', 'photos'])
    await rm(join(stage.folder, 'photos/c.jpg'))
    const { exitCode, stderr } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^left alone {2}.*out\/c\.jpg.*it may be all that is left/)
    expect(await readdir(join(stage.folder, 'out'))).toEqual(['c.jpg'])
  })

  it('may be the place of the original: nothing is written over what stands there, until that is moved away', async () => {
    const stage = await createStage('folder')
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--format', 'webp', '--longest-side', '100', 'photos'])
    await writeFile(join(stage.folder, 'photos/b.png'), 'mine')
    const { exitCode, stderr } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^left alone {2}.*b\.png/)
    expect(await readFile(join(stage.folder, 'photos/b.png'), 'utf8')).toBe('mine')
    await rename(join(stage.folder, 'photos/b.png'), join(stage.folder, 'mine.png'))
    const [batch] = jsonEvents((await stage.run(['history', '--json'])).stdout)
    expect(batch).toMatchObject({ state: 'undone', leftAlone: 1, canUndo: true })
    const again = await stage.run(['undo', String(batch?.['id'])])
    expect(again).toMatchObject({ exitCode: 0, stderr: '' })
    await rm(join(stage.folder, 'mine.png'))
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })

  it('may be by a newer batch: once that is undone, so is the older one', async () => {
    const stage = await createStage('folder')
    const before = await treeSnapshot(stage.folder)
    for (const side of ['200', '100']) await stage.run(['run', '--replace', '--yes', '--longest-side', side, 'photos'])
    const batches = jsonEvents((await stage.run(['history', '--json'])).stdout)
    const [newer, older] = batches.map((batch) => String(batch['id']))
    const middle = await treeSnapshot(stage.folder)
    expect(await stage.run(['undo', String(older)])).toMatchObject({ exitCode: 1 })
    expect(await treeSnapshot(stage.folder)).toEqual(middle)
    expect(await stage.run(['undo', String(newer)])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await stage.run(['undo', String(older)])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
    expect(await stage.run(['undo', String(older)])).toMatchObject({ exitCode: 3 })
  })

  it('may be the bin: where it was emptied, the replacement stays', async () => {
    const stage = await createStage('bin')
    await stage.run(['run', '--replace', '--yes', '--longest-side', '100', 'photos'])
    await rm(join(stage.dataHome, 'Trash'), { recursive: true })
    const before = await treeSnapshot(stage.folder)
    const { exitCode, stderr } = await stage.run(['undo', '--yes'])
    expect(exitCode).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(5)
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })
})

describe('an undo that is ended', () => {
  const count = 600

  it('by kill -9 in the middle is finished by the next', async () => {
    const stage = await createStage('folder', count)
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--quiet', '--longest-side', '32', 'photos'])
    const killed = stage.start(['undo', '--yes', '--json'])
    await untilSome(join(stage.folder, 'photos'), 50)
    killed.process.kill('SIGKILL')
    await killed.ended
    const [batch] = jsonEvents((await stage.run(['history', '--json'])).stdout)
    expect(batch).toMatchObject({ state: 'undo-interrupted', canUndo: true })
    expect(await stage.run(['undo', '--yes', '--quiet'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })

  it('by Ctrl-C finishes what it is at, says so, and goes on later', async () => {
    const stage = await createStage('folder', count)
    const before = await treeSnapshot(stage.folder)
    await stage.run(['run', '--replace', '--yes', '--quiet', '--longest-side', '32', 'photos'])
    const stopped = stage.start(['undo', '--yes', '--json'])
    await untilSome(join(stage.folder, 'photos'), 50)
    stopped.process.kill('SIGINT')
    const { exitCode, stdout } = await stopped.ended
    const summary = jsonEvents(stdout).at(-1)
    expect(exitCode).toBe(130)
    expect(summary).toMatchObject({ event: 'summary', total: count, stopped: true })
    expect(summary?.['undone']).toBeLessThan(count)
    expect(await stage.run(['undo', '--yes', '--quiet'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })
})

describe.runIf(existsSync('/proc/self/status'))('a batch that was killed (needs /proc)', () => {
  it('is taken back without a resume as well; only what was just being written is left, and named', async () => {
    const stage = await createStage('bin', 400)
    await killInTheMiddle(stage)
    const { exitCode, stderr } = await stage.run(['undo', '--yes', '--quiet'])
    const left = await filesBelow(join(stage.folder, 'out'))
    expect(left.filter((name) => !stderr.includes(name))).toEqual([])
    expect(left.filter((name) => name.startsWith('.'))).toEqual([])
    expect(exitCode).toBe(left.length === 0 ? 0 : 1)
  })

  it('is taken back whole once it was resumed', async () => {
    const stage = await createStage('bin', 400)
    const before = await treeSnapshot(stage.folder)
    await killInTheMiddle(stage)
    expect(await stage.run(['resume', '--quiet'])).toMatchObject({ exitCode: 0 })
    expect(await filesBelow(join(stage.folder, 'out'))).toHaveLength(400)
    expect(await stage.run(['undo', '--yes', '--quiet'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await treeSnapshot(stage.folder)).toEqual(before)
  })

  async function killInTheMiddle(stage: Stage): Promise<void> {
    const running = stage.start(['run', '--quiet', '--longest-side', '32', '--to', 'out', 'photos'])
    const endMs = performance.now() + 20_000
    while ((await filesBelow(join(stage.folder, 'out'))).length < 100) {
      if (performance.now() > endMs) throw new Error('Expected the run to begin within 20 s.')
    }
    const children = childrenOf(running.pid)
    running.process.kill('SIGKILL')
    await running.ended
    await until(() => !children.some((pid) => isAlive(pid)))
    const [batch] = jsonEvents((await stage.run(['history', '--json'])).stdout)
    expect(batch).toMatchObject({ state: 'interrupted', canResume: true, canUndo: true })
  }
})

describe('batchfit history', () => {
  it('tells of runs and undos of other processes', async () => {
    const stage = await createStage()
    expect((await stage.run(['history'])).stdout).toContain('No batch yet.')
    await stage.run(['run', '--longest-side', '100', '--to', 'out', 'photos'])
    const [batch] = jsonEvents((await stage.run(['history', '--json'])).stdout)
    expect(batch).toMatchObject({ event: 'batch', state: 'finished', total: 5, done: 5, written: 5, canUndo: true })
    const id = String(batch?.['id'])
    expect((await stage.run(['history'])).stdout).toContain(`${id}  `)
    const files = jsonEvents((await stage.run(['history', id, '--json'])).stdout)
    expect(files.filter(({ event }) => event === 'file')).toHaveLength(5)
    expect((await stage.run(['undo', id])).exitCode).toBe(0)
    expect((await stage.run(['history', id])).stdout).toContain(`Batch ${id}, undone`)
    expect((await stage.run(['history', id, '--forget'])).exitCode).toBe(0)
    expect((await stage.run(['history', id])).exitCode).toBe(3)
  })
})

interface Stage {
  readonly folder: string
  readonly dataHome: string
  run(args: readonly string[]): Promise<CommandEnd>
  start(args: readonly string[]): ReturnType<typeof startCommand>
  /** Names of the files in the bin. */
  binned(): Promise<readonly string[]>
}

/** Pictures with times and modes of their own, and a state folder, a home and a bin of their own. */
async function createStage(keeper: 'bin' | 'folder' = 'bin', count = 0): Promise<Stage> {
  const root = await tempFolder()
  const [folder, dataHome] = [join(root, 'work'), join(root, 'data')]
  const photos = join(folder, 'photos')
  await mkdir(join(photos, 'sub/deep'), { recursive: true })
  await mkdir(dataHome)
  // No bin can be made where a file is.
  if (keeper === 'folder') await writeFile(join(dataHome, 'Trash'), '')
  await (count === 0 ? makeTree(photos) : makeMany(photos, count))
  const env = { HOME: root, XDG_DATA_HOME: dataHome, BATCHFIT_HOME: join(root, 'state') }
  return {
    folder,
    dataHome,
    run: (args) => command(args, { folder, env }),
    start: (args) => startCommand(args, { folder, env }),
    binned: () => readdir(join(dataHome, 'Trash/files')).catch(() => []),
  }
}

async function makeTree(photos: string): Promise<void> {
  await writeFiles(photos, {
    'a.jpg': jpeg,
    'b.png': png,
    'c.jpg': jpeg,
    'sub/é (1).jpg': jpeg,
    'sub/deep/d.jpg': jpeg,
  })
  touch(join(photos, 'a.jpg'), '2020-01-02 03:04:05.123456789')
  touch(join(photos, 'sub/deep/d.jpg'), '2019-12-31 23:59:59.999999999')
  await chmod(join(photos, 'a.jpg'), 0o640)
  await chmod(join(photos, 'c.jpg'), 0o400)
}

async function makeMany(photos: string, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(4, '0')}.jpg`)
  const tiny = await jpegPicture(48, 36)
  await writeFiles(photos, Object.fromEntries(names.map((name) => [name, tiny])))
}

function touch(path: string, time: string): void {
  execFileSync('touch', ['-d', time, path])
}

/** Waits until so many originals have left the folder that keeps them. */
async function untilSome(photos: string, count: number): Promise<void> {
  const names = await readdir(photos)
  const originals = join(photos, names.find((name) => name.startsWith('Originals ')) ?? '')
  const all = (await readdir(originals)).length
  const endMs = performance.now() + 20_000
  while ((await readdir(originals).catch(() => [])).length > all - count) {
    if (performance.now() > endMs) throw new Error('Expected the undo to begin within 20 s.')
  }
}
