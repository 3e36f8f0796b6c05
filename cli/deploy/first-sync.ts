import { z } from 'zod'
import { hasRelation } from './management.ts'
import { many, type Step } from './step.ts'

const count = z.object({ count: z.int() })
const state = z.object({ runs: z.int(), requests: z.int(), connected: z.boolean() })

/** A project without a run gets its first one; with OAuth, once it is connected. */
export const firstSync: Step = {
  name: 'first sync',
  plan: async ({ api, settings }) => {
    const isNew = !(await hasRelation(api, 'sync.requests'))
    const [found] = isNew
      ? []
      : await api.rows(
          `select (select count(*) from sync.runs)::int as runs, (select count(*) from sync.requests)::int as requests,
             exists (select from sync.credentials where account_id = 'main') as connected`,
          [],
          state,
        )
    if (found && found.runs + found.requests > 0) return `begun; ${many(found.runs, 'run')} so far`
    if (settings.auth.mode === 'oauth' && !found?.connected)
      return 'waits for consent: gazelle connect, with SUPABASE_URL and SUPABASE_SECRET_KEY set; the schedule then reads everything'
    return {
      what: 'start the first sync of every module',
      apply: async () => {
        await api.run(`select sync.invoke(m.module, 'incremental', null, 'main', 'deploy')
          from (select module from sync.modules order by position, module) m`)
        const [modules] = await api.rows('select count(*)::int as count from sync.modules', [], count)
        return `${many(modules?.count ?? 0, 'module')} called; gazelle status shows how far they are`
      },
    }
  },
}
