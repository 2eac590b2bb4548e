/** For `node --import`: gives a child `process.parentPort`, as Electron gives it to a utility process. */
export function parentPortModule(): string {
  return `data:text/javascript,${encodeURIComponent(`(${installParentPort.toString()})()`)}`
}

/** Runs in the child, from its own text: it may use nothing from around it. */
function installParentPort(): void {
  const { EventEmitter } = process.getBuiltinModule('node:events')
  // What was posted before an exit still arrives in Electron, where another thread sends it; here the exit waits.
  const exit = process.exit.bind(process)
  let unsent = 0
  let wantedExit: { readonly code: Parameters<typeof exit>[0] } | null = null
  process.exit = ((code?: Parameters<typeof exit>[0]) => {
    if (unsent === 0) exit(code)
    wantedExit ??= { code }
  }) as typeof process.exit
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => {
      if (!process.connected) return
      unsent += 1
      process.send?.(message, () => {
        unsent -= 1
        if (unsent === 0 && wantedExit !== null) exit(wantedExit.code)
      })
    },
  })
  let waiting: unknown[] | null = []
  const deliver = (data: unknown): void => {
    port.emit('message', { data, ports: [] })
  }
  // Listened to from the start, which keeps the child alive as Electron does; what comes early waits for a listener.
  process.on('message', (data) => {
    if (waiting === null) deliver(data)
    else waiting.push(data)
  })
  port.on('newListener', (name) => {
    if (name !== 'message' || waiting === null) return
    const early = waiting
    waiting = null
    queueMicrotask(() => {
      early.forEach(deliver)
    })
  })
  // A utility process does not outlive its app.
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGKILL')
  })
  Object.defineProperty(process, 'parentPort', { value: port, enumerable: true })
}
