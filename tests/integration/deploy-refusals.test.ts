import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checked } from '../../cli/deploy/checks.ts'
import { rotationSteps, run, steps } from '../../cli/deploy/run.ts'
import { vault } from '../../cli/deploy/schedule.ts'
import { failureOf } from '../../shared/errors.ts'
import { seal } from '../../shared/gazelle/seal.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type ManagementApi, newKey, startManagementApi } from '../harness/management-api.ts'
import { asAdmin } from '../harness/server.ts'

let database: TestDatabase
let gazelle: GazelleFake
let management: ManagementApi

beforeAll(async () => {
  database = await createTestDatabase()
  gazelle = await startGazelleFake({ company: { users: 1, clients: 0, pianos: 0, timelineEntries: 0 } })
})
beforeEach(async () => {
  await management?.stop()
  management = await startManagementApi({ databaseUrl: database.url, changed: async () => {} })
})
afterAll(async () => {
  await management?.stop()
  await gazelle?.stop()
  await database?.drop()
})

const settings = (): Record<string, string> => ({
  SUPABASE_ACCESS_TOKEN: management.token,
  SUPABASE_API_URL: management.url,
  SUPABASE_URL: 'http://127.0.0.1:9',
  GAZELLE_API_URL: gazelle.url,
  GAZELLE_AUTH_MODE: 'api_key',
  GAZELLE_API_KEY: gazelle.apiKey,
})

/** What a deployment is refused with before it asks for anything; nothing may be changed by then. */
const refusal = async (env: Record<string, string> = {}, ref = management.ref) => {
  const deployment = checked(ref, { ...settings(), ...env }, false, () => {})
  const error = await deployment
    .then((one) => run(one, steps, { dryRun: false, yes: true, tell: () => {} }))
    .then(
      (result) => result.error,
      (thrown: unknown) => thrown,
    )
  expect(management.writes()).toEqual([])
  const failure = failureOf(error)
  expect(failure.hint).not.toBe('')
  for (const secret of [management.token, gazelle.apiKey]) expect(failure.message).not.toContain(secret)
  return failure
}

describe('a deployment is refused before it changes anything, with a code, what it is about and what to do', () => {
  test.each([
    ['is not there', '', 'SUPABASE_ACCESS_TOKEN is not set'],
    ['has not the form of one', 'eyJhbGciOi', 'has not the form'],
    ['is another’s', `sbp_${'0'.repeat(40)}`, 'refused the access token'],
  ])('where the access token %s', async (_, token, message) => {
    expect(await refusal({ SUPABASE_ACCESS_TOKEN: token })).toMatchObject({
      code: 'deploy_token_refused',
      about: 'SUPABASE_ACCESS_TOKEN',
      message: expect.stringContaining(message),
    })
  })

  test('where the key is of another company than the one that the project has', async () => {
    await database.query(
      `insert into sync.callers (account_id, company_id, company_name) values ('main', 'com_other', 'Other Pianos')`,
    )
    try {
      expect(await refusal()).toMatchObject({
        code: 'gazelle_other_company',
        about: 'GAZELLE_API_KEY',
        message: expect.stringContaining('account main is Other Pianos, and the credential is of'),
        hint: expect.stringContaining('gazelle accounts add'),
      })
    } finally {
      await database.query('truncate sync.callers')
    }
  })

  test('where the access token may not see the keys', async () => {
    management.faults.push({
      call: /^GET \/api-keys/,
      answer: { status: 403, message: 'missing permission' },
    })
    expect(await refusal()).toMatchObject({
      code: 'deploy_token_refused',
      message: expect.stringContaining('missing permission'),
    })
  })

  test('where the token would be sent over the network without encryption', async () => {
    expect(await refusal({ SUPABASE_API_URL: 'http://api.example.com' })).toMatchObject({
      code: 'bad_setting',
      about: 'SUPABASE_API_URL',
    })
  })

  test('where the reference is none, or of no project', async () => {
    expect(await refusal({}, 'pianos')).toMatchObject({ code: 'bad_usage', about: '--project-ref' })
    expect(await refusal({}, 'a'.repeat(20))).toMatchObject({
      code: 'deploy_project_unknown',
      about: 'a'.repeat(20),
    })
  })

  test.each([
    ['INACTIVE', 'is paused'],
    ['COMING_UP', 'is still being set up'],
    ['RESTORING', 'is being restored'],
    ['ACTIVE_UNHEALTHY', 'is not healthy'],
    ['SOMETHING_NEW', 'is in the state SOMETHING_NEW'],
  ])('where the project is %s', async (status, message) => {
    management.state.status = status
    expect(await refusal()).toMatchObject({
      code: 'deploy_project_not_ready',
      message: expect.stringContaining(message),
    })
  })

  test('where the project has an older Postgres', async () => {
    management.state.postgresEngine = '14'
    expect(await refusal()).toMatchObject({
      code: 'deploy_postgres_version',
      message: expect.stringContaining('14'),
    })
  })

  test('where the project has legacy keys only (case H7)', async () => {
    management.state.keys = ['anon', 'service_role'].map((name) => ({
      ...newKey('secret', name),
      type: 'legacy',
      api_key: 'eyJhbGciOiJIUzI1NiJ9',
    }))
    expect(await refusal()).toMatchObject({
      code: 'deploy_legacy_keys',
      hint: expect.stringContaining('Create new API keys'),
    })
  })

  test.each([[null], [42], ['public; drop'], ['public,,app']])(
    'where the list of exposed schemas is %j, which cannot be read (case H6)',
    async (list) => {
      management.state.postgrest.db_schema = list
      expect(await refusal()).toMatchObject({ code: 'deploy_schemas_unreadable' })
      expect(management.state.postgrest.db_schema).toBe(list)
    },
  )

  test.each(['ACTIVE', 'THROTTLED'])(
    'where another application has a function by one of our names, %s: it would be lost (case H6)',
    async (status) => {
      const theirs = {
        status,
        ...{ id: 'theirs', slug: 'health', version: 3, updated_at: 1, ezbr_sha256: 'a'.repeat(64) },
        ...{ entrypoint: 'index.ts', importMap: 'deno.json', verifyJwt: true, files: new Map() },
      }
      management.state.functions.set('health', theirs)
      expect(await refusal()).toMatchObject({ code: 'deploy_function_taken', about: 'health' })
      expect(management.state.functions.get('health')).toBe(theirs)
      management.state.functions.delete('health')
    },
  )

  test('where another application has schemas by our names: they would be opened to the Data API (case H6)', async () => {
    // To a deployment a schema is another's while no migration of ours is recorded.
    await database.query('alter schema supabase_migrations rename to hidden')
    expect(await refusal()).toMatchObject({
      code: 'deploy_schema_taken',
      about: 'app, changes, gazelle, monitoring, reconcile, staging, sync, v5, webhooks',
    })
    await database.query('alter schema hidden rename to supabase_migrations')
  })

  test('where another application lives by a secret of a name that is not ours alone (case H6)', async () => {
    const theirs = { UPSTASH_REDIS_REST_URL: 'https://theirs.upstash.io', GAZELLE_RATE_LIMIT: '9' }
    for (const [name, value] of Object.entries(theirs)) management.state.secrets.set(name, value)
    await database.query('alter schema sync rename to hidden')
    const ours = { UPSTASH_REDIS_REST_URL: 'https://ours.upstash.io', UPSTASH_REDIS_REST_TOKEN: 'ours' }
    expect(await refusal(ours)).toMatchObject({
      code: 'deploy_secret_taken',
      about: 'UPSTASH_REDIS_REST_URL',
      message: expect.not.stringContaining('theirs.upstash.io'),
    })
    await database.query('alter schema hidden rename to sync')
    expect(Object.fromEntries(management.state.secrets)).toEqual(theirs)
  })

  test('where the API errs for as long as it is asked', async () => {
    management.faults.push({
      call: /^GET \/postgrest/,
      times: 100,
      answer: { status: 500, message: 'internal' },
    })
    expect(await refusal()).toMatchObject({
      code: 'deploy_api_failed',
      about: `GET /v1/projects/${management.ref}/postgrest`,
      message: expect.stringContaining('HTTP 500: internal'),
    })
  })

  test('where a setting is missing', async () => {
    expect(await refusal({ GAZELLE_API_KEY: '' })).toMatchObject({
      code: 'bad_setting',
      about: 'GAZELLE_API_KEY',
    })
    expect(await refusal({ TOKEN_ENCRYPTION_KEY: 'short' })).toMatchObject({
      code: 'bad_setting',
      about: 'TOKEN_ENCRYPTION_KEY',
    })
    expect(await refusal({ ALERT_WEBHOOK_URL: 'https://example.com' })).toMatchObject({
      code: 'bad_setting',
      about: 'ALERT_WEBHOOK_SECRET',
    })
  })

  test('where the database holds sealed credentials, and the key that opens them is not here', async () => {
    await database.query(
      `insert into sync.credentials (account_id, kind, sealed) values ('main', 'api_key', 'x')`,
    )
    expect(await refusal()).toMatchObject({ code: 'bad_setting', about: 'TOKEN_ENCRYPTION_KEY' })
    await database.query(`delete from sync.credentials where account_id = 'main'`)
  })

  test('where the key of the settings does not open what the database holds: the account is named (case H7)', async () => {
    const [mine, theirs] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'))
    const sealed = await seal('{}', theirs ?? '')
    await database.query(
      `insert into sync.credentials (account_id, kind, sealed) values ('main', 'api_key', $1)`,
      [sealed],
    )
    const failure = await refusal({ TOKEN_ENCRYPTION_KEY: mine ?? '' })
    const { outcomes } = await run(
      await checked(
        management.ref,
        { ...settings(), TOKEN_ENCRYPTION_KEY: `${mine},${theirs}` },
        false,
        () => {},
      ),
      steps,
      { dryRun: true, yes: false, tell: () => {} },
    )
    await database.query(`delete from sync.credentials where account_id = 'main'`)
    expect(failure).toMatchObject({ code: 'token_key_wrong', about: 'main' })
    // With the old one beside the new one it may be replaced.
    expect(outcomes.length).toBe(steps.length)
  })

  test('where a setting sends keys to this machine, or without encryption (case H7)', async () => {
    const env = {
      SUPABASE_URL: '',
      GAZELLE_API_URL: 'https://gazelleapp.io/graphql/private',
      GAZELLE_OAUTH_URL: 'http://gazelleapp.io/developer/oauth',
      FUNCTIONS_PUBLIC_URL: 'https://api.example.com/functions/v1',
      UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:8079',
      UPSTASH_REDIS_REST_TOKEN: 'token',
      ALERT_SLACK_WEBHOOK_URL: 'http://hooks.example.com/x',
    }
    expect(await refusal(env)).toMatchObject({
      code: 'bad_setting',
      about: 'GAZELLE_OAUTH_URL, UPSTASH_REDIS_REST_URL, ALERT_SLACK_WEBHOOK_URL',
    })
  })

  test('where the access token may not read the secret keys, which is not called legacy (case H7)', async () => {
    for (const key of management.state.keys) key.api_key = `${key.api_key.slice(0, 15)}···`
    expect(await refusal()).toMatchObject({
      code: 'deploy_token_refused',
      message: expect.stringContaining('secret keys: default'),
    })
  })

  test('where an extension is not where our SQL looks for it, or its schema alone remains (case H6)', async () => {
    const change = (sql: string) => asAdmin(database.adminUrl, (client) => client.query(sql))
    await change('alter extension pg_trgm set schema public')
    const moved = await refusal()
    await change('alter extension pg_trgm set schema extensions')
    expect(moved).toMatchObject({
      code: 'deploy_extension_unfit',
      about: 'pg_trgm',
      hint: expect.stringContaining('alter extension pg_trgm set schema extensions'),
    })
    await change('alter function vault.create_secret rename to was_create_secret')
    const removed = await refusal()
    await change('alter function vault.was_create_secret rename to create_secret')
    expect(removed).toMatchObject({ code: 'deploy_extension_unfit', about: 'supabase_vault' })
  })

  test('where the project was made from other migrations: a new one would not know who was erased, which is said (case H7)', async () => {
    const changed = `update supabase_migrations.schema_migrations m set statements = array_append(m.statements, $1)
      where m.version = (select min(version) from supabase_migrations.schema_migrations)`
    await database.query(changed, ['select 1'])
    const alone = await refusal()
    await database.query(
      `insert into sync.erasures (account_id, client_hash, erased_by, ids, open_invoices, counts) values ('main', 'x', 'me', 1, 0, '{}')`,
    )
    const erased = await refusal()
    await database.query('delete from sync.erasures')
    await database.query(changed.replace('array_append', 'array_remove'), ['select 1'])
    expect(alone).toMatchObject({
      code: 'deploy_migrations_changed',
      hint: expect.not.stringContaining('erase'),
    })
    expect(erased.hint).toContain('this project has 1 erasure; gazelle erase --list')
  })

  test('where a slice would outlive what the plan allows a function', async () => {
    expect(await refusal({ SYNC_SLICE_SECONDS: '200' })).toMatchObject({
      code: 'bad_setting',
      about: 'SYNC_SLICE_SECONDS',
      message: expect.stringContaining('150 s'),
    })
    // What is let through is below the alert's 80 % (case H5).
    expect((await refusal({ SYNC_SLICE_SECONDS: '113' })).message).toContain('write 112 at most')
    management.state.plan = 'pro'
    expect((await refusal({ SYNC_SLICE_SECONDS: '301' })).message).toContain('write 300 at most')
  })

  test('where Gazelle refuses the credential, or shows it less than everything', async () => {
    expect(await refusal({ GAZELLE_API_KEY: 'another-key' })).toMatchObject({
      code: 'gazelle_credential_refused',
    })
    gazelle.rules.add({ kind: 'rights' })
    expect(await refusal()).toMatchObject({ code: 'deploy_credential_limited', about: 'GAZELLE_API_KEY' })
    gazelle.rules.clear()
  })

  test('where the API runs SQL as another role than postgres', async () => {
    await management.stop()
    management = await startManagementApi({ databaseUrl: database.adminUrl, changed: async () => {} })
    expect(await refusal()).toMatchObject({ code: 'deploy_role_unexpected', about: 'supabase_admin' })
  })
})

describe('what is read again', () => {
  const deployment = () => checked(management.ref, settings(), false, () => {})
  const dry = { dryRun: true, yes: false, tell: () => {} }

  test('is an answer that failed once: a fault that passes stops no deployment', async () => {
    management.faults.push({ call: /^GET \/api-keys/, answer: { status: 503, message: 'away' } })
    management.faults.push({ call: /^GET \/postgrest/, answer: 'breaks before' })
    management.faults.push({ call: /^GET \/secrets/, answer: { status: 429, message: 'too many requests' } })
    const { outcomes, error } = await run(await deployment(), steps, dry)
    expect(error).toBeNull()
    expect(outcomes.length).toBe(steps.length)
  })

  test('is the plan, and not changed by the dry run of a rotation', async () => {
    const { outcomes } = await run(await deployment(), rotationSteps, dry)
    expect(outcomes).toMatchObject([{ step: 'rotate keys', status: 'would' }])
    expect(management.writes()).toEqual([])
  })

  test('are the keys: Vault gets one that the project has by then (case H7)', async () => {
    const ready = await deployment()
    management.state.keys = [newKey('publishable', 'default'), newKey('secret', 'default')]
    const [, made] = management.state.keys
    const due = await vault.plan(ready)
    if (typeof due === 'string') throw new Error(due)
    await due.apply()
    expect(
      await database.query(
        `select decrypted_secret = $1 as "isStored" from vault.decrypted_secrets where name = 'gazelle_secret_key'`,
        [made?.api_key],
      ),
    ).toEqual([{ isStored: true }])
    await database.query(`delete from vault.secrets where name like 'gazelle_%'`)
  })

  test('are the exposed schemas: what the Data API does not show yet is waited for (case H6)', async () => {
    management.state.postgrest.db_schema =
      'public, sync, gazelle, monitoring, staging, reconcile, v5, app, changes, webhooks'
    const { outcomes } = await run(await deployment(), steps, dry)
    expect(outcomes.find(({ step }) => step === 'schemas')).toMatchObject({
      status: 'would',
      message: expect.stringContaining('wait until the Data API exposes'),
    })
  })

  test('are the limits of the Data API: one that cuts our lists is named, and left as it is', async () => {
    management.state.postgrest.max_rows = 100
    const { outcomes } = await run(await deployment(), steps, dry)
    expect(outcomes.find(({ step }) => step === 'schemas')?.message).toContain('max_rows is 100')
    expect(management.state.postgrest.max_rows).toBe(100)
  })

  test('with OAuth, the first sync waits for consent', async () => {
    const env = {
      ...settings(),
      GAZELLE_AUTH_MODE: 'oauth',
      GAZELLE_CLIENT_ID: 'id',
      GAZELLE_CLIENT_SECRET: 'secret',
      TOKEN_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
    }
    const { outcomes } = await run(await checked(management.ref, env, false, () => {}), steps, dry)
    expect(outcomes.at(-1)).toMatchObject({
      status: 'already so',
      message: expect.stringContaining('gazelle connect'),
    })
  })
})
