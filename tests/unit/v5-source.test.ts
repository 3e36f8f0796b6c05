import fc from 'fast-check'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { addressOf } from '../../cli/migrate-v5/source/address.ts'
import { requireV5 } from '../../cli/migrate-v5/source/errors.ts'
import { exactJson, keyOf, wholeKeys } from '../../cli/migrate-v5/source/keys.ts'
import { failureOf } from '../../shared/errors.ts'

const tokenOf = (role: string) =>
  new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('x'.repeat(32)))

const failure = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return failureOf(error)
  }
  throw new Error('nothing was refused')
}

describe('the address of a V5 database', () => {
  test('is named by host and database alone, and known again whoever signs in', () => {
    const one = addressOf(
      'postgresql://postgres:s3cret%2Fword@DB.example.org:6543/v5?sslmode=require',
      undefined,
    )
    const other = addressOf('postgres://reader@db.example.org:6543/v5', 'a key of the environment')
    expect(one).toMatchObject({ kind: 'postgres', name: 'db.example.org:6543/v5' })
    expect(one.id).toMatch(/^[0-9a-f]{16}$/)
    expect(other.id).toBe(one.id)
    expect(addressOf('postgres://reader@db.example.org:5432/v5', undefined).id).not.toBe(one.id)
  })

  test('at a pooler is another for another project, which only the user tells', () => {
    const [one, other] = ['abcdefghijklmnopqrst', 'bcdefghijklmnopqrstu'].map((project) =>
      addressOf(
        `postgresql://postgres.${project}:secret@aws-0-ca.pooler.supabase.com:6543/postgres`,
        undefined,
      ),
    )
    expect(one?.name).toBe('aws-0-ca.pooler.supabase.com:6543/postgres (project abcdefghijklmnopqrst)')
    expect(other?.id).not.toBe(one?.id)
  })

  test.each([
    ['of another machine is read by TLS', 'postgresql://me@db.example.org/v5', /[?&]sslmode=require/],
    ['of another machine may say otherwise', 'postgresql://me@db/v5?sslmode=disable', /[?&]sslmode=disable/],
    [
      'of this machine is read as it stands',
      'postgresql://me@127.0.0.1:54322/v5',
      /v5\?uselibpqcompat=true$/,
    ],
    ['of this machine is read as it stands', 'postgresql://me@[::1]:54322/v5', /v5\?uselibpqcompat=true$/],
  ])('%s: %s', (_, from, form) => {
    expect(addressOf(from, undefined)).toHaveProperty('connectionString', expect.stringMatching(form))
  })

  test('of a project is its origin', async () => {
    for (const key of ['sb_secret_abcdefghij', await tokenOf('service_role')]) {
      const plain = addressOf('https://Abc.supabase.co', key)
      expect(plain).toMatchObject({
        kind: 'project',
        name: 'https://abc.supabase.co',
        key,
        isServiceKey: true,
      })
      expect(addressOf('https://abc.supabase.co/rest/v1/', key).id).toBe(plain.id)
    }
    expect(addressOf('http://127.0.0.1:54321', 'a-key-of-ones-own')).toMatchObject({ isServiceKey: false })
  })

  const password = 'hunter2hunter2'
  test.each([
    ['of neither kind', `mysql://me:${password}@host/v5`, undefined],
    ['that is empty', '', undefined],
    ['without a database', `postgresql://me:${password}@host`, undefined],
    ['without a user', 'postgresql://host:5432/v5', undefined],
    ['with a / in its password', `postgresql://me:12/${password}@host/v5`, undefined],
    ['with a # in its password', `postgresql://me:12#${password}@host/v5`, undefined],
    [
      'with a certificate that is not there',
      `postgresql://me:${password}@h/v5?sslrootcert=/none/of/it`,
      undefined,
    ],
    ['of a project without its key', 'https://abc.supabase.co', undefined],
    ['of a project with a key of two words', 'https://abc.supabase.co', `${password} ${password}`],
    ['of the dashboard', 'https://supabase.com/dashboard/project/abc', password],
    ['that would send the key in clear', 'http://abc.supabase.co', password],
    ['with a key in it', `https://x:${password}@abc.supabase.co`, password],
  ])('%s is refused, and not repeated', (_, from, key) => {
    const refusal = failure(() => addressOf(from, key))
    expect(refusal).toMatchObject({ code: 'bad_v5_address', about: '--from' })
    expect(refusal.hint).not.toBe('')
    expect(JSON.stringify(refusal)).not.toContain(password)
  })

  test.each([
    ['a publishable key', async () => 'sb_publishable_abcdefghij'],
    ['an anon key', () => tokenOf('anon')],
    ['the token of a member', () => tokenOf('authenticated')],
  ])('refuses %s, which does not see every row', async (_, keyOf) => {
    const key = await keyOf()
    const refusal = failure(() => addressOf('https://abc.supabase.co', key))
    expect(refusal).toMatchObject({ code: 'v5_refused', about: 'https://abc.supabase.co' })
    expect(refusal.hint).toContain('service_role')
    expect(JSON.stringify(refusal)).not.toContain(key)
  })
})

describe('the key of a table', () => {
  const columns = (...names: string[]) => names.map((name) => ({ name, type: 'text' }))
  test.each([
    ['external_id', columns('id', 'key', 'gazelle_user_id', 'external_id')],
    ['gazelle_user_id', columns('id', 'gazelle_user_id')],
    ['id', columns('key', 'id')],
    ['key', columns('value', 'key')],
    [null, columns('value')],
    [
      'id',
      [
        { name: 'external_id', type: 'jsonb' },
        { name: 'id', type: 'bigint' },
      ],
    ],
  ])('is %s', (key, found) => {
    expect(keyOf(found)).toBe(key)
  })
})

describe('a row', () => {
  test.each([
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['1e400', '1e400'],
    ['9007199254740991', 9007199254740991],
    ['0.30000000000000004', 0.30000000000000004],
    ['-73.5', -73.5],
    ['"9007199254740993"', '9007199254740993'],
  ])('keeps all digits of %s', (written, read) => {
    expect(exactJson(`{"a": [${written}]}`)).toEqual({ a: [read] })
  })
})

describe('a page', () => {
  test('has whole keys, and rows without a key apart', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', null), { maxLength: 12 })
    fc.assert(
      fc.property(keys, fc.boolean(), (unsorted, isWhole) => {
        const sorted = [
          ...unsorted.filter((key) => key !== null).toSorted(),
          ...unsorted.filter((key) => key === null),
        ]
        const rows = sorted.map((key) => ({ key, row: {} }))
        const end = wholeKeys(rows, isWhole)
        const [page, rest] = [sorted.slice(0, end), sorted.slice(end)]
        expect(page.filter((key) => key !== null && rest.includes(key))).toEqual([])
        expect(new Set(page.map((key) => key === null)).size).toBeLessThan(2)
        if (isWhole || new Set(sorted).size > 1) expect(end > 0).toBe(rows.length > 0)
      }),
    )
  })
})

describe('a database', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }))
  test.each(['gazelle_clients', 'gazelle_pianos', 'gazelle_timeline_entries'])(
    'with %s is one of V5',
    (table) => {
      expect(() => requireV5('v5', named('another', table))).not.toThrow()
    },
  )

  test('with none of these is not, and at most ten of its tables are named', () => {
    expect(failure(() => requireV5('host:5432/shop', [])).message).toContain('no table')
    const tables = named(...Array.from({ length: 12 }, (_, at) => `t${at}`))
    expect(failure(() => requireV5('host:5432/shop', tables))).toMatchObject({
      code: 'not_v5',
      about: 'host:5432/shop',
      message: expect.stringContaining('t8, t9, and 2 more'),
    })
  })
})
