/**
 * What crosses between the host and the script in the page, one frame a message. Arguments and values are what the app
 * sends; everything else is the host's own.
 */

/** A question that a person answers in the page. */
export type Question = PathQuestion | MessageQuestion

/** Stands in for the system's open and save dialogs. */
export interface PathQuestion {
  readonly kind: 'path'
  readonly want: 'files' | 'folders' | 'files-or-folders' | 'save'
  readonly isMulti: boolean
  readonly title: string | null
  readonly buttonLabel: string | null
  /** Absolute; what the box begins with. */
  readonly startPath: string
  /** Extensions without their dots; empty for every file. */
  readonly extensions: readonly string[]
  /** Asks before a file that is there is named for saving. */
  readonly asksBeforeReplacing: boolean
}

/** Stands in for the system's message boxes. */
export interface MessageQuestion {
  readonly kind: 'message'
  readonly tone: 'none' | 'info' | 'error' | 'question' | 'warning'
  readonly title: string | null
  readonly message: string
  readonly detail: string | null
  /** Empty for a single one that says OK. */
  readonly buttons: readonly string[]
  readonly defaultIndex: number
  readonly cancelIndex: number
}

/** Null when the person chose none. */
export type PathAnswer = { readonly paths: readonly string[] | null }
/** Place of the button. */
export type MessageAnswer = { readonly response: number }
export type Answer = PathAnswer | MessageAnswer

export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}

/** What a folder holds, as the path box shows it. */
export interface FolderListing {
  readonly folder: string
  /** Null at the root. */
  readonly parent: string | null
  readonly entries: readonly FolderEntry[]
  readonly isCut: boolean
}

export type PathProblem = 'empty' | 'not-absolute' | 'missing' | 'not-a-folder' | 'not-a-file' | 'no-such-folder'

/** The first path that will not do, or what is to be answered. */
export type PathCheck =
  | { readonly ok: true; readonly paths: readonly string[]; readonly replaces: boolean }
  | { readonly ok: false; readonly path: string; readonly problem: PathProblem }

/** Asked by the page of the host while a path box is open. */
export type Lookup =
  | { readonly kind: 'list'; readonly typed: string; readonly question: PathQuestion }
  | { readonly kind: 'check'; readonly typed: readonly string[]; readonly question: PathQuestion }

/** A menu item with keys of its own, by its place among all items. */
export interface MenuKey {
  readonly item: number
  readonly accelerator: string
}

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

export interface PageState {
  readonly language: string
  readonly isDark: boolean
  readonly screen: { readonly width: number; readonly height: number }
  readonly hasFocus: boolean
}

export type FromPage =
  | { readonly kind: 'hello'; readonly state: PageState }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'changed'; readonly state: PageState }
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'reply'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'look-up'; readonly id: number; readonly lookup: Lookup }
  | { readonly kind: 'menu-key'; readonly item: number }
  | { readonly kind: 'notification-clicked'; readonly id: number }

export type ToPage =
  | { readonly kind: 'welcome'; readonly dropFolder: string; readonly separator: string }
  | { readonly kind: 'event'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'looked-up'; readonly id: number; readonly result: FolderListing | PathCheck | null }
  | { readonly kind: 'menu'; readonly keys: readonly MenuKey[] }
  | { readonly kind: 'notification'; readonly id: number; readonly title: string; readonly body: string }
  | { readonly kind: 'path-shown'; readonly path: string }
  | { readonly kind: 'address-shown'; readonly url: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'stay-awake'; readonly isWanted: boolean }
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'progress'; readonly fraction: number | null }
  | { readonly kind: 'focus' }
  | { readonly kind: 'reload' }
  /** No more comes after these. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'replaced' }
