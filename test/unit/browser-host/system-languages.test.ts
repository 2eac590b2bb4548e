import { describe, expect, it } from 'vitest'
import { systemLanguages } from '../../../src/browser-host/electron/system-languages.ts'

describe('the languages of the system', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, ['zh-CN']],
    [{ LANG: 'de_DE@euro' }, ['de-DE']],
    [{ LANG: 'en_US.UTF-8', LANGUAGE: 'zh_CN:en' }, ['zh-CN', 'en', 'en-US']],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'fr_FR.UTF-8' }, ['fr-FR', 'en-US']],
    [{ LANG: 'C.UTF-8', LC_MESSAGES: 'ja' }, ['ja']],
  ])('are read from %j', (env, languages) => {
    expect(systemLanguages(env)).toEqual(languages)
  })

  it.each([{}, { LANG: 'C' }, { LANG: 'POSIX', LC_ALL: '' }])('are what Node says where %j says nothing', (env) => {
    expect(systemLanguages(env)).toEqual([Intl.DateTimeFormat().resolvedOptions().locale])
  })
})
