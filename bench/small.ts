/** (b) 2,000 JPEGs of 600×450 → 200 px, two jobs; (e) the delay of the main loop meanwhile. */
import { emptyFolder, smallPictures } from './corpus.ts'
import { delayRows, withDelayProbe } from './loop-delay.ts'
import { ratios } from './measure.ts'
import { runBatchfit, runVipsthumbnail } from './programs.ts'
import { missingRow, ratioRow, type Row } from './row.ts'

const part = 'small'
const rounds = 3
const files = 2000

/** The ways to have vipsthumbnail do them; where only some are done, the time is scaled up. */
const ways = [
  { what: 'one call with all files', perCall: files, atOnce: 1, limit: files, goal: 0.85 },
  { what: 'a call per file, two at a time (400 files, scaled)', perCall: 1, atOnce: 2, limit: 400, goal: 0.85 },
  { what: 'two calls at once, half of the files each', perCall: files / 2, atOnce: 2, limit: files, goal: null },
] as const

export async function smallBench(): Promise<readonly Row[]> {
  const folder = await smallPictures()
  const ours: number[] = []
  const theirs = ways.map((): number[] => [])
  const probe = await withDelayProbe()
  for (let round = 0; round < rounds; round += 1) {
    const to = await emptyFolder('ours')
    const args = ['run', '--quiet', '--jobs', '2', '--longest-side', '200', '--quality', '80', '--to', to, folder]
    ours.push(runBatchfit(args, probe.env).wallMs)
    await probe.collect()
    for (const [index, way] of ways.entries()) {
      const measured = await runVipsthumbnail(folder, 200, 80, await emptyFolder('vips'), way)
      if (measured !== null) theirs[index]?.push((measured.wallMs * files) / way.limit)
    }
  }
  const rows = ways.map(({ what, goal }, index) => {
    const times = theirs[index] ?? []
    const title = `wall ÷ vipsthumbnail, ${what}`
    return times.length === 0 ? missingRow(part, title) : ratioRow(part, title, ratios(ours, times), goal)
  })
  return [...rows, ...delayRows(part, probe.delays())]
}
