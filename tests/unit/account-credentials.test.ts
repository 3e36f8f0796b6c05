import { describe, expect, test } from 'vitest'
import { credentialOf, sealApiKey } from '../../shared/database/credentials.ts'
import type { Rpc } from '../../shared/database/rpc.ts'
import { seal } from '../../shared/gazelle/seal.ts'
import { errorOf } from './gazelle-endpoint.ts'

const key = btoa('k'.repeat(32))
const withKey = { auth: { mode: 'api_key', apiKey: 'the key of main' }, encryptionKey: key } as const
const withOauth = {
  auth: { mode: 'oauth', oauthUrl: 'http://127.0.0.1:1', clientId: 'id', clientSecret: 'secret' },
  encryptionKey: key,
} as const

/** A database with what is stored for each account; counts how often it is read. */
const databaseWith = (stored: Record<string, { kind: string; sealed: string }>) => {
  const counts = { reads: 0 }
  const db: Rpc = {
    rpc: async (_name, { p_account }) => {
      counts.reads++
      const row = stored[String(p_account)]
      return { data: row ? [{ ...row, version: 1 }] : [], error: null }
    },
  }
  return { db, counts, stored }
}
const storedKey = async (apiKey: string) => ({ kind: 'api_key', sealed: await sealApiKey(apiKey, key) })

describe('the credential of an account', () => {
  test('main has that of the environment, without a look at the database', async () => {
    const { db, counts } = databaseWith({})
    expect(await credentialOf(withKey, db, 'main').headers()).toEqual({
      'x-gazelle-api-key': 'the key of main',
    })
    expect(counts.reads).toBe(0)
  })

  test.each([withKey, withOauth])(
    'another one has its own, whatever the mode: $auth.mode',
    async (settings) => {
      const { db, counts } = databaseWith({ second: await storedKey('the key of second') })
      const credential = credentialOf(settings, db, 'second')
      for (let call = 0; call < 3; call++)
        expect(await credential.headers()).toEqual({ 'x-gazelle-api-key': 'the key of second' })
      expect(counts.reads).toBe(1)
    },
  )

  test.each([withKey, withOauth])(
    'without one there is none: never does it get that of main ($auth.mode)',
    async (settings) => {
      const { db } = databaseWith({ main: await storedKey('the key of main') })
      const error = await errorOf(credentialOf(settings, db, 'second').headers())
      expect(error).toMatchObject({ code: 'gazelle_not_connected', retryable: false })
      expect(error.message).toContain('second')
    },
  )

  test('that a person has replaced is taken when the old one is refused, and only then', async () => {
    const { db, stored } = databaseWith({ second: await storedKey('old') })
    const credential = credentialOf(withKey, db, 'second')
    const used = await credential.headers()
    expect(await credential.refused(used)).toBe(false)
    stored.second = await storedKey('new')
    expect(await credential.refused(used)).toBe(true)
    expect(await credential.headers()).toEqual({ 'x-gazelle-api-key': 'new' })
  })

  test('opens with the key that sealed it, and says so when that is missing or another one', async () => {
    const { db } = databaseWith({ second: await storedKey('secret of second') })
    for (const encryptionKey of [null, btoa('x'.repeat(32))]) {
      const error = await errorOf(credentialOf({ ...withKey, encryptionKey }, db, 'second').headers())
      expect(error.code).toBe('token_key_wrong')
      expect(error.message).not.toContain('secret of second')
    }
  })

  test('made by OAuth needs the OAuth settings', async () => {
    const tokens = { accessToken: 'access', refreshToken: null, issuedAt: 0, expiresAt: null }
    const { db } = databaseWith({
      second: { kind: 'oauth', sealed: await seal(JSON.stringify(tokens), key) },
    })
    expect(await credentialOf(withOauth, db, 'second').headers()).toEqual({ authorization: 'Bearer access' })
    expect(await errorOf(credentialOf(withKey, db, 'second').headers())).toMatchObject({
      code: 'gazelle_not_connected',
      message: expect.stringContaining('GAZELLE_AUTH_MODE'),
    })
  })
})
