import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    // The first function fetches the packages of all.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['tests/hosted/**/*.test.ts'],
    globalSetup: ['tests/harness/global.ts'],
  },
})
