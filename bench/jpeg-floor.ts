/** The least work there is: djpeg at half size, resize, cjpeg; two files at a time. Arguments: size, quality, files. */
import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'

sharp.concurrency(1)
sharp.cache(false)
const [size = '', quality = '', ...files] = process.argv.slice(2)
const waiting = files.values()

await Promise.all([lane(), lane()])

async function lane(): Promise<void> {
  for (const file of waiting) await floor(file)
}

async function floor(file: string): Promise<void> {
  const { width, height, pixels } = parsePpm(await run('djpeg', ['-scale', '1/2', file]))
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(Number(size), Number(size), { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const header = Buffer.from(`P6\n${String(info.width)} ${String(info.height)}\n255\n`)
  await run('cjpeg', ['-quality', quality, '-optimize'], Buffer.concat([header, data]))
}

async function run(program: string, args: readonly string[], input?: Buffer): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(input)
  return buffer(child.stdout)
}

function parsePpm(ppm: Buffer): { readonly width: number; readonly height: number; readonly pixels: Buffer } {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 64))
  if (header === null) throw new Error('Expected a PPM from djpeg')
  return { width: Number(header[1]), height: Number(header[2]), pixels: ppm.subarray(header[0].length) }
}
