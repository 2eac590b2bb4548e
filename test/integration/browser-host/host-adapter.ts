import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type HostProcess, spawnBrowserHost, startBrowserHost } from '../../support/browser-host.ts'
import { launchChromium } from '../../support/chromium.ts'
import type { ContractAdapter, ContractLaunch, ContractWindow, DialogHands } from '../../suites/launch-contract-app.ts'

/** How the host is told to run the contract app. */
export function optionsOf({ appFolder, args, env }: ContractLaunch) {
  return { mainPath: join(appFolder, 'main.mjs'), paths: args, env }
}

const dialogOf = (page: Page) => page.locator('batchfit-host dialog[open]')

const hands: DialogHands = {
  heading: async (page) => (await dialogOf(page).getByRole('heading').textContent()) ?? '',
  typePaths: (page, paths) => dialogOf(page).getByRole('textbox').fill(paths),
  press: (page, name) => dialogOf(page).getByRole('button', { name, exact: true }).click(),
  complaint: async (page) => {
    const alert = dialogOf(page).getByRole('alert')
    await alert.filter({ hasText: /\S/ }).waitFor()
    return (await alert.textContent()) ?? ''
  },
  escape: (page) => page.keyboard.press('Escape'),
}

/** The built browser host, with its page in an installed Chromium. */
export const hostAdapter: ContractAdapter & { open(host: HostProcess): Promise<ContractWindow> } = {
  name: 'the browser host',
  hands,
  launch: async (launch) => hostAdapter.open(await startBrowserHost(optionsOf(launch))),
  open: async (host) => {
    const { page, close } = await openPage(host)
    return {
      page,
      ended: host.ended,
      kill: () => host.process.kill('SIGKILL'),
      close: async () => {
        await close()
        await host.close()
      },
    }
  },
  launchToEnd: (launch) => spawnBrowserHost(optionsOf(launch)).ended,
}

/** The page of a host in a Chromium of its own. */
export async function openPage(host: HostProcess): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const browser = await launchChromium()
  try {
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
    await page.goto(host.address)
    await page.waitForURL((url) => url.search === '')
    await page.waitForLoadState('load')
    return { page, close: () => browser.close() }
  } catch (error) {
    await browser.close()
    throw error
  }
}
