import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled, measureCommand, type Measured } from './measure.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
export const cliPath = here('../bin/batchfit.mjs')

/** Our command line, as a person would call it. */
export function runBatchfit(args: readonly string[], env: NodeJS.ProcessEnv = {}): Measured {
  const measured = measureCommand(process.execPath, [cliPath, ...args], env)
  if (measured.exitCode !== 0)
    throw new Error(`Expected batchfit to end with 0 but it ended with ${String(measured.exitCode)}`)
  return measured
}

/** vipsthumbnail, `perCall` files a call, `atOnce` calls at a time; null where it is not installed. */
export async function runVipsthumbnail(
  folder: string,
  size: number,
  quality: number,
  to: string,
  calls: { readonly perCall: number; readonly atOnce: number; readonly limit?: number },
): Promise<Measured | null> {
  if (!isInstalled('vipsthumbnail')) return null
  const names = (await readdir(folder)).slice(0, calls.limit)
  const files = names.map((name) => join(folder, name)).join('\0')
  const output = join(to, `%s.jpg[Q=${String(quality)}]`)
  const call = `xargs -0 -P${String(calls.atOnce)} -n${String(calls.perCall)} vipsthumbnail -s ${String(size)}x${String(size)} -o '${output}'`
  return measureCommand('bash', ['-c', `printf '%s' "$FILES" | tr '\\n' '\\0' | ${call}`], {
    FILES: files.replaceAll('\0', '\n'),
  })
}

/** sharp as most programs use it: one process, its defaults, paths in and out; in turn or all at once. */
export function runNaiveSharp(
  folder: string,
  size: number,
  quality: number,
  to: string,
  how: 'in-turn' | 'at-once',
): Measured {
  return measureCommand(process.execPath, [here('./naive-sharp.ts'), folder, String(size), String(quality), to, how])
}

/**
 * The floor: libjpeg-turbo decodes to half size, the pixels are resized, libjpeg-turbo encodes; two at a time, as ours
 * runs. CPU is summed over the three steps; null where djpeg or cjpeg is missing.
 */
export async function measureFloor(
  folder: string,
  size: number,
  quality: number,
  files: number,
): Promise<number | null> {
  if (!isInstalled('djpeg') || !isInstalled('cjpeg')) return null
  const names = (await readdir(folder)).slice(0, files)
  const args = names.map((name) => join(folder, name))
  const measured = measureCommand(process.execPath, [here('./jpeg-floor.ts'), String(size), String(quality), ...args])
  // Starting Node and loading sharp is not part of the work.
  const idle = measureCommand(process.execPath, [here('./jpeg-floor.ts'), String(size), String(quality)])
  return (measured.cpuMs - idle.cpuMs) / names.length
}
