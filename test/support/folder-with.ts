import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

/** A fresh folder with files, which hold their own path and are made with the folders above them. */
export async function folderWith(...paths: readonly string[]): Promise<string> {
  const folder = await tempFolder()
  await makeFiles(folder, paths)
  return folder
}

/** Makes such files in a folder that is there already. */
export function makeFiles(folder: string, paths: readonly string[]): Promise<void> {
  return writeFiles(folder, Object.fromEntries(paths.map((path) => [path, path])))
}

/** Writes files by their path below `folder`, making folders on the way. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
}
