import { describe, expect, it } from 'vitest'
import { loadPage } from '../../../src/main/load-page.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A window whose page fails to load as Electron tells it; `lost` is what the app hears of it. */
async function loadFailing(error: Error, isDestroyed: boolean): Promise<readonly string[]> {
  const lost: string[] = []
  loadPage(
    { loadURL: () => Promise.reject(error), isDestroyed: () => isDestroyed },
    'app://bundle/index.html',
    (reason) => {
      lost.push(reason)
    },
  )
  await flush()
  return lost
}

const failed = Object.assign(new Error('ERR_FAILED (-2) loading'), { code: 'ERR_FAILED' })

describe('a page that does not load', () => {
  it('is told of', async () => {
    expect(await loadFailing(failed, false)).toEqual(['ERR_FAILED (-2) loading'])
  })

  it('is nobody’s loss when it was only begun anew', async () => {
    expect(await loadFailing(Object.assign(new Error('ERR_ABORTED (-3)'), { code: 'ERR_ABORTED' }), false)).toEqual([])
  })

  it('is nobody’s loss when its window was closed meanwhile', async () => {
    expect(await loadFailing(failed, true)).toEqual([])
  })
})
