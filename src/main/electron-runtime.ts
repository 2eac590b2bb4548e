import { app, utilityProcess } from 'electron'
import { createRequire } from 'node:module'
import type { ChildRuntime } from '../pool/child-runtime.ts'
import { findNode } from '../pool/find-node.ts'
import { createNodeRuntime } from '../pool/node-runtime.ts'
import { chooseChildRuntime } from './choose-child-runtime.ts'
import { createUtilityRuntime } from './utility-runtime.ts'

/** How this very app starts its children; `workerPath` is the bundle that they run. */
export function electronRuntime(workerPath: string): ChildRuntime {
  const { platform, arch, versions, execPath, env } = process
  if (chooseChildRuntime({ platform, forced: env['BATCHFIT_CHILD_RUNTIME'] }) === 'node') {
    const { resolve } = createRequire(import.meta.url)
    return createNodeRuntime({ workerPath, env, execPath: findNode({ platform, arch, versions, execPath, resolve }) })
  }
  return createUtilityRuntime({
    workerPath,
    env,
    platform,
    fork: (modulePath, args, options) => utilityProcess.fork(modulePath, args, options),
    onChildGone: (listener) => {
      app.on('child-process-gone', (_event, details) => {
        listener(details)
      })
    },
    killProcess: (pid) => {
      process.kill(pid, 'SIGKILL')
    },
  })
}
