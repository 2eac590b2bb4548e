import { createContext } from 'svelte'
import type { AppState } from './app-state.svelte.ts'

/** The one state of the app, made in `main.ts` (or by a test) and passed down by context. */
const [useApp, provideApp] = createContext<AppState>()

export { provideApp, useApp }
