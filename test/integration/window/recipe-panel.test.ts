import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { recipeEn } from '../../../src/shared/messages/recipe.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchChromium } from '../../support/chromium.ts'
import { openPreviewPage, type PreviewPage } from '../../support/preview-page.ts'
import { startWindowPreview, type WindowPreview } from '../../support/window-preview.ts'

let preview: WindowPreview
let browser: Browser
let opened: PreviewPage
let page: Page

beforeAll(async () => {
  preview = await startWindowPreview()
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await browser.close()
  await preview.close()
})

async function open(query = 'rows=12'): Promise<void> {
  opened = await openPreviewPage(browser, preview.url, query)
  page = opened.page
}

/** The recipe that main was last sent. */
async function sentRecipe(): Promise<Recipe> {
  const sent = await page.evaluate(`fakeMain.asked.filter(({ name }) => name === 'setRecipe').at(-1)?.input.recipe`)
  return Recipe.parse(sent ?? {})
}

/** Waits until main has been sent a recipe of which this is true. */
async function expectSent(expected: object): Promise<void> {
  await expect.poll(sentRecipe, { timeout: 5000 }).toMatchObject(expected)
}

const panel = (): Locator => page.getByRole('region', { name: recipeEn.title, exact: true })
const select = (label: string): Locator => panel().getByRole('combobox', { name: label, exact: true })
const number = (label: string): Locator => panel().getByRole('spinbutton', { name: label, exact: true })
const text = (label: string): Locator => panel().getByRole('textbox', { name: label, exact: true })
const toggle = (label: string): Locator => panel().getByRole('switch', { name: label, exact: true })
const radio = (label: string): Locator => panel().getByRole('radio', { name: label, exact: true })

async function choose(label: string, option: string): Promise<void> {
  await select(label).click()
  await page
    .getByRole('option')
    .filter({ has: page.getByText(option, { exact: true }) })
    .click()
}

async function type(field: Locator, value: string): Promise<void> {
  await field.fill(value)
  await field.press('Enter')
}

async function turn(label: string, isOn: boolean): Promise<void> {
  if ((await toggle(label).getAttribute('aria-checked')) !== String(isOn)) await toggle(label).click()
}

async function openSections(): Promise<void> {
  for (const name of [recipeEn.carry.title, recipeEn.size.advanced]) {
    const heading = panel().getByRole('button', { name: new RegExp(`^${name}`) })
    if ((await heading.count()) > 0 && (await heading.getAttribute('aria-expanded')) === 'false') await heading.click()
  }
}

/** How one key of the recipe is set in the panel; `variant` is the mode or type that the key belongs to. */
type Set = (value: never, variant: string) => Promise<void>

const { size, format, carry, place } = recipeEn

/** A control for every key of the schema. What is missing here is missing in the panel, until shown otherwise. */
const setters: Readonly<Record<string, { readonly control: () => Locator; readonly set: Set }>> = {
  'resize.mode': {
    control: () => select(size.mode),
    set: (mode: keyof typeof size.modes) => choose(size.mode, size.modes[mode]),
  },
  'resize.size': { control: () => number(size.side), set: (value) => type(number(size.side), String(value)) },
  'resize.width': { control: () => number(size.width), set: (value) => type(number(size.width), String(value)) },
  'resize.height': { control: () => number(size.height), set: (value) => type(number(size.height), String(value)) },
  'resize.percent': { control: () => number(size.percent), set: (value) => type(number(size.percent), String(value)) },
  'resize.megapixels': {
    control: () => number(size.megapixels),
    set: (value) => type(number(size.megapixels), String(value)),
  },
  'resize.enlarge': { control: () => toggle(size.neverEnlarge), set: (value) => turn(size.neverEnlarge, !value) },
  'resize.kernel': {
    control: () => select(size.kernel),
    set: (value: keyof typeof size.kernels) => choose(size.kernel, size.kernels[value]),
  },
  'resize.linearLight': { control: () => toggle(size.linearLight), set: (value) => turn(size.linearLight, value) },
  'resize.position': {
    control: () => radio(size.positions.centre),
    set: (value: keyof typeof size.positions) => radio(size.positions[value]).click(),
  },
  'format.type': {
    control: () => select(format.label),
    set: (value: keyof typeof format.formats) => choose(format.label, format.formats[value]),
  },
  'format.quality': {
    control: () => number(format.quality),
    set: (value) => type(number(format.quality), String(value)),
  },
  'format.lossless': { control: () => toggle(format.lossless), set: (value) => turn(format.lossless, value) },
  'format.chroma': {
    control: () => select(format.chroma),
    set: (value: keyof typeof format.chromas) => choose(format.chroma, format.chromas[value]),
  },
  'format.progressive': { control: () => toggle(format.progressive), set: (value) => turn(format.progressive, value) },
  'format.mozjpeg': { control: () => toggle(format.mozjpeg), set: (value) => turn(format.mozjpeg, value) },
  'format.effort': { control: () => number(format.effort), set: (value) => type(number(format.effort), String(value)) },
  'format.colours': {
    control: () => number(format.colours),
    set: (value) => type(number(format.colours), String(value)),
  },
  'format.compression': {
    control: () => panel().getByText(format.compression, { exact: true }),
    set: (value: keyof typeof format.tiffCompressions | number) =>
      typeof value === 'number'
        ? type(number(format.compression), String(value))
        : panel()
            .getByRole('radiogroup', { name: format.compression })
            .getByRole('radio', { name: format.tiffCompressions[value] })
            .click(),
  },
  'output.label': { control: () => text(place.outputLabel), set: (value) => text(place.outputLabel).fill(value) },
  'output.targetBytes': {
    control: () => toggle(format.target),
    set: async (value: number) => {
      await turn(format.target, true)
      await choose(format.targetUnit, format.kb)
      await type(number(format.targetBytes), String(value / 1000))
    },
  },
  'output.qualityFloor': {
    control: () => toggle(format.target),
    set: async (value) => {
      await turn(format.target, true)
      await type(number(format.floor), String(value))
    },
  },
  'output.metadata': {
    control: () => radio(carry.metadatas.private),
    set: (value: keyof typeof carry.metadatas) =>
      panel()
        .getByRole('radiogroup', { name: carry.metadata })
        .getByRole('radio', { name: carry.metadatas[value] })
        .click(),
  },
  'output.colour': {
    control: () => radio(carry.colours.srgb),
    set: (value: keyof typeof carry.colours) =>
      panel()
        .getByRole('radiogroup', { name: carry.colour })
        .getByRole('radio', { name: carry.colours[value] })
        .click(),
  },
  'output.background': {
    control: () => text(carry.background),
    set: (value) => type(text(carry.background), value),
  },
  'output.name': { control: () => text(place.name), set: (value) => text(place.name).fill(value) },
  'destination.kind': {
    control: () => radio(place.kinds.subfolder),
    set: (value: keyof typeof place.kinds) => radio(place.kinds[value]).click(),
  },
  'destination.name': {
    control: () => text(place.subfolderName),
    set: (value) => text(place.subfolderName).fill(value),
  },
  'destination.path': { control: () => text(place.folderPath), set: (value) => type(text(place.folderPath), value) },
  'recipe.tree': {
    control: () => radio(place.trees.flat),
    set: async (value: keyof typeof place.trees) => {
      await radio(place.kinds.folder).click()
      await panel()
        .getByRole('radiogroup', { name: place.tree })
        .getByRole('radio', { name: place.trees[value] })
        .click()
    },
  },
  'recipe.onExisting': {
    control: () => select(place.onExisting),
    set: (value: keyof typeof place.onExistings) => choose(place.onExisting, place.onExistings[value]),
  },
  'recipe.whenNotSmaller': {
    control: () => select(place.whenNotSmaller),
    set: (value: keyof typeof place.whenNotSmallers) => choose(place.whenNotSmaller, place.whenNotSmallers[value]),
  },
  'recipe.dates': {
    control: () => radio(carry.datesChoices.now),
    set: (value: keyof typeof carry.datesChoices) =>
      panel()
        .getByRole('radiogroup', { name: carry.dates })
        .getByRole('radio', { name: carry.datesChoices[value] })
        .click(),
  },
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly const?: string
  readonly type?: string
  readonly items?: Schema
}

/** One thing that a recipe can say: this key with this value, within this variant where there are several. */
interface Option {
  readonly group: string
  readonly key: string
  readonly variant: string
  readonly value: unknown
}

/** Values to try where the schema names none. */
const samples: Readonly<Record<string, unknown>> = {
  'output.label': 'web',
  'output.background': '#12345678',
  'output.name': '{seq:3}-{name}',
  'output.targetBytes': 250_000,
  'output.qualityFloor': 33,
  'destination.name': '小图',
  'destination.path': '/srv/out',
  'format.quality': 71,
  'format.effort': 2,
  'format.colours': 64,
  'format.compression': 9,
  'resize.size': 1234,
  'resize.width': 640,
  'resize.height': 481,
  'resize.percent': 12.5,
  'resize.megapixels': 1.5,
}

/** What says nothing about pictures. */
const beside = new Set(['$schema', 'version', 'outputs', 'resize', 'format', 'destination'])

function optionsOf(schema: Schema, group: string, variant = ''): readonly Option[] {
  if (schema.oneOf !== undefined) {
    return schema.oneOf.flatMap((branch) => {
      const discriminator = branch.properties?.['mode'] ?? branch.properties?.['type'] ?? branch.properties?.['kind']
      return optionsOf(branch, group, discriminator?.const ?? '')
    })
  }
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    if (beside.has(key)) return []
    return valuesOf(inner, `${group}.${key}`).map((value) => ({ group, key, variant, value }))
  })
}

function valuesOf(schema: Schema, path: string): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const]
  if (schema.enum !== undefined) return schema.enum
  if (schema.type === 'boolean') return [true, false]
  return [samples[path] ?? `no sample for ${path}`]
}

function everyOption(): readonly Option[] {
  const schema = z.toJSONSchema(Recipe, { io: 'input' }) as Schema
  const output = schema.properties?.['outputs']?.items?.properties ?? {}
  const parts: readonly (readonly [Schema | undefined, string])[] = [
    [output['resize'], 'resize'],
    [output['format'], 'format'],
    [{ properties: output }, 'output'],
    [schema.properties?.['destination'], 'destination'],
    [schema, 'recipe'],
  ]
  return parts.flatMap(([part, group]) => {
    if (part === undefined) throw new Error(`Expected a schema of ${group}`)
    return optionsOf(part, group)
  })
}

describe('the recipe panel', () => {
  const options = everyOption()
  const variants = [...new Set(options.map(({ group, variant }) => `${group}/${variant}`))]

  it('knows a control for every key of the schema', () => {
    expect(options.length).toBeGreaterThan(100)
    const missing = options.filter(({ group, key }) => setters[`${group}.${key}`] === undefined)
    expect(missing).toEqual([])
  })

  it.each(variants)('can set everything that a recipe can say about %s', async (place_) => {
    await open()
    const [group = '', variant = ''] = place_.split('/')
    if (group === 'output' || group === 'recipe') await choose(format.label, format.formats.jpeg)
    for (const { key, value } of options.filter((option) => option.group === group && option.variant === variant)) {
      const setter = setters[`${group}.${key}`]
      if (setter === undefined) throw new Error(`Expected a control for ${group}.${key}`)
      if (group === 'format' && variant === 'keep' && key === 'quality') await turn(format.ownQuality, true)
      if (key === 'label') await text(place.name).fill('{name}-{output}')
      await openSections()
      await setter.set(value as never, variant)
      await expectSent(within(group, { [key]: value }))
      if (key !== 'tree') expect(await setter.control().first().isVisible()).toBe(true)
    }
    expect(opened.faults).toEqual([])
    await page.close()
  })

  /** Where a key of a group stands in the recipe. */
  function within(group: string, change: object): object {
    if (group === 'recipe') return change
    if (group === 'destination') return { destination: change }
    return { outputs: [group === 'output' ? change : { [group]: change }] }
  }

  it('takes away again what can be left out', async () => {
    await open()
    await turn(format.ownQuality, true)
    await turn(format.target, true)
    await text(place.name).fill('{name}-{output}')
    await text(place.outputLabel).fill('x')
    await expectSent({ outputs: [{ label: 'x', targetBytes: 500_000, format: { quality: 82 } }] })
    await text(place.outputLabel).fill('')
    await turn(format.target, false)
    await turn(format.ownQuality, false)
    const keys = async (): Promise<readonly string[]> => {
      const [output] = (await sentRecipe()).outputs
      return [...Object.keys(output ?? {}), ...Object.keys(output?.format ?? {})]
    }
    await expect.poll(keys, { timeout: 5000 }).not.toContain('quality')
    expect(await keys()).not.toContain('label')
    expect(await keys()).not.toContain('targetBytes')
    await page.close()
  })
})

describe('outputs', () => {
  beforeEach(() => open())

  it('are added, doubled, removed and set each by itself', async () => {
    await panel().getByRole('button', { name: recipeEn.outputs.add }).click()
    await expectSent({ outputs: [{ resize: { size: 1920 } }, { resize: { size: 960 }, name: '{name}-{output}' }] })
    await type(number(size.side), '300')
    await expectSent({ outputs: [{ resize: { size: 1920 } }, { resize: { size: 300 } }] })
    await panel().getByRole('tab').first().click()
    await type(number(size.side), '2000')
    await expectSent({ outputs: [{ resize: { size: 2000 } }, { resize: { size: 300 } }] })
    await panel().getByRole('button', { name: recipeEn.outputs.menu }).click()
    await page.getByRole('menuitem', { name: recipeEn.outputs.duplicate }).click()
    await expectSent({ outputs: [{ resize: { size: 2000 } }, { resize: { size: 2000 } }, { resize: { size: 300 } }] })
    expect(await panel().getByRole('tab').count()).toBe(3)
    await panel().getByRole('button', { name: recipeEn.outputs.menu }).click()
    await page.getByRole('menuitem', { name: recipeEn.outputs.remove }).click()
    await expectSent({ outputs: [{ resize: { size: 2000 } }, { resize: { size: 300 } }] })
    expect(opened.faults).toEqual([])
    await page.close()
  })
})

describe('presets', () => {
  beforeEach(() => open())

  it('are chosen, and say when they were changed, and can be gone back to', async () => {
    await choose('Preset Custom', recipeEn.presets['web-small'])
    await expectSent({ outputs: [{ resize: { size: 1024 }, format: { type: 'webp', quality: 78 } }] })
    await type(number(size.side), '900')
    await select(`Preset ${recipeEn.presets['web-small']} ${recipeEn.preset.changed}`).waitFor()
    await panel().getByRole('button', { name: recipeEn.preset.menu }).click()
    await page.getByRole('menuitem', { name: recipeEn.preset.revert(recipeEn.presets['web-small']) }).click()
    await expectSent({ outputs: [{ resize: { size: 1024 } }] })
    await select(`Preset ${recipeEn.presets['web-small']}`).waitFor()
    await page.close()
  })

  it('of one’s own are saved, renamed, updated and deleted', async () => {
    const act = async (name: string): Promise<void> => {
      await panel().getByRole('button', { name: recipeEn.preset.menu }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await act(recipeEn.preset.saveAs)
    await page.getByRole('dialog').getByRole('textbox').fill('Für den Laden')
    await page.keyboard.press('Enter')
    await select('Preset Für den Laden').waitFor()
    await act(recipeEn.preset.rename)
    await page.getByRole('dialog').getByRole('textbox').fill('商店')
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
    await select('Preset 商店').waitFor()
    await type(number(size.side), '777')
    await act(recipeEn.preset.update('商店'))
    await select('Preset 商店').waitFor()
    expect(
      await page.evaluate(`fakeMain.asked.filter(({ name }) => name === 'savePreset').at(-1).input`),
    ).toMatchObject({
      name: '商店',
      recipe: { outputs: [{ resize: { size: 777 } }] },
    })
    await act(recipeEn.preset.delete)
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await select('Preset Custom').waitFor()
    expect(opened.faults).toEqual([])
    await page.close()
  })
})

describe('what is wrong with a recipe', () => {
  it('is said at its field, in words of the language', async () => {
    for (const [language, words] of [
      ['en', 'Every file would get the same name'],
      ['zh-CN', '所有文件会得到相同的名称'],
    ] as const) {
      await open(`rows=12&language=${language}`)
      await page.evaluate(`fakeMain.batch.problems = [
        { path: 'outputs[0].name', code: 'name-not-unique', subject: '{w}', message: '"{w}" is no name template' },
      ]`)
      const field = page.getByRole('textbox', { name: language === 'en' ? 'File name' : '文件名', exact: true })
      await field.fill('{w}')
      await page.getByText(words).first().waitFor()
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await page.close()
    }
  })

  it('in a number that is out of range is put right and said', async () => {
    await open()
    await type(number(size.side), '99999')
    await page.getByText('65535 is the largest.').waitFor()
    await expectSent({ outputs: [{ resize: { size: 65_535 } }] })
    await type(number(size.side), 'many')
    await page.getByText('That is no number; 65535 stays.').waitFor()
    await number(size.side).fill('12')
    await page.keyboard.press('Escape')
    expect(await number(size.side).inputValue()).toBe('65535')
    await page.close()
  })
})

describe('the panel by keyboard alone', () => {
  it('sets a select, a number, a slider, a switch, segments, a position and a token', async () => {
    await open()
    await select(size.mode).focus()
    await page.keyboard.press('Enter')
    for (let down = 0; down < 3; down++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expectSent({ outputs: [{ resize: { mode: 'fill' } }] })

    await number(size.width).focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Shift+ArrowDown')
    await expectSent({ outputs: [{ resize: { width: 1900 } }] })

    await radio(size.positions.centre).focus()
    await page.keyboard.press('ArrowRight')
    await expectSent({ outputs: [{ resize: { position: 'right' } }] })

    await toggle(size.neverEnlarge).focus()
    await page.keyboard.press('Space')
    await expectSent({ outputs: [{ resize: { enlarge: true } }] })

    await select(format.label).focus()
    await page.keyboard.type('jpeg')
    await expectSent({ outputs: [{ format: { type: 'jpeg' } }] })
    await panel().getByRole('slider', { name: format.quality }).focus()
    await page.keyboard.press('ArrowRight')
    await expectSent({ outputs: [{ format: { quality: 83 } }] })

    await radio(place.kinds.subfolder).focus()
    await page.keyboard.press('ArrowRight')
    await expectSent({ destination: { kind: 'folder' } })

    await text(place.name).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Tab')
    for (let token = 0; token < 2; token++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expectSent({ outputs: [{ name: '{name}-{w}' }] })
    await page.keyboard.type('x')
    await expectSent({ outputs: [{ name: '{name}-{w}x' }] })
    expect(opened.faults).toEqual([])
    await page.close()
  })
})

describe('the result below the panel', () => {
  it('is about the row with the focus, with its whole path', async () => {
    await open()
    const result = page.getByRole('region', { name: recipeEn.preview.title })
    await result.getByText('/Resized/').waitFor()
    await page.getByRole('row').nth(4).click()
    const name = await page.evaluate(`fakeMain.batch.rows[3].name`)
    await result.getByText(String(name)).first().waitFor()
    await page.close()
  })
})

describe.each(['light', 'dark'] as const)('the panel in %s', (theme) => {
  it.each(['en', 'zh-CN'] as const)('has nothing that axe finds fault with, in %s', async (language) => {
    await open(`rows=12&language=${language}&theme=${theme}`)
    const words = language === 'en' ? recipeEn : (await import('../../../src/shared/messages/recipe.ts')).recipeZhCn
    const own = page.getByRole('region', { name: words.title, exact: true })
    expect(await axeViolations(page)).toEqual([])
    await own.getByRole('button', { name: words.outputs.add }).click()
    await own.getByRole('button', { name: new RegExp(`^${words.carry.title}`) }).click()
    await own.getByRole('button', { name: new RegExp(`^${words.size.advanced}`) }).click()
    for (const mode of ['fill', 'pad'] as const) {
      await own.getByRole('combobox', { name: words.size.mode, exact: true }).click()
      expect(await axeViolations(page)).toEqual([])
      await page
        .getByRole('option')
        .filter({ has: page.getByText(words.size.modes[mode], { exact: true }) })
        .click()
      expect(await axeViolations(page)).toEqual([])
    }
    await own.getByRole('switch', { name: words.format.target, exact: true }).click()
    await own.getByRole('radio', { name: words.place.kinds.folder, exact: true }).click()
    await own.getByRole('textbox', { name: words.place.folderPath, exact: true }).fill('nowhere')
    await page.keyboard.press('Enter')
    await page.getByText(words.place.folderPathFault).waitFor()
    expect(await axeViolations(page)).toEqual([])
    expect(opened.faults).toEqual([])
    await page.close()
  })
})
