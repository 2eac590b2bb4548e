// A utility process that does what it is told.
process.parentPort.on('message', ({ data }) => {
  if (data.act === 'echo') process.parentPort.postMessage(data.value)
  if (data.act === 'count')
    process.parentPort.postMessage({ bytes: data.bytes.byteLength, type: data.bytes.constructor.name })
  if (data.act === 'exit') process.exit(data.code)
  if (data.act === 'complain') process.stderr.write(data.text)
  if (data.act === 'arguments') process.parentPort.postMessage({ args: process.argv.slice(2), mark: process.env.MARK })
})
