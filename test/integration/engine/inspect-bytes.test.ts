import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { inspectBytes, inspectFile } from '../../../src/engine/inspect-file.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { makeFacts } from '../../support/facts.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const photo = await paintPhoto(400, 300, 3)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 400, height: 300, channels: 3 } })

/** More than the head of a file that is read first. */
const long = Buffer.alloc(200 * 1024, 'x').toString()

describe('a file that is in memory already', () => {
  it.each([
    ['jpeg', () => painted().withMetadata({ orientation: 6, icc: 'p3' }).jpeg()],
    [
      'a jpeg whose header goes on and on',
      () =>
        painted()
          .withXmp(`<x>${long.slice(0, 60_000)}</x>`)
          .withIccProfile('p3')
          .jpeg(),
    ],
    [
      'png',
      () =>
        painted()
          .withExif({ IFD0: { Make: 'A camera' } })
          .png({ compressionLevel: 0 }),
    ],
    ['webp', () => painted().webp()],
    ['gif', () => painted().gif()],
    [
      'tiff',
      () =>
        painted()
          .withExif({ IFD0: { Make: 'A camera' } })
          .tiff({ compression: 'none' }),
    ],
    ['avif', () => painted().avif({ effort: 0 })],
  ] as const)('says the same of itself as on the disk: %s', async (_, make) => {
    const bytes = await make().toBuffer()
    const path = join(await tempFolder(), 'a')
    await writeFile(path, bytes)
    const found = await inspectFile(path)
    if (!found.ok) throw new Error(found.failure.message)
    expect(await inspectBytes(bytes, found.value.identity)).toEqual(found)
  })

  it('fails as on the disk when it is none, or one that is not read', async () => {
    const identity = makeFacts().identity
    const inspect = (bytes: Buffer) => inspectBytes(bytes, { ...identity, bytes: bytes.length })
    expect(await inspect(Buffer.from('text'))).toMatchObject({ ok: false, failure: { code: 'not-a-picture' } })
    expect(await inspect(Buffer.from('8BPS\0'))).toMatchObject({ ok: false, failure: { code: 'format-unsupported' } })
    const half = (await painted().png().toBuffer()).subarray(0, 20)
    expect(await inspect(half)).toMatchObject({ ok: false, failure: { code: 'image-damaged' } })
  })
})
