import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(source('package.json'), 'utf8')) as { version: string }

/**
 * One build, one folder of output per runtime. `main`, `worker`, `cli` and the browser host all run under Node and share
 * chunks. sharp stays outside the bundles, so that it keeps its own folder and its native files; what is plain
 * JavaScript comes in, because a hundred small files take longer to find than to run.
 */
export default defineConfig({
  main: {
    define: { __BATCHFIT_VERSION__: JSON.stringify(version) },
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: ['zod', 'cli-truncate', 'picomatch', 'jsonc-parser'] },
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: source('src/main/main.ts'),
          worker: source('src/worker/worker.ts'),
          cli: source('src/cli/cli.ts'),
          'store-thread': source('src/store/thread/store-thread.ts'),
          'browser-host': source('src/browser-host/browser-host.ts'),
          'electron-stand-in': source('src/browser-host/electron-stand-in.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is one CommonJS file; so is the script that stands in for Electron in the page.
      isolatedEntries: true,
      externalizeDeps: false,
      sourcemap: false,
      rolldownOptions: {
        input: {
          preload: source('src/preload/preload.ts'),
          'host-page': source('src/browser-host/page/host-page.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('src/renderer'),
    // Relative, so that the same pages work under app:// and under the browser host.
    base: './',
    plugins: [svelte()],
    build: {
      outDir: source('out/renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: { input: source('src/renderer/index.html') },
    },
  },
})
