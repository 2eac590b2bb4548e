import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  define: { __BATCHFIT_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    setupFiles: ['test/support/own-home.ts'],
    // With them V8 loses track of its code pages now and then where threads come and go, and ends the process
    // ("Check failed: jit_page.has_value()").
    execArgv: ['--no-memory-protection-keys'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'], testTimeout: 20_000 },
      },
      {
        // State and pure parts of the window: runes are compiled, nothing is rendered.
        extends: true,
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', include: ['test/renderer/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Real children on few cores: two files at a time keep deadlines in tests meaningful.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The built app in a real browser, one file at a time: each has an app, children and a Chromium of its own.
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
