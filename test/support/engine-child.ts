/**
 * A process that does one task of the engine and is killed in it: at the `nth` call of the file system, in earnest. Takes
 * the path of a file with a serialized `ChildOrder`, and writes its reply to another when it lives to the end.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { realFileSystem } from '../../src/engine/commit-file-system.ts'
import { processSource } from '../../src/engine/process-source.ts'
import type { ProcessTask } from '../../src/shared/child-tasks.ts'
import { dyingFileSystem } from './faulty-file-system.ts'

export interface ChildOrder {
  readonly task: ProcessTask
  readonly nth: number
  readonly replyPath: string
}

const { task, nth, replyPath } = deserialize(readFileSync(process.argv[2] ?? '')) as ChildOrder
const { fileSystem } = dyingFileSystem(realFileSystem, nth, () => {
  process.kill(process.pid, 'SIGKILL')
})
const reply = await processSource(
  task,
  { fileSystem, renameDelaysMs: [], sleep: () => Promise.resolve() },
  {
    stage: () => undefined,
    computed: () => undefined,
    publishing: () => Promise.resolve(),
    reserved: () => Promise.resolve(),
  },
)
writeFileSync(replyPath, serialize(reply))
