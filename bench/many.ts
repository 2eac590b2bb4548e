/** (d) 100,000 files in 1,000 folders: how soon something happens, and how much memory the main process takes. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { emptyFolder, manyPictures } from './corpus.ts'
import { isInstalled, timeUntil } from './measure.ts'
import { cliPath } from './programs.ts'
import { missingRow, type Row, valueRow } from './row.ts'

const part = 'many'

export async function manyBench(): Promise<readonly Row[]> {
  const folder = await manyPictures()
  const node = process.execPath
  const run = async (): Promise<string[]> => [
    cliPath,
    'run',
    '--longest-side',
    '32',
    '--to',
    await emptyFolder('ours'),
    folder,
  ]
  // The first finished file is later than the first job that started, so this is on the safe side.
  const firstDone = await timeUntil(node, await run(), (output) => /^done/m.test(output), 20_000)
  const firstPlanned = await timeUntil(
    node,
    [cliPath, 'plan', '--to', await emptyFolder('plan'), folder],
    (output) => output.includes('\n'),
    20_000,
  )
  const rows = [
    valueRow(part, 'until the first file of a run is finished', firstDone, 'ms', 1000),
    valueRow(part, 'until the first line of a plan', firstPlanned, 'ms', 1000),
  ]
  if (isInstalled('script')) {
    const command = [node, ...(await run())].join(' ')
    const seen = await timeUntil(
      'script',
      ['-qefc', command, '/dev/null'],
      (output) => /\d files found|\d of \d/.test(output),
      20_000,
    )
    rows.push(valueRow(part, 'until scanning shows progress in a terminal', seen, 'ms', 200))
  } else {
    rows.push(missingRow(part, 'until scanning shows progress in a terminal'))
  }
  const plan = await peakRss([cliPath, 'plan', '--json', '--to', await emptyFolder('plan'), folder], 10 * 60_000)
  const runs = await peakRss([...(await run()), '--json'], 45_000)
  rows.push(
    valueRow(part, 'main process, peak RSS, planning all 100,000', plan, 'MB', 250),
    valueRow(part, 'main process, peak RSS, 45 s into running them', runs, 'MB', 250),
  )
  return rows
}

/** Peak resident memory (MB) of the command line itself, children not counted, until it ends or the time is up. */
async function peakRss(args: readonly string[], limitMs: number): Promise<number | null> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.resume()
  let peak: number | null = null
  const sample = async (): Promise<void> => {
    const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8').catch(() => '')
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
    if (kilobytes !== undefined) peak = Number(kilobytes) / 1024
  }
  const timer = setInterval(() => void sample(), 200)
  const stop = setTimeout(() => child.kill('SIGINT'), limitMs)
  await new Promise((resolve) => child.once('exit', resolve))
  clearInterval(timer)
  clearTimeout(stop)
  return peak
}
