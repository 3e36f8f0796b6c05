import { expect, vi } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import type { Report } from '../../shared/sync/run.ts'
import { generateCompany } from '../../stand-in/company.ts'
import { declared } from '../../stand-in/declarations.ts'
import { kindOfList, mapOf } from '../../stand-in/kinds.ts'
import type { Company } from '../../stand-in/records.ts'
import { type GazelleFake, type GazelleFakeOptions, startGazelleFake } from '../../stand-in/server.ts'
import { endAll, repository } from '../../supabase/local/api.ts'
import type { Log } from '../../supabase/local/child.ts'
import { asRole } from '../../supabase/local/database.ts'
import { type Functions, startFunctions } from '../../supabase/local/functions.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { startPostgrest } from '../../supabase/local/postgrest.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { testLog } from '../harness/server.ts'
import { startWire, type Wire } from './wire.ts'

export type { Report }

/** What a sync function answers when it fails. */
export type Refusal = { error: { code: string; message: string; hint: string }; runId?: number }

/** A whole system for tests: database, Data API, functions in Deno, and a stand-in for Gazelle behind a wire. */
export type World = {
  database: TestDatabase
  /** The stand-in of the current scenario. */
  gazelle: GazelleFake
  wire: Wire
  apiUrl: string
  functionsUrl: string
  /** Empties the database and starts a new stand-in: a scenario of its own. */
  fresh(options?: GazelleFakeOptions): Promise<GazelleFake>
  /** The stand-in of another company, with records of the same kinds, for another account. */
  another(options: GazelleFakeOptions): Promise<GazelleFake>
  /** Calls a function as it is called from outside. */
  call(
    name: string,
    options?: { body?: unknown; key?: string | null; method?: string; headers?: Record<string, string> },
  ): Promise<Response>
  /** One call of a sync function that must answer 200. */
  slice(module: string, body?: object): Promise<Report>
  /** Calls a sync function until its run is over. */
  sync(module: string, body?: object): Promise<Report>
  /** The modules of this world, in the order of a first sync. */
  modules: string[]
  /** Syncs all modules of this world, parents first; each must succeed. */
  syncAll(body?: object): Promise<Report[]>
  /** Calls a sync function that must fail, and gives what it says. */
  fails(module: string, body?: object): Promise<Refusal>
  /** Kills the process of the functions, and waits until it has been started again. */
  killFunctions(): Promise<void>
  /** Starts the Data API; it stands still until then when it was stopped. */
  startDataApi(): Promise<void>
  stopDataApi(): Promise<void>
  stop(): Promise<void>
}

/** A small company with something of everything. */
const small = {
  users: 6,
  clients: 40,
  pianos: 60,
  timelineEntries: 300,
  appointments: 20,
  invoices: 10,
  estimates: 5,
  services: 7,
}

/** How long a test waits for something that happens by itself, and how often it looks. */
export const soon = { timeout: 10_000, interval: 10 }

/** A company with people, pianos and their history alone. */
const few = { ...small, appointments: 0, invoices: 0, estimates: 0, services: 0 }

const withoutDeclared = (company: Company): Company => {
  for (const kind of declared.keys()) mapOf(company, kind).clear()
  company.version++
  return company
}

/** The modules whose lists have records in such a company. */
const coreModules = async (): Promise<string[]> => {
  const company = withoutDeclared(generateCompany(few))
  const hasRecords = (list: string) => {
    const kind = kindOfList(list)
    return kind !== undefined && mapOf(company, kind).size > 0
  }
  return (await loadModules()).filter(({ list }) => hasRecords(list)).map(({ name }) => name)
}

const emptied = /* sql */ `
  do $$
  declare
    v_tables text;
  begin
    select string_agg(format('%I.%I', schemaname, tablename), ', ') into v_tables
    from pg_tables
    where (schemaname in ('staging', 'gazelle') or (schemaname = 'sync' and tablename not in ('accounts', 'modules', 'retention', 'erased_texts')))
      or (schemaname, tablename) in (('net', 'http_request_queue'), ('reconcile', 'listings'), ('reconcile', 'kept_fields'), ('reconcile', 'missing_children'));
    execute 'truncate ' || v_tables || ' cascade';
  end;
  $$`

/**
 * Starts a world; call `fresh` at the start of each scenario.
 * @param options.log what the functions write
 * @param options.wallMs, options.mostDeaths see `startFunctions`
 * @param options.core a company with people, pianos and their history alone, and the modules that read these: half the time
 */
export const startWorld = async (
  options: {
    database?: TestDatabase
    env?: Record<string, string>
    core?: boolean
    log?: Log
    wallMs?: number
    mostDeaths?: number
  } = {},
): Promise<World> => {
  const database = options.database ?? (await createTestDatabase())
  const { keys } = database
  const started: { stop(): Promise<void> }[] = []
  let dataApi: Awaited<ReturnType<typeof startPostgrest>> | undefined
  let functions: Functions | undefined
  const stop = () => endAll(started)
  try {
    const wire = await startWire()
    if (!options.database) started.push({ stop: database.drop })
    started.push(wire)
    const gateway = await startGateway({
      keys,
      postgrest: () => dataApi?.url(),
      functions: () => functions?.url(),
      log: testLog,
    })
    started.push(gateway)

    const startDataApi = async () => {
      const databaseUrl = asRole(database.url, 'authenticator', keys.databasePassword)
      dataApi = await startPostgrest({ databaseUrl, jwtSecret: keys.jwtSecret, log: testLog })
    }
    const stopDataApi = async () => {
      await dataApi?.stop()
      dataApi = undefined
    }
    started.push({ stop: stopDataApi })
    const startEdge = async () => {
      functions = await startFunctions({
        root: repository,
        env: {
          GAZELLE_API_URL: `${wire.url}/graphql/private`,
          GAZELLE_OAUTH_URL: `${wire.url}/developer/oauth`,
          GAZELLE_AUTH_MODE: 'api_key',
          GAZELLE_API_KEY: 'stand-in-api-key',
          GAZELLE_RATE_LIMIT: '2000',
          ...options.env,
          SUPABASE_URL: gateway.url,
          SUPABASE_DB_URL: database.url,
          SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
          SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
        },
        wallMs: options.wallMs,
        mostDeaths: options.mostDeaths,
        log: options.log ?? testLog,
      })
      started.push(functions)
      return functions
    }
    const [edge] = await Promise.all([startEdge(), startDataApi()])

    let gazelle = await startGazelleFake({ company: { ...few, clients: 0, pianos: 0, timelineEntries: 0 } })
    started.push({ stop: () => gazelle.stop() })
    const functionsUrl = `${gateway.url}/functions/v1`
    await database.query('select sync.connect_functions($1, $2)', [functionsUrl, keys.secretKey])

    const registered = await database.query<{ module: string }>(
      'select module from sync.modules order by position, module',
    )
    const core = options.core ? await coreModules() : null
    const modules = registered.map(({ module }) => module).filter((module) => core?.includes(module) ?? true)

    const call: World['call'] = (name, { body, key = keys.secretKey, method = 'POST', headers } = {}) =>
      fetch(`${functionsUrl}/${name}`, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== null && { apikey: key }), ...headers },
        ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
      })
    const slice: World['slice'] = async (module, body = {}) => {
      const answer = await call(`sync-${module}`, { body })
      const text = await answer.text()
      expect(`${answer.status} ${text}`).toMatch(/^200 /)
      return JSON.parse(text)
    }
    const sync: World['sync'] = async (module, body = {}) => {
      let report = await slice(module, body)
      while (report.status === 'yielded') report = await slice(module, { run: report.runId })
      return report
    }

    const another = async (fake: GazelleFakeOptions) => {
      const started = await startGazelleFake({ company: options.core ? few : small, ...fake })
      if (options.core) withoutDeclared(started.company)
      return started
    }

    return {
      database,
      another,
      get gazelle() {
        return gazelle
      },
      wire,
      apiUrl: gateway.url,
      functionsUrl,
      fresh: async (fake = {}) => {
        wire.onAnswer = undefined
        await gazelle.stop()
        await database.query(emptied)
        gazelle = await another(fake)
        wire.target = new URL(gazelle.url).origin
        return gazelle
      },
      call,
      slice,
      sync,
      modules,
      syncAll: async (body) => {
        const reports: Report[] = []
        for (const module of modules) {
          const report = await sync(module, body)
          expect(report).toMatchObject({ module, status: 'success' })
          reports.push(report)
        }
        return reports
      },
      fails: async (module, body = {}) => {
        const answer = await call(`sync-${module}`, { body })
        const text = await answer.text()
        expect(`${answer.status} ${text}`).toMatch(/^500 /)
        return JSON.parse(text)
      },
      killFunctions: async () => {
        const killed = edge.pid()
        if (killed) process.kill(killed, 'SIGKILL')
        await vi.waitFor(() => expect(edge.pid() !== killed && edge.url()).toBeTruthy(), soon)
      },
      startDataApi,
      stopDataApi,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Makes the lease of every open run run out, as time would after its slice died. */
export const endLeases = (database: TestDatabase): Promise<unknown> =>
  database.query(`update sync.runs set lease_until = now() - interval '1 second' where lease is not null`)

/** A gate for something to wait at until a test opens it. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/**
 * Where every row of staging and production is, and who wrote or locked it last: the same again means nothing was.
 * @param locks false leaves out who locked it, as what was rolled back has done
 */
export const written = async (database: TestDatabase, { locks = true } = {}): Promise<string[]> => {
  const rows = await database.query<{ row: string }>(
    `select concat_ws(' ', tableoid::regclass, ctid, xmin, case when $1 then xmax end) as row from staging.records
     union all
     select concat_ws(' ', tableoid::regclass, ctid, xmin, case when $1 then xmax end) from reconcile.mirror
     order by 1`,
    [locks],
  )
  return rows.map(({ row }) => row)
}
