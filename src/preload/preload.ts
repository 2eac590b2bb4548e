import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { bridgeName, channelOf, eventNames, requestNames } from '../shared/ipc-names.ts'

/** `Bridge` of the contract, built from the names: no logic, and nothing of Electron's own reaches the page. */
const requests = Object.fromEntries(
  requestNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(channelOf(name), input)]),
)
const on = Object.fromEntries(
  eventNames.map((name) => [
    name,
    (listener: (event: unknown) => void) => {
      const pass = (_: unknown, event: unknown): void => {
        listener(event)
      }
      ipcRenderer.on(channelOf(name), pass)
      return () => {
        ipcRenderer.off(channelOf(name), pass)
      }
    },
  ]),
)

contextBridge.exposeInMainWorld(bridgeName, {
  requests,
  on,
  pathForFile: (file: unknown) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
})
