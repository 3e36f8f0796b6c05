import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/{unit,integration,e2e,faults}/**/*.test.ts'],
    globalSetup: ['tests/harness/global.ts'],
    pool: 'forks',
    // Two cores, and each file may start a Postgres client, PostgREST and Deno.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
