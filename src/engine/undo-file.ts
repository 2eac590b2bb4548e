import { dirname } from 'node:path'
import type { UndoItem } from '../shared/child-tasks.ts'
import type { UndoRefusal, UndoRefusalCode } from '../shared/history.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import type { EntryStat } from './commit-file-system.ts'
import { codeOf, messageOf } from './describe-commit-error.ts'
import { hasState, identityOf, isFile, lookAt } from './file-state.ts'
import { isOriginal, isRestored, isWritten } from './match-file.ts'
import { putBack } from './put-back.ts'
import { isVolumeGone, lookThrough } from './volume-gone.ts'

/** How far a file was taken back. */
export interface UndoneFile {
  /** Null where nothing is in the way. */
  readonly refusal: UndoRefusal | null
  /** To be synced, before anything superfluous goes. */
  readonly changedFolders: readonly string[]
  /** Names that go now: of the written file, and the second one of the original. */
  readonly superfluous: readonly Superfluous[]
}

/** A name that goes once the original is back. */
export interface Superfluous {
  readonly path: string
  /** As it was seen; what is another by now stays. */
  readonly stat: EntryStat
}

type Restore = NonNullable<UndoItem['restore']>

/**
 * Takes one written file back: removes what was created, and puts what was replaced where it was. Looks before every
 * step at what is there, so that an undo that was interrupted anywhere is finished by the next, and one that is over
 * counts as done. Never throws for what can go wrong with files.
 */
export async function undoFile(item: UndoItem, environment: CommitEnvironment): Promise<UndoneFile> {
  const { path, fingerprint, restore } = item
  const { fileSystem } = environment
  try {
    const current = await lookAt(path, fileSystem)
    if (current === null && (await isVolumeGone(path, fingerprint.device, fileSystem))) {
      return refuse('system', `The disk or share with ${path} is not there. Connect it and undo again.`)
    }
    if (restore === null) return await removeCreated(item, current, environment)
    const paths: Paths = { item, restore, current, environment }
    return await (restore.path === path ? restoreInPlace(paths) : restoreElsewhere(paths))
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return placeTaken(restore?.path ?? path)
    return { ...nothing, refusal: describeUndoError(path, error) }
  }
}

const nothing: UndoneFile = { refusal: null, changedFolders: [], superfluous: [] }

async function removeCreated(
  { path, fingerprint, source }: UndoItem,
  current: EntryStat | null,
  { fileSystem }: CommitEnvironment,
): Promise<UndoneFile> {
  if (current === null) return nothing
  if (!(await isWritten(path, fingerprint, fileSystem))) return { ...nothing, refusal: outputChanged(path) }
  const refusal = await sourceGone(path, source, fileSystem)
  return refusal === null ? { ...nothing, superfluous: [{ path, stat: current }] } : { ...nothing, refusal }
}

/** Why a written file must not go although it is ours: what it was made of is not there as it was. Null where it is. */
async function sourceGone(
  path: string,
  source: UndoItem['source'],
  fileSystem: CommitEnvironment['fileSystem'],
): Promise<UndoRefusal | null> {
  if (source === null) return null
  const stat = await lookThrough(source.path, fileSystem)
  if (stat !== null && hasState(stat, source.identity)) return null
  const what = stat === null ? 'is not there any more' : 'was changed since'
  const message = `${path} was made of ${source.path}, which ${what}: it may be all that is left, and was not removed.`
  return { code: 'source-gone', message }
}

interface Paths {
  readonly item: UndoItem
  readonly restore: Restore
  /** At the path of the written file. */
  readonly current: EntryStat | null
  readonly environment: CommitEnvironment
}

/** The original goes over the file that took its place, in one step. */
async function restoreInPlace({ item, restore, current, environment }: Paths): Promise<UndoneFile> {
  const { fileSystem } = environment
  const { path, fingerprint } = item
  const { keptAt } = restore
  const kept = await lookAt(keptAt, fileSystem)
  const changedFolders = [dirname(path)]
  if (current !== null && kept !== null && isFile(current, identityOf(kept))) {
    return { ...nothing, changedFolders, superfluous: [{ path: keptAt, stat: kept }] }
  }
  const isBack = await isRestored(path, restore.fingerprint, fileSystem)
  if (kept === null) return isBack ? await swept(item, environment) : originalGone(restore)
  if (!(await isOriginal(keptAt, restore.fingerprint, fileSystem))) return originalGone(restore)
  if (current !== null && !isLeftover(current) && !(await isWritten(path, fingerprint, fileSystem))) {
    if (!isBack) return { ...nothing, refusal: outputChanged(path) }
    await swept(item, environment)
    return { ...nothing, changedFolders, superfluous: [{ path: keptAt, stat: kept }] }
  }
  // Where the source itself was replaced, it is what comes back.
  const source = item.source?.path === path ? null : item.source
  const refusal = current === null || isLeftover(current) ? null : await sourceGone(path, source, fileSystem)
  if (refusal !== null) return { ...nothing, refusal }
  return bringBack(item, restore, kept, current !== null, environment)
}

/** The original first; then the file of another name goes, and the second name of the original. */
async function restoreElsewhere({ item, restore, current: written, environment }: Paths): Promise<UndoneFile> {
  const { fileSystem } = environment
  const { keptAt, path: place } = restore
  if (written !== null && !(await isWritten(item.path, item.fingerprint, fileSystem))) {
    return { ...nothing, refusal: outputChanged(item.path) }
  }
  const [current, kept] = [await lookAt(place, fileSystem), await lookAt(keptAt, fileSystem)]
  const isKeptFile = current !== null && kept !== null && isFile(current, identityOf(kept))
  const isKeptOriginal = kept !== null && (isKeptFile || (await isOriginal(keptAt, restore.fingerprint, fileSystem)))
  const replacement = written === null ? [] : [{ path: item.path, stat: written }]
  if (isKeptFile || (current !== null && (await isRestored(place, restore.fingerprint, fileSystem)))) {
    await swept(item, environment)
    const second = isKeptOriginal ? [{ path: keptAt, stat: kept }] : []
    return { ...nothing, changedFolders: [dirname(place)], superfluous: [...replacement, ...second] }
  }
  if (!isKeptOriginal) return originalGone(restore)
  if (current !== null && !isLeftover(current)) return placeTaken(place)
  const back = await bringBack(item, restore, kept, current !== null, environment)
  return { ...back, superfluous: [...replacement, ...back.superfluous] }
}

/** An empty file kept the name free for an undo that was interrupted, where there are no hard links. */
function isLeftover(stat: EntryStat): boolean {
  return stat.isFile() && stat.size === 0n
}

async function bringBack(
  { tempPath }: UndoItem,
  { path, keptAt, fingerprint }: Restore,
  old: EntryStat,
  isOver: boolean,
  environment: CommitEnvironment,
): Promise<UndoneFile> {
  await putBack({ keptAt, path, tempPath, old, fingerprint, isOver }, environment)
  const second = await lookAt(keptAt, environment.fileSystem)
  const superfluous = second === null ? [] : [{ path: keptAt, stat: second }]
  return { ...nothing, changedFolders: [dirname(path), dirname(keptAt)], superfluous }
}

/** An undo that was interrupted may have left the copy that it had made. */
async function swept({ tempPath }: UndoItem, { fileSystem }: CommitEnvironment): Promise<UndoneFile> {
  await fileSystem.unlink(tempPath).catch(() => undefined)
  return nothing
}

/** The system's own words about a file that could not be taken back. */
export function describeUndoError(path: string, error: unknown): UndoRefusal {
  const message = `${path} could not be taken back (${messageOf(error)}). Check the drive and undo again.`
  return { code: 'system', message }
}

/** For a written file that is another by now. */
export function outputChanged(path: string): UndoRefusal {
  const message = `${path} is not as it was written: somebody changed it since. It was left as it is.`
  return { code: 'output-changed', message }
}

function originalGone({ path, keptAt }: Restore): UndoneFile {
  return refuse(
    'original-gone',
    `The original of ${path} is not at ${keptAt} any more, or was changed there. What took its place was left.`,
  )
}

function placeTaken(path: string): UndoneFile {
  return refuse(
    'place-taken',
    `The original belongs at ${path}, but another file is there. Move that away and undo again.`,
  )
}

function refuse(code: UndoRefusalCode, message: string): UndoneFile {
  return { ...nothing, refusal: { code, message } }
}
