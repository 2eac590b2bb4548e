/** The page's title, with how far the app is in front of it: a browser shows it on the tab. */
export interface Title {
  set(title: string): void
  /** Null for none. */
  setProgress(fraction: number | null): void
}

export function createTitle(): Title {
  let own: string | null = null
  let prefix = ''
  const show = (): void => {
    const title = own ?? document.title.replace(/^\d+ % · /, '')
    document.title = prefix + title
  }
  return {
    set: (title) => {
      own = title
      show()
    },
    setProgress: (fraction) => {
      prefix = fraction === null ? '' : `${String(Math.round(fraction * 100))} % · `
      show()
    },
  }
}
