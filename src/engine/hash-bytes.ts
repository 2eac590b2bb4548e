import { createHash, hash } from 'node:crypto'
import type { CommitFileSystem, CommitHandle, EntryStat } from './commit-file-system.ts'

/** SHA-256 of bytes in memory, as 64 hexadecimal digits. */
export function hashBytes(bytes: Buffer): string {
  return hash('sha256', bytes)
}

/** A file as it was read: which one, and what is in it. */
export interface HashedFile {
  readonly stat: EntryStat
  readonly sha256: string
}

/** Reads a file to its end. Null where it changed meanwhile. Throws the system's errors. */
export async function hashFile(path: string, fileSystem: CommitFileSystem): Promise<HashedFile | null> {
  const handle = await fileSystem.open(path, 'r')
  try {
    const stat = await handle.stat()
    const digest = createHash('sha256')
    const bytes = await readChunks(handle, (chunk) => digest.update(chunk))
    const after = await handle.stat()
    const isSteady = BigInt(bytes) === stat.size && after.size === stat.size && after.mtimeNs === stat.mtimeNs
    return isSteady ? { stat, sha256: digest.digest('hex') } : null
  } finally {
    await handle.close()
  }
}

/** Gives away a file piece by piece; resolves to how many bytes there were. */
export async function readChunks(handle: CommitHandle, take: (chunk: Buffer) => unknown): Promise<number> {
  let offset = 0
  for (;;) {
    const chunk = await handle.read(offset, chunkBytes)
    if (chunk.length === 0) return offset
    await take(chunk)
    offset += chunk.length
  }
}

const chunkBytes = 1024 ** 2
