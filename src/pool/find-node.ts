export interface NodeSearch {
  readonly platform: string
  readonly arch: string
  readonly versions: { readonly node: string; readonly electron?: string | undefined }
  readonly execPath: string
  /** Resolves a module path to a file; throws when there is none, as `require.resolve` does. */
  resolve(specifier: string): string
}

const oldestNode = 24

/**
 * The Node that children run on: this very one, unless it is Electron's (which cannot run sharp on Linux) or too old;
 * then the one that comes with the dependencies. Falls back to this one where that is missing.
 */
export function findNode(search: NodeSearch): string {
  const { versions, platform, arch, execPath } = search
  const isOld = Number(versions.node.split('.', 1)[0]) < oldestNode
  if (versions.electron === undefined && !isOld) return execPath
  try {
    return search.resolve(`node-${platform}-${arch}/bin/node`)
  } catch {
    return execPath
  }
}
