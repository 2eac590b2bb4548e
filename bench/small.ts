/** (b) 2,000 JPEGs of 600×450 → 200 px, two jobs; (e) the delay of the main loop meanwhile. */
import { emptyFolder, smallPictures } from './corpus.ts'
import { delayRows, withDelayProbe } from './loop-delay.ts'
import { ratios } from './measure.ts'
import { runBatchfit, runVipsthumbnail } from './programs.ts'
import { missingRow, ratioRow, type Row } from './row.ts'

const part = 'small'
const rounds = 3
/** A process per file is so slow that a part of them says enough; the time is scaled up. */
const oneByOneFiles = 400

export async function smallBench(): Promise<readonly Row[]> {
  const folder = await smallPictures()
  const ours: number[] = []
  const oneByOne: number[] = []
  const batched: number[] = []
  const probe = await withDelayProbe()
  for (let round = 0; round < rounds; round += 1) {
    const to = await emptyFolder('ours')
    const args = ['run', '--quiet', '--jobs', '2', '--longest-side', '200', '--quality', '80', '--to', to, folder]
    ours.push(runBatchfit(args, probe.env).wallMs)
    await probe.collect()
    const some = await runVipsthumbnail(folder, 200, 80, await emptyFolder('vips'), 1, oneByOneFiles)
    if (some !== null) oneByOne.push((some.wallMs * 2000) / oneByOneFiles)
    const all = await runVipsthumbnail(folder, 200, 80, await emptyFolder('vips'), 1000)
    if (all !== null) batched.push(all.wallMs)
  }
  if (batched.length === 0) return [missingRow(part, 'wall ÷ vipsthumbnail'), ...delayRows(part, probe.delays())]
  return [
    ratioRow(
      part,
      `wall ÷ vipsthumbnail, two at a time (${String(oneByOneFiles)} files, scaled)`,
      ratios(ours, oneByOne),
      0.85,
    ),
    ratioRow(part, 'wall ÷ vipsthumbnail, two at a time, 1,000 files a call', ratios(ours, batched), 0.85),
    ...delayRows(part, probe.delays()),
  ]
}
