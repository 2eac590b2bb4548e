import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Inside the packages' folder, so that what the build imports is found. */
const copy = join(root, 'node_modules/.cache/batchfit-bench')

/** The real build with the pretending worker in the place of its own; the path of its `out`. */
export async function copyBuildThatPretends(): Promise<string> {
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  await cp(join(root, 'out'), join(copy, 'out'), { recursive: true })
  await cp(join(root, 'package.json'), join(copy, 'package.json'))
  const worker = pathToFileURL(join(root, 'bench/pretend-worker.ts')).href
  await writeFile(join(copy, 'out/main/worker.js'), `import ${JSON.stringify(worker)}\n`)
  return join(copy, 'out')
}

export interface BundleSize {
  readonly what: string
  /** In bytes. */
  readonly raw: number
  readonly gzipped: number
}

/** What the page loads, and the preload. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  const assets = join(root, 'out/renderer/assets')
  const names = await readdir(assets)
  const ending = (extension: string): readonly string[] =>
    names.filter((name) => name.endsWith(extension)).map((name) => join(assets, name))
  return [
    await sizeOf('scripts of the page', ending('.js')),
    await sizeOf('styles of the page', ending('.css')),
    await sizeOf('preload', [join(root, 'out/preload/preload.cjs')]),
  ]
}

async function sizeOf(what: string, paths: readonly string[]): Promise<BundleSize> {
  let raw = 0
  let gzipped = 0
  for (const path of paths) {
    const bytes = await readFile(path)
    raw += bytes.length
    gzipped += gzipSync(bytes).length
  }
  return { what, raw, gzipped }
}
