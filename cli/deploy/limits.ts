import { z } from 'zod'
import { t } from '../words/words.ts'
import { hasRelation, type Management } from './management.ts'
import type { Step } from './step.ts'

// What the migrations write.
const usualSeconds = 150

const noted = async (api: Management): Promise<number> => {
  if (!(await hasRelation(api, 'sync.worker_limits'))) return usualSeconds
  const [row] = await api.rows(
    `select most::int as seconds from sync.worker_limits where resource = 'time'`,
    [],
    z.object({ seconds: z.number() }),
  )
  return row?.seconds ?? usualSeconds
}

/** The alert about slices measures their time against what the plan gives a function. */
export const limits: Step = {
  name: 'limits',
  plan: async ({ api, workerSeconds }) => {
    const is = t('a slice may work {seconds} s', { seconds: workerSeconds })
    if ((await noted(api)) === workerSeconds) return is
    return {
      what: t('note that {what}', { what: is }),
      apply: async () => {
        await api.run(`update sync.worker_limits set most = $1 where resource = 'time'`, [workerSeconds])
        return t('{what}, which doctor and alerts know', { what: is })
      },
    }
  },
}
