import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { until } from '../../support/until.ts'
import { startContractHost } from './contract-host.ts'
import { openPage } from './host-adapter.ts'

/** What the functions that run in the page see. */
declare const window: { contract: { invoke(channel: string, ...args: readonly unknown[]): Promise<unknown> } }
declare const document: { title: string; body: { innerText: string } }

describe('the page of the browser host', () => {
  it('is the newest one; the one before says so, and can take it back', async () => {
    const { page, host } = await startContractHost()
    const other = await openPage(host)
    onTestFinished(() => other.close())
    await page.getByText('Batchfit is open in another tab.').waitFor()
    expect(await other.page.evaluate(() => window.contract.invoke('echo', 1))).toEqual([1])
    await page.getByRole('button', { name: 'Use it here' }).click()
    await other.page.getByText('Batchfit is open in another tab.').waitFor()
    await page.waitForFunction(() => 'contract' in window)
    expect(await page.evaluate(() => window.contract.invoke('echo', 2))).toEqual([2])
  })

  it('is attached again when it is loaded again, and a question that was open is asked again', async () => {
    const { page, inMain } = await startContractHost()
    await inMain(({ electron, kept }) => {
      kept['answer'] = electron.dialog.showMessageBox({ message: 'Go on?', buttons: ['Yes', 'No'] })
    })
    await page.getByRole('heading', { name: 'Go on?' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Yes' }).click()
    expect(await inMain(({ kept }) => kept['answer'] as Promise<unknown>)).toMatchObject({ response: 0 })
  })

  it('says that the app has been closed, and that its connection is lost', async () => {
    const { page, inMain, ended } = await startContractHost()
    await inMain(({ electron }) => {
      setTimeout(() => {
        electron.app.quit()
      })
    })
    await page.getByText('Batchfit has been closed.').waitFor()
    expect(await ended).toBe(0)

    const second = await startContractHost()
    second.kill()
    await second.page.getByText('The connection to Batchfit is lost').waitFor()
  })

  it('shows a notification, and passes on a click at it', async () => {
    const { page, inMain } = await startContractHost()
    const isSupported = await inMain(({ electron: { Notification }, kept }) => {
      const notification = new Notification({ title: 'Done', body: '900 pictures' })
      kept['clicks'] = 0
      notification.on('click', () => {
        kept['clicks'] = (kept['clicks'] as number) + 1
      })
      notification.show()
      return Notification.isSupported()
    })
    expect(isSupported).toBe(true)
    await page.getByRole('status').getByText('900 pictures').click()
    await page.evaluate(() => window.contract.invoke('echo'))
    expect(await inMain(({ kept }) => kept['clicks'] as number)).toBe(1)
  })

  it('copies, shows where things lie, and has the progress in its title', async () => {
    const { page, inMain, launchOptions } = await startContractHost()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const results = await inMain(async ({ electron: { clipboard, shell }, kept }, folder) => {
      await clipboard.writeText('batchfit run 照片')
      ;(kept['window'] as { setProgressBar(fraction: number): void }).setProgressBar(0.256)
      return [await shell.openPath(folder), await shell.openPath(`${folder}/none`)]
    }, launchOptions.appFolder)
    expect(results[0]).toBe('')
    expect(results[1]).toMatch(/nothing at/)
    await page.getByText('This is where it lies').waitFor()
    expect(await page.getByRole('textbox', { name: launchOptions.appFolder }).inputValue()).toBe(
      launchOptions.appFolder,
    )
    await page.waitForFunction(() => document.title === '26 % · Contract')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('batchfit run 照片')
  })

  it('speaks the language of the browser', async () => {
    const { host, inMain } = await startContractHost()
    const browser = await launchChromium()
    onTestFinished(() => browser.close())
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
    await page.goto(host.address)
    await page.waitForURL((url) => url.search === '')
    await inMain(({ electron }) => {
      void electron.dialog.showOpenDialog({ properties: ['openDirectory'] })
    })
    await page.getByRole('dialog', { name: '选择文件夹' }).waitFor()
    expect(await page.getByRole('button', { name: '取消' }).isVisible()).toBe(true)
  })

  it('finds a folder by choosing from what is there', async () => {
    const { page, inMain, launchOptions } = await startContractHost()
    await inMain(({ electron, kept }, defaultPath) => {
      kept['answer'] = electron.dialog.showOpenDialog({ defaultPath, properties: ['openFile'] })
    }, dirname(launchOptions.appFolder))
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'contract-app/' }).click()
    await dialog.getByRole('button', { name: 'index.html' }).click()
    await dialog.getByRole('button', { name: 'Open' }).click()
    expect(await inMain(({ kept }) => kept['answer'] as Promise<unknown>)).toEqual({
      canceled: false,
      filePaths: [`${launchOptions.appFolder}/index.html`],
    })
  })

  it('finds several files by the keyboard alone', async () => {
    const { page, inMain, launchOptions } = await startContractHost()
    const { appFolder } = launchOptions
    await inMain(({ electron, kept }, defaultPath) => {
      kept['answer'] = electron.dialog.showOpenDialog({ defaultPath, properties: ['openFile', 'multiSelections'] })
    }, `${appFolder}/`)
    await page.getByRole('dialog').getByRole('button', { name: 'child.mjs' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await inMain(({ kept }) => kept['answer'] as Promise<unknown>)).toEqual({
      canceled: false,
      filePaths: [`${appFolder}/child.mjs`, `${appFolder}/index.html`],
    })
  })

  it.each(['light', 'dark'] as const)('shows nothing that axe objects to, when it is %s', async (colorScheme) => {
    const { page, inMain } = await startContractHost()
    await page.emulateMedia({ colorScheme })
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await page.evaluate(axe)
    const violations = () =>
      page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))')
    await inMain(({ electron }) => {
      new electron.Notification({ title: 'Done', body: '900 pictures' }).show()
      void electron.shell.openPath('/')
    })
    await page.getByText('This is where it lies').waitFor()
    expect(await violations()).toEqual([])
    await inMain(({ electron }) => {
      void electron.dialog.showOpenDialog({ properties: ['openFile', 'multiSelections'] })
    })
    await page.getByRole('textbox', { name: 'Paths' }).fill('/none')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('alert').filter({ hasText: 'There is nothing' }).waitFor()
    expect(await violations()).toEqual([])
    await page.keyboard.press('Escape')
    await inMain(({ electron }) => {
      void electron.dialog.showMessageBox({ type: 'error', message: 'Stopped', detail: 'The disk is full.' })
    })
    await page.getByRole('alertdialog').waitFor()
    expect(await violations()).toEqual([])
  })

  it('says the name of what the host has not got, in main and in the preload', async () => {
    const { inMain } = await startContractHost()
    const messages = await inMain(({ electron, kept }) => {
      const texts: string[] = []
      const window_ = kept['window'] as { setKiosk(on: boolean): void }
      const attempts: (() => unknown)[] = [
        () => new electron.Tray('icon.png'),
        () => electron.app.setBadgeCount(3),
        () => {
          window_.setKiosk(true)
        },
        () => {
          electron.globalShortcut.unregisterAll()
        },
        () => electron.BrowserWindow.getFocusedWindow(),
      ]
      for (const attempt of attempts) {
        try {
          attempt()
          texts.push('went through')
        } catch (error) {
          texts.push((error as Error).message)
        }
      }
      return texts
    })
    expect(messages).toEqual([
      'not available in the browser host: Tray',
      'not available in the browser host: app.setBadgeCount',
      'not available in the browser host: BrowserWindow.setKiosk',
      'not available in the browser host: globalShortcut.unregisterAll',
      'not available in the browser host: BrowserWindow.getFocusedWindow',
    ])
  })

  it('asks once at Ctrl-C, and ends at the second whatever the app says', async () => {
    const { host, inMain } = await startContractHost()
    await inMain(({ electron }) => {
      electron.app.on('before-quit', (event) => {
        event.preventDefault()
      })
    })
    host.process.kill('SIGINT')
    await until(() => host.output().includes('Ctrl-C once more'))
    host.process.kill('SIGINT')
    expect(await host.ended).toBe(130)
  })
})
