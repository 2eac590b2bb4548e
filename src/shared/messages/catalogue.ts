import { dialogsEn, dialogsZhCn } from './dialogs.ts'
import { historyEn, historyZhCn } from './history.ts'
import { nativeEn, nativeZhCn } from './native.ts'
import { reasonsEn, reasonsZhCn } from './reasons.ts'
import { recipeEn, recipeZhCn } from './recipe.ts'
import { windowEn, windowZhCn } from './window.ts'

/**
 * Everything the app says, in every language it speaks. An area is one file with its languages side by side; the first
 * is the pattern, so that a key that is missing in another does not compile. What depends on a value is a function.
 */
const en = {
  window: windowEn,
  recipe: recipeEn,
  dialogs: dialogsEn,
  history: historyEn,
  native: nativeEn,
  reasons: reasonsEn,
}
export type Messages = typeof en

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

const catalogue: Readonly<Record<Language, Messages>> = {
  en,
  'zh-CN': {
    window: windowZhCn,
    recipe: recipeZhCn,
    dialogs: dialogsZhCn,
    history: historyZhCn,
    native: nativeZhCn,
    reasons: reasonsZhCn,
  },
}

export function messagesFor(language: Language): Messages {
  return catalogue[language]
}

/** The language to speak: the one chosen, else the nearest to the system's, as BCP 47. */
export function chooseLanguage(chosen: 'system' | Language, systemLanguage: string): Language {
  if (chosen !== 'system') return chosen
  return /^zh\b/i.test(systemLanguage) ? 'zh-CN' : 'en'
}
