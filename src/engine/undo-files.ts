import { dirname } from 'node:path'
import type { UndoReply, UndoTask } from '../shared/child-tasks.ts'
import type { UndoRefusal } from '../shared/history.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import { messageOf } from './describe-commit-error.ts'
import { identityOf, isUntouched, lookAt } from './file-state.ts'
import { describeUndoError, outputChanged, type Superfluous, undoFile, type UndoneFile } from './undo-file.ts'

/**
 * Takes back written files in their order. First everything is put where it belongs and those folders are synced, once
 * each; only then the names go that have become superfluous. Never throws for what can go wrong with files.
 */
export async function undoFiles(task: UndoTask, environment: CommitEnvironment): Promise<UndoReply> {
  const undone: UndoneFile[] = []
  for (const item of task.items) undone.push(await undoFile(item, environment))
  const refusals = undone.map(({ refusal }) => refusal)
  await syncFolders(
    undone.map(({ changedFolders }) => changedFolders),
    refusals,
    environment,
  )
  const emptied: (readonly string[])[] = []
  for (const [place, { superfluous }] of undone.entries()) {
    const folders: string[] = []
    for (const file of superfluous) refusals[place] ??= await removeName(file, environment, folders)
    emptied.push(folders)
  }
  await syncFolders(emptied, refusals, environment)
  return { kind: 'undone', refusals }
}

/** Item by item which folders changed; an item whose folder cannot be synced is refused, unless it is already. */
async function syncFolders(
  changed: readonly (readonly string[])[],
  refusals: (UndoRefusal | null)[],
  { fileSystem }: CommitEnvironment,
): Promise<void> {
  for (const folder of new Set(changed.flat())) {
    try {
      await fileSystem.syncFolder(folder)
    } catch (error) {
      const message = `The folder ${folder} could not be secured on the disk (${messageOf(error)}). Undo again.`
      for (const [place, folders] of changed.entries()) {
        if (folders.includes(folder)) refusals[place] ??= { code: 'system', message }
      }
    }
  }
}

async function removeName(
  { path, stat }: Superfluous,
  { fileSystem }: CommitEnvironment,
  changedFolders: string[],
): Promise<UndoRefusal | null> {
  try {
    const current = await lookAt(path, fileSystem)
    if (current === null) return null
    if (!isUntouched(current, identityOf(stat))) return outputChanged(path)
    await fileSystem.unlink(path)
    changedFolders.push(dirname(path))
    return null
  } catch (error) {
    return describeUndoError(path, error)
  }
}
