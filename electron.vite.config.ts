import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'electron-vite'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(source('package.json'), 'utf8')) as { version: string }

/**
 * One build, one folder of output per runtime. `main`, `worker` and `cli` all run under Node and share chunks. sharp
 * stays outside the bundles, so that it keeps its own folder and its native files; what is plain JavaScript comes in,
 * because a hundred small files take longer to find than to run.
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
        },
      },
    },
  },
})
