import type { Toasts } from './toasts.ts'
import type { UploadListeners } from './upload-drop.ts'
import type { HostWords } from './words.ts'

/** Dropped files are there at once where there are few: only a longer wait is worth a word. */
const quietMs = 400
const lastMs = 12_000

/** Shows how a drop arrives, with a way to end it, and says once where the copies are. */
export function createUploadToast(toasts: Toasts, words: HostWords): (folder: string) => UploadListeners {
  let hasExplained = false
  return (folder) => {
    const abort = new AbortController()
    let text = words.uploadCounting
    let toast: ReturnType<Toasts['show']> | null = null
    const timer = setTimeout(() => {
      toast = toasts.show(
        {
          lifeMs: null,
          dismissText: words.cancel,
          onDismiss: () => {
            abort.abort()
          },
        },
        text,
      )
    }, quietMs)
    return {
      signal: abort.signal,
      onProgress: (done, seen) => {
        text = words.uploading(done, seen)
        toast?.say(text)
      },
      onEnd: ({ files, failed, reason }) => {
        clearTimeout(timer)
        toast?.close()
        if (failed > 0) toasts.show({ lifeMs: null }, words.uploadFailed(failed, reason))
        if (files > 0 && !hasExplained) toasts.show({ lifeMs: lastMs }, words.uploadDone(files, folder))
        hasExplained ||= files > 0
      },
    }
  }
}
