import { createHash } from 'node:crypto'
import { z } from 'zod'
import { hasRelation, type Management } from './management.ts'
import { many, type Step } from './step.ts'

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

const digests = z.object({ name: z.string(), digest: z.string() })

/** SHA-256 of what Vault holds for the schedule, by name. */
export const vaultDigests = async (api: Management): Promise<Map<string, string>> => {
  if (!(await hasRelation(api, 'vault.decrypted_secrets'))) return new Map()
  const rows = await api.rows(
    `select name, encode(sha256(convert_to(decrypted_secret, 'UTF8')), 'hex') as digest
     from vault.decrypted_secrets where name in ('gazelle_functions_url', 'gazelle_secret_key')`,
    [],
    digests,
  )
  return new Map(rows.map(({ name, digest }) => [name, digest]))
}

/** Whether Vault holds this secret key. */
export const isInVault = (vault: Map<string, string>, secretKey: string | null | undefined): boolean =>
  Boolean(secretKey) && vault.get('gazelle_secret_key') === digestOf(secretKey ?? '')

/** Vault has the functions' address and the key with which the schedule calls them. */
export const vault: Step = {
  name: 'vault',
  plan: async ({ api, project }) => {
    const { functionsUrl, secretKey } = project
    const there = await vaultDigests(api)
    const stale = [
      ...(there.get('gazelle_functions_url') === digestOf(functionsUrl) ? [] : ['the functions’ address']),
      ...(isInVault(there, secretKey) ? [] : ['the secret key']),
    ]
    if (stale.length === 0) return 'Vault has the functions’ address and the secret key'
    return {
      what: `store ${stale.join(' and ')} in Vault`,
      apply: async () => {
        await api.run('select sync.connect_functions($1, $2)', [functionsUrl, secretKey])
        return `${stale.join(' and ')} stored in Vault: the schedule calls ${functionsUrl}`
      },
    }
  },
}

const job = z.object({ jobname: z.string(), active: z.boolean() })

/** The migrations make the schedules; what a person switched off stays off. */
export const schedules: Step = {
  name: 'schedules',
  plan: async ({ api }) => {
    if (!(await hasRelation(api, 'cron.job'))) return 'the migrations make them'
    const jobs = await api.rows(
      `select jobname, active from cron.job where jobname like 'gazelle-%'`,
      [],
      job,
    )
    if (jobs.length === 0) return 'the migrations make them'
    const off = jobs.filter(({ active }) => !active).map(({ jobname }) => jobname)
    return off.length === 0
      ? `${many(jobs.length, 'job')}, all on`
      : `${many(jobs.length, 'job')}; switched off: ${off.join(', ')}`
  },
}
