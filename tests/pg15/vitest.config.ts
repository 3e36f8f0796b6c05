import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    // The files share one server, and one of them waits for pg_cron's next minute.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    include: ['tests/{pg15,redis}/**/*.test.ts'],
  },
})
