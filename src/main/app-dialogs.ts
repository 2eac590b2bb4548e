import type {
  BaseWindow,
  MessageBoxOptions,
  MessageBoxReturnValue,
  OpenDialogOptions,
  OpenDialogReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron'
import type { Messages } from '../shared/messages/catalogue.ts'

/** The part of Electron's `dialog` that asks the person; every question belongs to the window. */
export interface DialogPort {
  showOpenDialog(window: BaseWindow, options: OpenDialogOptions): Promise<OpenDialogReturnValue>
  showSaveDialog(window: BaseWindow, options: SaveDialogOptions): Promise<SaveDialogReturnValue>
  showMessageBox(window: BaseWindow, options: MessageBoxOptions): Promise<MessageBoxReturnValue>
}

/** Questions to the person. Null, or an empty list, when they chose none. */
export interface AppDialogs {
  chooseFiles(): Promise<readonly string[]>
  chooseFolders(): Promise<readonly string[]>
  chooseDestination(startFolder: string | null): Promise<string | null>
  chooseRecipeFile(): Promise<string | null>
  chooseRecipeTarget(suggestedName: string): Promise<string | null>
  chooseReportTarget(kind: 'csv' | 'json', suggestedPath: string): Promise<string | null>
  /** Whether to finish what runs and quit; `left` pictures are not done. */
  confirmQuit(left: number): Promise<boolean>
}

export interface AppDialogsOptions {
  readonly dialog: DialogPort
  /** Null while there is no window: then nothing can be asked, and the answer is none. */
  window(): BaseWindow | null
  messages(): Messages['native']
}

/** Extensions of what the engine reads. Only a filter of the dialog: what a file is, its contents say. */
const pictureExtensions = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff', 'svg']

export function createAppDialogs({ dialog, window, messages }: AppDialogsOptions): AppDialogs {
  const open = async (options: OpenDialogOptions): Promise<readonly string[]> => {
    const owner = window()
    if (owner === null) return []
    const { canceled, filePaths } = await dialog.showOpenDialog(owner, options)
    return canceled ? [] : filePaths
  }
  const save = async (options: SaveDialogOptions): Promise<string | null> => {
    const owner = window()
    if (owner === null) return null
    const { canceled, filePath } = await dialog.showSaveDialog(owner, {
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      ...options,
    })
    return canceled || filePath === '' ? null : filePath
  }
  return {
    chooseFiles: () => open(filesToAdd(messages())),
    chooseFolders: () => {
      const { choose } = messages()
      return open({ title: choose.folders, buttonLabel: choose.add, properties: ['openDirectory', 'multiSelections'] })
    },
    chooseDestination: async (startFolder) => {
      const { choose } = messages()
      const [path] = await open({
        title: choose.destination,
        buttonLabel: choose.destinationButton,
        ...(startFolder === null ? {} : { defaultPath: startFolder }),
        properties: ['openDirectory', 'createDirectory'],
      })
      return path ?? null
    },
    chooseRecipeFile: async () => {
      const { choose } = messages()
      const filters = [recipeFilter(messages()), { name: choose.allFiles, extensions: ['*'] }]
      const [path] = await open({ title: choose.importRecipe, filters, properties: ['openFile'] })
      return path ?? null
    },
    chooseRecipeTarget: (suggestedName) =>
      save({
        title: messages().choose.exportRecipe,
        defaultPath: suggestedName,
        filters: [recipeFilter(messages())],
      }),
    chooseReportTarget: (kind, suggestedPath) => {
      const { choose } = messages()
      const name = kind === 'csv' ? choose.csvFiles : choose.jsonFiles
      return save({ title: choose.exportReport, defaultPath: suggestedPath, filters: [{ name, extensions: [kind] }] })
    },
    confirmQuit: async (left) => {
      const owner = window()
      if (owner === null) return true
      const { response } = await dialog.showMessageBox(owner, quitQuestion(messages(), left))
      return response === 0
    },
  }
}

function filesToAdd({ choose }: Messages['native']): OpenDialogOptions {
  return {
    title: choose.files,
    buttonLabel: choose.add,
    filters: [
      { name: choose.pictures, extensions: pictureExtensions },
      { name: choose.allFiles, extensions: ['*'] },
    ],
    properties: ['openFile', 'multiSelections'],
  }
}

function recipeFilter({ choose }: Messages['native']): { readonly name: string; readonly extensions: string[] } {
  return { name: choose.recipeFiles, extensions: ['json'] }
}

function quitQuestion({ quit }: Messages['native'], left: number): MessageBoxOptions {
  return {
    type: 'question',
    message: quit.message,
    detail: quit.detail(left),
    buttons: [quit.finishAndQuit, quit.keepRunning],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
}
