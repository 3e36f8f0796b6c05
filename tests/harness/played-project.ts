import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { endAll, repository } from '../../supabase/local/api.ts'
import { asRole, prepareDatabase } from '../../supabase/local/database.ts'
import { type Functions, startFunctions } from '../../supabase/local/functions.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { type Postgrest, startPostgrest } from '../../supabase/local/postgrest.ts'
import { startScheduler } from '../../supabase/local/scheduler.ts'
import { testServer } from './database.ts'
import { type ManagementApi, startManagementApi } from './management-api.ts'
import { asAdmin, inDatabase, ownerUrl, testLog } from './server.ts'

/** A hosted Supabase project, played: the Management API, an empty database, and what a project has in front of it. */
export interface PlayedProject {
  management: ManagementApi
  /** Like `https://<ref>.supabase.co`. */
  apiUrl: string
  /** As the role `postgres`. */
  databaseUrl: string
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>
  /** What the command line needs to reach it. */
  env: Record<string, string>
  stop(): Promise<void>
}

/**
 * Starts a project as Supabase gives it, with another application in it: the Data API exposes its schema `shop`, which a migration made.
 * What is uploaded is served: functions by the local edge runtime, the schedule by the stand-ins of pg_cron and pg_net.
 */
export const startPlayedProject = async (): Promise<PlayedProject> => {
  const { adminUrl, keys } = testServer()
  const name = `played_${randomBytes(6).toString('hex')}`
  const started: { stop(): Promise<void> }[] = []
  const note = <Part extends { stop(): Promise<void> }>(part: Part) => {
    started.push(part)
    return part
  }
  const stop = () => endAll(started)
  try {
    await asAdmin(adminUrl, (client) => client.query(`create database ${name} owner postgres`))
    note({
      stop: () =>
        asAdmin(adminUrl, async (client) => void (await client.query(`drop database ${name} with (force)`))),
    })
    await prepareDatabase(inDatabase(adminUrl, name), keys.databasePassword)
    const databaseUrl = ownerUrl(inDatabase(adminUrl, name), keys)
    const query: PlayedProject['query'] = (text) =>
      asAdmin(databaseUrl, async (client) => (await client.query(text)).rows)
    await query(`create schema shop; grant usage on schema shop to anon; create table shop.things (name text);
      create function shop.thing() returns text language sql as $$ select 'theirs' $$;
      insert into shop.things values ('theirs'); grant select on shop.things to anon;
      create schema supabase_migrations;
      create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
      insert into supabase_migrations.schema_migrations values ('20240101000000', '{create schema shop}', 'shop')`)

    const folder = await mkdtemp(join(tmpdir(), 'gazelle-played-'))
    note({ stop: () => rm(folder, { recursive: true, force: true }) })
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
    let postgrest: Postgrest | undefined
    let functions: Functions | undefined

    const secretKeys = () =>
      management.state.keys.filter(({ type }) => type === 'secret').map(({ api_key }) => api_key)
    const publishableKey = () =>
      management.state.keys.find(({ type }) => type === 'publishable')?.api_key ?? ''
    const startDataApi = async () => {
      await postgrest?.stop()
      postgrest = await startPostgrest({
        databaseUrl: asRole(databaseUrl, 'authenticator', keys.databasePassword),
        jwtSecret: keys.jwtSecret,
        schemas: String(management.state.postgrest.db_schema)
          .split(',')
          .map((one) => one.trim()),
        log: testLog,
      })
    }
    const startEdge = async () => {
      const uploads = [...management.state.functions.values()]
      if (uploads.length === 0) return
      await functions?.stop()
      for (const part of ['functions', 'shared'])
        await rm(join(folder, part), { recursive: true, force: true })
      for (const [path, text] of uploads.flatMap(({ files }) => [...files])) {
        const target = join(folder, path)
        if (!target.startsWith(`${folder}/`)) throw new Error(`${path} is outside of the upload`)
        await mkdir(dirname(target), { recursive: true })
        await writeFile(target, text)
      }
      const named = (type: string) =>
        Object.fromEntries(
          management.state.keys.flatMap((key) => (key.type === type ? [[key.name, key.api_key]] : [])),
        )
      functions = await startFunctions({
        root: folder,
        env: {
          ...Object.fromEntries(management.state.secrets),
          SUPABASE_URL: gateway.url,
          SUPABASE_SECRET_KEYS: JSON.stringify(named('secret')),
          SUPABASE_PUBLISHABLE_KEYS: JSON.stringify(named('publishable')),
        },
        log: testLog,
      })
    }
    note({ stop: async () => void (await Promise.all([postgrest?.stop(), functions?.stop()])) })
    const management = note(
      await startManagementApi({
        databaseUrl,
        changed: (what) => (what === 'postgrest' ? startDataApi() : startEdge()),
      }),
    )
    const gateway = note(
      await startGateway({
        keys: { ...keys, publishableKey: publishableKey() },
        secretKeys,
        postgrest: () => postgrest?.url(),
        functions: () => functions?.url(),
        log: testLog,
      }),
    )
    await startDataApi()
    note(await startScheduler({ databaseUrl, log: testLog }))
    return {
      management,
      apiUrl: gateway.url,
      databaseUrl,
      query,
      env: {
        SUPABASE_ACCESS_TOKEN: management.token,
        SUPABASE_API_URL: management.url,
        SUPABASE_URL: gateway.url,
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
