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
  batch: ['shared', 'pool', 'node:', 'picomatch'],
  worker: ['shared', 'engine', 'node:'],
  cli: ['shared', 'pool', 'batch', 'node:', 'zod', 'cli-truncate', 'jsonc-parser'],
  main: ['shared', 'pool', 'batch', 'node:', 'electron'],
}

interface ImportEdge {
  readonly file: string
  readonly folder: string
  readonly specifier: string
  /** Folder of src/ for our own modules, else the package or `node:`. */
  readonly target: string
}

const edges = globSync('src/**/*.ts', { cwd: root }).flatMap(importsOf)

function importsOf(file: string): readonly ImportEdge[] {
  const source = readFileSync(join(root, file), 'utf8')
  const folder = file.split(sep)[1] ?? ''
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName: specifier }) => {
    if (specifier.startsWith('.')) {
      const path = relative(join(root, 'src'), resolve(root, dirname(file), specifier))
      return { file, folder, specifier, target: path.split(sep)[0] ?? '' }
    }
    const target = specifier.startsWith('node:') ? 'node:' : specifier
    return { file, folder, specifier, target }
  })
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

  it.runIf(existsSync(join(root, 'out/main/cli.js')))('keep sharp and electron out of the command line', () => {
    expect(packagesOf(bundle('cli'))).not.toContain('electron')
    expect(packagesOf(bundle('cli'))).not.toContain('sharp')
  })
})

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
