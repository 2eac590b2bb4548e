import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { applicationMenu, type MenuOptions } from '../../../src/main/application-menu.ts'
import { keepMenu } from '../../../src/main/keep-menu.ts'
import { type AppCommand, appCommands } from '../../../src/shared/app-commands.ts'
import { languages, messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { batchState } from '../../support/batch-state.ts'

/** These are of the page alone: they move its focus. */
const windowOnly: readonly AppCommand[] = ['focus-table', 'focus-recipe']
const platforms = ['mac', 'windows', 'linux'] as const

function menu(changes: Partial<MenuOptions> = {}): readonly MenuItemConstructorOptions[] {
  return applicationMenu({
    messages: messagesFor('en'),
    platform: 'linux',
    state: { phase: 'idle', hasFailed: false },
    isDevelopment: false,
    onCommand: () => undefined,
    ...changes,
  })
}

/** Every item below the top, at whatever depth. */
function items(template: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return template.flatMap((item) => (Array.isArray(item.submenu) ? items(item.submenu) : [item]))
}

function click(item: MenuItemConstructorOptions): void {
  // The menu ignores what Electron tells it of the click.
  ;(item.click as (() => void) | undefined)?.()
}

function item(label: string, changes: Partial<MenuOptions> = {}): MenuItemConstructorOptions {
  const found = items(menu(changes)).find((candidate) => candidate.label === label)
  if (found === undefined) throw new Error(`Expected an item "${label}".`)
  return found
}

describe.each(platforms)('the menu on %s', (platform) => {
  it('reaches every command that is not of the page alone, each exactly once', () => {
    const chosen: AppCommand[] = []
    const onCommand = (command: AppCommand): void => {
      chosen.push(command)
    }
    for (const one of items(menu({ platform, onCommand }))) click(one)
    expect(chosen.toSorted()).toEqual(appCommands.filter((command) => !windowOnly.includes(command)).toSorted())
  })

  it('has no accelerator twice', () => {
    const accelerators = items(menu({ platform })).flatMap(({ accelerator }) => accelerator ?? [])
    expect(accelerators.length).toBeGreaterThan(12)
    expect(new Set(accelerators).size).toBe(accelerators.length)
  })

  it.each(languages)('names every item in %s', (language) => {
    const all = items(menu({ platform, messages: messagesFor(language), isDevelopment: true }))
    for (const one of all) {
      if (one.type !== 'separator') expect(one.label, JSON.stringify(one)).toMatch(/\S/)
    }
    const labels = menu({ platform, messages: messagesFor(language) }).map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('can quit, and offers developer tools to developers only', () => {
    expect(items(menu({ platform })).filter(({ role }) => role === 'quit')).toHaveLength(1)
    const tools = ({ role }: MenuItemConstructorOptions): boolean => role === 'toggleDevTools'
    expect(items(menu({ platform })).some(tools)).toBe(false)
    expect(items(menu({ platform, isDevelopment: true })).some(tools)).toBe(true)
  })
})

describe('keys that belong to a text while one is edited', () => {
  it('are shown and left to the page', () => {
    expect(item('Select All')).toMatchObject({ accelerator: 'CmdOrCtrl+A', registerAccelerator: false })
    expect(item('Remove Selected')).toMatchObject({ accelerator: 'Delete', registerAccelerator: false })
  })

  it('are not even shown on macOS where that would take them away', () => {
    expect(item('Remove Selected', { platform: 'mac' })).not.toHaveProperty('accelerator')
  })
})

describe('what can be chosen', () => {
  const enabled = (label: string, phase: MenuOptions['state']['phase'], hasFailed = false): boolean =>
    item(label, { state: { phase, hasFailed } }).enabled ?? true

  it('follows the batch', () => {
    expect(enabled('Start', 'idle')).toBe(true)
    expect(enabled('Start', 'running')).toBe(false)
    expect(enabled('Start', 'ended')).toBe(true)
    expect(enabled('Cancel', 'idle')).toBe(false)
    expect(enabled('Cancel', 'paused')).toBe(true)
    expect(enabled('Cancel', 'cancelling'), 'a second time ends what runs').toBe(true)
    expect(enabled('Pause', 'running')).toBe(true)
    expect(enabled('Pause', 'cancelling')).toBe(false)
    expect(enabled('Clear List', 'running')).toBe(false)
    expect(enabled('Remove Selected', 'paused')).toBe(false)
    expect(enabled('Export Report…', 'idle')).toBe(false)
    expect(enabled('Export Report…', 'ended')).toBe(true)
    expect(enabled('Retry Failed', 'ended')).toBe(false)
    expect(enabled('Retry Failed', 'ended', true)).toBe(true)
  })

  it('is to resume while the batch is paused', () => {
    for (const phase of ['pausing', 'paused'] as const) {
      const resume = item('Resume', { state: { phase, hasFailed: false } })
      expect(resume).toMatchObject({ accelerator: 'CmdOrCtrl+P', enabled: true })
    }
  })
})

describe('the menu that is shown', () => {
  it('is built anew when the batch begins another phase or a first picture fails, and when the language changes', () => {
    const shown: MenuItemConstructorOptions[][] = []
    let language: (typeof languages)[number] = 'en'
    const kept = keepMenu({
      messages: () => messagesFor(language),
      platform: 'linux',
      isDevelopment: false,
      batch: batchState(),
      onCommand: () => undefined,
      show: (template) => {
        shown.push(template)
      },
    })
    expect(shown).toHaveLength(1)
    for (let done = 0; done < 100; done += 1) kept.batchChanged(batchState({ phase: 'running', done }))
    expect(shown).toHaveLength(2)
    kept.batchChanged(batchState({ phase: 'running', failed: 1 }))
    kept.batchChanged(batchState({ phase: 'running', failed: 2 }))
    expect(shown).toHaveLength(3)
    language = 'zh-CN'
    kept.languageChanged()
    expect(shown.at(-1)?.map(({ label }) => label)).toContain('文件')
  })
})
