import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { seal } from '../../shared/gazelle/seal.ts'
import { declared } from '../../stand-in/declarations.ts'
import { mapOf } from '../../stand-in/kinds.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { endAll, repository } from '../../supabase/local/api.ts'
import { asRole } from '../../supabase/local/database.ts'
import { startFunctions } from '../../supabase/local/functions.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { startPostgres } from '../../supabase/local/postgres.ts'
import { type Postgrest, startPostgrest } from '../../supabase/local/postgrest.ts'
import { comparisonOf } from '../harness/company.ts'
import { asAdmin, inDatabase, prepareTestDatabase, testLog } from '../harness/server.ts'
import { startConsumer } from './consumer.ts'
import { startProxy } from './proxy.ts'

/** An answer of a function; status 0 when the connection broke. */
export type Answer = { status: number; body: Record<string, unknown> }

/** How large and of what shape a scenario's company is. */
export type CompanyShape = {
  seed: number
  /** Only the modules that the others add to. */
  core: boolean
  users: number
  clients: number
  pianos: number
  timelineEntries: number
  appointments: number
  invoices: number
  estimates: number
  services: number
  pageCap: number
  rotateRefresh: boolean
}

/** The modules that the others add to. */
export const core = ['users', 'clients', 'pianos', 'measurements', 'timeline']
const often = Number.POSITIVE_INFINITY
const encryptionKey = Buffer.alloc(32, 7).toString('base64')
const backWithinMs = 60_000
/** After which the platform ends a function; six times what a slice takes here. */
const functionLifeMs = 60_000

// Rows are deleted, tables are not truncated: a truncated table makes every connection plan its statements anew.
const emptied = /* sql */ `
  set session_replication_role = replica;
  do $$
  declare
    v_table text;
  begin
    for v_table in
      select format('%I.%I', schemaname, tablename)
      from pg_tables
      where schemaname in ('staging', 'gazelle') or (schemaname = 'sync' and tablename not in ('accounts', 'modules', 'retention', 'erased_texts'))
        or (schemaname = 'monitoring' and tablename in ('alerts', 'deliveries', 'notices', 'decisions'))
        or (schemaname, tablename) in (('changes', 'log'), ('changes', 'loaded'))
        or (schemaname, tablename) = ('net', 'http_request_queue')
    loop
      execute 'delete from ' || v_table;
    end loop;
    update sync.accounts set page_size = 500;
  end;
  $$`

/**
 * The whole system for fault scenarios: a Postgres of its own that may be killed, the Data API, the functions in Deno, and
 * a stand-in for Gazelle, with a proxy on both sides of the functions.
 */
export const startSystem = async () => {
  const keys = newKeys()
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-faults-'))
  const started: { stop(): Promise<void> }[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }]
  const note = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(part)
    return part
  }
  const stop = () => endAll(started)
  try {
    const postgres = note(
      await startPostgres({
        folder: join(folder, 'postgres'),
        password: keys.superuserPassword,
        durable: false,
        mostDeaths: often,
        log: testLog,
      }),
    )
    await asAdmin(postgres.adminUrl(), (client) => client.query('create database faults'))
    const adminUrl = inDatabase(postgres.adminUrl(), 'faults')
    const databaseUrl = await prepareTestDatabase(adminUrl, keys)
    // A crash of the server, unlike one of the machine, then loses nothing that was committed.
    await asAdmin(adminUrl, (client) => client.query('alter database faults set synchronous_commit = on'))
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, application_name: 'faults' })
    pool.on('error', () => {})
    note({ stop: () => pool.end() })

    /** Runs a statement, and waits for a database that is being started again. */
    const query = async <Row extends pg.QueryResultRow = pg.QueryResultRow>(
      text: string,
      values?: unknown[],
    ): Promise<Row[]> => {
      for (const deadline = Date.now() + backWithinMs; ; await sleep(50)) {
        try {
          return (await pool.query<Row>(text, values)).rows
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : ''
          const isAway = !(error instanceof pg.DatabaseError) || /^(57P|08|53)/.test(code)
          if (!isAway || Date.now() > deadline) throw error
        }
      }
    }

    let dataApi: Postgrest | undefined
    let functions: Awaited<ReturnType<typeof startFunctions>> | undefined
    const gateway = note(
      await startGateway({
        keys,
        postgrest: () => dataApi?.url(),
        functions: () => functions?.url(),
        log: testLog,
      }),
    )
    const toDatabase = note(await startProxy('database'))
    toDatabase.target = gateway.url
    const toGazelle = note(await startProxy('gazelle'))
    const startDataApi = async () => {
      const url = asRole(databaseUrl, 'authenticator', keys.databasePassword)
      dataApi = await startPostgrest({
        databaseUrl: url,
        jwtSecret: keys.jwtSecret,
        mostDeaths: often,
        log: testLog,
      })
    }
    const stopDataApi = async () => {
      const stopped = dataApi
      dataApi = undefined
      await stopped?.stop()
    }
    note({ stop: stopDataApi })
    await startDataApi()
    const edge = note(
      await startFunctions({
        root: repository,
        preload: fileURLToPath(new URL('haste.ts', import.meta.url)),
        mostDeaths: often,
        env: {
          GAZELLE_API_URL: `${toGazelle.url}/graphql/private`,
          GAZELLE_OAUTH_URL: `${toGazelle.url}/developer/oauth`,
          GAZELLE_AUTH_MODE: 'oauth',
          GAZELLE_CLIENT_ID: 'stand-in-client',
          GAZELLE_CLIENT_SECRET: 'stand-in-secret',
          TOKEN_ENCRYPTION_KEY: encryptionKey,
          GAZELLE_RATE_LIMIT: '2000',
          SYNC_SLICE_PAGES: '8',
          SYNC_SLICE_SECONDS: '10',
          DATABASE_PATIENCE_SECONDS: '4',
          SUPABASE_URL: toDatabase.url,
          SUPABASE_DB_URL: databaseUrl,
          SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
          SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
        },
        log: testLog,
      }),
    )
    functions = edge
    const functionsUrl = `${gateway.url}/functions/v1`
    const connectFunctions = () =>
      query('select sync.connect_functions($1, $2)', [functionsUrl, keys.secretKey])
    await connectFunctions()
    // The scenario is the schedule.
    await query('select cron.unschedule(jobname) from cron.job')
    const modules = (
      await query<{ module: string }>('select module from sync.modules order by position, module')
    ).map(({ module }) => module)

    const differences = await comparisonOf({ query })
    const policies = await query<{ name: string }>(
      `select entity || '.' || field as name from reconcile.field_policies where policy = 'keep'`,
    )
    const children = await query<{
      entity: string
      module: string
      owner: string | null
      isChild: boolean
      byId: boolean
    }>(
      `select entity, module, owner_column as owner, owner_column is not null as "isChild", by_id as "byId"
       from reconcile.entities join sync.modules using (module)`,
    )

    const consumer = note(await startConsumer())
    await query(
      `select webhooks.add($1) from set_config('request.jwt.claims', '{"role": "service_role"}', true)`,
      [consumer.url],
    )
    let gazelle: GazelleFake | undefined
    note({ stop: async () => gazelle?.stop() })

    /** Gives the account a fresh pair of tokens, as a person who connects it. */
    const connectAccount = async () => {
      const { access_token, refresh_token, expires_in } = (gazelle ?? fail()).oauth.grant()
      const expiresAt = Date.now() + expires_in * 1000
      const tokens = {
        accessToken: access_token,
        refreshToken: refresh_token,
        issuedAt: Date.now(),
        expiresAt,
      }
      const sealed = await seal(JSON.stringify(tokens), encryptionKey)
      await query(`select sync.store_credential('main', $1, $2, null)`, [sealed, new Date(expiresAt)])
    }

    let overdue = 0
    /** Posts to a function, and ends the functions if it does not answer in their life. */
    const post = async (url: string, headers: Record<string, string>, body: string): Promise<Answer> => {
      const life = AbortSignal.timeout(functionLifeMs)
      try {
        const answer = await fetch(url, { method: 'POST', headers, body, signal: life })
        const text = await answer.text()
        return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : { text } }
      } catch {
        if (life.aborted) {
          overdue++
          await kill(edge)
        }
        return { status: 0, body: {} }
      }
    }

    return {
      query,
      adminUrl,
      differences,
      /** Columns that a blank of Gazelle's leaves as they are: `pianos.notes`. */
      kept: new Set(policies.map(({ name }) => name)),
      /** Production tables, with their modules. */
      tables: new Map(children.map(({ entity, ...table }) => [entity, table])),
      toDatabase,
      toGazelle,
      modulesOf: (shape: CompanyShape) => modules.filter((module) => !shape.core || core.includes(module)),
      /** Empties the database and starts a stand-in with another company. */
      fresh: async ({
        core: isCore,
        pageCap,
        rotateRefresh,
        ...size
      }: CompanyShape): Promise<GazelleFake> => {
        await gazelle?.stop()
        await asAdmin(adminUrl, (client) => client.query(emptied))
        const none = { appointments: 0, invoices: 0, estimates: 0, services: 0 }
        gazelle = await startGazelleFake({
          company: { ...size, ...(isCore && none) },
          pageCap,
          oauth: { rotateRefresh },
        })
        if (isCore) for (const kind of declared.keys()) mapOf(gazelle.company, kind).clear()
        gazelle.company.version++
        toGazelle.target = new URL(gazelle.url).origin
        consumer.forget()
        await query(
          `update monitoring.channels set paused_at = null, paused_because = null, failing_since = null, failures = 0`,
        )
        await connectAccount()
        return gazelle
      },
      connectAccount,
      /** Calls a sync function. */
      call: (module: string, body: object, trigger: 'schedule' | 'hand'): Promise<Answer> =>
        post(
          `${functionsUrl}/sync-${module}`,
          {
            'content-type': 'application/json',
            apikey: keys.secretKey,
            ...(trigger === 'schedule' && { 'x-triggered-by': 'schedule' }),
          },
          JSON.stringify(body),
        ),
      /** Sends what the database asked to be sent, as pg_net does. */
      deliver: async (): Promise<number> => {
        const calls = await query<{ url: string; body: Buffer; headers: Record<string, string> }>(
          'delete from net.http_request_queue returning url, body, headers',
        )
        // Without their preference for an answer at once: what was delivered is done when this settles.
        await Promise.all(
          calls.map(({ url, body, headers: { Prefer: _, ...headers } }) =>
            post(url, headers, body.toString()),
          ),
        )
        // What tells others of a run is no part of it.
        return calls.filter(({ url }) => !url.endsWith('/webhooks')).length
      },
      consumer,
      /** One slice of the function that delivers changes. */
      sendChanges: () =>
        post(
          `${functionsUrl}/webhooks`,
          { 'content-type': 'application/json', apikey: keys.secretKey },
          '{}',
        ),
      /** Calls that did not end in a function's life, since this was asked. */
      takeOverdue: () => {
        const count = overdue
        overdue = 0
        return count
      },
      killFunctions: () => kill(edge),
      killPostgres: () => kill(postgres),
      killDataApi: async () => {
        if (dataApi) await kill(dataApi)
      },
      stopDataApi,
      /** Settles when the functions are up, be there a database or not. */
      functionsAreUp: async () => {
        while (!edge.url()) await sleep(5)
      },
      /** Settles when every part is up. */
      isUp: async () => {
        if (!dataApi) await startDataApi()
        for (const deadline = Date.now() + backWithinMs; ; await sleep(20)) {
          await query('select')
          const answer = await fetch(`${gateway.url}/rest/v1/modules?select=module`, {
            headers: { apikey: keys.secretKey, 'accept-profile': 'sync' },
          }).catch(() => null)
          await answer?.text()
          if (answer?.ok && edge.url()) return
          if (Date.now() > deadline) throw new Error('a part of the system did not come back')
        }
      },
      stop,
    }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

/** Kills a part's process, and waits until its end was noticed. */
const kill = async (part: { pid(): number | undefined }) => {
  const pid = part.pid()
  if (pid === undefined) return
  process.kill(pid, 'SIGKILL')
  while (part.pid() === pid) await sleep(2)
}

const fail = (): never => {
  throw new Error('there is no company yet')
}

export type System = Awaited<ReturnType<typeof startSystem>>
