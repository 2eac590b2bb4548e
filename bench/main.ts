/**
 * Side by side with peers, in one run, as ratios. `npm run bench` does everything; `npm run bench -- big small` only
 * these parts. The table goes to bench/results.md.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { bigBench } from './big.ts'
import { journalBench } from './journal.ts'
import { manyBench } from './many.ts'
import { outputsBench } from './outputs.ts'
import { smallBench } from './small.ts'
import { startUpBench } from './start-up.ts'
import { stormBench } from './storm.ts'
import { windowBench } from './window.ts'
import type { Row } from './row.ts'

const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  big: bigBench,
  small: smallBench,
  outputs: outputsBench,
  many: manyBench,
  'start-up': startUpBench,
  storm: stormBench,
  journal: journalBench,
  window: windowBench,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => parts[name] === undefined)
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}; known are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

// The batches that are measured are none of the person's history.
const stateFolder = await mkdtemp(join(tmpdir(), 'batchfit-bench-home-'))
process.env['BATCHFIT_HOME'] = stateFolder
const rows: Row[] = []
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n# ${name}`)
  for (const row of await run()) {
    rows.push(row)
    console.log(
      `${row.isMet === null ? ' ' : row.isMet ? '✓' : '✗'} ${row.what}: ${row.measured}${row.goal === null ? '' : ` (goal ${row.goal})`}`,
    )
  }
}
await rm(stateFolder, { recursive: true, force: true })
if (asked.length === 0) await writeFile(new URL('./results.md', import.meta.url), table(rows))
process.exitCode = rows.some((row) => row.isMet === false) ? 1 : 0

function table(all: readonly Row[]): string {
  const machine = `${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, ${String(Math.round(totalmem() / 1024 ** 3))} GiB, Node ${process.version}`
  const lines = all.map(({ part, what, measured, goal, isMet }) => {
    const verdict = isMet === null ? '' : isMet ? 'met' : '**missed**'
    return `| ${part} | ${what} | ${measured} | ${goal ?? ''} | ${verdict} |`
  })
  return `# Benchmark results

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.
Ratios are ours divided by theirs, round by round, as min / median / max: below 1 is faster. Machines are noisy and
differ; the ratios are what to look at. What each part does is in the file of that name in \`bench/\`.

| part | what | measured | goal | |
|---|---|---|---|---|
${lines.join('\n')}
`
}
