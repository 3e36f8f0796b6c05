import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readSignUp } from '../shared/alerts/sign-up.ts'
import { call } from '../shared/database/rpc.ts'
import { readSealing } from '../shared/database/sealing.ts'
import { AppError, failureOf } from '../shared/errors.ts'
import { caller, limitOf } from '../shared/gazelle/caller.ts'
import type { GazelleClient } from '../shared/gazelle/client.ts'
import { gazelleClient } from '../shared/http/serve.ts'
import { reasonOf } from '../shared/no-answer.ts'
import {
  type Environment,
  readAlertSettings,
  readFunctionSettings,
  readSettings,
  type Settings,
} from '../shared/settings.ts'
import { repository } from '../supabase/local/repository.ts'
import { requireAccount } from './accounts.ts'
import { digestOf } from './deploy/management.ts'
import { showUnexpected, told } from './errors.ts'
import { status as coloured, faint, table } from './format.ts'
import { needsFullAdmin } from './gazelle.ts'
import { namesGazelle } from './local-settings.ts'
import { loadModules } from './modules.ts'
import { findProject, type Project, rowsOf } from './project.ts'
import { checkQueries } from './queries.ts'
import { many, t, word } from './words/words.ts'

/** A result of a check. With warnings alone everything works. */
export interface Finding {
  check: string
  status: 'ok' | 'warning' | 'failed'
  message: string
  /** What to do; empty when nothing is wrong. */
  remedy: string
}

const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message, remedy: '' })
const warning = (check: string, message: string, remedy: string): Finding => ({
  check,
  status: 'warning',
  message,
  remedy,
})
const failed = (check: string, message: string, remedy: string): Finding => ({
  check,
  status: 'failed',
  message,
  remedy,
})

/** Runs a check; an error that it throws is a finding. */
export const findingsOf = async (
  check: string,
  run: () => Promise<Finding | Finding[]> | Finding | Finding[],
): Promise<Finding[]> => {
  try {
    return [await run()].flat()
  } catch (error) {
    showUnexpected(error)
    const { message, hint } = told(error)
    return [failed(check, message, hint)]
  }
}

/**
 * Checks everything that a sync needs.
 * @param env the settings of the functions, as far as they are known here
 * @param project null where none is found, which is a finding
 */
export const examine = async (
  account: string,
  env: NodeJS.ProcessEnv,
  project: Project | null,
): Promise<Finding[]> => {
  // A hosted project's settings are its functions' secrets, which nothing gives back.
  const isElsewhere =
    Boolean(env.SUPABASE_URL?.trim()) && !namesGazelle(env) && !env.GAZELLE_AUTH_MODE?.trim()
  const settings = isElsewhere
    ? [ok('settings', t('they are the secrets of the project’s functions; none is here'))]
    : await findingsOf('settings', () => {
        readSettings(env)
        readFunctionSettings(env)
        return ok('settings', t('complete'))
      })
  if (project && account !== 'main') await requireAccount(project, account)
  const database = await findingsOf('database', async () => checkDatabase(project ?? (await findProject())))
  const withSettings = (
    check: string,
    run: (project: Project, settings: Settings) => Promise<Finding | Finding[]>,
  ) =>
    findingsOf(check, async () => {
      if (isElsewhere)
        return warning(
          check,
          t('not checked: its settings are not here'),
          t('Put the settings of .env.example into .env, as for gazelle deploy, which checks it too.'),
        )
      return project && settings.every(({ status }) => status === 'ok')
        ? run(project, readSettings(env))
        : warning(check, t('not checked'), t('Correct the faults above first.'))
    })
  const withGazelle = (check: string, run: (client: GazelleClient) => Promise<Finding | Finding[]>) =>
    withSettings(check, ({ database }, settings) =>
      run(gazelleClient(settings, database, account)).catch((error) => {
        if (failureOf(error).code !== 'gazelle_not_connected' || settings.auth.mode !== 'oauth') throw error
        return warning(
          check,
          t('not checked: the account {account} waits for consent', { account }),
          `gazelle connect${account === 'main' ? '' : ` --account ${account}`}`,
        )
      }),
    )
  return [
    ...settings,
    ...(await findingsOf('alerts', () => checkAlerts(env))),
    ...database,
    ...(project ? await findingsOf('functions', () => checkFunctions(project)) : []),
    ...(project ? await findingsOf('sign-up', () => checkPeople(project)) : []),
    ...(await withSettings('sealing', (project, { encryptionKey }) => checkSealing(project, encryptionKey))),
    ...(await withGazelle('credential', checkCredential)),
    ...(await withGazelle('schema', checkSchema)),
  ]
}

/** Findings for people. */
export const findingsTable = (findings: Finding[]): string =>
  table(
    ['', '', ''],
    findings.map(({ check, status, message, remedy }) => [
      word(check),
      coloured(status),
      remedy ? `${message}\n${faint(remedy)}` : message,
    ]),
  )

/** Whether an alert channel is set up. */
export const checkAlerts = (env: Environment): Finding[] => {
  const { heartbeat, ...channels } = readAlertSettings(env)
  const wrong = Object.entries({ ...channels, heartbeat }).flatMap(([name, settings]) =>
    settings instanceof AppError
      ? failed('alerts', `${name}: ${settings.message}`, t('Correct it; .env.example explains each setting.'))
      : [],
  )
  if (wrong.length > 0) return wrong
  const names = Object.entries(channels).flatMap(([name, settings]) => (settings ? name : []))
  if (names.length === 0)
    return [
      warning(
        'alerts',
        t('no alert channel is set up here'),
        t('Set ALERT_ settings; on Supabase as secrets.'),
      ),
    ]
  if (!heartbeat)
    return [
      warning(
        'alerts',
        t('{names}; no heartbeat, so no alert is sent when the database is down', {
          names: names.join(', '),
        }),
        t('Set ALERT_HEARTBEAT_URL to a check of a service that alarms on silence, such as Healthchecks.io.'),
      ),
    ]
  return [
    ok('alerts', t('{names}, and a heartbeat; gazelle alerts test proves them', { names: names.join(', ') })),
  ]
}

/** Whether the credential works and has access to all records. */
export const checkCredential = async (client: GazelleClient): Promise<Finding> => {
  const user = await caller(client)
  const limit = limitOf(user)
  return limit === null
    ? ok('credential', t('a full admin’s'))
    : failed('credential', limit, needsFullAdmin())
}

/** Whether each stored credential opens, with the first key. @param keys `TOKEN_ENCRYPTION_KEY` */
export const checkSealing = async ({ database }: Project, keys: string | null): Promise<Finding[]> => {
  // Without a key nothing opens, which each credential then says for itself.
  if (keys === null) return []
  const { current, old, unopened } = await readSealing(database, keys)
  const findings = [
    ...unopened.map(({ account, message }) =>
      failed(
        'sealing',
        t('the credential of {account} does not open: {message}', { account, message }),
        t(
          'Add the key that sealed it to TOKEN_ENCRYPTION_KEY, or connect again: gazelle connect --account {account}',
          { account },
        ),
      ),
    ),
    ...old.map((account) =>
      warning(
        'sealing',
        t('the credential of {account} is still sealed with an old key', { account }),
        t('Before that key is taken out of TOKEN_ENCRYPTION_KEY: gazelle accounts reseal'),
      ),
    ),
  ]
  if (findings.length > 0 || current.length === 0) return findings
  return [
    ok(
      'sealing',
      many(
        current.length,
        '{n} stored credential opens with the first key',
        '{n} stored credentials open with the first key',
      ),
    ),
  ]
}

/** Whether Gazelle, as it is now, takes every query of every module with its variables. */
export const checkSchema = async (client: GazelleClient): Promise<Finding[]> => {
  const before = client.stats.apiCalls
  const { queries, refused, unnamed, byIntrospection } = await checkQueries(client, await loadModules())
  const calls = client.stats.apiCalls - before
  const how = `${many(calls, '{n} call', '{n} calls')}${byIntrospection ? '' : `; ${t('introspection is off')}`}`
  const findings = [
    ...refused.map(({ reason, queries }) =>
      failed(
        'schema',
        `${reason} (${queries.join(', ')})`,
        t('Take it out of the query in shared/modules/, or rename it there.'),
      ),
    ),
    ...unnamed.map(({ module, enum: name, values }) =>
      warning(
        'schema',
        t('{module} does not name {values} of {name}', { module, values: values.join(', '), name }),
        t('Nothing is lost; name it in its lane in shared/modules/{module}.ts.', { module }),
      ),
    ),
  ]
  return refused.length > 0
    ? findings
    : [ok('schema', t('{queries} queries fit ({how})', { queries, how })), ...findings]
}

const examined = z.object({
  now: z.string(),
  startedAt: z.string(),
  migrations: z.array(z.string()),
  jobs: z.array(
    z.object({
      name: z.string(),
      schedule: z.string(),
      active: z.boolean(),
      lastAt: z.string().nullable(),
      status: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
  vault: z.object({ gazelle_functions_url: z.boolean(), gazelle_secret_key: z.boolean() }),
  functionsUrl: z.string().nullable(),
  secretKeyDigest: z.string().nullable(),
  scheduledAt: z.string().nullable(),
  stalePromotions: z.array(z.string()),
  unscheduled: z.array(z.string()),
  slices: z
    .array(
      z.object({
        module: z.string(),
        runId: z.number(),
        resource: z.string(),
        used: z.number(),
        limit: z.number(),
        unit: z.string(),
      }),
    )
    .nullish(),
  limits: z.array(
    z.object({ resource: z.string(), most: z.number(), unit: z.string(), isMeasured: z.boolean() }),
  ),
  watch: z.object({ evaluated_at: z.string().nullable(), error: z.string().nullable() }),
})
type Examined = z.infer<typeof examined>

/** Compares the database with what this code expects. @throws AppError when it cannot be reached */
export const checkDatabase = async (project: Project): Promise<Finding[]> => {
  const begun = Date.now()
  const facts = await call(project.database.schema('monitoring'), 'examine', {}, examined)
  // The database read its clock during the call: the middle is wrong by half its duration at most.
  const middle = (begun + Date.now()) / 2
  return [
    ...(await checkMigrations(facts)),
    ...checkPromotions(facts),
    ...checkSchedules(facts, project),
    ...checkVault(facts, project),
    ...checkSlices(facts),
    checkClocks(facts, middle),
  ]
}

const checkMigrations = async ({ migrations }: Examined): Promise<Finding[]> => {
  const files = await readdir(join(repository, 'supabase', 'migrations'))
  const versions = files.flatMap((file) => /^(\d+)_.*\.sql$/.exec(file)?.[1] ?? [])
  const lacking = versions.filter((version) => !migrations.includes(version))
  const unknown = migrations.filter((version) => !versions.includes(version))
  if (lacking.length > 0)
    return [
      failed(
        'migrations',
        t('the database lacks {names}', { names: lacking.join(', ') }),
        t('Apply them: gazelle deploy --project-ref <reference> (npm start does it locally).'),
      ),
    ]
  // Supabase has one list for all applications of a project.
  const others =
    unknown.length > 0
      ? `; ${t('{n} more, of other applications or of a newer version of this code', { n: unknown.length })}`
      : ''
  return [ok('migrations', t('all {n} are applied', { n: versions.length }) + others)]
}

const checkPromotions = ({ stalePromotions }: Examined): Finding[] =>
  stalePromotions.length === 0
    ? [ok('promotion', t('every promotion fits its table and its policies'))]
    : [
        failed(
          'promotion',
          t('tables or policies of {names} have changed since their promotions were generated', {
            names: stalePromotions.join(', '),
          }),
          'select reconcile.refresh();',
        ),
      ]

const minuteMs = 60_000
const minutely = ['gazelle-keeper', 'gazelle-alerts', 'gazelle-webhooks']

const checkSchedules = (
  { jobs, unscheduled, now, startedAt, watch, vault }: Examined,
  { schedulesAt }: Project,
): Finding[] => {
  const findings: Finding[] = []
  const isDue = schedulesAt !== null
  const firesSince = Math.max(Date.parse(startedAt), Date.parse(schedulesAt ?? startedAt))
  // After a start the first minute is still to come.
  const isPastStart = Date.parse(now) - firesSince > 2 * minuteMs
  const isConnected = Object.values(vault).every(Boolean)
  if (unscheduled.length > 0)
    findings.push(
      failed(
        'schedule',
        t('no schedule syncs {names}', { names: unscheduled.join(', ') }),
        t('select sync.schedule(module, mode, times); the module’s migration has the usual ones.'),
      ),
    )
  if (!isDue)
    findings.push(
      warning(
        'schedule',
        t('no job has been due yet: they fire from the end of the first sync on'),
        t('Run gazelle doctor again when npm start has printed its table.'),
      ),
    )
  for (const name of minutely) {
    const job = jobs.find((one) => one.name === name)
    const since = Date.parse(now) - Date.parse(job?.lastAt ?? '1970-01-01')
    if (!job?.active)
      findings.push(
        failed(
          'schedule',
          t('the job {name} is missing or off', { name }),
          t('Switch it on in Studio, under Cron.'),
        ),
      )
    else if (isDue && since > 3 * minuteMs && isPastStart)
      findings.push(
        failed(
          'schedule',
          job.lastAt
            ? t('{name} has not fired for {n} minutes', { name, n: Math.round(since / minuteMs) })
            : t('{name} has not fired as long as is known', { name }),
          t('Check that pg_cron runs (Studio, Cron); restart the project if it does not.'),
        ),
      )
    else if (isDue && since > 3 * minuteMs)
      findings.push(
        warning(
          'schedule',
          t('{name} has not fired yet', { name }),
          t('It fires each minute; run gazelle doctor again.'),
        ),
      )
  }
  // Between the migrations of a deployment and its Vault, jobs fire in vain.
  const inVain = jobs.filter(({ message }) => isConnected && /^ERROR: +Vault lacks/.test(message ?? ''))
  if (inVain.length > 0)
    findings.push(
      warning(
        'schedule',
        t('fired last before Vault had the functions’ address: {names}', {
          names: inVain.map(({ name }) => name).join(', '),
        }),
        t('Each fires again at its time.'),
      ),
    )
  for (const { name, status, message } of jobs.filter((job) => !inVain.includes(job)))
    if (status === 'failed')
      findings.push(
        failed(
          'schedule',
          t('{name} failed: {message}', { name, message: message ?? '' }),
          t('The message is Postgres’s own.'),
        ),
      )
  for (const { name, active } of jobs)
    if (!active && !minutely.includes(name))
      findings.push(
        warning('schedule', t('{name} is switched off', { name }), t('Switch it on in Studio, under Cron.')),
      )
  if (watch.error)
    findings.push(
      failed(
        'schedule',
        t('the alert rules fail: {message}', { message: watch.error }),
        t('Correct the rule that it names.'),
      ),
    )
  return findings.length > 0
    ? findings
    : [ok('schedule', t('{n} jobs, present and firing', { n: jobs.length }))]
}

const deployAgain = () => t('gazelle deploy --project-ref <reference> (npm start does it locally).')

const checkVault = (
  { vault, functionsUrl, secretKeyDigest, scheduledAt }: Examined,
  project: Project,
): Finding[] => {
  const lacking = Object.entries(vault).flatMap(([name, isSet]) => (isSet ? [] : name))
  if (lacking.length > 0)
    return [
      failed(
        'vault',
        t('it lacks {names}: the schedule calls nothing', { names: lacking.join(', ') }),
        `${t('Store them:')} ${deployAgain()}`,
      ),
    ]
  if (functionsUrl !== project.functionsUrl)
    return [
      warning(
        'vault',
        t('the schedule calls {address}, not {other}', {
          address: functionsUrl ?? '',
          other: project.functionsUrl,
        }),
        `select sync.connect_functions('${project.functionsUrl}', '<secret key>');`,
      ),
    ]
  if (secretKeyDigest === digestOf(project.secretKey))
    return [ok('vault', t('has the functions’ address and the secret key that is used here'))]
  return [
    scheduledAt === null
      ? warning(
          'vault',
          t(
            'the schedule calls with another secret key than the one used here, and has begun no run with it for 15 minutes: the key may be deleted',
          ),
          `${t('Store one that the project has:')} ${deployAgain()}`,
        )
      : ok('vault', t('has the functions’ address and a secret key with which runs begin')),
  ]
}

const checkSlices = ({ slices, limits }: Examined): Finding[] => {
  if (slices?.length)
    return slices.map(({ module, runId, resource, used, limit, unit }) =>
      warning(
        'slices',
        t(
          'a slice of {module} (run {run}) used {used} {unit} of {resource}; Supabase ends it at {limit} {unit}',
          { module, run: `${runId}`, used, unit: word(unit), resource: word(resource), limit },
        ),
        t('Lower {names} in the functions’ secrets.', {
          names: resource === 'time' ? 'SYNC_SLICE_SECONDS' : 'SYNC_SLICE_CPU_SECONDS, SYNC_SLICE_MEGABYTES',
        }),
      ),
    )
  const named = (isMeasured: boolean) =>
    limits
      .filter((one) => one.isMeasured === isMeasured)
      .map(({ resource, most, unit }) =>
        t('{most} {unit} of {resource}', { most, unit: word(unit), resource: word(resource) }),
      )
      .join(', ')
  const unmeasured = named(false) ? `; ${t('not measured there: {what}', { what: named(false) })}` : ''
  return [
    ok(
      'slices',
      named(true)
        ? t('none of the last day came near what a worker may use: {what}', { what: named(true) }) +
            unmeasured
        : t('none was measured in the last day; a worker may use {what}', { what: named(false) }),
    ),
  ]
}

const checkClocks = ({ now }: Examined, localTime: number): Finding => {
  const offset = Math.round((Date.parse(now) - localTime) / 1000)
  if (Math.abs(offset) <= 5) return ok('clocks', t('this machine and the database agree'))
  return warning(
    'clocks',
    offset > 0
      ? t('the database is {n} s ahead of this machine', { n: offset })
      : t('the database is {n} s behind this machine', { n: -offset }),
    t('Set this machine’s clock by the network; the database’s is its host’s.'),
  )
}

const healthForm = z.looseObject({
  status: z.string(),
  error: z.looseObject({ message: z.string() }).optional(),
})

/** Whether the functions are deployed and reach the database. */
export const checkFunctions = async ({ functionsUrl, secretKey }: Project): Promise<Finding> => {
  const remedy = t(
    'Deploy them: gazelle deploy --project-ref <reference>; or start the local stack: npm start.',
  )
  const response = await fetch(`${functionsUrl}/health`, {
    headers: { apikey: secretKey },
    signal: AbortSignal.timeout(10_000),
  }).catch(reasonOf)
  if (typeof response === 'string')
    return failed(
      'functions',
      t('{address} cannot be reached ({reason})', { address: functionsUrl, reason: response }),
      remedy,
    )
  const read = healthForm.safeParse(await response.json().catch(() => null))
  if (!read.success)
    return failed('functions', t('health answers HTTP {status}', { status: `${response.status}` }), remedy)
  if (read.data.error)
    return failed(
      'functions',
      t('health says: {message}', { message: read.data.error.message }),
      t('Check SUPABASE_URL of the functions.'),
    )
  return ok('functions', t('they answer; the data is {status}', { status: word(read.data.status) }))
}

/** Who may come in: whether anybody can sign up, and whether somebody may act in the dashboard. Nothing where there is no Supabase Auth. */
export const checkPeople = async ({ apiUrl, secretKey, database }: Project): Promise<Finding[]> => {
  const signUp = await readSignUp(apiUrl, secretKey)
  if (signUp === null) return []
  const admins = rowsOf(
    await database.schema('gazelle').from('members').select('account_id').eq('role', 'admin'),
    'gazelle.members',
  )
  return [
    signUp.isOpen
      ? warning(
          'sign-up',
          signUp.isAnonymousOpen
            ? t('anybody can sign up, anonymously too; without a membership they read nothing')
            : t('anybody can sign up; without a membership they read nothing'),
          t(
            'Switch it off in Supabase (Authentication, Sign In / Providers), or: gazelle deploy --project-ref <reference>.',
          ),
        )
      : ok('sign-up', t('off: people are invited')),
    admins.length === 0
      ? warning(
          'members',
          t('nobody is an admin, so nobody can act in the dashboard of this project'),
          t(
            'Invite a user in Supabase (Authentication, Users), then: gazelle members add <e-mail> --role admin',
          ),
        )
      : ok(
          'members',
          many(
            admins.length,
            '{n} admin; gazelle members list shows all',
            '{n} admins; gazelle members list shows all',
          ),
        ),
  ]
}
