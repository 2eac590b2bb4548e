import type { ChildProcess } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Electron from 'electron'

/** What runs in the main process: `electron` is the module as the app has it. */
export type MainFunction<Value, Given> = (electron: typeof Electron, given: Given) => Value | Promise<Value>

/** For `node --import`: evaluates in this process what its parent sends over the IPC channel. */
export const mainProbePath = pathToFileURL(fileURLToPath(new URL('./main-probe.mjs', import.meta.url))).href

interface ProbeReply {
  readonly probe: number
  readonly value?: unknown
  readonly error?: string
}

/** Asks the probe in a process that was started with it; rejects with what the function threw. */
export function probeMain(
  child: ChildProcess,
): <Value, Given = undefined>(run: MainFunction<Value, Given>, given?: Given) => Promise<Value> {
  let nextProbe = 1
  return (run, given) =>
    new Promise((resolve, reject) => {
      const probe = nextProbe++
      const onMessage = (message: unknown): void => {
        const reply = message as ProbeReply
        if (reply.probe !== probe) return
        end()
        if (reply.error === undefined) resolve(reply.value as never)
        else reject(new Error(`In the main process: ${reply.error}`))
      }
      const onGone = (): void => {
        end()
        reject(new Error('Expected an answer of the main process but it has ended'))
      }
      const end = (): void => {
        child.off('message', onMessage)
        child.off('disconnect', onGone)
      }
      child.on('message', onMessage)
      child.once('disconnect', onGone)
      child.send({ probe, source: run.toString(), given })
    })
}
