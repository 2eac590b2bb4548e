import type {
  AppStart,
  BatchState,
  Bridge,
  EventOf,
  HistoryBatch,
  ImportState,
  InputOf,
  Interrupted,
  OutputOf,
  PlanFilter,
  PlanState,
  UndoState,
} from '../../shared/ipc-contract.ts'
import type { RequestName } from '../../shared/ipc-names.ts'
import { chooseLanguage, type Language, type Messages, messagesFor } from '../../shared/messages/catalogue.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { RecipeProblem } from '../../shared/recipe-problem.ts'
import type { Settings } from '../../shared/settings.ts'
import { createFormatWords, type FormatWords } from '../format-words.ts'
import { FocusTargets } from './focus-targets.ts'
import { RowTable } from './row-table.svelte.ts'

/** The three places of the window. */
export type Place = 'batch' | 'watch-folders' | 'history'

/** What lies over the place; at most one at a time. */
export type OpenDialog =
  | { readonly kind: 'settings' }
  /** What of the plan is shown first; everything where nothing is said. */
  | { readonly kind: 'plan'; readonly filter?: PlanFilter }
  | { readonly kind: 'compare'; readonly row: number }
  | { readonly kind: 'proof' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'details'; readonly row: number }
  /** Before originals are replaced by a batch over these rows. */
  | { readonly kind: 'replace'; readonly scope: StartScope }
  /** Before what a batch of the past did is taken back, forgotten, or left as it is. */
  | { readonly kind: 'undo' | 'forget' | 'dismiss'; readonly batch: HistoryBatch }

/** The rows that a batch is started over. */
export type StartScope = InputOf<'startBatch'>['scope']

/** How originals are replaced; null where they are not. */
export type ReplaceMode = InputOf<'setReplace'>['mode']

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
  readonly rows: RowTable
  /** Where the keyboard can be sent from anywhere. */
  readonly focusTargets = new FocusTargets()
  settings: Settings = $state.raw() as Settings
  recipe: Recipe = $state.raw() as Recipe
  problems: readonly RecipeProblem[] = $state.raw([])
  import: ImportState = $state.raw() as ImportState
  plan: PlanState = $state.raw() as PlanState
  batch: BatchState = $state.raw() as BatchState
  undo: UndoState = $state.raw() as UndoState
  interrupted: Interrupted = $state.raw() as Interrupted
  /** Never longer than the app runs. */
  replace: ReplaceMode = $state.raw(null)
  /** Rises whenever some batch of the history is another. */
  historyVersion = $state(0)
  /** The batch of the history that is looked at; null for none. */
  historyId: string | null = $state(null)
  /** What the person does not want to be told of again for now, as `InterruptedBanner` names it. */
  dismissed: ReadonlySet<string> = $state.raw(new Set())
  /** Where the originals of the last batch went that replaced some; null where that is not known. */
  kept: PlanState['replace'] = $state.raw(null)
  /** 0 to 1; null where the page cannot see it. */
  batteryLevel: number | null = $state(null)
  place: Place = $state('batch')
  /** Which of the two is seen where there is no room for both. */
  narrowView: 'pictures' | 'recipe' = $state('pictures')
  dialog: OpenDialog | null = $state.raw(null)
  toasts: readonly Toast[] = $state.raw([])
  readonly words: FormatWords = $derived.by(() => createFormatWords(this.language))
  #nextToast = 1
  /** Recipes and modes that main has not answered yet: until then what it tells of the plan is older than they are. */
  #unanswered = 0
  #recipeTimer: ReturnType<typeof setTimeout> | undefined

  /** `nextFrame` calls once, before the next frame is drawn; a test may call at once. */
  constructor(
    bridge: Bridge,
    start: AppStart,
    nextFrame: (draw: () => void) => unknown = (draw) => requestAnimationFrame(draw),
  ) {
    this.bridge = bridge
    this.start = start
    this.settings = start.settings
    this.recipe = start.settings.recipe
    this.problems = start.plan.problems
    this.import = start.import
    this.plan = start.plan
    this.batch = start.batch
    this.undo = start.undo
    this.interrupted = start.interrupted
    this.replace = modeOf(start.plan)
    this.rows = new RowTable({ language: () => this.language, nextFrame })
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
    this.toast(this.t.window.requestFailed(answer.failure), 'bad')
    return null
  }

  /** Shown at once; main is told after a short pause, and the rows follow. */
  changeRecipe(recipe: Recipe): void {
    this.recipe = recipe
    clearTimeout(this.#recipeTimer)
    this.#recipeTimer = setTimeout(() => void this.sendRecipe(), recipePauseMs)
  }

  /** A recipe that waits for its pause is sent now: before whatever is asked for under it. */
  async settleRecipe(): Promise<void> {
    if (this.#recipeTimer !== undefined) await this.sendRecipe()
  }

  /** Tells main the recipe, and learns what is wrong with it. */
  async sendRecipe(): Promise<void> {
    clearTimeout(this.#recipeTimer)
    this.#recipeTimer = undefined
    const recipe = this.recipe
    this.#unanswered += 1
    const answer = await this.ask('setRecipe', { recipe })
    this.#unanswered -= 1
    if (answer !== null && this.recipe === recipe) this.problems = answer.problems
  }

  /** Whether originals are replaced; shown at once, and not at all where main refuses. */
  async changeReplace(mode: ReplaceMode): Promise<void> {
    const before = this.replace
    this.replace = mode
    this.#unanswered += 1
    const answer = await this.ask('setReplace', { mode })
    this.#unanswered -= 1
    if (answer === null && this.replace === mode) this.replace = before
  }

  /** Main has planned anew: what is wrong with the recipe may have to do with the mode, and the mode itself may be off. */
  planned(plan: PlanState): void {
    this.plan = plan
    if (this.#unanswered > 0 || this.#recipeTimer !== undefined) return
    this.problems = plan.problems
    this.replace = modeOf(plan)
  }

  toast(text: string, tone: Toast['tone'] = 'plain'): void {
    const toast = { id: this.#nextToast++, tone, text }
    this.toasts = [...this.toasts, toast].slice(-4)
  }

  dismissToast(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }

  /** Says in words what main thought worth a word. */
  notice({ code, detail }: EventOf<'noticeRaised'>): void {
    this.toast(this.t.window.notices[code](detail), code === 'paths-added' ? 'plain' : 'bad')
  }
}

function modeOf({ replace }: PlanState): ReplaceMode {
  return replace === null ? null : { takesLinks: replace.takesLinks }
}
