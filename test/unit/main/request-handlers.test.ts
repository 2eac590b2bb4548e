import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Worklist } from '../../../src/batch/worklist.ts'
import type { AppDialogs } from '../../../src/main/app-dialogs.ts'
import { createHistoryNews } from '../../../src/main/history-news.ts'
import type { PowerHolds } from '../../../src/main/power-holds.ts'
import { createRequestHandlers, type RequestHandlersOptions } from '../../../src/main/request-handlers.ts'
import { createSettingsStore } from '../../../src/main/settings-store.ts'
import type { UndoDesk } from '../../../src/main/undo-desk.ts'
import { requests } from '../../../src/shared/ipc-contract.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { Settings } from '../../../src/shared/settings.ts'
import { batchState } from '../../support/batch-state.ts'
import { createFakeWorklist } from '../../support/fake-worklist.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const nothing = { ok: true, value: {} }
const webp = Recipe.parse({ outputs: [{ format: { type: 'webp' } }] })

interface Changes {
  readonly worklist?: Partial<Worklist>
  readonly dialogs?: Partial<AppDialogs>
  readonly options?: Partial<RequestHandlersOptions>
  readonly store?: MemoryStore
  readonly undo?: Partial<UndoDesk>
}

const noUndo: UndoDesk = {
  state: () => ({ phase: 'idle', id: null, total: 0, undone: 0, refused: 0, isStopped: false }),
  start: () => Promise.resolve({ ok: true, value: {} }),
  stop: () => ({ ok: true, value: {} }),
  close: () => Promise.resolve(),
}

function powerThatSays(said: string[]): PowerHolds {
  return {
    suspending: () => undefined,
    awake: () => undefined,
    sourceChanged: () => undefined,
    thresholdChanged: () => undefined,
    batteryChanged: ({ level, isCharging }) => {
      said.push(`battery ${String(level)}${isCharging ? ' charging' : ''}`)
    },
    overrule: () => {
      said.push('overrule')
    },
    close: () => undefined,
  }
}

/** A person who chooses nothing unless a test says otherwise. */
const nobody: AppDialogs = {
  chooseFiles: () => Promise.resolve([]),
  chooseFolders: () => Promise.resolve([]),
  chooseDestination: () => Promise.resolve(null),
  chooseRecipeFile: () => Promise.resolve(null),
  chooseRecipeTarget: () => Promise.resolve(null),
  chooseReportTarget: () => Promise.resolve(null),
  confirmQuit: () => Promise.resolve(false),
}

function setUp(changes: Changes = {}) {
  const worklist = createFakeWorklist(changes.worklist)
  const system: string[] = []
  let hex = 0
  const settings = createSettingsStore({
    initial: Settings.parse({}),
    clock: createVirtualClock(),
    save: () => Promise.resolve(),
    onUnwritable: () => undefined,
  })
  const store = changes.store ?? createMemoryStore()
  const clock = createVirtualClock()
  const events: string[] = []
  const news = createHistoryNews({
    store,
    clock,
    send: (name) => {
      events.push(name)
    },
    log: (line) => {
      system.push(`log ${line}`)
    },
  })
  const handlers = createRequestHandlers({
    worklist,
    store,
    news,
    undo: { ...noUndo, ...changes.undo },
    power: powerThatSays(system),
    settings,
    dialogs: { ...nobody, ...changes.dialogs },
    machine: {
      version: '1.2.3',
      platform: 'linux',
      systemLanguage: 'en-GB',
      homeFolder: '/home/me',
      cores: 4,
      memoryBytes: 8e9,
    },
    documentsFolder: '/home/me/Documents',
    randomHex: () => {
      hex += 1
      return `0000000${String(hex)}`
    },
    today: () => new Date(2026, 0, 5, 23, 59),
    copy: (text) => {
      system.push(`copy ${text}`)
      return Promise.resolve()
    },
    open: (path) => {
      system.push(`open ${path}`)
      return Promise.resolve('')
    },
    reveal: (path) => {
      system.push(`reveal ${path}`)
    },
    onAttached: () => {
      system.push('attached')
    },
    ...changes.options,
  })
  return { handlers, worklist, settings, system, store, clock, events }
}

describe('a page that begins', () => {
  it('is told the state of everything as the contract has it, and then every row', async () => {
    const { handlers, worklist, system } = setUp()
    const answer = await handlers.attachWindow({})
    expect(answer.ok).toBe(true)
    if (answer.ok) {
      expect(requests.attachWindow.output.parse(answer.value)).toEqual(answer.value)
      expect(answer.value).toMatchObject({ version: '1.2.3', platform: 'linux', cores: 4, batch: { phase: 'idle' } })
      expect(answer.value).toMatchObject({
        undo: { phase: 'idle' },
        interrupted: { batches: [], lostRows: 0 },
        isKeeping: true,
      })
    }
    expect(worklist.calls).toEqual(['attach'])
    expect(system).toEqual(['attached'])
  })
})

describe('what an earlier batch has left', () => {
  it('is taken up and given up by the worklist, and told as news', async () => {
    const { handlers, worklist, clock, events } = setUp()
    expect(await handlers.continueBatch({ id: '0000000a' })).toEqual({ ok: true, value: { total: 3 } })
    expect(await handlers.dismissBatch({ id: '0000000a' })).toEqual(nothing)
    expect(await handlers.restoreList({})).toEqual({ ok: true, value: { total: 7 } })
    expect(await handlers.dropList({})).toEqual(nothing)
    expect(await handlers.repeatBatch({ id: '0000000a' })).toMatchObject({ ok: true, value: { total: 5 } })
    expect(worklist.calls).toEqual([
      'continueBatch 0000000a',
      'dismissBatch 0000000a',
      'restoreList',
      'dropList',
      'repeatBatch 0000000a',
    ])
    clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(events).toEqual(['historyChanged'])
  })

  it('has its recipe, which is that of the next launch as well; one that is not gone on with has not', async () => {
    const { handlers, settings, worklist } = setUp()
    worklist.setRecipe(webp)
    await handlers.continueBatch({ id: '0000000a' })
    expect(settings.current().recipe).toEqual(webp)
    const refusal = { ok: false, failure: { code: 'busy-elsewhere', message: 'Another process works on it.' } } as const
    const other = setUp({ worklist: { continueBatch: () => Promise.resolve(refusal) } })
    other.worklist.setRecipe(webp)
    expect(await other.handlers.continueBatch({ id: '0000000a' })).toEqual(refusal)
    expect(other.settings.current().recipe).toEqual(Recipe.parse({}))
  })
})

describe('the mode in which originals are replaced', () => {
  it('is set for this list only: no setting keeps it', async () => {
    const { handlers, worklist, settings } = setUp()
    const before = settings.current()
    expect(await handlers.setReplace({ mode: { takesLinks: true } })).toEqual(nothing)
    await handlers.startBatch({ scope: 'waiting', isReplaceConfirmed: true })
    await handlers.setReplace({ mode: null })
    expect(worklist.calls).toEqual(['setReplace {"takesLinks":true}', 'start waiting confirmed', 'setReplace null'])
    expect(settings.current()).toEqual(before)
  })
})

describe('the battery', () => {
  it('is what the page says of it, and is overruled by a person who wants a batch to go on', async () => {
    const { handlers, system } = setUp()
    await handlers.reportBattery({ level: 0.15, isCharging: false })
    await handlers.resumeBatch({})
    expect(system).toEqual(['battery 0.15', 'overrule'])
  })

  it('is not overruled where there was nothing to go on with', async () => {
    const refusal = { ok: false, failure: { code: 'not-now', message: 'No batch is paused.' } } as const
    const { handlers, system } = setUp({ worklist: { resume: () => refusal } })
    await handlers.resumeBatch({})
    expect(system).toEqual([])
  })
})

describe('a path of the history', () => {
  it('may be shown once the window was told of it, and not before', async () => {
    const folder = await tempFolder()
    const store = createMemoryStore()
    await store.begin({
      ...{ id: '0000000a', startedMs: 1, origin: 'cli', recipe: Recipe.parse({}), isReplace: false, inputs: [] },
      options: { workingFolder: '/', recursive: true, include: [], exclude: [], takesLinks: false },
    })
    const path = join(folder, 'a.jpg')
    await writeFile(path, '')
    const source = { path, treeFolder: '', origin: 'named' } as const
    store.write({ kind: 'added', batch: '0000000a', firstPlace: 0, sources: [{ source, failure: null }] })
    const { handlers, system } = setUp({ store })
    expect(await handlers.revealPath({ path })).toMatchObject({ failure: { code: 'not-allowed' } })
    await handlers.listHistoryFiles({ id: '0000000a', filter: 'all', offset: 0, limit: 10 })
    expect(await handlers.revealPath({ path })).toEqual(nothing)
    expect(system).toEqual([`reveal ${path}`])
  })
})

describe('the worklist', () => {
  it('is asked for what the window asks for', async () => {
    const { handlers, worklist } = setUp()
    await handlers.addPaths({ paths: ['/a', '/b'] })
    await handlers.cancelImport({})
    await handlers.removeRows({ rows: 'all' })
    await handlers.listPlan({ filter: 'clashes', offset: 5, limit: 10 })
    expect(await handlers.startBatch({ scope: 'failed', isReplaceConfirmed: false })).toEqual({
      ok: true,
      value: { total: 10 },
    })
    await handlers.pauseBatch({})
    await handlers.resumeBatch({})
    await handlers.cancelBatch({ how: 'now' })
    expect(worklist.calls).toEqual([
      'add /a /b',
      'cancelImport',
      'remove all',
      'listPlan clashes 5 10',
      'start failed',
      'pause',
      'resume',
      'cancel now',
    ])
    expect(await handlers.describeRow({ row: 3 })).toMatchObject({ ok: false, failure: { code: 'no-such-row' } })
    expect(await handlers.compareRow({ row: 3, output: 0 })).toMatchObject({ failure: { code: 'no-such-row' } })
    expect(await handlers.chooseProofRows({})).toEqual({ ok: true, value: { rows: [{ row: 3, reason: 'largest' }] } })
  })

  it('gets the recipe, which is there again at the next launch', async () => {
    const { handlers, worklist, settings } = setUp()
    expect(await handlers.setRecipe({ recipe: webp })).toEqual({ ok: true, value: { recipe: webp, problems: [] } })
    expect(worklist.recipe()).toEqual(webp)
    expect(settings.current().recipe).toEqual(webp)
  })
})

describe('sources', () => {
  it('that the person chooses are taken in', async () => {
    const { handlers, worklist } = setUp({
      dialogs: {
        chooseFiles: () => Promise.resolve(['/a.jpg', '/b.jpg']),
        chooseFolders: () => Promise.resolve(['/pictures']),
      },
    })
    expect(await handlers.chooseSources({ kind: 'files' })).toEqual({ ok: true, value: { chosen: 2 } })
    expect(await handlers.chooseSources({ kind: 'folder' })).toEqual({ ok: true, value: { chosen: 1 } })
    expect(worklist.calls).toEqual(['add /a.jpg /b.jpg', 'add /pictures'])
  })

  it('stay as they are when the person chooses none', async () => {
    const { handlers, worklist } = setUp()
    expect(await handlers.chooseSources({ kind: 'files' })).toEqual({ ok: true, value: { chosen: 0 } })
    expect(worklist.calls).toEqual([])
  })
})

describe('the destination', () => {
  it('is asked for beginning where it is now', async () => {
    const starts: unknown[] = []
    const { handlers } = setUp({
      dialogs: {
        chooseDestination: (start) => {
          starts.push(start)
          return Promise.resolve('/out')
        },
      },
    })
    expect(await handlers.chooseDestination({})).toEqual({ ok: true, value: { path: '/out' } })
    await handlers.setRecipe({ recipe: Recipe.parse({ destination: { kind: 'folder', path: '/before' } }) })
    await handlers.chooseDestination({})
    expect(starts).toEqual([null, '/before'])
  })
})

describe('presets', () => {
  it('are saved under a new name, or again under one that differs only in case', async () => {
    const { handlers, settings } = setUp()
    const saved = await handlers.savePreset({ name: 'Web Shop ü', recipe: webp })
    expect(saved).toEqual({ ok: true, value: { id: 'web-shop-u-00000001' } })
    await handlers.savePreset({ name: '网店', recipe: webp })
    const recipe = Recipe.parse({})
    expect(await handlers.savePreset({ name: 'WEB SHOP Ü', recipe })).toEqual(saved)
    expect(settings.current().presets).toEqual([
      { id: 'web-shop-u-00000001', name: 'WEB SHOP Ü', recipe },
      { id: 'preset-00000002', name: '网店', recipe: webp },
    ])
    expect(Settings.safeParse(settings.current()).success).toBe(true)
  })

  it('are renamed, but not to a name that another has', async () => {
    const { handlers, settings } = setUp()
    await handlers.savePreset({ name: 'One', recipe: webp })
    await handlers.savePreset({ name: 'Two', recipe: webp })
    const id = 'two-00000002'
    expect(await handlers.renamePreset({ id, name: 'ONE' })).toMatchObject({
      ok: false,
      failure: { code: 'not-usable' },
    })
    expect(await handlers.renamePreset({ id, name: 'TWO' })).toEqual(nothing)
    expect(settings.current().presets.map(({ name }) => name)).toEqual(['One', 'TWO'])
  })

  it('are deleted, and what is gone is said to be gone', async () => {
    const { handlers, settings } = setUp()
    await handlers.savePreset({ name: 'One', recipe: webp })
    expect(await handlers.deletePreset({ id: 'one-00000001' })).toEqual(nothing)
    expect(settings.current().presets).toEqual([])
    const gone = { ok: false, failure: { code: 'not-usable', message: 'There is no such preset any more.' } }
    expect(await handlers.deletePreset({ id: 'one-00000001' })).toEqual(gone)
    expect(await handlers.renamePreset({ id: 'one-00000001', name: 'Two' })).toEqual(gone)
  })

  it('are at most two hundred', async () => {
    const { handlers, settings } = setUp()
    for (let nth = 0; nth < 200; nth += 1) await handlers.savePreset({ name: `P${String(nth)}`, recipe: webp })
    expect(await handlers.savePreset({ name: 'One more', recipe: webp })).toMatchObject({
      failure: { code: 'not-usable' },
    })
    expect(await handlers.savePreset({ name: 'p7', recipe: webp })).toMatchObject({ ok: true })
    expect(settings.current().presets).toHaveLength(200)
  })
})

describe('a recipe file', () => {
  it('is written so that it can be read again, and may then be opened', async () => {
    const path = join(await tempFolder(), 'shop.json')
    const suggested: string[] = []
    const { handlers, system } = setUp({
      dialogs: {
        chooseRecipeTarget: (name) => {
          suggested.push(name)
          return Promise.resolve(path)
        },
        chooseRecipeFile: () => Promise.resolve(path),
      },
    })
    expect(await handlers.exportRecipe({ name: 'Shop: large?', recipe: webp })).toEqual({ ok: true, value: { path } })
    expect(suggested).toEqual([expect.stringMatching(/^Shop[^:?]*large[^:?]*\.json$/)])
    expect(await handlers.importRecipe({})).toEqual({ ok: true, value: { name: 'shop', recipe: webp } })
    expect(await handlers.openPath({ path })).toEqual(nothing)
    expect(await handlers.revealPath({ path })).toEqual(nothing)
    expect(system).toEqual([`open ${path}`, `reveal ${path}`])
  })

  it('is not chosen by somebody who changes their mind', async () => {
    const { handlers } = setUp()
    expect(await handlers.importRecipe({})).toEqual({ ok: true, value: null })
    expect(await handlers.exportRecipe({ name: 'Shop', recipe: webp })).toEqual({ ok: true, value: { path: null } })
  })

  it.each([
    ['that is no JSON', '{ "outputs": [', /expected JSON/],
    ['with a key that nobody knows', '{ "outptus": [] }', /^outptus: unknown key/],
    ['with values that are wrong together', '{ "outputs": [{ "name": "{nope}" }] }', /no name template/],
  ])('%s is refused with what is wrong', async (_, text, message) => {
    const path = join(await tempFolder(), 'bad.json')
    await writeFile(path, text)
    const { handlers } = setUp({ dialogs: { chooseRecipeFile: () => Promise.resolve(path) } })
    const answer = await handlers.importRecipe({})
    expect(answer).toMatchObject({ ok: false, failure: { code: 'not-usable' } })
    expect(answer.ok ? '' : answer.failure.message).toMatch(message)
  })

  it('that cannot be written is told as the system tells it', async () => {
    const path = join(await tempFolder(), 'missing', 'shop.json')
    const { handlers } = setUp({ dialogs: { chooseRecipeTarget: () => Promise.resolve(path) } })
    const answer = await handlers.exportRecipe({ name: 'Shop', recipe: webp })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'system' } })
    expect(answer.ok ? '' : answer.failure.message).toContain('ENOENT')
  })

  it('may have a long name, or one that is only an extension', async () => {
    const folder = await tempFolder()
    for (const [file, name] of [
      [`${'long '.repeat(20)}.json`, 'long '.repeat(12).trim()],
      ['.json', '.json'],
    ] as const) {
      await writeFile(join(folder, file), '{}')
      const { handlers } = setUp({ dialogs: { chooseRecipeFile: () => Promise.resolve(join(folder, file)) } })
      const answer = await handlers.importRecipe({})
      expect(answer).toMatchObject({ ok: true, value: { name } })
    }
  })
})

describe('the clipboard', () => {
  it('takes a text, and the command line of a recipe', async () => {
    const { handlers, system } = setUp()
    expect(await handlers.copyText({ text: 'words' })).toEqual(nothing)
    const answer = await handlers.copyAsCommand({ recipe: webp })
    const command = answer.ok ? answer.value.command : ''
    expect(command).toMatch(/^batchfit run .*webp/)
    expect(system).toEqual(['copy words', `copy ${command}`])
  })

  it('says in the command line that originals are replaced where they are, and leaves the question to it', async () => {
    const state = createFakeWorklist().state()
    const replace = { takesLinks: false, toBin: 1, toFolder: 0, links: 0, folderName: 'Originals 2026-11-25' }
    const { handlers } = setUp({ worklist: { state: () => ({ ...state, plan: { ...state.plan, replace } }) } })
    const answer = await handlers.copyAsCommand({ recipe: webp })
    const command = answer.ok ? answer.value.command : ''
    expect(command).toMatch(/^batchfit run --replace .*webp/)
    expect(command).not.toContain('--yes')
  })
})

describe('the report', () => {
  const ended = { state: () => ({ ...createFakeWorklist().state(), batch: batchState({ phase: 'ended' }) }) }

  it('is suggested with the day in its name, beside the outputs, else among the documents', async () => {
    const suggested: string[] = []
    const dialogs: Partial<AppDialogs> = {
      chooseReportTarget: (kind, path) => {
        suggested.push(`${kind} ${path}`)
        return Promise.resolve(null)
      },
    }
    expect(await setUp({ worklist: ended, dialogs }).handlers.exportReport({ kind: 'csv' })).toEqual({
      ok: true,
      value: { path: null },
    })
    const { plan } = ended.state()
    const beside = { state: () => ({ ...ended.state(), plan: { ...plan, folder: '/out' } }) }
    await setUp({ worklist: beside, dialogs }).handlers.exportReport({ kind: 'json' })
    expect(suggested).toEqual([
      'csv /home/me/Documents/batchfit-report-2026-01-05.csv',
      'json /out/batchfit-report-2026-01-05.json',
    ])
  })

  it('is written by the worklist, and may then be opened', async () => {
    const path = join(await tempFolder(), 'report.csv')
    await writeFile(path, '')
    const { handlers, worklist, system } = setUp({
      worklist: ended,
      dialogs: { chooseReportTarget: () => Promise.resolve(path) },
    })
    expect(await handlers.openPath({ path })).toMatchObject({ failure: { code: 'not-allowed' } })
    expect(await handlers.exportReport({ kind: 'csv' })).toEqual({ ok: true, value: { path } })
    expect(worklist.calls).toEqual([`saveReport ${path} csv`])
    expect(await handlers.openPath({ path })).toEqual(nothing)
    expect(system).toEqual([`open ${path}`])
  })

  it('is not asked for before there was a batch', async () => {
    const { handlers } = setUp({ dialogs: { chooseReportTarget: () => Promise.reject(new Error('asked')) } })
    expect(await handlers.exportReport({ kind: 'csv' })).toMatchObject({ failure: { code: 'not-now' } })
  })
})

describe('a path for the system', () => {
  const known: Partial<Worklist> = { isKnownPath: () => true }
  const onMac = {
    version: '1',
    platform: 'mac',
    systemLanguage: 'en',
    homeFolder: '/',
    cores: 1,
    memoryBytes: 1,
  } as const

  it('is refused when the app neither was given it nor made it', async () => {
    const path = join(await tempFolder(), 'private.jpg')
    await writeFile(path, '')
    const { handlers, system } = setUp()
    expect(await handlers.openPath({ path })).toMatchObject({ failure: { code: 'not-allowed' } })
    expect(await handlers.revealPath({ path })).toMatchObject({ failure: { code: 'not-allowed' } })
    expect(system).toEqual([])
  })

  it('is opened when it is a picture or a folder, and nothing that could be a program', async () => {
    const folder = await tempFolder()
    const { handlers, system } = setUp({ worklist: known })
    await mkdir(join(folder, 'Resized'))
    for (const name of ['one.JPG', 'run.sh', 'tool.exe', 'link.desktop', 'plain'])
      await writeFile(join(folder, name), '')
    const open = async (name: string) => (await handlers.openPath({ path: join(folder, name) })).ok
    expect(await open('one.JPG')).toBe(true)
    expect(await open('Resized')).toBe(true)
    for (const name of ['run.sh', 'tool.exe', 'link.desktop', 'plain']) expect(await open(name), name).toBe(false)
    expect(system).toEqual([`open ${join(folder, 'one.JPG')}`, `open ${join(folder, 'Resized')}`])
    expect((await handlers.revealPath({ path: join(folder, 'run.sh') })).ok, 'showing it runs nothing').toBe(true)
  })

  it('is not opened when it is a link to a program, whatever its own name says', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'Tool.app'))
    await writeFile(join(folder, 'run.sh'), '')
    await writeFile(join(folder, 'real.png'), '')
    await symlink('run.sh', join(folder, 'one.jpg'))
    await symlink('Tool.app', join(folder, 'Pictures'))
    await symlink('real.png', join(folder, 'two.jpg'))
    const { handlers, system } = setUp({ worklist: known, options: { machine: onMac } })
    for (const name of ['one.jpg', 'Pictures']) {
      expect(await handlers.openPath({ path: join(folder, name) }), name).toMatchObject({
        failure: { code: 'not-allowed' },
      })
    }
    expect(await handlers.openPath({ path: join(folder, 'two.jpg') })).toEqual(nothing)
    expect(system).toEqual([`open ${join(folder, 'two.jpg')}`])
  })

  it('of a program that is a folder is not opened on macOS', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'Tool.app'))
    const { handlers, system } = setUp({ worklist: known, options: { machine: onMac } })
    expect(await handlers.openPath({ path: join(folder, 'Tool.app') })).toMatchObject({
      failure: { code: 'not-allowed' },
    })
    expect(await handlers.openPath({ path: folder })).toEqual(nothing)
    expect(system).toEqual([`open ${folder}`])
  })

  it('that is gone is said to be gone, and what the system says is passed on', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'one.jpg')
    const { handlers } = setUp({ worklist: known, options: { open: () => Promise.resolve('No program for this.') } })
    const gone = { ok: false, failure: { code: 'system', message: `"${path}" is not there any more.` } }
    expect(await handlers.openPath({ path })).toEqual(gone)
    expect(await handlers.revealPath({ path })).toEqual(gone)
    await writeFile(path, await readFile(import.meta.filename))
    expect(await handlers.openPath({ path })).toEqual({
      ok: false,
      failure: { code: 'system', message: 'No program for this.' },
    })
  })
})

describe('settings', () => {
  it('take what the window changes and leave the rest', async () => {
    const { handlers, settings } = setUp()
    const before = settings.current()
    expect(await handlers.updateSettings({ change: { theme: 'dark', jobs: 2, language: undefined } })).toEqual(nothing)
    expect(settings.current()).toEqual({ ...before, theme: 'dark', jobs: 2 })
    await handlers.updateSettings({ change: { jobs: null } })
    expect(settings.current().jobs).toBeNull()
  })
})
