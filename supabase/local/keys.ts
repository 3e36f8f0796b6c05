import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { makeFolder } from '../../shared/folder.ts'
import { writePrivate } from '../../shared/private-file.ts'

/** The secrets of one stack. */
export type Keys = {
  secretKey: string
  publishableKey: string
  jwtSecret: string
  /** Of the role `postgres`, as a person is given it, and of `authenticator`. */
  databasePassword: string
  /** Of the superuser, who runs programs on the machine (`copy … from program`): the stack's alone. */
  superuserPassword: string
  /** Of the member to try with, who signs in as an application's users do. */
  memberPassword: string
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url')

/** Fresh keys in the form that Supabase gives them. */
export const newKeys = (): Keys => ({
  secretKey: `sb_secret_${random(24)}`,
  publishableKey: `sb_publishable_${random(24)}`,
  jwtSecret: random(48),
  databasePassword: randomBytes(24).toString('hex'),
  superuserPassword: randomBytes(24).toString('hex'),
  memberPassword: random(18),
})

/** The keys kept in `folder/keys.json`, made on first use, mode 0600. @throws AppError `file_is_link` */
export const keptKeys = async (folder: string): Promise<Keys> => {
  const file = join(folder, 'keys.json')
  await makeFolder(folder)
  const kept: Partial<Keys> = await readFile(file, 'utf8').then(JSON.parse, () => ({}))
  // A folder of before has one password for both; the superuser keeps it, the others get a new one at the next start.
  const { databasePassword, ...others } = kept
  const keys = { ...newKeys(), ...others }
  if (databasePassword)
    keys[kept.superuserPassword ? 'databasePassword' : 'superuserPassword'] = databasePassword
  await writePrivate(file, `${JSON.stringify(keys, null, 2)}\n`)
  return keys
}

/** A JWT for a database role, as the gateway puts it in place of a key; valid for a year. */
export const roleToken = (jwtSecret: string, role: 'anon' | 'service_role'): Promise<string> =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('supabase')
    .setIssuedAt()
    .setExpirationTime('1y')
    .sign(new TextEncoder().encode(jwtSecret))
