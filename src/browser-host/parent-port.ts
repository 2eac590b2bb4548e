/** For `node --import`: gives a child `process.parentPort`, as Electron gives it to a utility process. */
export function parentPortModule(): string {
  return `data:text/javascript,${encodeURIComponent(`(${installParentPort.toString()})()`)}`
}

/** Runs in the child, from its own text: it may use nothing from around it. */
function installParentPort(): void {
  const { EventEmitter } = process.getBuiltinModule('node:events')
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => {
      if (process.connected) process.send?.(message, () => undefined)
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
