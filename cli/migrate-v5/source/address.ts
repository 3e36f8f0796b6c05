import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import pg from 'pg'
import { isLoopback } from '../../../shared/loopback.ts'
import { noteSecret } from '../../../shared/secrets.ts'
import { t } from '../../words/words.ts'
import { badAddress, unknownForm } from './address-form.ts'
import { refused } from './errors.ts'

interface Named {
  name: string
  id: string
}

/** A database of Postgres. */
export interface PostgresAddress extends Named {
  kind: 'postgres'
  connectionString: string
}

/** A Supabase project, whose Data API is read. */
export interface ProjectAddress extends Named {
  kind: 'project'
  url: string
  key: string
  /** Whether the key’s form says that it sees every row; a self-hosted project’s may say nothing. */
  isServiceKey: boolean
}

const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

const postgresForm = t(
  'Write postgresql://user:password@host:5432/database, with other than letters and digits in the password as %40 for @, %2F for /, %23 for #.',
)

/** Where the driver goes for an address, by its own reading. */
const readByDriver = ({ href }: URL) => {
  try {
    const { host, port, database = '' } = new pg.Client({ connectionString: href })
    return { host: host.toLowerCase(), port, database }
  } catch {
    throw badAddress(t('the database’s address has a part that cannot be used'), postgresForm)
  }
}

const isNear = (host: string) =>
  host.startsWith('/') || isLoopback(`http://${host.includes(':') ? `[${host}]` : host}`)
const namesTls = ({ searchParams }: URL) =>
  ['sslmode', 'ssl', 'sslrootcert'].some((name) => searchParams.has(name))

/** @throws AppError `bad_v5_address` */
export const postgresAddress = (from: string): PostgresAddress => {
  const url = URL.canParse(from) ? new URL(from) : null
  // Without a user, or with more of a path, the host would be a part of the password.
  if (!url?.username || !/^\/[^/@]+$/.test(url.pathname) || url.hash)
    throw badAddress(t('--from is no whole address of a database'), postgresForm)
  noteSecret(url.password)
  const password = url.searchParams.get('password') ?? url.password
  noteSecret(password)
  if (isEncoded(password)) noteSecret(decodeURIComponent(password))
  // TLS modes mean what they mean for psql: require trusts whom it meets, since Supabase's certificates are of an authority of its
  // own; verify-full with sslrootcert does not. Where none is named, a database of another machine is read by TLS all the same.
  url.searchParams.set('uselibpqcompat', 'true')
  const { host, port, database } = readByDriver(url)
  if (!namesTls(url) && !isNear(host)) url.searchParams.set('sslmode', 'require')
  // A pooler of Supabase serves many projects at one address, and tells them by the user.
  const project = host.endsWith('.pooler.supabase.com') ? /\.(\w+)$/.exec(url.username)?.[1] : undefined
  const place = `${host}:${port}/${database}`
  return {
    kind: 'postgres',
    connectionString: url.href,
    name: project ? `${place} (project ${project})` : place,
    id: idOf(project ? `${project}@${place}` : place),
  }
}

const isEncoded = (text: string) => {
  try {
    return decodeURIComponent(text) !== text
  } catch {
    return false
  }
}

const projectForm = t('Write https://<project>.supabase.co, as Project Settings → Data API shows it.')
const keyHint = t(
  'Give the project’s secret key, sb_secret_…, or its service_role key: another sees only what row-level security leaves.',
)

/** The database role of a key by its form; null where it is in none of the known forms. */
const roleOf = (key: string): unknown => {
  if (key.startsWith('sb_secret_')) return 'service_role'
  if (key.startsWith('sb_publishable_')) return 'publishable'
  try {
    return decodeJwt(key).role ?? null
  } catch {
    return null
  }
}

/** @throws AppError `bad_v5_address`, `v5_refused` for a key that does not see every row */
export const projectAddress = (from: string, key: string | undefined): ProjectAddress => {
  const url = URL.canParse(from) ? new URL(from) : null
  if (!url || url.username || url.search || url.hash || !/^\/(rest\/v1\/?)?$/.test(url.pathname))
    throw badAddress(t('--from is no project’s URL'), projectForm)
  if (url.protocol !== 'https:' && !isLoopback(url.href))
    throw badAddress(t('--from must be an https address: the key is sent there'), projectForm)
  const given = key?.trim() ?? ''
  noteSecret(given)
  if (given === '' || /[^\x21-\x7e]/.test(given))
    throw badAddress(t('for a project’s URL its key is needed too, one word'), keyHint)
  const role = roleOf(given)
  if (role !== null && role !== 'service_role')
    throw refused(
      url.origin,
      t('the key is one of the role {role}, which does not see every row', { role: String(role) }),
      keyHint,
    )
  return {
    kind: 'project',
    url: url.origin,
    key: given,
    isServiceKey: role !== null,
    name: url.origin,
    id: idOf(url.origin),
  }
}

/**
 * What an address names. A key beside the address of a database, such as one of the environment, is not used.
 * @throws AppError `bad_v5_address`, `v5_refused` for a key that does not see every row
 */
export const addressOf = (from: string, key: string | undefined): PostgresAddress | ProjectAddress => {
  const text = from.trim()
  if (/^postgres(ql)?:\/\//i.test(text)) return postgresAddress(text)
  if (/^https?:\/\//i.test(text)) return projectAddress(text, key)
  throw unknownForm()
}
