import type * as z from 'zod'
import { type Answer, type RequestFailureCode, type RequestHandlers, requests } from '../shared/ipc-contract.ts'
import { channelOf, type RequestName, requestNames } from '../shared/ipc-names.ts'

/** Who sent a request: a frame of some page, or null when it is gone already. */
export interface RequestSender {
  readonly senderFrame: { readonly url: string } | null
}

/** The part of Electron's `ipcMain` that answers requests. */
export interface RequestPort {
  handle(channel: string, listener: (event: RequestSender, input: unknown) => Promise<unknown>): void
}

export interface RegisterOptions {
  readonly port: RequestPort
  readonly handlers: RequestHandlers
  /** The main frame of our window; null while there is none. */
  trustedFrame(): object | null
  /** Whether a URL is of our own page. */
  isOurPage(url: string): boolean
  /** Told of every bug: a handler that threw. */
  log(line: string): void
}

/**
 * Answers every request of the contract: only our page in our window is heard, every input is parsed before it is
 * believed, and whatever happens is answered with a value, because Electron keeps of an error only its message.
 */
export function registerRequests(options: RegisterOptions): void {
  for (const name of requestNames) {
    options.port.handle(channelOf(name), (event, input) => answer(options, name, event, input))
  }
}

async function answer(
  options: RegisterOptions,
  name: RequestName,
  event: RequestSender,
  input: unknown,
): Promise<unknown> {
  try {
    if (!isTrusted(options, event)) return refuse('not-trusted', `${name}: this page is not heard`)
    const parsed = requests[name].input.safeParse(input)
    if (!parsed.success) {
      return refuse('ill-typed', `${name}: ${problemWords(parsed.error)}`)
    }
    // The schema of this name has made it the input of this name's handler.
    const handle = options.handlers[name] as (input: unknown) => unknown
    return await handle(parsed.data)
  } catch (error) {
    const words = error instanceof Error ? error : new Error(String(error))
    options.log(`request ${name} failed: ${words.stack ?? words.message}`)
    return refuse('internal-error', words.message)
  }
}

function isTrusted(options: RegisterOptions, { senderFrame }: RequestSender): boolean {
  const trusted = options.trustedFrame()
  return trusted !== null && senderFrame !== null && senderFrame === trusted && options.isOurPage(senderFrame.url)
}

/** So many problems say enough: an input can have a hundred thousand, and may be too large to be shown. */
const toldProblems = 3

function problemWords({ issues }: z.ZodError): string {
  const told = issues.slice(0, toldProblems).map(({ path, message }) => {
    const key = path.map(String).join('.')
    return key === '' ? message : `${key}: ${message}`
  })
  return told.join('; ')
}

function refuse(code: RequestFailureCode, message: string): Answer<never> {
  return { ok: false, failure: { code, message } }
}
