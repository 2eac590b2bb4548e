import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type * as Electron from 'electron'
import type { Page } from 'playwright-core'

/** A process that runs the contract app, with its window open. */
export interface ContractWindow {
  readonly page: Page
  /** Exit code of the main process; null when it was killed. */
  readonly ended: Promise<number | null>
  /** As by SIGKILL. */
  kill(): void
  close(): Promise<void>
}

export interface ContractLaunch {
  readonly appFolder: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Presses the buttons of the dialogs that the app opens, as a person would. */
export interface DialogHands {
  /** Waits for a dialog and tells its title or message. */
  heading(page: Page): Promise<string>
  typePaths(page: Page, paths: string): Promise<void>
  press(page: Page, button: string): Promise<void>
  /** What it complains of. */
  complaint(page: Page): Promise<string>
  escape(page: Page): Promise<void>
}

/** What runs the app: the browser host, or Electron. */
export interface ContractAdapter {
  readonly name: string
  launch(launch: ContractLaunch): Promise<ContractWindow>
  /** A launch that is expected to end by itself: its exit code. */
  launchToEnd(launch: ContractLaunch): Promise<number | null>
  /** Null where dialogs and menu keys are the system's own, which no test can reach. */
  readonly hands: DialogHands | null
}

/** What a question runs with, in the main process of the app. */
export interface MainContext {
  readonly electron: typeof Electron
  // Whatever the questions before have left there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly kept: Record<string, any>
}

export interface ContractApp extends ContractWindow {
  readonly launchOptions: ContractLaunch
  /** Runs a function in the main process; it can use nothing from around it, and speaks JSON. */
  inMain<Result, Arg = undefined>(
    question: (context: MainContext, arg: Arg) => Result | Promise<Result>,
    arg?: Arg,
  ): Promise<Result>
}

const appFolder = join(import.meta.dirname, 'contract-app')

/** Starts the contract app and waits until its window is open and its main process can be asked. */
export async function launchContractApp(
  adapter: ContractAdapter,
  homeFolder: string,
  args: readonly string[] = [],
): Promise<ContractApp> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const env = {
    CONTRACT_HOME: homeFolder,
    CONTRACT_PORT: String(port),
    // Its bin is there as well, where the system lets a variable say so.
    HOME: homeFolder,
    XDG_DATA_HOME: join(homeFolder, 'data'),
  }
  const launchOptions = { appFolder, args, env }
  const window = await adapter.launch(launchOptions)
  const ask = questioner(await connected)
  // Attached when it has its first answer.
  await window.page.evaluate("window.contract.invoke('echo')")
  return {
    ...window,
    launchOptions,
    inMain: (question, arg) => ask(question.toString(), arg) as Promise<never>,
    close: () => closeAll(window, server),
  }
}

async function closeAll(window: ContractWindow, server: Server): Promise<void> {
  await window.close()
  server.close()
}

type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

function questioner(socket: Socket): (source: string, arg: unknown) => Promise<unknown> {
  const waiting = new Map<number, (reply: Reply) => void>()
  let nextId = 1
  let text = ''
  socket.setEncoding('utf8')
  // The app may end while it is asked.
  socket.on('error', () => undefined)
  socket.on('data', (data: string) => {
    text += data
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      const reply = JSON.parse(line) as Reply
      waiting.get(reply.id)?.(reply)
      waiting.delete(reply.id)
    }
  })
  return async (source, arg) => {
    const id = nextId
    nextId += 1
    const reply = await new Promise<Reply>((resolve) => {
      waiting.set(id, resolve)
      socket.write(`${JSON.stringify({ id, source, arg })}\n`)
    })
    if (!reply.ok) throw new Error(reply.message)
    return reply.value
  }
}
