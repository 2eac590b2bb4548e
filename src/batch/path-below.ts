import { isAbsolute, relative, sep } from 'node:path'

/** The path as seen from `folder`: empty for the folder itself, null where it is not inside. Both absolute. */
export function pathBelow(folder: string, path: string): string | null {
  const below = relative(folder, path)
  const isOutside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)
  return isOutside ? null : below
}
