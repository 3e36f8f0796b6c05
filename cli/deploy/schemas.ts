import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { apiSchemas } from '../../supabase/local/postgrest.ts'
import { cliError } from '../errors.ts'
import type { Project } from '../project.ts'
import { pageSize } from '../rows.ts'
import { t } from '../words/words.ts'
import { hasRelation } from './management.ts'
import type { Step } from './step.ts'

const form = z.looseObject({ db_schema: z.unknown(), max_rows: z.number().catch(1000) })
const name = /^[^\s,"]+$/

/** The schemas of a list such as `public, app`, in its order. @throws AppError `deploy_schemas_unreadable` */
export const schemasIn = (list: unknown): string[] => {
  const names = typeof list === 'string' ? list.split(',').map((one) => one.trim()) : null
  const read = names?.length === 1 && names[0] === '' ? [] : names
  if (read?.every((one) => name.test(one))) return read
  throw cliError(
    'failed',
    'deploy_schemas_unreadable',
    'db_schema',
    t('the list of schemas that the project’s Data API exposes cannot be read, so it is left as it is'),
    t(
      'Look at it under Settings, Data API in the dashboard, save it there once, and run the same command again.',
    ),
  )
}

/** The Data API exposes our schemas beside those that it exposes already: other applications keep theirs. */
export const schemas: Step = {
  name: 'schemas',
  plan: async ({ api, project }) => {
    const { db_schema, max_rows } = await api.read('/postgrest', form)
    const there = schemasIn(db_schema)
    const cut =
      max_rows < pageSize
        ? `; ${t('max_rows is {max}, which cuts lists of the command line: make it {size} or more', { max: max_rows, size: pageSize })}`
        : ''
    const added = apiSchemas.filter((schema) => !there.includes(schema))
    if (added.length === 0) {
      if (!(await hasRelation(api, 'sync.modules')) || (await isExposed(project)))
        return t('the Data API exposes {names}', { names: apiSchemas.join(', ') }) + cut
      return {
        what: t('wait until the Data API exposes the schemas that its settings have'),
        apply: async () => {
          await untilExposed(project)
          return t('the Data API exposes {names}', { names: apiSchemas.join(', ') }) + cut
        },
      }
    }
    return {
      what:
        t('expose {names} in the Data API, beside {others}', {
          names: added.join(', '),
          others: there.join(', ') || t('nothing'),
        }) + cut,
      apply: async () => {
        // The first one is the default of other applications' calls.
        await api.change('PATCH', '/postgrest', { db_schema: [...there, ...added].join(', ') }, z.unknown())
        await untilExposed(project)
        return (
          t('the Data API exposes {names} too, beside {others}', {
            names: added.join(', '),
            others: there.join(', ') || t('nothing'),
          }) + cut
        )
      },
    }
  },
}

const patienceMs = 120_000

const probe = ({ apiUrl, secretKey }: Project) =>
  fetch(`${apiUrl}/rest/v1/modules?select=module&limit=1`, {
    headers: { apikey: secretKey, 'accept-profile': 'sync' },
    signal: AbortSignal.timeout(10_000),
  }).then(
    async ({ ok, status, body }) => {
      await body?.cancel()
      return { ok, status }
    },
    () => ({ ok: false, status: null }),
  )

const isExposed = async (project: Project) => (await probe(project)).ok

/** Waits until the Data API has read its settings and the database anew. @throws AppError `deploy_not_answering` */
const untilExposed = async (project: Project): Promise<void> => {
  const until = Date.now() + patienceMs
  for (;;) {
    const { ok, status } = await probe(project)
    if (ok) return
    if (Date.now() > until)
      throw notAnswering(
        `${project.apiUrl}/rest/v1`,
        status,
        'If it stays so, a setting of the role outranks the project’s: alter role authenticator reset pgrst.db_schemas; notify pgrst, $$reload config$$; Then run the same command again.',
      )
    await pause(250)
  }
}

/** What the project does not answer though it should by now. */
export const notAnswering = (
  url: string,
  status: number | null,
  hint = t('Look at the project’s logs in the dashboard, and run the same command again.'),
) =>
  cliError(
    'failed',
    'deploy_not_answering',
    url,
    status === null
      ? t('{url} does not answer', { url })
      : t('{url} still answers HTTP {status}', { url, status: `${status}` }),
    hint,
  )
