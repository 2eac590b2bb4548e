import { EventEmitter } from 'node:events'
import type { BaseWindow, MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { createAppDialogs } from '../../../src/main/app-dialogs.ts'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'

const owner = new EventEmitter() as unknown as BaseWindow

/** Dialogs over a person who answers `chosen` to every question, or turns it down. */
function setUp(chosen: readonly string[] | null, response = 0, window: BaseWindow | null = owner) {
  const opened: OpenDialogOptions[] = []
  const saved: SaveDialogOptions[] = []
  const asked: MessageBoxOptions[] = []
  const dialogs = createAppDialogs({
    dialog: {
      showOpenDialog: (_window, options) => {
        opened.push(options)
        return Promise.resolve({ canceled: chosen === null, filePaths: [...(chosen ?? [])] })
      },
      showSaveDialog: (_window, options) => {
        saved.push(options)
        return Promise.resolve({ canceled: chosen === null, filePath: chosen?.[0] ?? '' })
      },
      showMessageBox: (_window, options) => {
        asked.push(options)
        return Promise.resolve({ response, checkboxChecked: false })
      },
    },
    window: () => window,
    messages: () => messagesFor('en').native,
  })
  return { dialogs, opened, saved, asked }
}

describe('questions to the person', () => {
  it('for pictures offer what is read, and everything', async () => {
    const { dialogs, opened } = setUp(['/a.jpg', '/b.png'])
    expect(await dialogs.chooseFiles()).toEqual(['/a.jpg', '/b.png'])
    expect(opened[0]?.properties).toEqual(['openFile', 'multiSelections'])
    const [pictures, all] = opened[0]?.filters ?? []
    expect(pictures?.extensions).toEqual(
      expect.arrayContaining(['jpg', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tif', 'svg']),
    )
    expect(all?.extensions).toEqual(['*'])
  })

  it('for folders offer folders, as many as one likes', async () => {
    const { dialogs, opened } = setUp(['/pictures'])
    expect(await dialogs.chooseFolders()).toEqual(['/pictures'])
    expect(opened[0]?.properties).toEqual(['openDirectory', 'multiSelections'])
  })

  it('for the destination begin where it is, and can make a folder', async () => {
    const { dialogs, opened } = setUp(['/out'])
    expect(await dialogs.chooseDestination('/before')).toBe('/out')
    expect(await dialogs.chooseDestination(null)).toBe('/out')
    expect(opened[0]).toMatchObject({ defaultPath: '/before', properties: ['openDirectory', 'createDirectory'] })
    expect(opened[1]).not.toHaveProperty('defaultPath')
  })

  it('for a place to write ask before something is replaced', async () => {
    const { dialogs, saved } = setUp(['/report.csv'])
    expect(await dialogs.chooseReportTarget('csv', '/suggested.csv')).toBe('/report.csv')
    await dialogs.chooseRecipeTarget('shop.json')
    for (const options of saved) expect(options.properties).toContain('showOverwriteConfirmation')
    expect(saved.map(({ defaultPath, filters }) => [defaultPath, filters?.[0]?.extensions])).toEqual([
      ['/suggested.csv', ['csv']],
      ['shop.json', ['json']],
    ])
  })

  it('may be turned down', async () => {
    const { dialogs } = setUp(null)
    expect(await dialogs.chooseFiles()).toEqual([])
    expect(await dialogs.chooseRecipeFile()).toBeNull()
    expect(await dialogs.chooseReportTarget('json', '/x')).toBeNull()
  })

  it('before quitting keep the batch running unless the first button is pressed', async () => {
    const { dialogs, asked } = setUp(null, 0)
    expect(await dialogs.confirmQuit(12)).toBe(true)
    expect(asked[0]).toMatchObject({ cancelId: 1, defaultId: 1 })
    expect(asked[0]?.detail).toContain('12 pictures')
    expect(await setUp(null, 1).dialogs.confirmQuit(1)).toBe(false)
  })

  it('are answered with nothing while there is no window', async () => {
    const { dialogs, opened } = setUp(['/a.jpg'], 1, null)
    expect(await dialogs.chooseFiles()).toEqual([])
    expect(await dialogs.chooseRecipeTarget('x')).toBeNull()
    expect(await dialogs.confirmQuit(3)).toBe(true)
    expect(opened).toEqual([])
  })
})
