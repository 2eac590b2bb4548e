import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { messagesFor } from '../../src/shared/messages/catalogue.ts'
import { wordsShown } from './in-page/words-shown.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { openApp } from './support/open-app.ts'
import { tourFolder, tourOfWindow } from './support/tour-of-window.ts'

/** Words that Chinese texts write in Latin letters too: formats, units, names, keys, and what comes from the disk. */
const latinWords = [
  /\b(?:JPEG|JPG|PNG|WebP|AVIF|GIF|TIFF|SVG|MozJPEG|CSV|JSON|EXIF|XMP|IPTC|ICC|HDR|RGB|sRGB|CMYK|Lab|Deflate|LZW|PDF)\b/g,
  /\b(?:px|kB|KB|MB|GB|TB|MP|dpi|ms|s)\b/g,
  /\b(?:Batchfit|English|libvips|LGPL|MIT|sharp|Electron|Svelte)\b/g,
  /\b(?:Lanczos|Mitchell|Magic Kernel Sharp|A3)\b/g,
  /\b(?:Ctrl|Shift|Alt|Tab|Enter|Esc|Delete|Home|End|Page Up|Page Down|F\d+|F1)\b/g,
  /\{[a-z]+(?::\d)?\}/g,
  /#[0-9a-f]{6,8}\b/gi,
  /(?:~|\/)[^\s，。：；、（）”]*/g,
  /…?[\w. ()-]*\.(?:jpg|png|webp|gif|tif)\b/g,
  /\bResized\b/g,
  /代码：[a-z-]+/g,
]

describe('The language of the window', () => {
  it('changes to Chinese at once and wholly, and back', async () => {
    const folder = await tourFolder()
    const app = await openApp()
    const english = batchWindow(app)
    await english.button(english.t.window.topBar.settings).click()
    await english.choose(english.t.dialogs.settings.language, english.t.dialogs.settings.languages['zh-CN'])

    const chinese = batchWindow(app, 'zh-CN')
    await chinese.dialog.getByRole('heading', { name: chinese.t.dialogs.settings.title }).waitFor()
    expect(await app.page.evaluate('document.documentElement.lang')).toBe('zh-CN')
    expect(await englishIn(app.page, folder)).toEqual([])
    await app.page.keyboard.press('Escape')
    await tourOfWindow(app, 'zh-CN', folder, async (place) => {
      expect(await englishIn(app.page, folder), place).toEqual([])
    })

    await chinese.button(chinese.t.window.topBar.settings).click()
    await chinese.choose(chinese.t.dialogs.settings.language, 'English')
    await english.dialog
      .getByRole('heading', { name: messagesFor('en').dialogs.settings.title })
      .waitFor({ timeout: stateLimitMs })
    expect(await app.page.evaluate('document.documentElement.lang')).toBe('en')
  })
})

/** What is left of the words in sight without those that are the same in Chinese. */
async function englishIn(page: Page, folder: string): Promise<readonly string[]> {
  const words = await page.evaluate(wordsShown)
  return [...new Set(words)].filter(
    (text) =>
      !`${folder}/`.includes(text) &&
      /[A-Za-z]{2,}/.test(latinWords.reduce((left, word) => left.replace(word, ''), text)),
  )
}
