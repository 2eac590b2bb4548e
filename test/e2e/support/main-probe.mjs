// Loaded into the browser host before anything else: runs in the main process what a test sends, as Playwright does it
// for Electron. A function comes as its own text.
process.on('message', ({ probe, source, given }) => {
  const reply = (answer) => process.send?.({ probe, ...answer }, () => undefined)
  run(source, given).then(
    (value) => reply({ value }),
    (error) => reply({ error: String(error?.stack ?? error) }),
  )
})
// A test that waits for nothing must not keep the app from ending.
process.channel?.unref()

async function run(source, given) {
  // Not before the host has put its own module in Electron's place.
  const electron = await import('electron')
  return (0, eval)(`(${source})`)(electron, given)
}
