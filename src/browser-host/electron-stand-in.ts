import { AppStandIn } from './electron/app.ts'
import { createBrowserWindowClass } from './electron/browser-window.ts'
import { createClipboard } from './electron/clipboard.ts'
import { createDialog } from './electron/dialog.ts'
import { createIpcMain } from './electron/ipc-main.ts'
import { createMenuClass } from './electron/menu.ts'
import { createNativeTheme } from './electron/native-theme.ts'
import { createNotificationClass } from './electron/notification.ts'
import { createPowerMonitor } from './electron/power-monitor.ts'
import { createPowerSaveBlocker } from './electron/power-save-blocker.ts'
import { createProtocol } from './electron/protocol.ts'
import { createScreen } from './electron/screen.ts'
import { createSession } from './electron/session.ts'
import { createShell } from './electron/shell.ts'
import { createUtilityProcess } from './electron/utility-process.ts'
import { createWindowSlot } from './electron/window-slot.ts'
import { takeHost } from './provided-host.ts'
import { refuseAll } from './refuse-unknown.ts'

/** What `import … from 'electron'` gives the app under the browser host: the parts that it uses, and refusals. */
const host = takeHost()
const slot = createWindowSlot()

export const app = new AppStandIn(host, slot)
export const BrowserWindow = createBrowserWindowClass(host, slot, app)
export const clipboard = createClipboard(host.link)
export const dialog = createDialog(host)
export const ipcMain = createIpcMain(host, slot)
export const Menu = createMenuClass(host, slot)
export const nativeTheme = createNativeTheme(host)
export const Notification = createNotificationClass(host)
export const powerMonitor = createPowerMonitor()
export const powerSaveBlocker = createPowerSaveBlocker(host.link)
export const protocol = createProtocol(host.pages)
export const screen = createScreen(host.link)
export const session = createSession(host.pages)
export const shell = createShell(host)
export const utilityProcess = createUtilityProcess(host, app)

// A name that a module does not export ends the app before its first line; these say so when they are used.
export const autoUpdater = refuseAll('autoUpdater')
export const BaseWindow = refuseAll('BaseWindow')
export const BrowserView = refuseAll('BrowserView')
export const contentTracing = refuseAll('contentTracing')
export const crashReporter = refuseAll('crashReporter')
export const desktopCapturer = refuseAll('desktopCapturer')
export const globalShortcut = refuseAll('globalShortcut')
export const inAppPurchase = refuseAll('inAppPurchase')
export const MenuItem = refuseAll('MenuItem')
export const MessageChannelMain = refuseAll('MessageChannelMain')
export const nativeImage = refuseAll('nativeImage')
export const net = refuseAll('net')
export const netLog = refuseAll('netLog')
export const pushNotifications = refuseAll('pushNotifications')
export const safeStorage = refuseAll('safeStorage')
export const ShareMenu = refuseAll('ShareMenu')
export const systemPreferences = refuseAll('systemPreferences')
export const TouchBar = refuseAll('TouchBar')
export const Tray = refuseAll('Tray')
export const View = refuseAll('View')
export const webContents = refuseAll('webContents')
export const WebContentsView = refuseAll('WebContentsView')
export const webFrameMain = refuseAll('webFrameMain')
