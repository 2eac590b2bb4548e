/**
 * Makes 24 sample pictures in a temporary folder, runs the real command line on them, and says where to look.
 * The pictures are the same on every machine.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sharp } from '../src/engine/load-sharp.ts'
import { paintPhoto } from './support/paint-photo.ts'

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><circle cx="100" cy="100" r="90" fill="#2b6cb0"/>
<path d="M60 120 L100 60 L140 120 Z" fill="#fff"/></svg>`

/** Laid over a picture that must come out upright. */
const arrowUp = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><path d="M450 90 L630 300 H520 V510 H380 V300 H270 Z"
fill="#fff" stroke="#1a202c" stroke-width="12"/></svg>`

async function makeSamples(root: string): Promise<void> {
  const put = async (name: string, bytes: Buffer | string): Promise<void> => {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), bytes)
  }
  const photo = async (width: number, height: number, seed: number): Promise<ReturnType<typeof sharp>> =>
    sharp(await paintPhoto(width, height, seed), { raw: { width, height, channels: 3 } })

  // The same picture in all eight EXIF orientations: every result must come out upright.
  const upright = await (
    await photo(900, 600, 1)
  )
    .composite([{ input: Buffer.from(arrowUp) }])
    .png()
    .toBuffer()
  for (const [index, stored] of storedForOrientation(upright).entries()) {
    const orientation = index + 1
    await put(
      `Orientations/turned ${String(orientation)}.jpg`,
      await stored.withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer(),
    )
  }
  await put(
    'Photos/beach.jpg',
    await (await photo(2400, 1600, 2)).withIccProfile('srgb').jpeg({ quality: 92 }).toBuffer(),
  )
  await put('Photos/tower.jpg', await (await photo(1200, 1800, 3)).jpeg({ quality: 88, progressive: true }).toBuffer())
  await put(
    'Photos/wide colours.jpg',
    await (await photo(1600, 1200, 4)).withIccProfile('p3').jpeg({ quality: 90 }).toBuffer(),
  )
  await put('Photos/grey.jpg', await (await photo(1000, 1000, 5)).greyscale().toColourspace('b-w').jpeg().toBuffer())
  await put('Photos/print cmyk.jpg', await (await photo(1000, 700, 6)).toColourspace('cmyk').jpeg().toBuffer())
  await put('Photos/small.jpg', await (await photo(320, 240, 7)).jpeg().toBuffer())
  await put('Photos/海辺の写真.jpg', await (await photo(1500, 1000, 8)).jpeg().toBuffer())
  await put('Photos/really a png.jpg', await (await photo(800, 600, 9)).png().toBuffer())
  await put('Formats/scan.tif', await (await photo(1400, 1000, 10)).tiff({ compression: 'lzw' }).toBuffer())
  await put('Formats/deep.png', await (await photo(900, 900, 11)).toColourspace('rgb16').png().toBuffer())
  await put('Formats/photo.webp', await (await photo(1600, 900, 12)).webp().toBuffer())
  await put('Formats/photo.avif', await (await photo(800, 600, 13)).avif({ effort: 2 }).toBuffer())
  await put('Formats/logo.svg', logo)
  await put('Formats/logo.png', await sharp(Buffer.from(logo)).resize(1200, 1200).png().toBuffer())
  await put('Formats/spinning.gif', await animation().then((frames) => frames.gif().toBuffer()))
  const whole = await (await photo(1200, 900, 15)).jpeg().toBuffer()
  await put('Broken/cut off.jpg', whole.subarray(0, Math.floor(whole.length * 0.6)))
}

/** Pixels as a camera would store them for orientations 1 to 8, so that each one is upright when turned. */
function storedForOrientation(upright: Buffer): readonly ReturnType<typeof sharp>[] {
  // Two passes: sharp turns before it mirrors, whatever the order of the calls.
  return [
    sharp(upright),
    sharp(upright).flop(),
    sharp(upright).rotate(180),
    sharp(upright).flip(),
    sharp(upright).rotate(270).flop(),
    sharp(upright).rotate(270),
    sharp(upright).rotate(90).flop(),
    sharp(upright).rotate(90),
  ]
}

async function animation(): Promise<ReturnType<typeof sharp>> {
  const frames = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      sharp(Buffer.from(logo))
        .resize(800, 800)
        .rotate(index * 45, { background: '#0000' })
        .resize(800, 800, { fit: 'cover' })
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
}

const folder = join(await mkdtemp(join(tmpdir(), 'batchfit-demo-')), 'Sample pictures')
await makeSamples(folder)
console.log(`24 sample pictures are in ${folder}\n`)

const cli = fileURLToPath(new URL('../bin/batchfit.mjs', import.meta.url))
const command = ['run', '--longest-side', '640', '--quality', '80', folder]
console.log(`$ batchfit ${command.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')}\n`)
const report = join(dirname(folder), 'report.json')
// The demonstration is no part of the person's history.
const env = { ...process.env, BATCHFIT_HOME: join(dirname(folder), 'state') }
spawnSync(process.execPath, [cli, ...command, '--report', report], { stdio: 'inherit', env })
const ends = JSON.parse(await readFile(report, 'utf8')) as readonly { readonly status: string }[]
const done = ends.filter(({ status }) => status === 'done').length
console.log(`\n${String(done)} of 24 are done; one picture is broken on purpose.`)
console.log(`Look at the results in the Resized folders below ${folder}`)
process.exitCode = done === 23 && ends.length === 24 ? 0 : 1
