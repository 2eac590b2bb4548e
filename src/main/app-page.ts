/** The scheme under which the app serves its own files; nothing else is ever loaded. */
export const appScheme = 'app'
export const appHost = 'bundle'

/** Where the page comes from: our own scheme, or the server of `npm run dev`. */
export interface AppPage {
  readonly url: string
  /** Whether a URL is of this page's origin; false for what is no URL. */
  owns(url: string): boolean
}

/** `devServerUrl` is set by electron-vite while it serves the window itself, and null otherwise. */
export function appPage(devServerUrl: string | null): AppPage {
  // As a browser writes it: the server of a developer is named without the slash at its end.
  const { href: url, protocol, host } = new URL(devServerUrl ?? `${appScheme}://${appHost}/index.html`)
  return {
    url,
    // `origin` would be 'null' for every scheme that is not the web's own.
    owns: (other) => {
      const parsed = URL.parse(other)
      return parsed !== null && parsed.protocol === protocol && parsed.host === host && parsed.username === ''
    },
  }
}
