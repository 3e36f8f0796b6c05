import { z } from 'zod'
import { noteSecret } from '../../shared/secrets.ts'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'
import { digestOf, hasRelation, type Management, tokenRefused } from './management.ts'

/** A key as the Management API lists it. */
export const listedKey = z.looseObject({
  id: z.string().nullish(),
  name: z.string(),
  type: z.string().nullish(),
  api_key: z.string().nullish(),
  inserted_at: z.string().nullish(),
})

/** A key that opens the functions. */
export interface SecretKey {
  id: string
  name: string
  value: string
  madeAt: number
}

const ownName = /^gazelle_\d{14}$/

/** Whether a key is the schedule's alone; any other one may be used elsewhere. */
export const isOwn = ({ name }: SecretKey): boolean => ownName.test(name)

/** The secret key of an entry, where it is one and is shown. */
export const keyOf = ({ id, name, type, api_key, inserted_at }: z.output<typeof listedKey>): SecretKey[] => {
  // One that the token may not read is cut, or not there.
  if (type !== 'secret' || !id || !api_key || !/^sb_secret_[\w-]+$/.test(api_key)) return []
  noteSecret(api_key)
  return [{ id, name, value: api_key, madeAt: Date.parse(inserted_at ?? '') || 0 }]
}

/** The project's secret keys, the oldest first. @throws AppError `deploy_legacy_keys` when it has none, `deploy_token_refused` when none is shown */
export const secretKeys = async (api: Management): Promise<[SecretKey, ...SecretKey[]]> => {
  const listed = await api.read('/api-keys?reveal=true', z.array(listedKey))
  const [first, ...rest] = listed.flatMap(keyOf).toSorted((a, b) => a.madeAt - b.madeAt)
  if (first) return [first, ...rest]
  const hidden = listed.flatMap(({ type, name }) => (type === 'secret' ? name : []))
  if (hidden.length > 0)
    throw tokenRefused(
      t('the access token may not read the project’s secret keys: {names}', { names: hidden.join(', ') }),
    )
  throw cliError(
    'failed',
    'deploy_legacy_keys',
    'api-keys',
    t('the project has legacy keys only (anon and service_role): functions do not know them'),
    t(
      'Make new keys under Settings, API keys, “Create new API keys”; the legacy ones stay valid until you switch them off. Then run the same command again.',
    ),
  )
}

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
export const isInVault = (vault: Map<string, string>, secretKey: string): boolean =>
  vault.get('gazelle_secret_key') === digestOf(secretKey)

/** The key that the schedule uses: the one in Vault while the project has it, else the newest of ours, else `default`, else the oldest. */
export const scheduleKey = async (api: Management): Promise<SecretKey> => {
  const keys = await secretKeys(api)
  const vault = await vaultDigests(api)
  return (
    keys.find(({ value }) => isInVault(vault, value)) ??
    keys.findLast(isOwn) ??
    keys.find(({ name }) => name === 'default') ??
    keys[0]
  )
}

/** What a person should know of the key that the schedule uses. */
export const noteOnKey = (key: SecretKey): string =>
  isOwn(key) || key.name === 'default'
    ? t('the schedule uses the secret key {name}', { name: key.name })
    : t(
        'the schedule uses the secret key {name}, which other programs may use too; --rotate-keys makes one for it alone',
        { name: key.name },
      )
