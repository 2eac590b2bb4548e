import { defineConfig } from 'vitest/config'

export default defineConfig({
  define: { __BATCHFIT_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'], testTimeout: 20_000 },
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
        },
      },
    ],
  },
})
