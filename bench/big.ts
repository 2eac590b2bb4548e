/** (a) 100 JPEGs of 12 MP with an sRGB profile → 1600 px, quality 80, two jobs; (e) the delay of the main loop meanwhile. */
import { bigPictures, emptyFolder } from './corpus.ts'
import { delayRows, withDelayProbe } from './loop-delay.ts'
import { ratios, spreadOf } from './measure.ts'
import { measureFloor, runBatchfit, runNaiveSharp, runVipsthumbnail } from './programs.ts'
import { missingRow, ratioRow, type Row, valueRow } from './row.ts'

const part = 'big'
const rounds = 3
const size = 1600
const quality = 80

export async function bigBench(): Promise<readonly Row[]> {
  const folder = await bigPictures()
  const ours: number[] = []
  const oursCpu: number[] = []
  const oneByOne: number[] = []
  const batched: number[] = []
  const inTurn: number[] = []
  const atOnce: number[] = []
  const floor: number[] = []
  const probe = await withDelayProbe()
  for (let round = 0; round < rounds; round += 1) {
    const to = await emptyFolder('ours')
    const args = [
      'run',
      '--quiet',
      '--jobs',
      '2',
      '--longest-side',
      String(size),
      '--quality',
      String(quality),
      '--to',
      to,
      folder,
    ]
    const measured = runBatchfit(args, probe.env)
    ours.push(measured.wallMs)
    oursCpu.push(measured.cpuMs / 100)
    await probe.collect()
    pushTo(
      oneByOne,
      (await runVipsthumbnail(folder, size, quality, await emptyFolder('vips'), { perCall: 1, atOnce: 2 }))?.wallMs,
    )
    pushTo(
      batched,
      (await runVipsthumbnail(folder, size, quality, await emptyFolder('vips'), { perCall: 50, atOnce: 2 }))?.wallMs,
    )
    inTurn.push(runNaiveSharp(folder, size, quality, await emptyFolder('naive'), 'in-turn').wallMs)
    atOnce.push(runNaiveSharp(folder, size, quality, await emptyFolder('naive'), 'at-once').wallMs)
    pushTo(floor, await measureFloor(folder, size, quality, 40))
  }
  return [
    oneByOne.length === 0
      ? missingRow(part, 'wall ÷ vipsthumbnail')
      : ratioRow(part, 'wall ÷ vipsthumbnail, two at a time', ratios(ours, oneByOne), 0.7),
    batched.length === 0
      ? missingRow(part, 'wall ÷ vipsthumbnail, batched')
      : ratioRow(part, 'wall ÷ vipsthumbnail, two at a time, 50 files a call', ratios(ours, batched), null),
    ratioRow(part, 'wall ÷ sharp in one process, one after another', ratios(ours, inTurn), 0.5),
    ratioRow(part, 'wall ÷ sharp in one process, all at once', ratios(ours, atOnce), null),
    floor.length === 0
      ? missingRow(part, 'CPU ÷ libjpeg-turbo floor')
      : ratioRow(part, 'CPU ÷ libjpeg-turbo floor (djpeg ½ + resize + cjpeg)', ratios(oursCpu, floor), 1.6),
    valueRow(part, 'CPU per picture, median', spreadOf(oursCpu).median, 'ms', null),
    ...delayRows(part, probe.delays()),
  ]
}

function pushTo(values: number[], value: number | null | undefined): void {
  if (value !== null && value !== undefined) values.push(value)
}
