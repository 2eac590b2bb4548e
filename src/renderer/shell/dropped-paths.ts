import type { Bridge } from '../../shared/ipc-contract.ts'

/** Most paths that one request takes. */
export const maxAddedPaths = 200_000

/** Whether what is dragged or pasted holds files or folders. */
export function holdsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') === true
}

/** Absolute paths of the files and folders in a drop or on the clipboard; those without one are left out. */
export function droppedPaths(data: DataTransfer, bridge: Bridge): readonly string[] {
  const paths = Array.from(data.files, (file) => bridge.pathForFile(file)).filter((path) => path !== '')
  return paths.slice(0, maxAddedPaths)
}

/**
 * Absolute paths in pasted text, one a line, as file managers and terminals copy them: plain, in quotes, or as
 * `file://`. Lines that are something else are left out.
 */
export function pastedPaths(text: string): readonly string[] {
  const lines = text.split(/\r?\n|\0/).map(pathOf)
  return lines.filter((path) => isAbsolute(path)).slice(0, maxAddedPaths)
}

function pathOf(line: string): string {
  const bare = line.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (!bare.startsWith('file://')) return bare
  try {
    const { pathname, host } = new URL(bare)
    const path = decodeURIComponent(pathname)
    if (host !== '') return `\\\\${host}${path.replaceAll('/', '\\')}`
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1).replaceAll('/', '\\') : path
  } catch {
    return ''
  }
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path) && !path.includes('\0')
}
