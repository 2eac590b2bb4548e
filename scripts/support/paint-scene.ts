import { sharp } from '../../src/engine/load-sharp.ts'
import { seededRandom } from './random.ts'

export type SceneKind = 'mountains' | 'coast' | 'forest' | 'city'

interface Light {
  /** From the top of the sky down to the horizon. */
  readonly sky: readonly [string, string, string]
  readonly sun: string
  /** What is near, and what haze makes of what is far. */
  readonly near: string
  readonly far: string
  readonly lamp: string
}

const lights: readonly Light[] = [
  { sky: ['#2f6fb3', '#8fbfe0', '#e9f1ee'], sun: '#fffbe8', near: '#1f3a34', far: '#9fb9c4', lamp: '#d8e6ea' },
  { sky: ['#28406e', '#c06a6a', '#ffd39a'], sun: '#fff0c4', near: '#1d1a2b', far: '#b07a86', lamp: '#ffd98a' },
  { sky: ['#4d8fa8', '#bfd9c8', '#fff1cf'], sun: '#fff8dc', near: '#2c4a2a', far: '#a8c0a4', lamp: '#f4e3b0' },
  { sky: ['#0e1b3a', '#2b4577', '#8c86b0'], sun: '#f2efe2', near: '#070c18', far: '#4a5784', lamp: '#ffcf70' },
  { sky: ['#6d7f8f', '#b4bfc4', '#e4e2da'], sun: '#f7f5ee', near: '#2b3236', far: '#a6afb2', lamp: '#f0dfb8' },
  { sky: ['#3b2a5c', '#d9737a', '#ffe0a8'], sun: '#fff3d2', near: '#23162c', far: '#c08892', lamp: '#ffe0a0' },
]

export interface Scene {
  readonly kind: SceneKind
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** From 0 to 1: how much fine texture there is, which is what costs bytes. */
  readonly texture: number
}

/** A landscape that reads as a photograph at the size of a thumbnail; RGB, always the same for the same seed. */
export async function paintScene({ kind, width, height, texture }: Scene, seed: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"
    viewBox="0 0 1200 ${String(Math.round((1200 * height) / width))}">${scene(kind, (1200 * height) / width, seed)}</svg>`
  const edgePx = Math.min(768, width, height)
  return sharp(Buffer.from(svg), { limitInputPixels: false, unlimited: true })
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .composite([{ input: await grain(seed, edgePx, texture), tile: true, blend: 'soft-light' }])
    .removeAlpha()
    .raw()
    .toBuffer()
}

function scene(kind: SceneKind, height: number, seed: number): string {
  const random = seededRandom(seed)
  const light = lights[Math.floor(random() * lights.length)] ?? lights[0]
  if (light === undefined) throw new Error('Expected a light')
  const horizon = height * (kind === 'coast' ? 0.56 + random() * 0.1 : 0.62 + random() * 0.1)
  const sunX = 200 + random() * 800
  const sunY = horizon * (0.35 + random() * 0.5)
  const sky = [skyAndSun(light, height, sunX, sunY), clouds(light, horizon, random)]
  const layers = kind === 'coast' ? 3 : 5
  for (let layer = 0; layer < layers; layer += 1) {
    const depth = layer / (layers - 1)
    const base = kind === 'coast' ? horizon : horizon + (height - horizon) * depth * 0.75
    const rise = height * (kind === 'mountains' ? 0.34 : 0.16) * (1 - depth * 0.65)
    sky.push(ridge(mix(light.far, light.near, depth * depth), base, rise, height, random))
    if (kind === 'forest' && layer > 1)
      sky.push(trees(mix(light.far, light.near, depth), base - rise * 0.35, depth, random))
  }
  if (kind === 'coast') sky.push(water(light, horizon, height, sunX, random))
  if (kind === 'city') sky.push(skyline(light, horizon, height, random))
  return sky.join('')
}

function skyAndSun({ sky, sun }: Light, height: number, x: number, y: number): string {
  return `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset=".45" stop-color="${sky[1]}"/>
    <stop offset=".75" stop-color="${sky[2]}"/></linearGradient><radialGradient id="glow"><stop stop-color="${sun}"/>
    <stop offset=".09" stop-color="${sun}"/><stop offset=".11" stop-color="${sun}" stop-opacity=".45"/>
    <stop offset="1" stop-color="${sun}" stop-opacity="0"/></radialGradient></defs>
    <rect width="1200" height="${px(height)}" fill="url(#sky)"/><circle cx="${px(x)}" cy="${px(y)}" r="360" fill="url(#glow)"/>`
}

function clouds({ sun }: Light, horizon: number, random: () => number): string {
  const puffs: string[] = [
    `<defs><radialGradient id="puff"><stop stop-color="${sun}" stop-opacity=".5"/><stop offset="1" stop-color="${sun}" stop-opacity="0"/></radialGradient></defs>`,
  ]
  for (let bank = 0; bank < 4; bank += 1) {
    const x = random() * 1200
    const y = random() * horizon * 0.7
    for (let puff = 0; puff < 14; puff += 1) {
      const wide = 40 + random() * 150
      puffs.push(
        `<ellipse cx="${px(x + (random() - 0.5) * 380)}" cy="${px(y + (random() - 0.5) * 34)}" rx="${px(wide)}" ry="${px(wide * 0.17)}" fill="url(#puff)"/>`,
      )
    }
  }
  return puffs.join('')
}

/** A skyline of hills by halving: every half is moved by half as much. */
function ridge(colour: string, base: number, rise: number, height: number, random: () => number): string {
  let points = [random(), random(), random(), random()]
  for (let roughness = 0.5; points.length < 700; roughness /= 1.9) {
    const finer: number[] = []
    for (const [index, point] of points.entries()) {
      const next = points[index + 1]
      finer.push(point)
      if (next !== undefined) finer.push((point + next) / 2 + (random() - 0.5) * roughness)
    }
    points = finer
  }
  const line = points.map((point, index) => `${px((1200 * index) / (points.length - 1))} ${px(base - point * rise)}`)
  return `<path d="M0 ${px(height)}L${line.join('L')}L1200 ${px(height)}Z" fill="${colour}"/>`
}

function trees(colour: string, base: number, depth: number, random: () => number): string {
  const paths: string[] = []
  for (let tree = 0; tree < 150; tree += 1) {
    const x = random() * 1240 - 20
    const tall = (26 + random() * 46) * (0.6 + depth * 1.7)
    const bottom = base + random() * 120 * depth + 20
    for (const part of [0, 0.3, 0.58]) {
      const wide = tall * (0.12 + part * 0.22)
      paths.push(`M${px(x)} ${px(bottom - tall * (1 - part))}l${px(wide)} ${px(tall * 0.42)}h${px(-2 * wide)}z`)
    }
  }
  return `<path d="${paths.join('')}" fill="${colour}"/>`
}

function water({ sky, sun, near }: Light, horizon: number, height: number, sunX: number, random: () => number): string {
  const waves: string[] = []
  for (let wave = 0; wave < 620; wave += 1) {
    const depth = random() ** 1.6
    const y = horizon + 2 + (height - horizon) * depth
    const isLit = random() < 0.5
    const spread = isLit ? 30 + depth * 190 : 1200
    const x = (isLit ? sunX : 600) + (random() - 0.5) * spread * (isLit ? 2 : 1)
    const long = 6 + random() * 90 * (0.2 + depth)
    const opacity = (isLit ? 0.16 : 0.1) + random() * 0.25
    waves.push(
      `<ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(long)}" ry="${px(0.5 + depth * 2.4)}" fill="${isLit ? sun : mix(sky[0], near, 0.5)}" fill-opacity="${opacity.toFixed(2)}"/>`,
    )
  }
  return `<defs><linearGradient id="sea" x2="0" y2="1"><stop stop-color="${mix(sky[2], sky[0], 0.35)}"/><stop offset="1"
    stop-color="${mix(sky[0], near, 0.55)}"/></linearGradient></defs><rect y="${px(horizon)}" width="1200"
    height="${px(height - horizon)}" fill="url(#sea)"/>${waves.join('')}`
}

function skyline({ far, near, lamp }: Light, horizon: number, height: number, random: () => number): string {
  const parts: string[] = []
  for (const depth of [0.35, 0.7, 1]) {
    for (let x = -20; x < 1220;) {
      const wide = 34 + random() * 70 * depth
      const top = horizon + 60 * depth - (50 + random() ** 2 * 330) * (0.75 + depth * 0.35)
      parts.push(
        `<rect x="${px(x)}" y="${px(top)}" width="${px(wide)}" height="${px(height)}" fill="${mix(far, near, depth)}"/>`,
      )
      for (let y = top + 10; y < height && depth > 0.5; y += 13) {
        for (let lampX = x + 7; lampX < x + wide - 8; lampX += 10) {
          if (random() < 0.34)
            parts.push(
              `<rect x="${px(lampX)}" y="${px(y)}" width="5" height="7" fill="${lamp}" fill-opacity="${(0.35 + random() * 0.6).toFixed(2)}"/>`,
            )
        }
      }
      x += wide + random() * 14
    }
  }
  return parts.join('')
}

/** A tile of noise that neither brightens nor darkens, as PNG: grains of one pixel on blotches of a few. */
async function grain(seed: number, edgePx: number, texture: number): Promise<Buffer> {
  const blotches = await noise(seed, Math.ceil(edgePx / 4), 210 * texture)
    .resize(edgePx, edgePx, { kernel: 'cubic' })
    .png()
    .toBuffer()
  const fine = await noise(seed + 1, edgePx, 50)
    .png()
    .toBuffer()
  return sharp(blotches)
    .composite([{ input: fine, blend: 'overlay' }])
    .removeAlpha()
    .png()
    .toBuffer()
}

/** Grey, around the middle; `range` from its darkest to its brightest. */
function noise(seed: number, edgePx: number, range: number): ReturnType<typeof sharp> {
  const random = seededRandom(seed + 1000)
  const pixels = Buffer.alloc(edgePx * edgePx * 3)
  for (let index = 0; index < pixels.length; index += 3) pixels.fill(128 + (random() - 0.5) * range, index, index + 3)
  return sharp(pixels, { raw: { width: edgePx, height: edgePx, channels: 3 } })
}

function mix(one: string, other: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const from = Number.parseInt(one.slice(at, at + 2), 16)
    const to = Number.parseInt(other.slice(at, at + 2), 16)
    return Math.round(from + (to - from) * share)
  })
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

function px(value: number): string {
  return value.toFixed(1)
}
