import { serverVariable, startTestServer } from './server.ts'

/** Starts the run's Postgres, unless `npm test` has already done so. Test files inherit the environment. */
export const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env[serverVariable]) return undefined
  const { server, stop } = await startTestServer({ postgresUrl: process.env.TEST_POSTGRES_URL })
  process.env[serverVariable] = JSON.stringify(server)
  return stop
}
