import type { DatabaseClient } from '../shared/database/client.ts'
import type { DataApiFailure } from '../shared/database/rpc.ts'
import { cliError } from './errors.ts'
import { suggestion } from './similar.ts'
import { t } from './words/words.ts'

/** A Supabase project, hosted or local. */
export interface Project {
  apiUrl: string
  functionsUrl: string
  secretKey: string
  database: DatabaseClient
  /** Of the local stack: since when its schedules fire; null before its first sync is over. */
  schedulesAt?: string | null
}

// The client is loaded where a project is asked for, not for --help.
const at = async (apiUrl: string, secretKey: string) =>
  (await import('./project-at.ts')).projectAt(apiUrl, secretKey)

/**
 * The project that commands are for: `SUPABASE_URL` when that is set, else the local stack that runs.
 * @throws AppError `bad_setting`, `no_project`
 */
export const findProject = async (env: NodeJS.ProcessEnv = process.env): Promise<Project> => {
  const url = env.SUPABASE_URL?.trim()
  if (url) {
    if (!URL.canParse(url) || !/^https?:/.test(url))
      throw cliError(
        'usage',
        'bad_setting',
        'SUPABASE_URL',
        t('SUPABASE_URL must be a URL'),
        t('Write https://<project>.supabase.co.'),
      )
    const key = env.SUPABASE_SECRET_KEY?.trim()
    if (!key)
      throw cliError(
        'usage',
        'bad_setting',
        'SUPABASE_SECRET_KEY',
        t('SUPABASE_SECRET_KEY is missing'),
        t('Write the project’s secret key, sb_secret_…; without SUPABASE_URL the local stack is used.'),
      )
    return at(url, key)
  }
  const { runningStack } = await import('./running.ts')
  const stack = await runningStack()
  if (!stack)
    throw cliError(
      'failed',
      'no_project',
      'SUPABASE_URL',
      t('no local stack is running, and SUPABASE_URL is not set'),
      t('Start one with `npm start`, or set SUPABASE_URL and SUPABASE_SECRET_KEY.'),
    )
  return { ...(await at(stack.apiUrl, stack.secretKey)), schedulesAt: stack.schedulesAt }
}

/** The rows of an answer of the Data API. @throws AppError `database_failed`, with Postgres's own message */
export const rowsOf = <Row>(
  { data, error }: { data: Row | null; error: DataApiFailure | null },
  about: string,
): Row => {
  if (error || data === null)
    throw cliError(
      'failed',
      'database_failed',
      about,
      t('{about} cannot be read: {message}', {
        about,
        message: `${error?.message ?? t('no answer')}${error?.code ? ` (${error.code})` : ''}`,
      }),
      error?.hint || t('Check the address, the secret key and that the migrations are applied.'),
    )
  return data
}

/** Names of the modules, parents before children. */
export const moduleNames = async ({ database }: Project): Promise<string[]> => {
  const answer = await database.schema('sync').from('modules').select('module').order('position')
  return rowsOf(answer, 'sync.modules').map((row) => row.module)
}

/**
 * The modules that a command is for.
 * @throws AppError `unknown_module`, `bad_usage`
 */
export const chosenModules = async (
  project: Project,
  { module, all }: { module?: string | undefined; all?: boolean | undefined },
): Promise<string[]> => {
  if ((module === undefined) === !all) {
    const what = all ? t('both a module and all are named') : t('no module is named')
    throw cliError('usage', 'bad_usage', '--module', what, t('Write --module <name>, or --all.'))
  }
  const names = await moduleNames(project)
  if (all) return names
  if (module === undefined || !names.includes(module)) throw unknownModule(module ?? '', names)
  return [module]
}

/** Refuses a module's name, and gives the names there are. */
export const unknownModule = (name: string, names: string[]) =>
  cliError(
    'usage',
    'unknown_module',
    name,
    t('there is no module {name}', { name }),
    suggestion(name, names) + t('Use one of: {names}.', { names: names.join(', ') }),
  )
