import { app, dialog } from 'electron'

/**
 * Electron's main process: composition root of the window. This version ships the engine and the command line; the
 * app says so instead of opening an empty window.
 */
void app.whenReady().then(async () => {
  await dialog.showMessageBox({
    message: 'Batchfit has no window in this version.',
    detail: 'Use the command line: batchfit --help',
  })
  app.quit()
})
