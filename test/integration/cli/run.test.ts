import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, fingerprints } from '../../../scripts/support/files-below.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { command, jsonEvents, startCommand } from '../../support/command-line.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const picture = await jpegPicture(240, 160)
const upright = await jpegPicture(120, 200, 2)

describe('batchfit run', () => {
  it('makes smaller pictures beside the sources, which stay as they were, and exits with 0', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'trip/b.JPG': upright, 'notes.txt': 'not a picture' })
    const before = await fingerprints(folder)
    const { exitCode, stdout, stderr } = await command(['run', '--longest-side', '100', '.'], { folder })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('a.jpg → Resized/a.jpg  240×160 → 100×67')
    expect(stdout).toContain('trip/b.JPG → Resized/b.JPG  120×200 → 60×100')
    expect(stdout).toMatch(/^3 files: 2 done, 1 skipped, 0 failed, in /m)
    expect(await fingerprints(folder)).toMatchObject(before)
    expect(await filesBelow(folder)).toEqual([
      'Resized/a.jpg',
      'a.jpg',
      'notes.txt',
      'trip/Resized/b.JPG',
      'trip/b.JPG',
    ])
    expect(await sharp(await readFile(join(folder, 'Resized/a.jpg'))).metadata()).toMatchObject({
      width: 100,
      height: 67,
    })
  })

  it('exits with 1 when some failed, says why, and does the rest', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture.subarray(0, 1500), 'b.jpg': picture, 'c.heic': heic, 'd.jpg': '' })
    const { exitCode, stderr, stdout } = await command(['run', '.'], { folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed   a.jpg: The picture is damaged or incomplete')
    expect(stderr).toContain('failed   c.heic: HEIC is not read by this version.')
    expect(stderr).toContain('failed   d.jpg: The file is empty (0 bytes).')
    expect(stdout).toContain('1 done, 0 skipped, 3 failed')
  })

  it('exits with 2 for wrong usage, without touching anything', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    const { exitCode, stderr } = await command(['run', '--longest-side', 'big', '.'], { folder })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--longest-side expects a whole number from 1 to 65535 but got "big".')
    expect(await filesBelow(folder)).toEqual(['a.jpg'])
  })

  it('exits with 3 when there is nothing to do', async () => {
    const folder = await tempFolder()
    const { exitCode, stdout } = await command(['run', '.'], { folder })
    expect(exitCode).toBe(3)
    expect(stdout).toContain('Nothing to do: no file was found.')
  })

  it('says that a path is missing, and does the others', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    const { exitCode, stderr } = await command(['run', 'a.jpg', 'nowhere.jpg'], { folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('failed   nowhere.jpg: There is no file or folder of this name. Check the path.')
    expect(await filesBelow(folder)).toContain('Resized/a.jpg')
  })

  it('takes a list of paths from standard input, by line or by NUL', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'two\nlines.jpg': upright, 'c.jpg': picture })
    const byLine = await command(['run', '--to', 'one', '-'], { folder, input: 'a.jpg\nc.jpg\n' })
    expect(byLine).toMatchObject({ exitCode: 0 })
    expect(await filesBelow(join(folder, 'one'))).toEqual(['a.jpg', 'c.jpg'])
    const byNul = await command(['run', '--to', 'two', '-'], { folder, input: 'a.jpg\0two\nlines.jpg\0' })
    expect(byNul).toMatchObject({ exitCode: 0 })
    expect(await filesBelow(join(folder, 'two'))).toHaveLength(2)
    expect(byNul.stdout).toContain('two\\nlines.jpg')
  })

  it('is quiet but for failures when asked', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    expect(await command(['run', '--quiet', '.'], { folder })).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('writes a report as CSV or JSON', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'in/a.jpg': picture, 'in/b.jpg': 'not a picture at all' })
    await command(['run', '--report', 'report.csv', '--to', 'one', 'in'], { folder })
    await command(['run', '--report', 'report.json', '--to', 'two', 'in'], { folder })
    const csv = await readFile(join(folder, 'report.csv'), 'utf8')
    expect(csv.split('\r\n').filter((line) => line !== '')).toHaveLength(3)
    expect(csv).toContain('not-a-picture')
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as readonly unknown[]
    expect(JSON.stringify(report)).toContain('"status":"failed"')
  })

  it('refuses a report of another kind before it does anything', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    const { exitCode, stderr } = await command(['run', '--report', 'report.xls', '.'], { folder })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 })
    expect(stderr).toContain('.csv or .json but got "report.xls"')
    expect(await filesBelow(folder)).toEqual(['a.jpg'])
  })
})

describe('batchfit run --json', () => {
  it('prints a plan, a line per file and a summary, and nothing else', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'b.jpg': picture.subarray(0, 1500), 'c.txt': 'words' })
    const { stdout, stderr, exitCode } = await command(['run', '--json', '--longest-side', '100', '.'], { folder })
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    const events = jsonEvents(stdout)
    expect(events.map(({ event }) => event)).toEqual(['plan', 'file', 'file', 'file', 'summary'])
    expect(events[0]).toEqual({ event: 'plan', batch: expect.stringMatching(/^[0-9a-f]{8}$/) as string, total: 3 })
    const file = (name: string): unknown => events.find(({ source }) => source === join(folder, name))
    const path = join(folder, 'Resized/a.jpg')
    const { length: bytes } = await readFile(path)
    expect(file('a.jpg')).toEqual({
      event: 'file',
      source: join(folder, 'a.jpg'),
      status: 'done',
      outputs: [{ path, format: 'jpeg', width: 100, height: 67, bytes }],
      sourceBytes: picture.length,
      ms: expect.any(Number) as number,
      losses: [],
      warnings: [],
    })
    expect(file('b.jpg')).toMatchObject({ status: 'failed', outputs: [], failure: { code: 'image-damaged' } })
    expect(file('c.txt')).toMatchObject({ status: 'skipped', reason: expect.any(String) as string })
    expect(events[4]).toMatchObject({
      event: 'summary',
      total: 3,
      done: 1,
      skipped: 1,
      failed: 1,
      sourceBytes: picture.length,
      outputBytes: bytes,
      seconds: expect.any(Number) as number,
    })
  })
})

describe('batchfit plan', () => {
  it('shows exactly what run then does, and writes nothing', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'one/a.jpg': picture, 'A.jpg': upright, 'x/a.png': picture, 'y/c.jpg': upright })
    const args = ['--json', '--to', 'out', '--tree', 'flat', '--longest-side', '90', 'one', 'x', 'y', 'A.jpg']
    const plan = jsonEvents((await command(['plan', ...args], { folder })).stdout)
    expect(await filesBelow(join(folder, 'out'))).toEqual([])
    const planned = plan.filter(({ event }) => event === 'planned')
    expect(planned).toHaveLength(4)
    const run = jsonEvents((await command(['run', ...args], { folder })).stdout).filter(({ event }) => event === 'file')
    for (const { source, outputs } of planned) {
      const done = run.find((event) => event.source === source)
      const sizes = (done?.outputs as readonly { path: string; width: number; height: number }[]).map(
        ({ path, width, height }) => ({ path, width, height }),
      )
      expect(outputs).toMatchObject(sizes)
    }
    expect(await filesBelow(join(folder, 'out'))).toHaveLength(4)
  })
})

describe('batchfit info and recipe', () => {
  it('tells what the header of each picture says', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'b.jpg': 'no picture' })
    const { stdout, exitCode } = await command(['info', '--json', '.'], { folder })
    expect(exitCode).toBe(1)
    expect(jsonEvents(stdout)).toMatchObject([{ source: join(folder, 'a.jpg'), width: 240, height: 160 }, {}])
  })

  it('prints a recipe that means the same as the flags it was made from', async () => {
    const folder = await tempFolder()
    const flags = ['--fit', '300x200', '--format', 'webp', '--quality', '70', '--metadata', 'private']
    const { stdout } = await command(['recipe', '--print', ...flags])
    await writeFile(join(folder, 'web.json'), stdout)
    expect((await command(['recipe', '--print', '--recipe', 'web.json'], { folder })).stdout).toBe(stdout)
    expect(await command(['recipe', '--validate', 'web.json'], { folder })).toMatchObject({ exitCode: 0 })
  })

  it('names the key, what was expected and what came for a recipe that is wrong', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'bad.json': '{ "outputs": [{ "quallity": 80 }], "onExisting": "ask" }' })
    const { exitCode, stderr } = await command(['recipe', '--validate', 'bad.json'], { folder })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('quallity')
    expect(stderr).toMatch(/onExisting.*expected.*"ask"/)
  })
})

describe('Ctrl-C', () => {
  it('once finishes what runs, starts nothing more, leaves no temp file, and exits with 130', async () => {
    const folder = await tempFolder()
    const large = await jpegPicture(1600, 1200)
    await writeFiles(folder, Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${String(at)}.jpg`, large])))
    const running = startCommand(['run', '--json', '--jobs', '2', '--to', 'out', '.'], { folder })
    await running.seen(/"event":"file"/)
    running.process.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' })
    const events = jsonEvents(stdout)
    const done = events.filter(({ event }) => event === 'file').length
    expect(done).toBeLessThan(60)
    expect(events.at(-1)).toMatchObject({ event: 'summary', total: 60, done, failed: 0, notStarted: 60 - done })
    expect((await filesBelow(join(folder, 'out'))).filter((name) => name.endsWith('.jpg'))).toHaveLength(done)
    expect((await filesBelow(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('twice ends what runs as well, at once', async () => {
    const folder = await tempFolder()
    const recipe = { outputs: [{ format: { type: 'avif', effort: 9 }, resize: { mode: 'none' } }] }
    await writeFiles(folder, { 'a.jpg': await jpegPicture(4000, 3000), 'slow.json': JSON.stringify(recipe) })
    const running = startCommand(['run', '--json', '--recipe', 'slow.json', 'a.jpg'], { folder })
    await running.seen(/"event":"plan"/)
    running.process.kill('SIGINT')
    running.process.kill('SIGINT')
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(130)
    expect(jsonEvents(stdout).at(-1)).toMatchObject({ event: 'summary', done: 0, failed: 0 })
    expect(await filesBelow(folder)).toEqual(['a.jpg', 'slow.json'])
  })
})

const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)])

describe('what goes wrong around a run', () => {
  it('names what was lost in the summary, however it is shown', async () => {
    const folder = await tempFolder()
    const clear = await sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer()
    await writeFiles(folder, { 'a.png': clear, 'b.png': clear })
    const { stdout } = await command(['run', '--format', 'jpeg', '.'], { folder })
    expect(stdout).toContain('In 2 files: Transparency was filled with #ffffff')
  })

  it('says that nothing can be written where the system makes no folders, and does not try for ever', async ({
    skip,
  }) => {
    if (!existsSync('/proc/self')) skip('needs a file system that refuses folders, as /proc does')
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    const { exitCode, stderr } = await command(['run', '--to', '/proc/nope', 'a.jpg'], { folder })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/failed {3}a\.jpg: It was not possible to create a file/)
  })

  it('goes on when standard output cannot be written, and does not claim that all is well', async ({ skip }) => {
    if (!existsSync('/dev/full')) skip('needs /dev/full')
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'b.jpg': upright })
    const program = join(import.meta.dirname, '../../../bin/batchfit.mjs')
    const shell = spawnSync('sh', ['-c', '"$0" "$1" run . > /dev/full', process.execPath, program], { cwd: folder })
    expect(shell.stderr.toString()).not.toContain(' at ')
    expect(shell.status).toBe(1)
    expect(await filesBelow(join(folder, 'Resized'))).toEqual(['a.jpg', 'b.jpg'])
  })

  it('takes the recipe itself in the place of a file', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture })
    const recipe = JSON.stringify({
      outputs: [{ resize: { mode: 'longest-side', size: 20 }, format: { type: 'png' } }],
    })
    const { exitCode } = await command(['run', '--recipe', recipe, '--report', 'r.json', '.'], { folder })
    expect(exitCode).toBe(0)
    expect(await filesBelow(join(folder, 'Resized'))).toEqual(['a.png'])
  })

  it('refuses a report that would replace the recipe', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'a.jpg': picture, 'r.json': '{}' })
    const { exitCode } = await command(['run', '--recipe', 'r.json', '--report', './r.json', '.'], { folder })
    expect(exitCode).toBe(2)
    expect(await readFile(join(folder, 'r.json'), 'utf8')).toBe('{}')
  })

  it('gives two spellings of one folder one book of names, before and after it is made', async () => {
    const folder = await tempFolder()
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`f/${String(at)}.jpg`, picture]))
    await writeFiles(folder, { 'a/p.jpg': picture, ...many, 'a/p.png': await sharp(picture).png().toBuffer() })
    await symlink('a', join(folder, 'b'))
    const args = ['--json', '--format', 'jpeg', '--on-existing', 'overwrite', 'a/p.jpg', 'f', 'b/p.png']
    const { stdout } = await command(['run', ...args], { folder })
    const last = jsonEvents(stdout).find(({ source }) => source === join(folder, 'b/p.png'))
    expect(last).toMatchObject({ status: 'failed', failure: { code: 'output-clash' } })
  })
})
