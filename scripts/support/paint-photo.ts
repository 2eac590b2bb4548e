import { sharp } from '../../src/engine/load-sharp.ts'
import { seededRandom } from './random.ts'

/**
 * Pixels (RGB, 8 bits) that compress and resize as a photograph does: soft shapes of a few scales with a little grain,
 * brighter towards the top, so that a picture the wrong way up is seen at once.
 */
export async function paintPhoto(width: number, height: number, seed: number): Promise<Buffer> {
  const random = seededRandom(seed)
  const pixels = await softShapes(width, height, 9, random)
  const detail = await softShapes(width, height, 90, random)
  for (let y = 0; y < height; y += 1) {
    const light = 40 * (0.5 - y / height)
    for (let index = y * width * 3; index < (y + 1) * width * 3; index += 1) {
      const grain = (random() - 0.5) * 10
      const value = ((pixels[index] ?? 0) * 3 + (detail[index] ?? 0)) / 4 + light + grain
      pixels[index] = Math.max(0, Math.min(255, value))
    }
  }
  return pixels
}

/** Random colours on a grid of `cells` across, blurred up to the full size. */
async function softShapes(width: number, height: number, cells: number, random: () => number): Promise<Buffer> {
  const columns = Math.max(2, Math.min(cells, width))
  const rows = Math.max(2, Math.min(Math.round((cells * height) / width), height))
  const grid = Buffer.alloc(columns * rows * 3)
  for (let index = 0; index < grid.length; index += 1) grid[index] = Math.floor(random() * 256)
  return sharp(grid, { raw: { width: columns, height: rows, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer()
}
