import type { PageLink } from './page-link.ts'

/** What the app shows in its window. */
export interface ShownPage {
  /** Of the app's own scheme. */
  readonly url: string
  /** Absolute; null without one. */
  readonly preloadPath: string | null
}

/** How the app answers for its pages. */
export interface PageSource {
  /** One handler per scheme, as `protocol.handle` takes them. */
  readonly schemes: Map<string, (request: Request) => Response | Promise<Response>>
  /** Whether a request may go on; set by `webRequest.onBeforeRequest`. */
  filter: ((url: string) => Promise<boolean>) | null
}

/** What a second launch hands to the first. */
export interface SecondLaunch {
  readonly argv: readonly string[]
  readonly folder: string
  readonly data: unknown
}

/** The running app, as the host speaks to it. */
export interface HostedApp {
  /** Its own module has been evaluated. */
  becomeReady(): void
  takeSecondLaunch(launch: SecondLaunch): void
  /** Asks it to end; it may ask the person, and stay. */
  quit(): void
}

/** A child of the app's, ended with it. */
export interface OwnedChild {
  kill(): void
}

/** What the server and the modules of the stand-in share: one app, one page. */
export interface Host {
  readonly link: PageLink
  readonly pages: PageSource
  /** The address that a browser opens, key included. */
  readonly address: string
  /** Proves to a second launch that this is the app that holds the lock. */
  readonly lockToken: string
  readonly port: number
  /** Folder with the app's package.json. */
  readonly appFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Whether programs may be opened on this desktop. */
  readonly canOpen: boolean
  readonly children: Set<OwnedChild>
  /** The app's window has a page from now on, or none any more. */
  showPage(page: ShownPage | null): void
  /** Where copies of dropped files go; set when the app knows its folders. */
  setDropFolder(folder: string): void
  /** Set when the stand-in is loaded. */
  app: HostedApp | null
  /** A line for whoever started the host. */
  say(line: string): void
  /** Ends everything. */
  end(exitCode: number): void
}
