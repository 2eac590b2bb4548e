import { shorten } from './portable-name.ts'
import type { TargetFolder } from './target-folders.ts'

/** "name (2).jpg", "name (3).jpg", … within 255 bytes: the first that `isFree`. */
export function nextFreeName(name: string, folder: TargetFolder, isFree: (name: string) => boolean): string {
  for (;;) {
    const candidate = shorten(name, ` (${String(folder.nextNumber(name))})`)
    if (isFree(candidate)) return candidate
  }
}
