import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** The table of docs/architecture.md: what a folder of src/ may import besides itself. `node:*` is written `node:`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: ['zod'],
  engine: ['shared', 'node:', 'sharp'],
  pool: ['shared', 'node:'],
  store: ['shared', 'node:'],
  batch: ['shared', 'pool', 'store', 'node:', 'picomatch', 'jsonc-parser'],
  worker: ['shared', 'engine', 'node:'],
  cli: ['shared', 'pool', 'store', 'batch', 'node:', 'zod', 'cli-truncate', 'jsonc-parser', 'trash'],
  main: ['shared', 'pool', 'store', 'batch', 'node:', 'electron', 'zod', 'jsonc-parser'],
  preload: ['shared', 'electron'],
  renderer: ['shared', 'svelte', 'bits-ui', '@lucide/svelte'],
  'browser-host': ['node:', 'electron', 'ws', 'devalue', 'open', 'trash'],
}

interface ImportEdge {
  readonly file: string
  readonly folder: string
  readonly specifier: string
  /** Folder of src/ for our own modules, else the package or `node:`. */
  readonly target: string
}

const edges = globSync('src/**/*.{ts,svelte}', { cwd: root }).flatMap(importsOf)

function importsOf(file: string): readonly ImportEdge[] {
  const source = readFileSync(join(root, file), 'utf8')
  const folder = file.split(sep)[1] ?? ''
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName: specifier }) => {
    if (specifier.startsWith('.')) {
      const path = relative(join(root, 'src'), resolve(root, dirname(file), specifier))
      return { file, folder, specifier, target: path.split(sep)[0] ?? '' }
    }
    const target = specifier.startsWith('node:') ? 'node:' : packageOf(specifier)
    return { file, folder, specifier, target }
  })
}

/** `@lucide/svelte` of `@lucide/svelte/icons/x`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

describe('the layers', () => {
  it('are all in the table', () => {
    expect(new Set(edges.map((edge) => edge.folder))).toEqual(new Set(Object.keys(mayImport)))
  })

  it('import only what the table allows', () => {
    const wrong = edges.filter(({ folder, target }) => target !== folder && !mayImport[folder]?.includes(target))
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('import sharp in one file only', () => {
    const importers = edges.filter((edge) => edge.target === 'sharp' && !isTypeOnly(edge))
    expect(importers.map((edge) => edge.file)).toEqual([join('src', 'engine', 'load-sharp.ts')])
  })

  it('know Electron by its types only in the browser host, which stands in for it', () => {
    const importers = edges.filter(({ folder, target }) => folder === 'browser-host' && target === 'electron')
    expect(importers.filter((edge) => !isTypeOnly(edge)).map(({ file }) => file)).toEqual([])
  })

  it('have nothing but the names in the preload', () => {
    const values = edges.filter((edge) => edge.folder === 'preload' && !isTypeOnly(edge))
    expect(values.map(({ specifier }) => specifier).toSorted()).toEqual(['../shared/ipc-names.ts', 'electron'])
  })

  it('have no schema library in the window', () => {
    expect(schemaUsers(globSync('src/renderer/**/*.{ts,svelte}', { cwd: root }))).toEqual([])
  })

  it('have no cycle between files', () => {
    expect(findCycle(graph())).toBeNull()
  })

  it('have no barrel file', () => {
    expect(globSync('src/*/index.ts', { cwd: root })).toEqual([])
  })
})

describe('the built bundles', () => {
  const bundle = (name: string): string => collect(join(root, 'out/main', `${name}.js`), new Set())

  it.runIf(existsSync(join(root, 'out/main/worker.js')))('keep electron and zod out of the child', () => {
    expect(packagesOf(bundle('worker'))).not.toContain('electron')
    // What is bundled is no import any more: zod would show by the name of its error.
    expect(bundle('worker')).not.toContain('ZodError')
    expect(bundle('cli')).toContain('ZodError')
  })

  it.runIf(existsSync(join(root, 'out/main/main.js')))('keep sharp out of the main process of the window', () => {
    expect(packagesOf(bundle('main'))).toContain('electron')
    expect(packagesOf(bundle('main'))).not.toContain('sharp')
  })

  it.runIf(existsSync(join(root, 'out/preload/preload.cjs')))('keep the preload below 5 kB, without zod', () => {
    const text = readFileSync(join(root, 'out/preload/preload.cjs'), 'utf8')
    expect(Buffer.byteLength(text)).toBeLessThan(5000)
    expect(text).not.toMatch(/zod/i)
  })

  it.runIf(existsSync(join(root, 'out/renderer/index.html')))('keep zod out of the window', () => {
    const scripts = globSync('out/renderer/assets/*.js', { cwd: root })
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) expect(readFileSync(join(root, script), 'utf8'), script).not.toContain('ZodError')
  })

  it.runIf(existsSync(join(root, 'out/main/cli.js')))('keep sharp and electron out of the command line', () => {
    expect(packagesOf(bundle('cli'))).not.toContain('electron')
    expect(packagesOf(bundle('cli'))).not.toContain('sharp')
  })
})

/** Files from which zod is reached by imports that are left after types are erased. */
function schemaUsers(files: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const reaches = (file: string): boolean => {
    if (seen.has(file)) return false
    seen.add(file)
    const values = edges.filter((edge) => edge.file === file && !isTypeOnly(edge))
    return values.some(
      ({ specifier, target }) =>
        target === 'zod' ||
        (specifier.startsWith('.') && reaches(relative(root, resolve(root, dirname(file), specifier)))),
    )
  }
  return files.filter(reaches)
}

function isTypeOnly({ file, specifier }: ImportEdge): boolean {
  const source = readFileSync(join(root, file), 'utf8')
  return new RegExp(`import type [^;]*? from '${specifier}'`).test(source)
}

function graph(): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>()
  for (const { file, specifier } of edges) {
    if (!specifier.startsWith('.')) continue
    targets.set(file, [...(targets.get(file) ?? []), relative(root, resolve(root, dirname(file), specifier))])
  }
  return targets
}

function findCycle(targets: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return null
    for (const next of targets.get(file) ?? []) {
      const cycle = visit(next, [...path, file])
      if (cycle !== null) return cycle
    }
    finished.add(file)
    return null
  }
  for (const file of targets.keys()) {
    const cycle = visit(file, [])
    if (cycle !== null) return cycle
  }
  return null
}

/** The text of a bundle and of every chunk that it loads. */
function collect(path: string, seen: Set<string>): string {
  if (seen.has(path)) return ''
  seen.add(path)
  const text = readFileSync(path, 'utf8')
  const chunks = ts.preProcessFile(text, true, true).importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
  return text + chunks.map(({ fileName }) => collect(resolve(dirname(path), fileName), seen)).join('\n')
}

function packagesOf(text: string): readonly string[] {
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
  return names.filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
}
