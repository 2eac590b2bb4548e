import { parseArgs } from 'node:util'

/** What `npm start -- --browser …` says. */
export interface HostArguments {
  /** 0 for any that is free. */
  readonly port: number
  /** Whether a browser is opened where there is one. */
  readonly opens: boolean
  /** Whether one line of JSON says when the host is ready. */
  readonly json: boolean
  /** Another main module than the app's own. */
  readonly mainPath: string | null
  /** Files and folders for the app. */
  readonly paths: readonly string[]
}

export type ParsedHostArguments =
  { readonly ok: true; readonly value: HostArguments } | { readonly ok: false; readonly message: string }

/** Without `--browser` itself, which is what led here. */
export function parseHostArguments(args: readonly string[]): ParsedHostArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        browser: { type: 'boolean' },
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        main: { type: 'string' },
      },
    })
    const port = Number(values.port)
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
      return { ok: false, message: `Expected --port with a number up to 65535 but got ${values.port}` }
    }
    return {
      ok: true,
      value: {
        port,
        opens: !values['no-open'],
        json: values.json,
        mainPath: values.main ?? null,
        paths: positionals,
      },
    }
  } catch (error) {
    return { ok: false, message: (error as Error).message }
  }
}
