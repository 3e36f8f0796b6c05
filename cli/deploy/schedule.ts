import { z } from 'zod'
import { t } from '../words/words.ts'
import { isInVault, scheduleKey, vaultDigests } from './keys.ts'
import { digestOf, hasRelation } from './management.ts'
import { many, type Step } from './step.ts'

/** Vault has the functions' address and the key with which the schedule calls them. */
export const vault: Step = {
  name: 'vault',
  plan: async ({ api, project }) => {
    const { functionsUrl } = project
    // Anew: one that was there at the checks may have been deleted since.
    const { value: secretKey } = await scheduleKey(api)
    const there = await vaultDigests(api)
    const stale = [
      ...(there.get('gazelle_functions_url') === digestOf(functionsUrl) ? [] : ['the functions’ address']),
      ...(isInVault(there, secretKey) ? [] : ['the secret key']),
    ]
    if (stale.length === 0) return t('Vault has the functions’ address and the secret key')
    return {
      what: t('store {names} in Vault', { names: stale.join(t(' and ')) }),
      apply: async () => {
        await api.run('select sync.connect_functions($1, $2)', [functionsUrl, secretKey])
        return t('{names} stored in Vault: the schedule calls {address}', {
          names: stale.join(t(' and ')),
          address: functionsUrl,
        })
      },
    }
  },
}

const job = z.object({ jobname: z.string(), active: z.boolean() })

/** The migrations make the schedules; what a person switched off stays off. */
export const schedules: Step = {
  name: 'schedules',
  plan: async ({ api }) => {
    if (!(await hasRelation(api, 'cron.job'))) return t('the migrations make them')
    const jobs = await api.rows(
      `select jobname, active from cron.job where jobname like 'gazelle-%'`,
      [],
      job,
    )
    if (jobs.length === 0) return t('the migrations make them')
    const off = jobs.filter(({ active }) => !active).map(({ jobname }) => jobname)
    return off.length === 0
      ? t('{what}, all on', { what: many(jobs.length, 'job') })
      : t('{what}; switched off: {names}', { what: many(jobs.length, 'job'), names: off.join(', ') })
  },
}
