import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores, and a file may have PostgREST and Deno running.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['tests/{integration,properties,e2e,faults,browser}/**/*.test.ts'],
          globalSetup: ['tests/harness/global.ts'],
        },
      },
    ],
  },
})
