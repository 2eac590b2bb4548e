/** (f) `batchfit --version` against `node -e 0`. */
import { measureCommand, ratios } from './measure.ts'
import { cliPath } from './programs.ts'
import { ratioRow, type Row } from './row.ts'

const rounds = 20

export function startUpBench(): Promise<readonly Row[]> {
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ours.push(measureCommand(process.execPath, [cliPath, '--version']).wallMs)
    bare.push(measureCommand(process.execPath, ['-e', '0']).wallMs)
  }
  return Promise.resolve([ratioRow('start-up', '`batchfit --version` ÷ `node -e 0`', ratios(ours, bare), 3)])
}
