import { z } from 'zod'
import { t } from '../words/words.ts'
import { hasRelation, type Management } from './management.ts'
import { many, type Step } from './step.ts'

const pending = z.object({ module: z.string(), connected: z.boolean() })

/** Modules of the account `main` that never ran, but for what the schedule tried before the consent, and were not called by a deployment; null before the migrations. */
const unread = async (api: Management) => {
  if (!(await hasRelation(api, 'sync.requests'))) return null
  return api.rows(
    `select m.module, exists (select from sync.credentials c where c.account_id = 'main') as connected
     from sync.modules m
     where not exists (
         select from sync.runs r
         where r.account_id = 'main' and r.module = m.module
           and r.error ->> 'code' is distinct from 'gazelle_not_connected'
       )
       and not exists (
         select from sync.requests q where q.account_id = 'main' and q.module = m.module and q.triggered_by = 'deploy'
       )
     order by m.position, m.module`,
    [],
    pending,
  )
}

/** Each module that has never run is called once; with OAuth, after the consent. */
export const firstSync: Step = {
  name: 'first sync',
  plan: async ({ api, settings }) => {
    const modules = await unread(api)
    if (modules?.length === 0) return t('begun')
    if (settings.auth.mode === 'oauth' && !modules?.some(({ connected }) => connected))
      return t(
        'waits for consent: run gazelle connect with SUPABASE_URL and SUPABASE_SECRET_KEY set, then this command again',
      )
    return {
      what: t('start the first sync of {what}', {
        what: modules ? many(modules.length, 'module') : t('every module'),
      }),
      apply: async () => {
        const called = (await unread(api)) ?? []
        await api.run(
          `select sync.invoke(module, 'incremental', null, 'main', 'deploy')
           from jsonb_array_elements_text($1::jsonb) with ordinality m (module, position) order by position`,
          [JSON.stringify(called.map(({ module }) => module))],
        )
        return t('{what} called; gazelle status shows how far they are', {
          what: many(called.length, 'module'),
        })
      },
    }
  },
}
