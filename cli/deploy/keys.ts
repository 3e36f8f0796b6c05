import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { noteSecret } from '../../shared/secrets.ts'
import { cliError } from '../errors.ts'
import { projectAt } from '../project.ts'
import { untilTheyAnswer } from './functions.ts'
import { hasRelation, type Management } from './management.ts'
import { isInVault, vaultDigests } from './schedule.ts'
import type { Step } from './step.ts'

const listed = z.looseObject({
  id: z.string().nullish(),
  name: z.string(),
  type: z.string().nullish(),
  api_key: z.string().nullish(),
  inserted_at: z.string().nullish(),
})

interface SecretKey {
  id: string
  name: string
  value: string
  madeAt: number
}

// Keys of this name are the schedule's alone; any other one may be used elsewhere.
const ownName = /^gazelle_\d{14}$/

const keyOf = ({ id, name, type, api_key, inserted_at }: z.output<typeof listed>): SecretKey[] => {
  if (type !== 'secret' || !id || !api_key?.startsWith('sb_secret_')) return []
  noteSecret(api_key)
  return [{ id, name, value: api_key, madeAt: Date.parse(inserted_at ?? '') || 0 }]
}

/** The project's secret keys, the oldest first. @throws AppError `deploy_legacy_keys` when it has none */
const secretKeys = async (api: Management): Promise<[SecretKey, ...SecretKey[]]> => {
  const keys = (await api.read('/api-keys?reveal=true', z.array(listed))).flatMap(keyOf)
  const [first, ...rest] = keys.toSorted((a, b) => a.madeAt - b.madeAt)
  if (first) return [first, ...rest]
  throw cliError(
    'failed',
    'deploy_legacy_keys',
    'api-keys',
    'the project has legacy keys only (anon and service_role): functions do not know them',
    'Make new keys under Settings, API keys, “Create new API keys”; the legacy ones stay valid until you switch them off. Then run the same command again.',
  )
}

/** The key that the schedule uses: the one in Vault while the project has it, else the newest of ours, else `default`, else the oldest. */
export const scheduleKey = async (api: Management): Promise<SecretKey> => {
  const keys = await secretKeys(api)
  const vault = await vaultDigests(api)
  return (
    keys.find(({ value }) => isInVault(vault, value)) ??
    keys.findLast(({ name }) => ownName.test(name)) ??
    keys.find(({ name }) => name === 'default') ??
    keys[0]
  )
}

/** What a person should know of the key that the schedule uses. */
export const described = ({ name }: SecretKey): string =>
  ownName.test(name) || name === 'default'
    ? `the schedule uses the secret key ${name}`
    : `the schedule uses the secret key ${name}, which other programs may use too; --rotate-keys makes one for it alone`

const slicesMs = 420_000

/** Waits until the slices that work with the old key are over: they reach the database with it. */
const untilSlicesEnd = async (api: Management): Promise<void> => {
  if (!(await hasRelation(api, 'sync.runs'))) return
  const lease = z.object({ lease: z.string() })
  const held = await api.rows(
    'select lease::text from sync.runs where lease_until > clock_timestamp()',
    [],
    lease,
  )
  const until = Date.now() + slicesMs
  for (;;) {
    const left = await api.rows(
      'select lease::text from sync.runs where lease_until > clock_timestamp() and lease::text = any ($1::text[])',
      [held.map((one) => one.lease)],
      lease,
    )
    if (left.length === 0 || Date.now() > until) return
    await pause(2000)
  }
}

const nameNow = () => `gazelle_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`

/**
 * A new secret key for the schedule. The old one is valid until the functions answer to the new one, Vault has it, and the
 * slices that work with the old one are over; then it is deleted if it is the schedule's alone. A run that was cut is finished
 * by the next one: the key that it made is used, the old one that it left is deleted.
 */
export const rotation: Step = {
  name: 'rotate keys',
  plan: async ({ api, project }) => {
    const keys = await secretKeys(api)
    const vault = await vaultDigests(api)
    const own = keys.filter(({ name }) => ownName.test(name))
    const newest = own.at(-1)
    const inVault = keys.find(({ value }) => isInVault(vault, value))
    const isSwitched = newest !== undefined && newest === inVault
    const isFinished = newest === undefined || (isSwitched && own.length === 1)
    const begun = isFinished ? null : newest
    return {
      what: begun
        ? `finish the rotation to the key ${begun.name}`
        : 'make a new secret key and put it in place of the old one',
      apply: async () => {
        const next = begun ?? (await create(api))
        await untilTheyAnswer(projectAt(project.apiUrl, next.value))
        if (!isInVault(vault, next.value)) {
          await api.run('select sync.connect_functions($1, $2)', [project.functionsUrl, next.value])
        }
        const old = own.filter(({ id }) => id !== next.id)
        // Also where a run that was cut has switched already.
        if (old.length > 0) await untilSlicesEnd(api)
        for (const { id } of old) await api.change('DELETE', `/api-keys/${id}`, undefined, z.unknown())
        const gone = old.length > 0 ? `; deleted: ${old.map(({ name }) => name).join(', ')}` : ''
        const shared =
          inVault && !ownName.test(inVault.name)
            ? `; the key ${inVault.name} is still valid, since other programs may use it: delete it under Settings, API keys, when none does`
            : ''
        return `the schedule uses the key ${next.name}${gone}${shared}`
      },
    }
  },
}

const create = async (api: Management): Promise<SecretKey> => {
  const name = nameNow()
  const made = await api.change(
    'POST',
    '/api-keys?reveal=true',
    {
      type: 'secret',
      name,
      description: 'The schedule of Assistant Gazelle',
      secret_jwt_template: { role: 'service_role' },
    },
    listed,
  )
  const [key] = keyOf(made)
  if (key) return key
  throw cliError(
    'failed',
    'deploy_answer_unreadable',
    name,
    'the Management API made a key and did not reveal it',
    'Run the same command again: it goes on with this key.',
  )
}
