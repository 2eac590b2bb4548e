import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings, saveSettings } from '../../../src/main/settings-file.ts'
import { Settings } from '../../../src/shared/settings.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const defaults = Settings.parse({})
const stamp = '20261124-230245'

const ours = Settings.parse({
  language: 'zh-CN',
  theme: 'dark',
  jobs: 3,
  recipe: { outputs: [{ format: { type: 'webp' } }] },
  presets: [{ id: 'shop-1', name: 'Shop', recipe: {} }],
  window: { x: 10, y: 20, width: 900, height: 700, isMaximized: false },
})

async function load(contents: string | Buffer) {
  const folder = await tempFolder()
  const path = join(folder, 'settings.json')
  await writeFile(path, contents)
  const loaded = await loadSettings(path, stamp)
  return { folder, path, ...loaded, files: await readdir(folder) }
}

/** The text of a settings file, with keys replaced. */
function text(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...ours, ...changes })
}

describe('settings', () => {
  it('are as they were saved', async () => {
    const path = join(await tempFolder(), 'deep', 'settings.json')
    await saveSettings(path, ours)
    expect(await loadSettings(path, stamp)).toEqual({ settings: ours, damage: null })
    expect(await readdir(join(path, '..')), 'nothing is left beside').toEqual(['settings.json'])
    expect(await readFile(path, 'utf8')).toMatch(/^\{\n {2}"version": 1,\n.*\n\}\n$/s)
  })

  it('are the defaults where there is no file, and that is no damage', async () => {
    const folder = await tempFolder()
    expect(await loadSettings(join(folder, 'settings.json'), stamp)).toEqual({ settings: defaults, damage: null })
    expect(await readdir(folder)).toEqual([])
  })

  it('may leave out whatever has a default, the version included', async () => {
    const { settings, damage } = await load('\ufeff{ "theme": "dark" }')
    expect([settings, damage]).toEqual([{ ...defaults, theme: 'dark' }, null])
  })
})

describe('a damaged settings file', () => {
  it.each([
    ['is empty', ''],
    ['is cut off', text({}).slice(0, 200)],
    ['is all zeros, as after a power cut', Buffer.alloc(4096)],
    ['is garbage', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x7b])],
    ['is a list', '[]'],
    ['is a text', '"settings"'],
    ['is null', 'null'],
    ['is of a newer version', text({ version: 2, theme: { hue: 7 } })],
    ['has a version that is none', text({ version: 'one' })],
    ['has version 0', text({ version: 0 })],
  ])('that %s is set aside, and the defaults hold', async (_, contents) => {
    const { folder, settings, damage, files } = await load(contents)
    const aside = `settings.damaged-${stamp}.json`
    expect(settings).toEqual(defaults)
    expect(damage).toEqual({ setAsidePath: join(folder, aside) })
    expect(files).toEqual([aside])
    expect((await readFile(join(folder, aside))).equals(Buffer.from(contents))).toBe(true)
  })

  it('loses a bad key and nothing else', async () => {
    for (const [key, value] of Object.entries({
      language: 'tlh',
      theme: 7,
      jobs: -1,
      deadlineMs: 'soon',
      panelWidthPx: null,
      recipe: { outputs: [] },
      window: { x: 'left' },
      notifyWhenDone: 'yes',
    })) {
      const { settings, damage, files } = await load(text({ [key]: value }))
      expect(settings, key).toEqual({ ...ours, [key]: defaults[key as keyof Settings] })
      expect(damage, key).not.toBeNull()
      expect(files, key).toEqual([`settings.damaged-${stamp}.json`])
    }
  })

  it('loses a key that nobody knows, `__proto__` included', async () => {
    const contents = text({}).replace('{', '{"later":1,"__proto__":{"theme":"light"},"toString":"x",')
    const { settings, damage } = await load(contents)
    expect(settings).toEqual(ours)
    expect(Object.keys(settings)).not.toContain('later')
    expect(damage).not.toBeNull()
  })

  it('loses a bad preset and keeps the others', async () => {
    const good = ours.presets[0]
    const { settings, damage } = await load(
      text({
        presets: [7, good, { ...good, id: '' }, { ...good, name: 'The same id' }, { ...good, id: 'b', extra: 1 }],
      }),
    )
    expect(settings).toEqual(ours)
    expect(damage).not.toBeNull()
  })

  it('keeps the first presets where there are too many', async () => {
    const presets = Array.from({ length: 205 }, (_, index) => ({ ...ours.presets[0], id: `p${String(index)}` }))
    const { settings } = await load(text({ presets }))
    expect(settings.presets.map(({ id }) => id)).toEqual(presets.slice(0, 200).map(({ id }) => id))
  })

  it('that is a folder is set aside as well', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'settings.json', 'within'), { recursive: true })
    const loaded = await loadSettings(join(folder, 'settings.json'), stamp)
    expect(loaded.settings).toEqual(defaults)
    expect(await readdir(folder)).toEqual([`settings.damaged-${stamp}.json`])
  })

  it('that leads in a circle is set aside as well', async () => {
    const path = join(await tempFolder(), 'settings.json')
    await symlink(path, path)
    const { settings, damage } = await loadSettings(path, stamp)
    expect(settings).toEqual(defaults)
    expect(damage?.setAsidePath).not.toBeNull()
  })

  it('that cannot be moved is said to stay where it is', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'settings.json')
    await writeFile(path, 'garbage')
    // A folder with something in it cannot be replaced.
    await mkdir(join(folder, `settings.damaged-${stamp}.json`, 'within'), { recursive: true })
    expect(await loadSettings(path, stamp)).toEqual({ settings: defaults, damage: { setAsidePath: null } })
  })
})

describe('saving', () => {
  it('rejects where the folder is no folder, and leaves nothing', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(saveSettings(join(folder, 'file', 'settings.json'), ours)).rejects.toThrow(/ENOTDIR|EEXIST/)
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('leaves what was there, and no temp file, where the new file cannot take its place', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'settings.json')
    await mkdir(join(path, 'within'), { recursive: true })
    await expect(saveSettings(path, ours)).rejects.toThrow()
    expect(await readdir(folder)).toEqual(['settings.json'])
  })
})
