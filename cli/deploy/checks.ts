import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { type Company, limitOf, ownerOf } from '../../shared/gazelle/caller.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { unseal } from '../../shared/gazelle/seal.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { isLoopback } from '../../shared/loopback.ts'
import {
  functionSettingNames,
  readAlertSettings,
  readFunctionSettings,
  readSettings,
  type Settings,
  sealingKeyOf,
  settingsError,
} from '../../shared/settings.ts'
import { cliError } from '../errors.ts'
import { needsFullAdmin } from '../gazelle.ts'
import { projectAt } from '../project-at.ts'
import { t } from '../words/words.ts'
import { checkExtensions } from './extensions.ts'
import { noteOnKey, scheduleKey } from './keys.ts'
import {
  hasRelation,
  type Management,
  managementOf,
  managementUrlOf,
  statusOf,
  tokenOf,
} from './management.ts'
import { emptySettings, functionSecrets } from './secrets.ts'
import { type Deployment, many } from './step.ts'

/** Takes what a check found. */
export type Say = (check: string, message: string) => void

const projectForm = z.looseObject({
  name: z.string(),
  region: z.string().nullish(),
  status: z.string(),
  organization_slug: z.string().nullish(),
  database: z.looseObject({ postgres_engine: z.string().nullish(), version: z.string().nullish() }).nullish(),
})
const organizationForm = z.looseObject({ name: z.string(), plan: z.string().nullish() })

/**
 * Everything that a deployment needs is there, before it changes anything.
 * @param say told of each check that passed
 * @throws AppError of the first one that did not
 */
export const checked = async (
  ref: string,
  env: NodeJS.ProcessEnv,
  keepSignUp: boolean,
  say: Say,
): Promise<Deployment> => {
  if (!/^[a-z]{20}$/.test(ref))
    throw cliError(
      'usage',
      'bad_usage',
      '--project-ref',
      t('{ref} is no project reference', { ref }),
      t('It is the 20 letters in the project’s address: https://<reference>.supabase.co.'),
    )
  const api = managementOf(managementUrlOf(env), tokenOf(env), ref)
  const settings = checkSettings(env, say)
  const projectUrl = projectUrlOf(api, env)
  checkAddresses(env, projectUrl)
  const workerSeconds = secondsOf(await checkProject(api, say))
  checkSlice(env, workerSeconds)
  await checkRole(api)
  await checkExtensions(api)
  const key = await scheduleKey(api)
  const project = projectAt(projectUrl, key.value)
  say('keys', noteOnKey(key))
  await checkSealingKey(api, settings)
  await checkCredential(api, settings, say)
  return {
    api,
    project,
    env,
    settings,
    keepSignUp,
    workerSeconds,
    wait: (milliseconds) => pause(milliseconds),
  }
}

/** Where the project's own API is. `SUPABASE_URL` counts only beside a Management API of this machine: it may be another project's. */
const projectUrlOf = ({ url, ref }: Management, env: NodeJS.ProcessEnv): string => {
  const own = env.SUPABASE_URL?.trim()
  return own && isLoopback(own) && isLoopback(url) ? own : `https://${ref}.supabase.co`
}

const checkSettings = (env: NodeJS.ProcessEnv, say: Say): Settings => {
  const settings = readSettings(env)
  readFunctionSettings(env)
  for (const channel of Object.values(readAlertSettings(env))) if (channel instanceof AppError) throw channel
  const empty = emptySettings(env)
  const left = empty.length > 0 ? `; ${t('empty, so not sent: {names}', { names: empty.join(', ') })}` : ''
  say('settings', t('{settings} here', { settings: many(functionSecrets(env).length, 'setting') }) + left)
  return settings
}

/** What goes to these addresses has keys or tokens in it. Only a project of this machine reaches this machine. */
const checkAddresses = (env: NodeJS.ProcessEnv, projectUrl: string) => {
  if (isLoopback(projectUrl)) return
  const problems = functionSettingNames.flatMap((name) => {
    const url = name.endsWith('_URL') ? env[name]?.trim() : ''
    if (!url) return []
    if (isLoopback(url)) return { name, problem: t('is this machine’s, which Supabase cannot reach') }
    return new URL(url).protocol === 'https:' ? [] : { name, problem: t('must be an https address') }
  })
  if (problems.length > 0) throw settingsError(problems)
}

const waits = (what: string) => ({
  what,
  hint: t('Wait until it is healthy, and run the same command again.'),
})
const states: Record<string, { what: string; hint: string }> = {
  INACTIVE: {
    what: t('is paused'),
    hint: t('Restore it in the dashboard, wait until it is healthy, and run the same command again.'),
  },
  PAUSING: { what: t('is being paused'), hint: t('Restore it in the dashboard once it is paused.') },
  COMING_UP: waits(t('is still being set up')),
  RESTORING: waits(t('is being restored')),
  RESTARTING: waits(t('is restarting')),
  UPGRADING: waits(t('is being upgraded')),
  RESIZING: waits(t('is being resized')),
  PROMOTING: waits(t('is being promoted')),
  ACTIVE_UNHEALTHY: {
    what: t('is not healthy'),
    hint: t('Look at its state in the dashboard; a restart may help.'),
  },
  REMOVED: { what: t('was deleted'), hint: t('Name another project.') },
  GOING_DOWN: { what: t('is being deleted'), hint: t('Name another project.') },
}

/** @returns the plan of the project's organization; null where the API does not say it */
const checkProject = async (api: Management, say: Say): Promise<string | null> => {
  const project = await api.read('', projectForm).catch((error) => {
    if (statusOf(error) !== 404) throw error
    throw cliError(
      'usage',
      'deploy_project_unknown',
      api.ref,
      t('there is no project {ref} that the access token may see', { ref: api.ref }),
      t('Check the reference, and that the token is of a member of its organization.'),
    )
  })
  if (project.status !== 'ACTIVE_HEALTHY') {
    const { what, hint } = states[project.status] ?? {
      what: t('is in the state {status}', { status: project.status }),
      hint: t('Look at it in the dashboard.'),
    }
    throw cliError(
      'failed',
      'deploy_project_not_ready',
      api.ref,
      t('the project {name} {what}', { name: project.name, what }),
      hint,
    )
  }
  const version = project.database?.postgres_engine ?? project.database?.version?.split('.')[0] ?? 'unknown'
  if (!['15', '17'].includes(version))
    throw cliError(
      'failed',
      'deploy_postgres_version',
      api.ref,
      t('the project has Postgres {version}; 15 and 17 are supported', { version }),
      t('Upgrade it under Settings, Infrastructure in the dashboard.'),
    )
  const organization = project.organization_slug
    ? await api
        .readOutside(`/v1/organizations/${project.organization_slug}`, organizationForm)
        .catch(() => null)
    : null
  const plan = organization?.plan ?? null
  say('token', t('accepted'))
  say('project', t('{name}, healthy, Postgres {version}', { name: project.name, version: `${version}` }))
  say(
    'plan',
    plans[plan ?? ''] ??
      (plan === null
        ? t('not told by the API; the limits of the free plan are kept')
        : t('{plan}: a function ends after 400 s', { plan })),
  )
  return plan
}

const plans: Record<string, string> = {
  free: t(
    'free: a function ends after 150 s, the database may have 500 MB, and the project is paused after a week without use',
  ),
}

/** How long a function may work. */
const secondsOf = (plan: string | null) => (plan === null || plan === 'free' ? 150 : 400)

// A slice ends with the page that it is at, and from 80 % on it is an alert.
const mostShare = 0.75

const checkSlice = (env: NodeJS.ProcessEnv, limit: number) => {
  const seconds = readFunctionSettings(env).slice.milliseconds / 1000
  const most = Math.floor(limit * mostShare)
  if (seconds > most)
    throw settingsError([
      {
        name: 'SYNC_SLICE_SECONDS',
        problem: t(
          'is {seconds}, and Supabase ends a function after {limit} s on this plan: write {most} at most',
          { seconds, limit, most },
        ),
      },
    ])
}

/** What a migration makes belongs to `postgres`, as where a person runs it. */
const checkRole = async (api: Management): Promise<void> => {
  const [found] = await api.rows('select current_user::text as role', [], z.object({ role: z.string() }))
  if (found?.role === 'postgres') return
  throw cliError(
    'failed',
    'deploy_role_unexpected',
    found?.role ?? t('no role'),
    t('the Management API runs SQL as {what}, not as postgres, who must own what is made', {
      what: found?.role ?? t('no role'),
    }),
    t('Nothing was changed. Report this: Supabase has changed what a deployment relies on.'),
  )
}

const sealedForm = z.object({ account_id: z.string(), sealed: z.string() })

/** The credentials that the database holds open with the key of the settings, which the functions get. */
const checkSealingKey = async (api: Management, settings: Settings): Promise<void> => {
  if (!(await hasRelation(api, 'sync.credentials'))) return
  const stored = await api.rows(
    'select account_id, sealed from sync.credentials order by account_id',
    [],
    sealedForm,
  )
  if (stored.length === 0) return
  const keys = sealingKeyOf(settings)
  const closed: string[] = []
  for (const { account_id, sealed } of stored)
    await unseal(sealed, keys).catch((error) => {
      // What has no form opens with no key.
      if (!(error instanceof GazelleError)) throw error
      if (error.code === 'token_key_wrong') closed.push(account_id)
    })
  if (closed.length === 0) return
  throw cliError(
    'usage',
    'token_key_wrong',
    closed.join(', '),
    t('the stored credential of {names} does not open with TOKEN_ENCRYPTION_KEY', {
      names: closed.join(', '),
    }),
    t(
      'Put the key that sealed it into .env too: TOKEN_ENCRYPTION_KEY=new,old. If it is lost, delete the row in the SQL editor (delete from sync.credentials where account_id = …), and connect the account again after the deployment.',
    ),
  )
}

const checkCredential = async (
  api: Management,
  { auth, apiUrl, rateLimitOf }: Settings,
  say: Say,
): Promise<void> => {
  if (auth.mode === 'oauth')
    return say('credential', t('OAuth: doctor checks it once gazelle connect has stored it'))
  const client = createGazelleClient({
    url: apiUrl,
    credential: apiKeyCredential(auth.apiKey),
    limiter: memoryLimiter(rateLimitOf('main')),
  })
  const { user, company } = await ownerOf(client)
  const limit = limitOf(user)
  if (limit !== null)
    throw cliError('failed', 'deploy_credential_limited', 'GAZELLE_API_KEY', limit, needsFullAdmin())
  await checkCompany(api, company)
  say(
    'credential',
    t('Gazelle accepts it: {who}, a full admin', {
      who: user?.email ?? t('a user without an e-mail address'),
    }),
  )
}

/** The key opens the company that the project's database is filled from. */
const checkCompany = async ({ rows }: Management, company: Company | null): Promise<void> => {
  const [known] = await rows(
    `select to_regprocedure('sync.other_company(text, text, text)') is not null as found`,
    [],
    z.object({ found: z.boolean() }),
  )
  if (!known?.found) return
  const [other] = await rows(
    `select sync.other_company('main', $1, $2) as why`,
    [company?.id ?? null, company?.name ?? null],
    z.object({ why: z.string().nullable() }),
  )
  if (!other?.why) return
  throw cliError(
    'failed',
    'gazelle_other_company',
    'GAZELLE_API_KEY',
    other.why,
    t(
      'Use the key of a full admin of that company. Another company is another account, gazelle accounts add, or another project.',
    ),
  )
}
