import type {
  AppStart,
  BatchState,
  Bridge,
  ImportState,
  InputOf,
  OutputOf,
  PlanState,
  RecipeProblem,
} from '../../shared/ipc-contract.ts'
import type { RequestName } from '../../shared/ipc-names.ts'
import { chooseLanguage, type Language, type Messages, messagesFor } from '../../shared/messages/catalogue.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Settings } from '../../shared/settings.ts'
import { RowTable } from './row-table.svelte.ts'

/** The three places of the window. */
export type Place = 'batch' | 'watch-folders' | 'history'

/** What lies over the place; at most one at a time. */
export type OpenDialog =
  | { readonly kind: 'settings' }
  | { readonly kind: 'plan' }
  | { readonly kind: 'compare'; readonly row: number }
  | { readonly kind: 'proof' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'details'; readonly row: number }

/** A word at the edge of the window that goes by itself. */
export interface Toast {
  readonly id: number
  readonly tone: 'plain' | 'bad'
  readonly text: string
}

/** A recipe that is changed by hand is sent on after this pause, in milliseconds. */
const recipePauseMs = 120

/** Everything small that the window knows; the rows, which are many, are in `rows`. */
export class AppState {
  readonly bridge: Bridge
  readonly start: AppStart
  readonly rows = new RowTable()
  settings: Settings = $state.raw() as Settings
  recipe: Recipe = $state.raw() as Recipe
  problems: readonly RecipeProblem[] = $state.raw([])
  import: ImportState = $state.raw() as ImportState
  plan: PlanState = $state.raw() as PlanState
  batch: BatchState = $state.raw() as BatchState
  place: Place = $state('batch')
  dialog: OpenDialog | null = $state.raw(null)
  toasts: readonly Toast[] = $state.raw([])
  #nextToast = 1
  #recipeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: Bridge, start: AppStart) {
    this.bridge = bridge
    this.start = start
    this.settings = start.settings
    this.recipe = start.settings.recipe
    this.problems = start.plan.problems
    this.import = start.import
    this.plan = start.plan
    this.batch = start.batch
  }

  get language(): Language {
    return chooseLanguage(this.settings.language, this.start.systemLanguage)
  }

  /** Everything the window says, in its language. */
  get t(): Messages {
    return messagesFor(this.language)
  }

  get isRunning(): boolean {
    return !['idle', 'ended'].includes(this.batch.phase)
  }

  /** Asks main; a failure becomes a toast and null. */
  async ask<Name extends RequestName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name> | null> {
    const answer = await this.bridge.requests[name](input)
    if (answer.ok) return answer.value
    this.toast(answer.failure.message, 'bad')
    return null
  }

  /** Shown at once; main is told after a short pause, and the rows follow. */
  changeRecipe(recipe: Recipe): void {
    this.recipe = recipe
    clearTimeout(this.#recipeTimer)
    this.#recipeTimer = setTimeout(() => void this.sendRecipe(), recipePauseMs)
  }

  /** What is on its way is on its way before anything else is asked for. */
  async sendRecipe(): Promise<void> {
    clearTimeout(this.#recipeTimer)
    const recipe = this.recipe
    const answer = await this.ask('setRecipe', { recipe })
    if (answer !== null && this.recipe === recipe) this.problems = answer.problems
  }

  toast(text: string, tone: Toast['tone'] = 'plain'): void {
    const toast = { id: this.#nextToast++, tone, text }
    this.toasts = [...this.toasts, toast].slice(-4)
  }

  dismissToast(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }
}
