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
export async function makeFiles(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), path)
  }
}
