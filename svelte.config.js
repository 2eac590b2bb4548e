import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/** Read by the build, svelte-check and ESLint alike. */
const config = { preprocess: vitePreprocess(), compilerOptions: { runes: true } }

export default config
