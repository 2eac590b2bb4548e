#!/usr/bin/env node
// Starts the built command line on a Node that is new enough. Inside the project's own scripts that is Node 24 anyway;
// called directly by an older system Node, it hands over to the one that is installed with the dependencies.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const needed = 24
const built = new URL('../out/main/cli.js', import.meta.url)

if (!existsSync(built)) {
  console.error('batchfit: the program is not built yet. Run: npm run build')
  process.exitCode = 2
} else if (Number(process.versions.node.split('.', 1)[0]) >= needed) {
  await import(built.href)
} else {
  await handOver()
}

async function handOver() {
  let node
  try {
    node = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`)
  } catch {
    console.error(`batchfit: Node ${needed} or newer is needed, but this is ${process.version}.`)
    process.exitCode = 2
    return
  }
  const { spawn } = await import('node:child_process')
  const child = spawn(node, [process.argv[1], ...process.argv.slice(2)], { stdio: 'inherit' })
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
