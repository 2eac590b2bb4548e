import type { MenuItem, MenuItemConstructorOptions } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import type { MenuKey } from '../wire/frames.ts'
import { ElectronEvent } from './electron-event.ts'
import type { WindowSlot } from './window-slot.ts'

type Template = readonly (MenuItem | MenuItemConstructorOptions)[]

/** An item as the app gave it; `enabled` and `visible` can be changed later. */
export interface MenuItemStandIn extends Pick<MenuItem, 'enabled' | 'label' | 'visible'> {
  readonly id: string | undefined
  readonly role: string | undefined
  readonly accelerator: string | undefined
  readonly registerAccelerator: boolean
  readonly click: MenuItemConstructorOptions['click']
  readonly submenu: MenuStandIn | null
}

export interface MenuStandIn {
  readonly items: readonly MenuItemStandIn[]
  getMenuItemById(id: string): MenuItemStandIn | null
}

export interface MenuClass {
  buildFromTemplate(template: Template): MenuStandIn
  setApplicationMenu(menu: MenuStandIn | null): void
  getApplicationMenu(): MenuStandIn | null
}

/**
 * `electron.Menu`. A page has no menu bar of the system's: the keys of the items work, and what they do can be found in
 * the window. Items with a role are what the browser does by itself, by keys of its own.
 */
export function createMenuClass(host: Host, slot: WindowSlot): MenuClass {
  let current: MenuStandIn | null = null
  host.link.on('menu-key', ({ item }) => {
    if (current !== null) choose(flatten(current)[item], slot)
  })
  const menu: MenuClass = {
    buildFromTemplate,
    getApplicationMenu: () => current,
    setApplicationMenu: (next) => {
      current = next
      host.link.keep({ kind: 'menu', keys: next === null ? [] : keysOf(next) })
    },
  }
  return refuseUnknown('Menu', menu)
}

function choose(item: MenuItemStandIn | undefined, slot: WindowSlot): void {
  if (item === undefined || !item.enabled || slot.current === null) return
  const event = Object.assign(new ElectronEvent(), { triggeredByAccelerator: true })
  item.click?.(item as unknown as MenuItem, slot.current as never, event)
}

function buildFromTemplate(template: Template): MenuStandIn {
  const items = template.map(buildItem)
  const find = (id: string, among: readonly MenuItemStandIn[]): MenuItemStandIn | null => {
    for (const item of among) {
      const found = item.id === id ? item : find(id, item.submenu?.items ?? [])
      if (found !== null) return found
    }
    return null
  }
  return refuseUnknown('Menu', { items, getMenuItemById: (id: string) => find(id, items) })
}

function buildItem(options: MenuItem | MenuItemConstructorOptions): MenuItemStandIn {
  const { submenu } = options
  const item: MenuItemStandIn = {
    id: options.id,
    role: options.role,
    label: options.label ?? '',
    enabled: options.enabled ?? true,
    visible: options.visible ?? true,
    accelerator: options.accelerator as string | undefined,
    registerAccelerator: options.registerAccelerator ?? true,
    click: options.click as MenuItemConstructorOptions['click'],
    submenu: Array.isArray(submenu) ? buildFromTemplate(submenu) : ((submenu as unknown as MenuStandIn | null) ?? null),
  }
  return refuseUnknown('MenuItem', item)
}

function flatten({ items }: MenuStandIn): readonly MenuItemStandIn[] {
  return items.flatMap((item) => [item, ...(item.submenu === null ? [] : flatten(item.submenu))])
}

function keysOf(menu: MenuStandIn): readonly MenuKey[] {
  return flatten(menu).flatMap(({ accelerator, registerAccelerator, role, click }, item) =>
    accelerator !== undefined && registerAccelerator && role === undefined && click !== undefined
      ? [{ item, accelerator }]
      : [],
  )
}
