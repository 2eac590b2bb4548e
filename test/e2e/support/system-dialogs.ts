import type { ElectronApplication, Page } from 'playwright-core'

/** Asks for something that makes the system ask back, such as pressing a button. */
type Ask = () => Promise<void>

/** Answers what the system asks; each waits for `ask` to bring the question up. */
export interface SystemDialogs {
  /** Chooses these files or folders, all absolute. */
  answerOpen(paths: readonly string[], ask: Ask): Promise<void>
  /** Saves to this path, at which there is nothing yet. */
  answerSave(path: string, ask: Ask): Promise<void>
  /** Presses this button of a message box. */
  answerQuestion(button: string, ask: Ask): Promise<void>
}

/** The browser host asks in the page, and is answered by keys alone. */
export function dialogsInPage(page: Page): SystemDialogs {
  const answerPaths = async (paths: readonly string[], ask: Ask): Promise<void> => {
    await ask()
    const dialog = page.locator('batchfit-host dialog.paths')
    const box = dialog.getByRole('textbox')
    await box.fill(paths.join('\n'))
    await box.press('Enter')
    await dialog.waitFor({ state: 'detached' })
  }
  return {
    answerOpen: answerPaths,
    answerSave: (path, ask) => answerPaths([path], ask),
    answerQuestion: async (button, ask) => {
      await ask()
      await page.getByRole('alertdialog').getByRole('button', { name: button, exact: true }).press('Enter')
    },
  }
}

/** Electron asks outside of the page, where no test reaches: its functions are replaced by the answer beforehand. */
export function dialogsInElectron(app: ElectronApplication): SystemDialogs {
  return {
    answerOpen: async (paths, ask) => {
      await app.evaluate(
        ({ dialog }, filePaths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
        },
        [...paths],
      )
      await ask()
    },
    answerSave: async (path, ask) => {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, path)
      await ask()
    },
    answerQuestion: async (button, ask) => {
      await app.evaluate(({ dialog }, text) => {
        dialog.showMessageBox = (...args: readonly unknown[]) => {
          const { buttons = [] } = args.at(-1) as { readonly buttons?: readonly string[] }
          return Promise.resolve({ response: buttons.indexOf(text), checkboxChecked: false })
        }
      }, button)
      await ask()
    },
  }
}
