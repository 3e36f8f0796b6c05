import { randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { makeFolder } from '../../shared/folder.ts'

/** The secrets of one stack. */
export type Keys = {
  secretKey: string
  publishableKey: string
  jwtSecret: string
  databasePassword: string
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url')

/** Fresh keys in the form that Supabase gives them. */
export const newKeys = (): Keys => ({
  secretKey: `sb_secret_${random(24)}`,
  publishableKey: `sb_publishable_${random(24)}`,
  jwtSecret: random(48),
  databasePassword: randomBytes(24).toString('hex'),
})

/** The keys kept in `folder/keys.json`, made on first use, mode 0600. */
export const keptKeys = async (folder: string): Promise<Keys> => {
  const file = join(folder, 'keys.json')
  await makeFolder(folder)
  const kept: Partial<Keys> = await readFile(file, 'utf8').then(JSON.parse, () => ({}))
  const keys = { ...newKeys(), ...kept }
  await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
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
