import { z } from 'zod'
import { cliError } from '../errors.ts'
import { projectAt } from '../project-at.ts'
import { t } from '../words/words.ts'
import { untilTheyKnow } from './functions.ts'
import { isInVault, isOwn, keyOf, listedKey, type SecretKey, secretKeys, vaultDigests } from './keys.ts'
import { hasRelation, type Management } from './management.ts'
import { type Deployment, many, type Step } from './step.ts'

// What pg_net has sent with the old key takes its lease within that time: it waits 20 s for an answer.
const onTheirWayMs = 30_000
// No plan gives a worker more than 400 s.
const slicesMs = 420_000
const askEveryMs = 2000

const lease = z.object({ lease: z.string() })

/**
 * Waits until the slices that work with the old key are over: they reach the database with it.
 * @throws AppError `deploy_key_in_use` when they do not end
 */
const untilSlicesEnd = async ({ api, wait }: Deployment, old: string): Promise<void> => {
  if (!(await hasRelation(api, 'sync.runs'))) return
  await wait(onTheirWayMs, t('calls that are on their way with the key {old}', { old }))
  const held = await api.rows(
    'select lease::text from sync.runs where lease_until > clock_timestamp()',
    [],
    lease,
  )
  for (let waited = 0; ; waited += askEveryMs) {
    const left = await api.rows(
      'select lease::text from sync.runs where lease_until > clock_timestamp() and lease::text = any ($1::text[])',
      [held.map((one) => one.lease)],
      lease,
    )
    if (left.length === 0) return
    const slices = many(left.length, 'slice')
    if (waited >= slicesMs)
      throw cliError(
        'failed',
        'deploy_key_in_use',
        old,
        t('the schedule uses the new key, and the old one is left: {slices} may still work with {old}', {
          slices,
          old,
        }),
        t('Run the same command again: it deletes the old key when they are over.'),
      )
    await wait(askEveryMs, t('{slices} that may work with the key {old}', { slices, old }))
  }
}

const nameNow = () => `gazelle_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`

// Whoever lost the answer runs the command again within that time.
const freshMinutes = 15

/**
 * A new secret key for the schedule. The old one is valid until the functions answer to the new one, Vault has it, and the
 * slices that work with the old one are over; then it is deleted if it is the schedule's alone. A run that was cut is finished
 * by the next one: the key that it made is used, the old one that it left is deleted.
 */
export const rotation: Step = {
  name: 'rotate keys',
  plan: async (deployment) => {
    const { api, project } = deployment
    const keys = await secretKeys(api)
    const vault = await vaultDigests(api)
    const inVault = keys.find(({ value }) => isInVault(vault, value))
    const own = keys.filter(isOwn)
    const newest = own.at(-1)
    // What Vault lacks, or has older ones beside it, is of a run that was cut.
    const begun = newest && (newest !== inVault || own.length > 1) ? newest : null
    const minutes = newest ? Math.floor((Date.now() - newest.madeAt) / 60_000) : freshMinutes
    if (newest && !begun && minutes < freshMinutes)
      return t(
        'the schedule uses the key {name}, made {minutes} ago, and no other of its own is left; another one can be made {fresh} minutes after it',
        { name: newest.name, minutes: many(minutes, 'minute'), fresh: freshMinutes },
      )
    return {
      what: begun
        ? t('finish the rotation to the key {name}', { name: begun.name })
        : t('make a new secret key and put it in place of the old one'),
      apply: async () => {
        const next = begun ?? (await create(api))
        await untilTheyKnow(projectAt(project.apiUrl, next.value))
        if (!isInVault(vault, next.value)) {
          await api.run('select sync.connect_functions($1, $2)', [project.functionsUrl, next.value])
        }
        const old = own.filter(({ id }) => id !== next.id)
        const names = old.map(({ name }) => name).join(', ')
        // Also where a run that was cut has switched already.
        if (old.length > 0) await untilSlicesEnd(deployment, names)
        for (const { id } of old) await api.change('DELETE', `/api-keys/${id}`, undefined, z.unknown())
        const gone = old.length > 0 ? `; ${t('deleted: {names}', { names })}` : ''
        const shared =
          inVault && !isOwn(inVault)
            ? `; ${t('the key {name} is still valid, since other programs may use it: delete it under Settings, API keys, when none does', { name: inVault.name })}`
            : ''
        return t('the schedule uses the key {name}', { name: next.name }) + gone + shared
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
    listedKey,
  )
  const [key] = keyOf(made)
  if (key) return key
  throw cliError(
    'failed',
    'deploy_answer_unreadable',
    name,
    t('the Management API made a key and did not reveal it'),
    t('Run the same command again: it goes on with this key.'),
  )
}
