import { dirname, join } from 'node:path'
import type { Clock } from '../shared/clock.ts'
import { openStore } from '../store/open-store.ts'
import { stateFolder } from '../store/state-folder.ts'
import type { Store, StoreProblem } from '../store/store.ts'
import { visible } from './format-words.ts'
import type { Terminal } from './terminal.ts'

/** Opens the journal of this person's batches; says on standard error what is wrong with it. Never rejects. */
export async function openJournal(terminal: Terminal, clock: Clock, workerPath: string): Promise<Store> {
  const folder = stateFolder(process.env)
  const store = await openStore({
    folder,
    // The bundle of its thread is beside that of the children.
    threadPath: join(dirname(workerPath), 'store-thread.js'),
    clock,
    onUnwritable: (detail) => {
      terminal.error(
        `batchfit: the journal cannot be written at the moment (${visible(detail)}). Free some space on the disk of ${visible(folder)}.\n`,
      )
    },
  })
  if (store.problem !== null) terminal.error(`batchfit: ${visible(problemWords(store.problem))}\n`)
  return store
}

function problemWords({ code, setAsidePath, detail }: StoreProblem): string {
  const aside = setAsidePath === null ? '' : ` It was put aside as ${setAsidePath}.`
  switch (code) {
    case 'damaged':
      return `the journal of earlier batches was damaged (${detail}).${aside} A new one was begun: the history is empty, your pictures are as they were.`
    case 'too-new':
      return `the journal of earlier batches was written by a newer Batchfit.${aside} A new one was begun.`
    case 'unavailable':
      return `no journal can be kept (${detail}): batches can be neither resumed nor undone.`
  }
}
