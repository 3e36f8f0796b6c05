import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildDashboard } from '../../dashboard/build.ts'
import { type Dashboard, type Shown, startDashboard } from '../../dashboard/server.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { type Api, endAll, repository } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import type { TestDatabase } from '../harness/database.ts'
import { findChromium, flags } from './chromium.ts'

const small = {
  users: 6,
  clients: 40,
  pianos: 60,
  timelineEntries: 200,
  appointments: 20,
  invoices: 10,
  estimates: 5,
  services: 7,
}

/** The browser, with an empty profile. @throws Error when there is none on this machine */
export interface Browser {
  open(options?: BrowserContextOptions): Promise<BrowserContext>
  stop(): Promise<void>
}

export const startBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await findChromium()
  const browser = await chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } })
  return {
    open: (options = {}) =>
      browser.newContext({ locale: 'en-CA', timezoneId: 'America/Montreal', ...options }),
    stop: () => browser.close(),
  }
}

/** The whole system with its dashboard: database, Data API, functions, sender of requests, stand-in. */
export interface System {
  database: TestDatabase
  gazelle: GazelleFake
  api: Api
  shown: Shown
  /** The folder of the built page. */
  folder: string
  dashboard(): Dashboard
  /** Stops the dashboard; its page then gets no answer. */
  stopDashboard(): Promise<void>
  /** Starts it again on the same port. */
  startDashboard(): Promise<void>
  /** Syncs modules to their end; all when none is named. */
  sync(...modules: string[]): Promise<void>
  stop(): Promise<void>
}

/** Starts the system; nothing is synced yet, and no schedule fires. @param functionsEnv further settings of its functions */
export const startSystem = async (
  database: TestDatabase,
  functionsEnv: Record<string, string> = {},
): Promise<System> => {
  const started: { stop(): Promise<void> }[] = [{ stop: database.drop }]
  try {
    const folder = await mkdtemp(join(tmpdir(), 'gazelle-dashboard-'))
    started.push({ stop: () => rm(folder, { recursive: true, force: true }) })
    const built = join(folder, 'page')
    await buildDashboard(built)
    const gazelle = await startGazelleFake({ company: small })
    started.push(gazelle)
    // Without schedules, only buttons and tests begin runs.
    await database.query('select cron.unschedule(jobname) from cron.job')
    const api = await startApi(database, {
      functions: true,
      scheduler: true,
      root: repository,
      functionsEnv: {
        GAZELLE_API_URL: gazelle.url,
        GAZELLE_OAUTH_URL: gazelle.oauthUrl,
        GAZELLE_AUTH_MODE: 'api_key',
        GAZELLE_API_KEY: gazelle.apiKey,
        GAZELLE_RATE_LIMIT: '1000',
        ...functionsEnv,
      },
    })
    started.push(api)
    const shown = { apiUrl: api.apiUrl, functionsUrl: api.functionsUrl, secretKey: api.secretKey }
    let dashboard: Dashboard | undefined = await startDashboard(shown, { folder: built })
    const port = Number(new URL(dashboard.url).port)
    const stopDashboard = async () => {
      await dashboard?.stop()
      dashboard = undefined
    }
    started.push({ stop: stopDashboard })

    const syncOne = async (module: string) => {
      for (;;) {
        const answer = await fetch(`${api.functionsUrl}/sync-${module}`, {
          method: 'POST',
          headers: { apikey: api.secretKey, 'content-type': 'application/json' },
          body: '{}',
        })
        const text = await answer.text()
        if (!answer.ok) throw new Error(`${module}: ${text}`)
        if (JSON.parse(text).status !== 'yielded') return
      }
    }
    return {
      database,
      gazelle,
      api,
      shown,
      folder: built,
      dashboard: () => {
        if (!dashboard) throw new Error('the dashboard is stopped')
        return dashboard
      },
      stopDashboard,
      startDashboard: async () => {
        dashboard = await startDashboard(shown, { folder: built, port })
      },
      sync: async (...modules) => {
        const rows = await database.query<{ module: string }>(
          'select module from sync.modules order by position',
        )
        for (const { module } of rows)
          if (modules.length === 0 || modules.includes(module)) await syncOne(module)
      },
      stop: () => endAll(started),
    }
  } catch (error) {
    await endAll(started).catch(() => {})
    throw error
  }
}

/** What went wrong in a page: errors of its scripts, and what its content policy refused. */
export const faultsOf = (page: Page): string[] => {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    // The browser reports a server that is away as well.
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
      faults.push(message.text())
  })
  return faults
}
