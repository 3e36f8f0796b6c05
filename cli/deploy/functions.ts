import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import { z } from 'zod'
import { cleanText } from '../../shared/secrets.ts'
import { startChild } from '../../supabase/local/child.ts'
import { childEnvironment } from '../../supabase/local/environment.ts'
import { repository } from '../../supabase/local/repository.ts'
import { cliError } from '../errors.ts'
import type { Project } from '../project.ts'
import { many as manyOf, t } from '../words/words.ts'
import { hasRelation, type Management } from './management.ts'
import { notAnswering } from './schemas.ts'
import { type FunctionSource, functionSources } from './sources.ts'
import { many, type Step } from './step.ts'

const listed = z.looseObject({
  slug: z.string(),
  status: z.string(),
  version: z.number(),
  updated_at: z.number().nullish(),
  ezbr_sha256: z.string().nullish(),
})
type Listed = z.infer<typeof listed>

const recorded = z.object({ function: z.string(), source: z.string(), deployment: z.string() })

const deploymentOf = ({ ezbr_sha256, version }: Listed) => ezbr_sha256 ?? `version ${version}`
const isSame = (one: Listed | undefined, other: Listed | undefined) =>
  one?.version === other?.version &&
  one?.updated_at === other?.updated_at &&
  one?.ezbr_sha256 === other?.ezbr_sha256

const listedIn = async (api: Management): Promise<Map<string, Listed>> => {
  const all = await api.read('/functions', z.array(listed))
  return new Map(all.flatMap((one) => (one.status === 'REMOVED' ? [] : [[one.slug, one] as const])))
}

const recordedIn = async (api: Management) => {
  if (!(await hasRelation(api, 'sync.deployed_functions'))) return new Map()
  const rows = await api.rows(
    'select function, source, deployment from sync.deployed_functions',
    [],
    recorded,
  )
  return new Map(rows.map((row) => [row.function, row]))
}

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`
const sizes = (functions: FunctionSource[]) =>
  functions.map(({ name, bytes }) => `${name} (${kilobytes(bytes)})`).join(', ')

/** The edge functions whose source is not what the project runs, uploaded by the Supabase CLI. */
export const functions: Step = {
  name: 'functions',
  plan: async ({ api, project }) => {
    const sources = await functionSources(repository)
    const there = await listedIn(api)
    const known = await recordedIn(api)
    const changed = sources.filter(({ name, digest }) => {
      const runs = there.get(name)
      const one = known.get(name)
      return !(runs?.status === 'ACTIVE' && one?.source === digest && one.deployment === deploymentOf(runs))
    })
    if (changed.length === 0) return t('{what} as here', { what: many(sources.length, 'function') })
    const foreign = changed.flatMap(({ name }) => (there.has(name) && !known.has(name) ? [name] : []))
    if (foreign.length > 0)
      throw cliError(
        'failed',
        'deploy_function_taken',
        foreign.join(', '),
        t('the project has functions by these names that no deployment of this product uploaded: {names}', {
          names: foreign.join(', '),
        }),
        t(
          'They may be another application’s, and would be lost. Rename or delete them there, or name another project.',
        ),
      )
    return {
      what: t('upload {what}: {sizes}', { what: many(changed.length, 'function'), sizes: sizes(changed) }),
      apply: async () => {
        // Ours from now on, even where the upload is cut before it is recorded.
        await claim(api, changed)
        const failure = await upload(api, changed)
        const after = await listedIn(api)
        const isUploaded = ({ name }: FunctionSource) =>
          after.get(name)?.status === 'ACTIVE' &&
          (failure === null || !isSame(there.get(name), after.get(name)))
        const uploaded = changed.filter(isUploaded)
        // One that does not start is uploaded again by the next run.
        await untilTheyStart(
          project,
          uploaded.map(({ name }) => name),
        )
        await record(api, uploaded, after)
        const failed = changed.filter((one) => !isUploaded(one)).map(({ name }) => name)
        if (failed.length > 0) throw uploadFailed(failed, changed.length, failure)
        await untilTheyKnow(project)
        return t('{what} uploaded: {sizes}', {
          what: many(uploaded.length, 'function'),
          sizes: sizes(uploaded),
        })
      },
    }
  },
}

/** @param failure what the Supabase CLI said; null where it failed at nothing */
const uploadFailed = (failed: string[], count: number, failure: string | null) => {
  const others = count - failed.length
  return cliError(
    'failed',
    'deploy_function_failed',
    failed.join(', '),
    manyOf(
      failed.length,
      '{n} function of {count} could not be uploaded: {names}; {message}',
      '{n} functions of {count} could not be uploaded: {names}; {message}',
      { count, names: failed.join(', '), message: failure ?? t('the project does not list them as active') },
    ),
    others === 0
      ? t('None is uploaded. Run the same command again: it uploads what is left.')
      : others === 1
        ? t('The other one is uploaded. Run the same command again: it uploads what is left.')
        : t('The others are uploaded. Run the same command again: it uploads what is left.'),
  )
}

const claim = (api: Management, changed: FunctionSource[]) =>
  api.run(
    `insert into sync.deployed_functions (function, source, deployment)
     select f.function, '', '' from unnest($1::text[]) f (function)
     on conflict (function) do nothing`,
    [changed.map(({ name }) => name)],
  )

const record = async (api: Management, uploaded: FunctionSource[], after: Map<string, Listed>) => {
  if (uploaded.length === 0) return
  const rows = uploaded.flatMap(({ name, digest }) => {
    const runs = after.get(name)
    return runs ? [{ function: name, source: digest, deployment: deploymentOf(runs) }] : []
  })
  await api.run(
    `insert into sync.deployed_functions (function, source, deployment)
     select r.function, r.source, r.deployment
     from jsonb_to_recordset($1::jsonb) r (function text, source text, deployment text)
     on conflict (function) do update
     set source = excluded.source, deployment = excluded.deployment, deployed_at = now()`,
    [JSON.stringify(rows)],
  )
}

/** @returns what the Supabase CLI said when it failed, else null */
const upload = async ({ url, ref, token }: Management, changed: FunctionSource[]): Promise<string | null> => {
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-deploy-'))
  try {
    const profile = join(folder, 'profile.yaml')
    await writeFile(
      profile,
      `name: gazelle\napi_url: ${url}\ndashboard_url: https://supabase.com/dashboard\nproject_host: supabase.co\n`,
    )
    const child = await startChild({
      part: 'functions deploy',
      command: process.execPath,
      args: [
        createRequire(import.meta.url).resolve('supabase/dist/supabase.js'),
        ...['functions', 'deploy', ...changed.map(({ name }) => name)],
        ...['--use-api', '--jobs', '4', '--yes', '--project-ref', ref, '--profile', profile],
        ...['--workdir', repository],
      ],
      cwd: repository,
      env: childEnvironment({
        // The CLI's own files stay in the folder.
        HOME: folder,
        HTTPS_PROXY: process.env.HTTPS_PROXY,
        NO_PROXY: process.env.NO_PROXY,
        SSL_CERT_FILE: process.env.SSL_CERT_FILE,
        SUPABASE_ACCESS_TOKEN: token,
        DO_NOT_TRACK: '1',
        SUPABASE_TELEMETRY_DISABLED: '1',
        SUPABASE_NO_UPDATE_NOTIFIER: '1',
        NO_COLOR: '1',
      }),
      log: () => {},
    })
    return (await child.exited) === 0 ? null : saidBy(child.tail())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The CLI's words without its progress. */
const saidBy = (tail: string) =>
  cleanText(
    tail
      .split('\n')
      .filter(
        (line) => line.trim() && !/^(Deploying Function|Uploading asset|Deployed|You can inspect)/.test(line),
      )
      .join(' '),
  )

const patienceMs = 120_000

/** Asks until an answer is what it should be. @throws AppError `deploy_not_answering` when the time is over */
const until = async (
  url: string,
  init: RequestInit,
  isRight: (answer: Response) => Promise<boolean>,
  forMs = patienceMs,
) => {
  const end = Date.now() + forMs
  for (;;) {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) }).catch(() => null)
    if (answer && (await isRight(answer))) return
    if (Date.now() >= end) throw notAnswering(url, answer?.status ?? null)
    await pause(250)
  }
}

// Each is a worker that starts.
const atOnce = pLimit(6)

/**
 * Waits until each function starts. Asked without a key, one that has started refuses; those that open to strangers
 * find no link. The last version may answer while the platform puts the next one in its place: its answer is the same.
 */
export const untilTheyStart = async (
  { functionsUrl }: Project,
  names: string[],
  forMs = patienceMs,
): Promise<void> => {
  await atOnce.map(names, async (name) => {
    const url = `${functionsUrl}/${name}${name === 'gazelle-oauth' ? '/start' : ''}`
    await until(url, {}, hasStarted, forMs)
  })
}

const hasStarted = async (answer: Response) => {
  const said = await answer.text().catch(() => '')
  return [401, 405].includes(answer.status) || /connect_link_gone|"not_found"/.test(said)
}

const healthForm = z.looseObject({ status: z.string(), modules: z.array(z.unknown()) })

/** Waits until the functions know the secret key. */
export const untilTheyKnow = ({ functionsUrl, secretKey }: Project): Promise<void> =>
  // An unhealthy project answers 503 with its health; what does not start, and what refuses the key, answers without it.
  until(
    `${functionsUrl}/health`,
    { headers: { apikey: secretKey } },
    async (answer) => healthForm.safeParse(await answer.json().catch(() => null)).success,
  )
