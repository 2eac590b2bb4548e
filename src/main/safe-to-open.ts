import { extname } from 'node:path'
import { isPictureExtension } from '../batch/output-extension.ts'

/**
 * Whether opening this runs no program: a picture by its name, or a folder. What a person drops on the window may be
 * anything, and the system starts what it can. On macOS a program is a folder with an extension.
 */
export function isSafeToOpen(path: string, isFolder: boolean, platform: 'mac' | 'windows' | 'linux'): boolean {
  const extension = extname(path).slice(1)
  if (isFolder) return platform !== 'mac' || !/^[a-z][a-z0-9]*$/i.test(extension)
  return isPictureExtension(extension)
}
