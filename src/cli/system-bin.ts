import { randomBytes } from 'node:crypto'
import { link, lstat, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bin } from '../batch/bin.ts'

/** Moves files to the bin; may reject after it has moved some of them. Files that are not there are passed over. */
type MoveToBin = (paths: readonly string[]) => Promise<void>

/** The bin of this system, by the package `trash`, which is loaded when it is needed. */
export function createSystemBin(platform: NodeJS.Platform = process.platform, move: MoveToBin = moveByPackage): Bin {
  switch (platform) {
    case 'win32':
      return new GatheringBin((paths) => moveFromWindows(paths, move))
    case 'darwin':
      return new GatheringBin(move)
    default:
      return { put: (path) => putOne(path, move) }
  }
}

async function moveByPackage(paths: readonly string[]): Promise<void> {
  const { default: trash } = await import('trash')
  // Names are names, whatever brackets and stars are in them.
  await trash([...paths], { glob: false })
}

async function putOne(path: string, move: MoveToBin): Promise<void> {
  await lstat(path)
  await move([path])
  if (await isThere(path)) throw new Error('The bin did not take the file.')
}

/** Files that one call moves: each call starts a program of the system. */
const mostAtOnce = 100

interface Waiting {
  readonly path: string
  readonly settle: (problem: Error | null) => void
}

/** What comes while files are on their way to the bin goes there together, after them. */
class GatheringBin implements Bin {
  readonly #move: MoveToBin
  readonly #waiting: Waiting[] = []
  #isMoving = false

  constructor(move: MoveToBin) {
    this.#move = move
  }

  put(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (problem: Error | null): void => {
        if (problem === null) resolve()
        else reject(problem)
      }
      this.#waiting.push({ path, settle })
      if (!this.#isMoving) void this.#moveAll()
    })
  }

  async #moveAll(): Promise<void> {
    this.#isMoving = true
    while (this.#waiting.length > 0) await this.#moveTogether(this.#waiting.splice(0, mostAtOnce))
    this.#isMoving = false
  }

  async #moveTogether(files: readonly Waiting[]): Promise<void> {
    const [first] = files
    if (first !== undefined && files.length === 1) {
      first.settle(await problemOf(putOne(first.path, this.#move)))
      return
    }
    const there = await Promise.all(files.map(({ path }) => isThere(path)))
    await problemOf(this.#move(files.map(({ path }) => path)))
    for (const [index, { path, settle }] of files.entries()) {
      const isMoved = there[index] === true && !(await isThere(path))
      // One that cannot be moved must not be blamed on the others: what is left is tried alone.
      settle(isMoved ? null : await problemOf(putOne(path, this.#move)))
    }
  }
}

/**
 * Windows deletes for good what its bin is too small for, or when it is switched off, without a word. So the file has a
 * second name meanwhile: if it has no other afterwards, it is brought back.
 */
async function moveFromWindows(paths: readonly string[], move: MoveToBin): Promise<void> {
  const spares: { readonly path: string; readonly spare: string; readonly names: number }[] = []
  for (const path of paths) {
    const stats = await lstat(path).catch(() => null)
    if (stats === null) continue
    const spare = join(dirname(path), `.batchfit-${randomBytes(4).toString('hex')}.tmp`)
    await link(path, spare)
    spares.push({ path, spare, names: stats.nlink + 1 })
  }
  const problem = await problemOf(move(paths))
  for (const { path, spare, names } of spares) {
    if ((await lstat(spare)).nlink >= names) await unlink(spare)
    else await rename(spare, path)
  }
  if (problem !== null) throw problem
}

function problemOf(work: Promise<void>): Promise<Error | null> {
  return work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error('The bin failed.', { cause: error })),
  )
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
