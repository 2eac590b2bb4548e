import { writeFileSync } from 'node:fs'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { ThreadOpened, ThreadReply, ThreadRequest, ThreadStart } from '../thread-messages.ts'
import { prepareAnswers } from './answer-questions.ts'
import { prepareEntries } from './apply-entries.ts'
import { damageMark } from './check-journal.ts'
import { prepareCommits } from './commit-groups.ts'
import { type Journal, openJournal } from './open-journal.ts'
import { preparePurge } from './purge-forgotten.ts'
import { loadSqlite } from './sqlite.ts'
import { describeError, isDamage } from './sqlite-error.ts'
import { inTransaction } from './transaction.ts'

type AskRequest = Extract<ThreadRequest, { readonly kind: 'ask' }>

/** Opens the journal, tells how that went, and serves until it is asked to close. */
async function run(port: MessagePort, { folder }: ThreadStart): Promise<void> {
  let opened: { readonly journal: Journal; readonly serve: (requests: readonly ThreadRequest[]) => void }
  try {
    const journal = openJournal(await loadSqlite(), folder)
    opened = { journal, serve: prepareService(journal, port) }
  } catch (error) {
    const problem = { code: 'unavailable', setAsidePath: null, detail: describeError(error) } as const
    port.postMessage({ kind: 'unavailable', problem } satisfies ThreadOpened)
    port.close()
    return
  }
  const { journal, serve } = opened
  port.on('message', (request: ThreadRequest) => {
    serve([request, ...waitingIn(port)])
  })
  port.postMessage({ kind: 'opened', problem: journal.problem } satisfies ThreadOpened)
}

/** What has come meanwhile, in order. */
function waitingIn(port: MessagePort): readonly ThreadRequest[] {
  const requests: ThreadRequest[] = []
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    requests.push(next.message as ThreadRequest)
  }
  return requests
}

function prepareService(journal: Journal, port: MessagePort): (requests: readonly ThreadRequest[]) => void {
  const { database, sessions, path } = journal
  const commit = prepareCommits(database, prepareEntries(database, sessions), noteDamage)
  const answers = prepareAnswers(database, sessions)
  const purge = preparePurge(database)
  let isClosed = false
  let isPurging = false
  purgeLater()

  return (requests) => {
    for (let index = 0; index < requests.length;) {
      const rest = requests.slice(index)
      const end = rest.findIndex(({ kind }) => kind !== 'append')
      const groups = (end === -1 ? rest : rest.slice(0, end)).filter((request) => request.kind === 'append')
      for (const reply of groups.length > 0 ? commit(groups) : []) send(reply)
      index += groups.length
      const next = requests[index]
      if (next?.kind === 'ask') {
        send(answer(next))
        index += 1
      }
    }
  }

  function send(reply: ThreadReply): void {
    port.postMessage(reply)
  }

  function answer({ id, name, values }: AskRequest): ThreadReply {
    try {
      if (name === 'close') {
        close()
        return { id, ok: true, value: null }
      }
      // Both sides are typed by the same table of questions.
      const question = answers[name] as (...values: readonly unknown[]) => unknown
      const value = question(...values)
      if (name === 'forget') purgeLater()
      return { id, ok: true, value }
    } catch (error) {
      noteDamage(error)
      return { id, ok: false, message: describeError(error) }
    }
  }

  /** Step by step, whatever is asked meanwhile goes first. */
  function purgeLater(): void {
    if (isPurging) return
    isPurging = true
    setImmediate(() => {
      isPurging = false
      try {
        if (!isClosed && purge()) purgeLater()
      } catch (error) {
        // Whatever it was, the next process goes on with it.
        noteDamage(error)
      }
    })
  }

  function close(): void {
    isClosed = true
    try {
      inTransaction(database, () => database.prepare('DELETE FROM list WHERE session = ?').run(sessions.own))
    } finally {
      database.close()
      sessions.end()
    }
  }

  function noteDamage(error: unknown): void {
    if (!isDamage(error)) return
    try {
      writeFileSync(damageMark(path), describeError(error))
    } catch {
      // The next start then finds the damage where it looks, or not.
    }
  }
}

if (parentPort === null) throw new Error('The journal runs on a thread: start it with openStore.')
await run(parentPort, workerData as ThreadStart)
