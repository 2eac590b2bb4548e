// Runs a built program on a Node that is new enough. Inside the project's own scripts that is Node 24 anyway; started by
// an older system Node, it hands over to the one that is installed with the dependencies.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const needed = 24

/**
 * Imports the built module, here or in a process of a newer Node, which gets the same arguments.
 * @param {URL} built
 * @param {readonly string[]} args
 */
export async function runBuilt(built, args) {
  if (!existsSync(built)) {
    console.error('batchfit: the program is not built yet. Run: npm run build')
    process.exitCode = 2
  } else if (Number(process.versions.node.split('.', 1)[0]) >= needed) {
    process.argv.splice(2, process.argv.length, ...args)
    await import(built.href)
  } else {
    await handOver([fileURLToPath(built), ...args])
  }
}

/** @param {readonly string[]} args */
async function handOver(args) {
  let node
  try {
    node = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`)
  } catch {
    console.error(`batchfit: Node ${needed} or newer is needed, but this is ${process.version}.`)
    process.exitCode = 2
    return
  }
  const { spawn } = await import('node:child_process')
  const child = spawn(node, args, { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself: it decides; a plain kill is passed on.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}
