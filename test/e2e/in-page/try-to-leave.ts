import type { Bridge } from '../../../src/shared/ipc-contract.ts'

/** What a request of the page came to; text alone, because it goes to the test. */
export interface Fetched {
  /** Null where the browser did not even ask. */
  readonly status: number | null
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Runs in the page: asks for a URL as any script of it could. */
export async function fetchInPage(url: string): Promise<Fetched> {
  try {
    const response = await fetch(url, { cache: 'no-store' })
    return {
      status: response.status,
      body: await response.text(),
      headers: Object.fromEntries(response.headers),
    }
  } catch {
    return { status: null, body: '', headers: {} }
  }
}

/** Ways by which a page leads to another. */
export const waysOut = ['location', 'replace', 'link', 'new-window link', 'form', 'meta refresh', 'frame'] as const

/** Runs in the page: tries one of them. */
export function leaveBy({ way, url }: { readonly way: (typeof waysOut)[number]; readonly url: string }): void {
  const add = <Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Readonly<Record<string, string>>,
  ): HTMLElementTagNameMap[Tag] => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.body.append(element)
    return element
  }
  switch (way) {
    case 'location':
      location.href = url
      break
    case 'replace':
      location.replace(url)
      break
    case 'link':
      add('a', { href: url }).click()
      break
    case 'new-window link':
      add('a', { href: url, target: '_blank' }).click()
      break
    case 'form':
      add('form', { action: url, method: 'post' }).submit()
      break
    case 'meta refresh':
      add('meta', { 'http-equiv': 'refresh', content: `0;url=${url}` })
      break
    case 'frame':
      add('iframe', { src: url })
      break
  }
}

/** Runs in the page: whether `window.open` gives a window, by the ways of naming one. */
export function openWindows(url: string): readonly boolean[] {
  return [window.open(url), window.open(url, '_blank', 'popup'), window.open('about:blank')].map(
    (opened) => opened !== null,
  )
}

/** Runs in the page: the names that a frame of our own origin has of the bridge and of Node. */
export async function namesInFrames(): Promise<readonly string[]> {
  const found: string[] = []
  for (const attributes of [{}, { srcdoc: '<p>Hello' }]) {
    const frame = document.createElement('iframe')
    Object.assign(frame, attributes)
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve, { once: true })
      document.body.append(frame)
    })
    const inner = frame.contentWindow
    for (const name of ['batchfit', 'require', 'process', 'Buffer']) {
      if (inner !== null && name in inner) found.push(name)
    }
    frame.remove()
  }
  return found
}

/** Runs in the page: what a script of it has beyond a browser, and whether it can be changed. */
export function bridgeAsSeen(): {
  readonly names: readonly string[]
  readonly requests: readonly string[]
  readonly events: readonly string[]
  readonly nodeNames: readonly string[]
  readonly isChanged: boolean
} {
  const { batchfit } = window as unknown as { readonly batchfit: Bridge }
  const before = batchfit.requests.openPath
  for (const change of [
    () => Object.assign(batchfit.requests, { openPath: () => 'mine' }),
    () => Object.assign(batchfit.requests, { runProgram: () => 'mine' }),
    () => Object.assign(window, { batchfit: {} }),
  ]) {
    try {
      change()
    } catch {
      // As it should be.
    }
  }
  const after = (window as unknown as { readonly batchfit: Bridge }).batchfit
  return {
    names: Object.keys(batchfit).toSorted(),
    requests: Object.keys(batchfit.requests),
    events: Object.keys(batchfit.on),
    nodeNames: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
    isChanged: after.requests.openPath !== before || 'runProgram' in after.requests,
  }
}

/** Runs in a page of another address: what it can have of the app at `host`. */
export async function reachFor(host: string): Promise<Readonly<Record<'opens' | 'reads' | 'takesBlindly', boolean>>> {
  const socket = new WebSocket(`ws://${host}/__host/socket`)
  const opens = await new Promise<boolean>((settle) => {
    for (const name of ['open', 'error'] as const) {
      socket.addEventListener(name, () => {
        settle(name === 'open')
      })
    }
  })
  const asked = async (options: RequestInit): Promise<boolean> =>
    fetch(`http://${host}/index.html`, { credentials: 'include', ...options }).then(
      (response) => response.ok || response.type === 'opaque',
      () => false,
    )
  return { opens, reads: await asked({}), takesBlindly: await asked({ mode: 'no-cors' }) }
}

/** Runs in a page of another address: shows this one inside itself. */
export function showInside(url: string): void {
  const frame = document.createElement('iframe')
  frame.src = url
  document.body.append(frame)
}
