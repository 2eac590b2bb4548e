import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { dropFiles } from '../../support/drop-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { startContractHost } from './contract-host.ts'

/** What the functions that run in the page see. */
declare const window: {
  contract: {
    invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>
    pathForFile(file: unknown): string
  }
  dropped: Promise<readonly string[]> | undefined
  addEventListener(name: string, listener: (event: DropEvent) => void): void
}
interface DropEvent {
  preventDefault(): void
  readonly dataTransfer: { readonly files: ArrayLike<unknown> }
}

/** As the app does: asks for the paths at once, and gives them to main. */
async function takeDrops(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.addEventListener('dragover', (event) => {
      event.preventDefault()
    })
    window.addEventListener('drop', (event) => {
      event.preventDefault()
      const paths = Array.from(event.dataTransfer.files, (file) => window.contract.pathForFile(file))
      window.dropped = window.contract.invoke('echo', paths).then(([same]: any) => same as readonly string[]) // eslint-disable-line
    })
  })
}

async function drop(page: Page, paths: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(() => {
    window.dropped = undefined
  })
  await dropFiles(page, paths)
  await page.waitForFunction(() => window.dropped !== undefined)
  return (await page.evaluate(() => window.dropped)) ?? []
}

describe('what is dropped on the page', () => {
  it('is there when main hears of it: files and folders, with names, contents and dates', async () => {
    const source = await tempFolder()
    await mkdir(join(source, 'Reise 旅行', 'deep'), { recursive: true })
    await mkdir(join(source, 'Reise 旅行', 'empty'))
    await writeFile(join(source, 'Reise 旅行', 'a.jpg'), 'aaa')
    await writeFile(join(source, 'Reise 旅行', 'deep', 'b #1%20.jpg'), Buffer.alloc(3 * 1024 ** 2, 'b'))
    await writeFile(join(source, 'single.png'), 'single')
    await utimes(join(source, 'single.png'), new Date(), new Date(Date.UTC(2019, 4, 5)))

    const { page, launchOptions } = await startContractHost()
    await takeDrops(page)
    const paths = await drop(page, [join(source, 'Reise 旅行'), join(source, 'single.png')])

    const dropFolder = join(launchOptions.env['CONTRACT_HOME'] ?? '', 'dropped')
    const [id = ''] = await readdir(dropFolder)
    expect(id).toMatch(/^\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{8}$/)
    expect(paths).toEqual([join(dropFolder, id, 'Reise 旅行'), join(dropFolder, id, 'single.png')])
    expect((await readdir(join(dropFolder, id), { recursive: true })).toSorted()).toEqual(
      [
        'Reise 旅行',
        'Reise 旅行/a.jpg',
        'Reise 旅行/deep',
        'Reise 旅行/deep/b #1%20.jpg',
        'Reise 旅行/empty',
        'single.png',
      ].toSorted(),
    )
    expect(await readFile(join(dropFolder, id, 'Reise 旅行', 'a.jpg'), 'utf8')).toBe('aaa')
    const large = await readFile(join(dropFolder, id, 'Reise 旅行', 'deep', 'b #1%20.jpg'))
    expect(large.equals(Buffer.alloc(3 * 1024 ** 2, 'b'))).toBe(true)
    expect((await stat(join(dropFolder, id, 'single.png'))).mtimeMs).toBe(Date.UTC(2019, 4, 5))
    await page.getByText('A browser does not tell where files lie').waitFor()
  })

  it('keeps apart what has one name', async () => {
    const source = await tempFolder()
    for (const folder of ['one', 'two']) {
      await mkdir(join(source, folder))
      await writeFile(join(source, folder, 'same.jpg'), folder)
    }
    const { page } = await startContractHost()
    await takeDrops(page)
    const paths = await drop(page, [join(source, 'one', 'same.jpg'), join(source, 'two', 'same.jpg')])
    expect(new Set(paths).size).toBe(2)
    const contents = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    expect(contents).toEqual(['one', 'two'])
  })

  it('comes in a few seconds, also when it is a folder with 5,000 files', async () => {
    const source = join(await tempFolder(), 'many')
    await mkdir(source)
    const names = Array.from({ length: 5000 }, (_, nth) => `${String(nth).padStart(5, '0')}.jpg`)
    for (const name of names) await writeFile(join(source, name), name)
    const { page } = await startContractHost()
    await takeDrops(page)
    const [path = ''] = await drop(page, [source])
    const there = await readdir(path)
    expect(there).toHaveLength(5000)
    expect(await readFile(join(path, '04999.jpg'), 'utf8')).toBe('04999.jpg')
  })

  it('is left alone when the app takes no notice, and never opened in its place', async () => {
    const source = await tempFolder()
    await writeFile(join(source, 'page.html'), '<h1>other</h1>')
    const { page, launchOptions } = await startContractHost()
    const before = page.url()
    await dropFiles(page, [join(source, 'page.html')])
    expect(await page.evaluate(() => window.contract.invoke('echo', 1))).toEqual([1])
    expect(page.url()).toBe(before)
    expect(page.context().pages()).toHaveLength(1)
    const home = launchOptions.env['CONTRACT_HOME'] ?? ''
    expect(await readdir(home)).not.toContain('dropped')
  })
})
