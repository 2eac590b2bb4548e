import { link, mkdir, readdir, readFile, rename, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CommitEnvironment } from '../../../src/engine/commit-environment.ts'
import { commitFile } from '../../../src/engine/commit-file.ts'
import type { CommitRequest, CommitSource } from '../../../src/engine/commit-request.ts'
import { type CommitFileSystem, realFileSystem } from '../../../src/engine/commit-file-system.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { faultyFileSystem } from '../../support/faulty-file-system.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const picture = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#468' } })
  .jpeg()
  .toBuffer()
const stranger = sourceWith(0n, 0n)

/** A source of this device and inode. */
function sourceWith(device: bigint, inode: bigint): CommitSource {
  return { path: '/source.jpg', identity: { device, inode, bytes: 0, modifiedNs: 0n }, sha256: () => '' }
}

function request(folder: string, changes: Partial<CommitRequest> = {}): CommitRequest {
  return {
    bytes: picture,
    finalPath: join(folder, 'out', 'a.jpg'),
    tempPath: join(folder, 'out', '.batchfit-00000001.tmp'),
    expected: { format: 'jpeg', width: 32, height: 24 },
    overwrite: false,
    keepPath: null,
    replacesSource: false,
    source: stranger,
    ours: null,
    isRecovery: false,
    minFreeBytes: null,
    fileMode: 0o644,
    modifiedNs: 1_700_000_000_000_000_000n,
    onChecking: () => undefined,
    onPublishing: () => Promise.resolve(),
    onReserved: () => Promise.resolve(),
    ...changes,
  }
}

function on(fileSystem: CommitFileSystem): CommitEnvironment {
  return { fileSystem, renameDelaysMs: [], sleep: () => Promise.resolve() }
}

/** A file system without hard links, as FAT and some shares are. */
const withoutLinks: CommitFileSystem = {
  ...realFileSystem,
  link: () => Promise.reject(Object.assign(new Error('no links here'), { code: 'ENOTSUP' })),
}

describe('a commit', () => {
  it('leaves the whole file under its final name, with mode and time, and no temp file', async () => {
    const folder = await tempFolder()
    expect(await commitFile(request(folder), on(realFileSystem))).toMatchObject({
      ok: true,
      value: { kept: null, warnings: [] },
    })
    expect(await readdir(join(folder, 'out'))).toEqual(['a.jpg'])
    expect(await readFile(join(folder, 'out', 'a.jpg'))).toEqual(picture)
    const { mode, mtimeMs } = await stat(join(folder, 'out', 'a.jpg'))
    expect(mode & 0o777).toBe(0o644)
    expect(mtimeMs).toBe(1_700_000_000_000)
  })

  it('never replaces a file that appeared meanwhile, with and without hard links', async () => {
    for (const fileSystem of [realFileSystem, withoutLinks]) {
      const folder = await tempFolder()
      await mkdir(join(folder, 'out'))
      const appearing = request(folder, {
        // After the writer looked, before it publishes: only an atomic publish notices.
        onPublishing: () => writeFile(join(folder, 'out', 'a.jpg'), 'somebody else'),
      })
      const raced = { ...fileSystem, lstat: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' })) }
      const outcome = await commitFile(appearing, on(raced))
      expect(outcome).toMatchObject({ ok: false, failure: { code: 'output-exists' } })
      expect(await readFile(join(folder, 'out', 'a.jpg'), 'utf8')).toBe('somebody else')
      expect(await readdir(join(folder, 'out'))).toEqual(['a.jpg'])
    }
  })

  it('announces the empty file that keeps the name free, and removes it only while it is that', async () => {
    for (const isReplaced of [false, true]) {
      const folder = await tempFolder()
      const final = join(folder, 'out', 'a.jpg')
      const reserved: bigint[] = []
      const outcome = await commitFile(
        request(folder, {
          onReserved: async (file) => {
            reserved.push(file.inode)
            expect((await stat(final, { bigint: true })).ino).toBe(file.inode)
            if (!isReplaced) return
            await unlink(final)
            await writeFile(final, 'somebody else')
          },
        }),
        on({ ...withoutLinks, rename: () => Promise.reject(Object.assign(new Error('no'), { code: 'EIO' })) }),
      )
      expect(outcome).toMatchObject({ ok: false })
      expect(reserved).toHaveLength(1)
      expect(await readdir(join(folder, 'out'))).toEqual(isReplaced ? ['a.jpg'] : [])
    }
  })

  it('replaces an existing file whole when overwriting', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'out'))
    await writeFile(join(folder, 'out', 'a.jpg'), 'old')
    expect(await commitFile(request(folder, { overwrite: true }), on(realFileSystem))).toMatchObject({ ok: true })
    expect(await readFile(join(folder, 'out', 'a.jpg'))).toEqual(picture)
  })

  it('works where there are no hard links', async () => {
    const folder = await tempFolder()
    expect(await commitFile(request(folder), on(withoutLinks))).toMatchObject({ ok: true })
    expect(await readdir(join(folder, 'out'))).toEqual(['a.jpg'])
    expect(await readFile(join(folder, 'out', 'a.jpg'))).toEqual(picture)
  })

  it('refuses to replace its own source even when overwriting', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'out'))
    await writeFile(join(folder, 'out', 'a.jpg'), 'the original')
    const { dev, ino } = await stat(join(folder, 'out', 'a.jpg'), { bigint: true })
    const own = request(folder, { overwrite: true, source: sourceWith(dev, ino) })
    expect(await commitFile(own, on(realFileSystem))).toMatchObject({ ok: false, failure: { code: 'output-is-input' } })
    expect(await readFile(join(folder, 'out', 'a.jpg'), 'utf8')).toBe('the original')
    expect(await readdir(join(folder, 'out'))).toEqual(['a.jpg'])
  })

  it('replaces a hard link or a symlink at the final name without touching the original behind it', async () => {
    for (const makeLink of [link, symlink]) {
      const folder = await tempFolder()
      await mkdir(join(folder, 'out'))
      const original = join(folder, 'original.jpg')
      await writeFile(original, 'the original')
      await makeLink(original, join(folder, 'out', 'a.jpg'))
      const { dev, ino } = await stat(original, { bigint: true })
      const linked = request(folder, { overwrite: true, source: sourceWith(dev, ino) })
      expect(await commitFile(linked, on(realFileSystem))).toMatchObject({ ok: true })
      expect(await readFile(original, 'utf8')).toBe('the original')
      expect(await readFile(join(folder, 'out', 'a.jpg'))).toEqual(picture)
    }
  })

  it('takes over the file that its own interrupted attempt had published', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'out'))
    await writeFile(join(folder, 'out', 'a.jpg'), 'from the attempt before')
    const { dev, ino } = await stat(join(folder, 'out', 'a.jpg'), { bigint: true })
    const again = request(folder, { ours: { device: dev, inode: ino } })
    expect(await commitFile(again, on(realFileSystem))).toMatchObject({ ok: true })
    expect(await readFile(join(folder, 'out', 'a.jpg'))).toEqual(picture)
  })

  it('keeps nothing of a file whose header is not the planned one', async () => {
    const folder = await tempFolder()
    const wrong = request(folder, { expected: { format: 'jpeg', width: 33, height: 24 } })
    expect(await commitFile(wrong, on(realFileSystem))).toMatchObject({ ok: false, failure: { code: 'verify-failed' } })
    expect(await readdir(join(folder, 'out'))).toEqual([])
  })

  it('tries a rename again while Windows holds the file', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'out'))
    await writeFile(join(folder, 'out', 'a.jpg'), 'old')
    const slept: number[] = []
    let refusals = 2
    const held: CommitFileSystem = {
      ...realFileSystem,
      rename: (from, to) => {
        refusals -= 1
        return refusals >= 0 ? Promise.reject(Object.assign(new Error('held'), { code: 'EBUSY' })) : rename(from, to)
      },
    }
    const environment = {
      fileSystem: held,
      renameDelaysMs: [10, 20, 30],
      sleep: (ms: number) => Promise.resolve(void slept.push(ms)),
    }
    expect(await commitFile(request(folder, { overwrite: true }), environment)).toMatchObject({ ok: true })
    expect(slept).toEqual([10, 20])
  })
})

describe('a commit in which one call fails', () => {
  const codes = ['ENOSPC', 'EIO', 'EPERM', 'EBUSY', 'EMFILE', 'EDQUOT', 'short-write']
  const cases = [
    { name: 'a new file', base: realFileSystem, overwrite: false, before: null },
    { name: 'a new file without hard links', base: withoutLinks, overwrite: false, before: null },
    { name: 'an existing file', base: realFileSystem, overwrite: true, before: 'old' },
  ]

  it.each(cases)('leaves $name whole or as it was, and says which', async ({ base, overwrite, before }) => {
    let failures = 0
    for (const code of codes) {
      for (let nth = 1; ; nth += 1) {
        const folder = await tempFolder()
        const finalPath = join(folder, 'out', 'a.jpg')
        if (before !== null) {
          await mkdir(join(folder, 'out'))
          await writeFile(finalPath, before)
        }
        const { fileSystem, calls } = faultyFileSystem(base, { nth, code })
        const outcome = await commitFile(request(folder, { overwrite }), on(fileSystem))
        const label = `${code} at call ${String(nth)} (${calls()[nth - 1] ?? 'none'})`
        const left = await readdir(join(folder, 'out')).catch(() => [])
        if (calls()[nth - 1] !== 'unlink')
          expect(
            left.filter((name) => name.endsWith('.tmp')),
            label,
          ).toEqual([])
        const content = await readFile(finalPath).catch(() => null)
        if (outcome.ok) {
          expect(content, label).toEqual(picture)
        } else {
          failures += 1
          expect(outcome.failure.message, label).toMatch(/\w+.*\.$/)
          // A folder that could not be synced leaves the new file in an overwrite: whole, but reported.
          const isWhole = content?.equals(picture) === true && calls()[nth - 1] === 'syncFolder' && overwrite
          if (!isWhole) expect(content?.toString() ?? null, label).toBe(before)
        }
        if (calls().length < nth) break
      }
    }
    expect(failures).toBeGreaterThan(codes.length * 4)
  })
})
