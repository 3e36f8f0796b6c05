import { join } from 'node:path'
import pg from 'pg'
import { makeFolder } from '../shared/folder.ts'
import { openPrivate } from '../shared/private-file.ts'
import { readFunctionSettings, readSettings } from '../shared/settings.ts'
import { endAll } from '../supabase/local/api.ts'
import { keepUser } from '../supabase/local/auth-users.ts'
import { startScheduler } from '../supabase/local/scheduler.ts'
import { type Stack, startStack } from '../supabase/local/stack.ts'
import { cliError } from './errors.ts'
import { functionsEnv, namesGazelle } from './local-settings.ts'
import type { Project } from './project.ts'
import { projectAt } from './project-at.ts'
import { announce, dataDirOf, type Member, type RunningStack, runningStack } from './running.ts'
import { spoken } from './stack-lines.ts'
import { type CompanyName, type StandIn, startStandIn } from './stand-in.ts'
import { t } from './words/words.ts'

/** What `gazelle start` has started. */
export interface Local {
  stack: Stack
  /** Null when the real Gazelle is configured. */
  standIn: StandIn | null
  /** The address of the Gazelle that the settings name. */
  gazelleUrl: string
  project: Project
  /** Who signs in to try an application. */
  member: Member
  /** The log of all parts. */
  logFile: string
  /** Fires the schedules from now on; until then the first sync runs alone. */
  startSchedules(): Promise<void>
  /** Adds a part that `stop` stops with the rest. */
  add<Part extends { stop(): Promise<void> }>(part: Part): Part
  /** Stops everything that was started. */
  stop(): Promise<void>
}

const anywhere = { url: 'http://127.0.0.1/', oauthUrl: 'http://127.0.0.1/', apiKey: 'stand-in' }

/**
 * Starts the local stack, and the stand-in for Gazelle where no Gazelle is configured. Settings are checked before
 * anything is started.
 * @param say prints progress and replaced ports
 * @throws AppError; all but bad settings after everything that had started was stopped
 */
export const startLocal = async (
  company: CompanyName,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Local> => {
  const real = namesGazelle(process.env)
  const { apiUrl: gazelleUrl } = readSettings(functionsEnv(process.env, real ? null : anywhere))
  readFunctionSettings(process.env)
  const root = dataDirOf()
  const other = await runningStack(root)
  if (other)
    throw cliError(
      'failed',
      'stack_running',
      root,
      t('a stack runs already (process {pid}, {apiUrl})', { pid: `${other.pid}`, apiUrl: other.apiUrl }),
      t(
        'Use it (`npm run gazelle -- status`), stop it with Ctrl-C where it runs, or set LOCAL_DATA_DIR to another folder.',
      ),
    )
  // A separate folder: the stand-in's company must never share a database with the real one.
  const dataDir = real ? root : join(root, 'stand-in')
  // The log and the addresses are written into the one above, which can be read-only where the other is not.
  await makeFolder(root)
  await makeFolder(dataDir)
  say(t('Starting Postgres, Data API, functions and schedules …'))
  const logFile = join(root, 'stack.log')
  const lines = (await openPrivate(logFile)).createWriteStream()
  // A full disk ends the log, not the stack.
  lines.once('error', (error) =>
    say(t('{about} cannot be written: {message}', { about: logFile, message: error.message })),
  )
  const log = (part: string, line: string) => {
    lines.write(`${new Date().toISOString()} ${part}: ${line}\n`)
    if (part === 'stack') say(spoken(line))
  }
  const started: { stop(): Promise<void> }[] = [
    { stop: () => new Promise((done) => lines.end(() => done())) },
  ]
  const stop = () => endAll(started)
  const note = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(part)
    return part
  }
  try {
    const standIn = real ? null : note(await startStandIn(dataDir, company, log))
    signal.throwIfAborted()
    const stack = note(
      await startStack({
        dataDir,
        functionsEnv: functionsEnv(process.env, standIn),
        scheduler: false,
        log,
      }),
    )
    signal.throwIfAborted()
    const { databaseUrl, apiUrl, functionsUrl, secretKey, publishableKey } = stack
    const member = { email: 'member@example.com', password: stack.memberPassword }
    await prepareRuns(stack)
    await prepareMember(stack, member)
    const running: RunningStack = {
      pid: process.pid,
      startedAt: new Date().toISOString(),
      schedulesAt: null,
      databaseUrl,
      apiUrl,
      functionsUrl,
      secretKey,
      publishableKey,
      member,
      standIn: standIn && { url: standIn.url, oauthUrl: standIn.oauthUrl, apiKey: standIn.apiKey },
    }
    note(await announce(root, running))
    const startSchedules = async () => {
      note(await startScheduler({ databaseUrl, log }))
      await announce(root, { ...running, schedulesAt: new Date().toISOString() })
    }
    const project = projectAt(apiUrl, secretKey)
    return {
      stack,
      standIn,
      gazelleUrl,
      project,
      member,
      logFile,
      startSchedules,
      add: note,
      stop,
    }
  } catch (error) {
    // What failed first is what counts.
    await stop().catch(() => {})
    throw error
  }
}

const connected = async (databaseUrl: string, work: (client: pg.Client) => Promise<unknown>) => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'start' })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

const prepareRuns = ({ databaseUrl, functionsUrl, secretKey }: Stack) =>
  connected(databaseUrl, async (client) => {
    // A slice that yields asks for the next one through Vault, whether or not the schedules run.
    await client.query('select sync.connect_functions($1, $2)', [functionsUrl, secretKey])
    // The slices of the previous stack have ended with it; their leases would block runs for two minutes.
    await client.query(`update sync.runs set lease = null, lease_until = null where status = 'running'`)
  })

const prepareMember = ({ databaseUrl }: Stack, member: Member) =>
  connected(databaseUrl, async (client) => {
    const { id, isNew } = await keepUser(client, member)
    // Once: whose membership was ended since then stays without.
    if (isNew) await client.query(`select sync.add_member('main', $1, 'admin')`, [id])
  })
