import { assertNever } from '../wire/assert-never.ts'
import type { Answer, PageState, Question, ToPage } from '../wire/frames.ts'
import { choosePaths } from './choose-paths.ts'
import { copyText } from './copy-text.ts'
import { type Drops, listenForDrops } from './drops.ts'
import { createElectronInPage, type ElectronInPage } from './electron-in-page.ts'
import { createHostSocket, type HostSocket } from './host-socket.ts'
import { listenForMenuKeys, type MenuKeys } from './menu-keys.ts'
import { showMessage } from './show-message.ts'
import { stayHere } from './stay-here.ts'
import { createSurface, make, makeButton, type Surface } from './surface.ts'
import { createTitle, type Title } from './title.ts'
import { createToasts, type Toasts } from './toasts.ts'
import { createUploadToast } from './upload-toast.ts'
import { createWakeLock, type WakeLock } from './wake-lock.ts'
import { hostWords, type HostWords } from './words.ts'

/** The body of the app's preload, as a function of what CommonJS gives a module. */
type Preload = (require: (name: string) => ElectronInPage, module: { exports: object }, exports: object) => void

interface Page {
  readonly words: HostWords
  readonly surface: Surface
  readonly toasts: Toasts
  readonly socket: HostSocket
  readonly drops: Drops
  readonly menuKeys: MenuKeys
  readonly title: Title
  readonly wakeLock: WakeLock
  readonly deliver: (channel: string, args: readonly unknown[]) => void
}

const toastMs = 8000

/** Composition root of the host's half of a page: what Electron's renderer process is besides Chromium. */
export function startPage(preload: Preload): void {
  const words = hostWords(navigator.language)
  const surface = createSurface()
  const toasts = createToasts(surface, words)
  const socket = createHostSocket()
  const drops = listenForDrops({ upload: createUploadToast(toasts, words) })
  const { electron, deliver } = createElectronInPage(socket, drops)
  const menuKeys = listenForMenuKeys(surface.isModal, (item) => {
    socket.send({ kind: 'menu-key', item })
  })
  const page: Page = {
    words,
    surface,
    toasts,
    socket,
    drops,
    menuKeys,
    title: createTitle(),
    wakeLock: createWakeLock(),
    deliver,
  }
  stayHere()
  connect(page)
  runPreload(preload, electron)
}

function runPreload(preload: Preload, electron: ElectronInPage): void {
  const module = { exports: {} }
  const require = (name: string): ElectronInPage => {
    if (name !== 'electron' && name !== 'electron/renderer') throw new Error(`module not found: ${name}`)
    return electron
  }
  preload(require, module, module.exports)
}

function connect(page: Page): void {
  const { socket, surface, words } = page
  const banner = make('div', 'banner', words.connectionLost)
  banner.setAttribute('role', 'alert')
  const sendLoaded = (): void => {
    socket.send({ kind: 'loaded' })
  }
  socket.open({
    onFrame: (frame) => {
      receive(page, frame)
    },
    onOpen: (isAgain) => {
      // What the app has told meanwhile is lost to this page; a new one is told everything.
      if (isAgain) location.reload()
      else socket.send({ kind: 'hello', state: pageState() })
    },
    onLost: () => {
      surface.root.append(banner)
    },
  })
  if (document.readyState === 'complete') sendLoaded()
  else window.addEventListener('load', sendLoaded)
  const tell = (): void => {
    socket.send({ kind: 'changed', state: pageState() })
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell)
  window.addEventListener('focus', tell)
  window.addEventListener('blur', tell)
}

function pageState(): PageState {
  return {
    language: navigator.language,
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
    screen: { width: screen.availWidth, height: screen.availHeight },
    hasFocus: document.hasFocus(),
  }
}

function receive(page: Page, frame: ToPage): void {
  const { words, toasts, socket } = page
  switch (frame.kind) {
    case 'welcome':
      page.drops.setFolder(frame.dropFolder, frame.separator)
      return
    case 'event':
      page.deliver(frame.channel, frame.args)
      return
    case 'ask':
      void ask(page, frame.question).then((answer) => {
        socket.send({ kind: 'reply', id: frame.id, answer })
      })
      return
    case 'menu':
      page.menuKeys.set(frame.keys)
      return
    case 'notification':
      notify(page, frame)
      return
    case 'path-shown':
      toasts.show({ lifeMs: null }, words.liesAt, readOnlyBox(frame.path))
      return
    case 'address-shown':
      toasts.show({ lifeMs: null }, words.addressIs, readOnlyBox(frame.url))
      return
    case 'copy':
      void copyText(frame.text).then((isCopied) => {
        if (!isCopied) toasts.show({ lifeMs: null }, words.copyByHand, readOnlyBox(frame.text))
      })
      return
    case 'stay-awake':
      page.wakeLock.want(frame.isWanted)
      return
    case 'title':
      page.title.set(frame.title)
      return
    case 'progress':
      page.title.setProgress(frame.fraction)
      return
    case 'focus':
      window.focus()
      return
    case 'reload':
      location.reload()
      return
    case 'closed':
      end(page, make('p', 'title', words.closed), make('p', 'quiet', words.closedHint))
      return
    case 'replaced':
      end(page, make('p', 'title', words.replaced), takeBack(words))
      return
    case 'answer':
    case 'looked-up':
      // Settled by the socket.
      return
    default:
      assertNever(frame)
  }
}

function ask({ surface, words, socket }: Page, question: Question): Promise<Answer> {
  return question.kind === 'path'
    ? choosePaths(surface, words, socket, question)
    : showMessage(surface, words, question)
}

function notify({ toasts, socket }: Page, notification: Extract<ToPage, { readonly kind: 'notification' }>): void {
  const { id, title, body } = notification
  const onPress = (): void => {
    socket.send({ kind: 'notification-clicked', id })
  }
  toasts.show({ lifeMs: toastMs, onPress }, make('strong', '', title), body)
}

function readOnlyBox(text: string): HTMLInputElement {
  const box = make('input', 'box')
  box.readOnly = true
  box.value = text
  box.setAttribute('aria-label', text)
  box.addEventListener('focus', () => {
    box.select()
  })
  return box
}

/** Covers the page for good. */
function end({ socket, surface, wakeLock }: Page, ...content: readonly Node[]): void {
  socket.close()
  wakeLock.want(false)
  for (const dialog of surface.root.querySelectorAll('dialog')) dialog.remove()
  for (const child of document.body.children) if (child !== surface.root.host) (child as HTMLElement).inert = true
  const curtain = make('div', 'curtain', ...content)
  curtain.setAttribute('role', 'alert')
  surface.root.append(curtain)
}

function takeBack(words: HostWords): HTMLButtonElement {
  return makeButton(
    words.takeBack,
    () => {
      location.reload()
    },
    'main',
  )
}
