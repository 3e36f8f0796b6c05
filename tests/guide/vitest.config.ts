import { defineConfig } from 'vitest/config'

// Minutes rather than seconds: `.ci/run` runs it, `npm test` does not.
export default defineConfig({
  test: { pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000, include: ['tests/guide/**/*.test.ts'] },
})
