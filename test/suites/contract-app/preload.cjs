const { contextBridge, ipcRenderer, webUtils } = require('electron')

// As thin as the app's own: what the page may ask, what it hears, and where dropped files lie.
contextBridge.exposeInMainWorld('contract', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  on: (channel, listener) => {
    const pass = (_, ...args) => listener(...args)
    ipcRenderer.on(channel, pass)
    return () => {
      ipcRenderer.off(channel, pass)
    }
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  nested: { list: [1, 2, 3] },
})
