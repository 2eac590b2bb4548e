import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Dialog, MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron'
import type { Host } from '../host.ts'
import { beginningOf, lookUp } from '../look-up-paths.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import type { MessageAnswer, MessageQuestion, PathAnswer, PathQuestion } from '../wire/frames.ts'

type Used = Pick<Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>

/** `electron.dialog`: answered in the page; while none is open, the question waits for one. */
export function createDialog({ link }: Host): Used {
  link.on('look-up', ({ id, lookup }, reply) => {
    void lookUp(lookup).then((result) => {
      reply({ kind: 'looked-up', id, result })
    })
  })
  const askPaths = async (question: PathQuestion): Promise<readonly string[] | null> => {
    const startPath = await beginningOf(question.startPath, question.want === 'save')
    return ((await link.ask({ ...question, startPath })) as PathAnswer).paths
  }
  const dialog: Used = {
    showOpenDialog: async (...args: readonly unknown[]) => {
      const paths = await askPaths(openQuestion(optionsOf(args) as OpenDialogOptions))
      return { canceled: paths === null, filePaths: [...(paths ?? [])] }
    },
    showSaveDialog: async (...args: readonly unknown[]) => {
      const paths = await askPaths(saveQuestion(optionsOf(args) as SaveDialogOptions))
      return { canceled: paths === null, filePath: paths?.[0] ?? '' }
    },
    showMessageBox: async (...args: readonly unknown[]) => {
      const question = messageQuestion(optionsOf(args) as MessageBoxOptions)
      const { response } = (await link.ask(question)) as MessageAnswer
      return { response, checkboxChecked: false }
    },
    showErrorBox: (title, content) => {
      void link.ask(messageQuestion({ type: 'error', message: title, detail: content }))
    },
  }
  return refuseUnknown('dialog', dialog)
}

/** Each takes a window before its options, or none. */
function optionsOf(args: readonly unknown[]): unknown {
  return args.length > 1 ? args[1] : (args[0] ?? {})
}

function openQuestion(options: OpenDialogOptions): PathQuestion {
  const has = (property: string): boolean => options.properties?.some((name) => name === property) ?? false
  const folders = has('openDirectory')
  return {
    kind: 'path',
    want: folders ? (has('openFile') ? 'files-or-folders' : 'folders') : 'files',
    isMulti: has('multiSelections'),
    ...commonQuestion(options),
    asksBeforeReplacing: false,
  }
}

function saveQuestion(options: SaveDialogOptions): PathQuestion {
  return { kind: 'path', want: 'save', isMulti: false, ...commonQuestion(options), asksBeforeReplacing: true }
}

function commonQuestion({ title, buttonLabel, defaultPath, filters }: OpenDialogOptions | SaveDialogOptions) {
  return {
    title: title ?? null,
    buttonLabel: buttonLabel ?? null,
    startPath: startPath(defaultPath),
    extensions: extensionsOf(filters ?? []),
  }
}

function startPath(defaultPath: string | undefined): string {
  if (defaultPath === undefined || defaultPath === '') return join(homedir(), '/')
  return isAbsolute(defaultPath) ? defaultPath : join(homedir(), defaultPath)
}

function extensionsOf(filters: readonly { readonly extensions: readonly string[] }[]): readonly string[] {
  const extensions = filters[0]?.extensions ?? []
  return extensions.includes('*') ? [] : extensions
}

function messageQuestion(options: MessageBoxOptions): MessageQuestion {
  const { buttons = [], cancelId, defaultId = 0 } = options
  return {
    kind: 'message',
    tone: options.type ?? 'none',
    title: options.title ?? null,
    message: options.message,
    detail: options.detail ?? null,
    buttons,
    defaultIndex: defaultId,
    cancelIndex: cancelId ?? cancelIndexOf(buttons),
  }
}

/** As Electron finds it: a button that says so, else the first. */
function cancelIndexOf(buttons: readonly string[]): number {
  return Math.max(
    0,
    buttons.findIndex((text) => /^(?:cancel|no)$/i.test(text)),
  )
}
