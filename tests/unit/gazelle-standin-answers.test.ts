import { request } from 'node:http'
import { createGunzip } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { ask, under } from './gazelle-plain.ts'

const entries = `query Timeline($first: Int, $types: [TimelineEntryType!]) {
  allTimelineEntries(first: $first, types: $types) { nodes { id type } totalCount } }`

let fake: GazelleFake
beforeAll(async () => {
  fake = await startGazelleFake({
    company: { clients: 100, pianos: 20, timelineEntries: 300, appointments: 10, invoices: 5 },
  })
})
afterEach(() => fake.rules.clear())
afterAll(() => fake?.stop())

/** Asks on a bare connection, so that the body comes as it was sent; hangs up after `most` unpacked bytes. */
const unpack = (most = Number.POSITIVE_INFINITY) =>
  new Promise<{ encoding: string | undefined; packed: number; unpacked: number; end: string }>(
    (resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'x-gazelle-api-key': fake.apiKey }
      const asking = request(fake.url, { method: 'POST', headers, agent: false }, (response) => {
        const encoding = response.headers['content-encoding']
        const seen = { encoding, packed: 0, unpacked: 0, end: '' }
        const unpacking = createGunzip({ chunkSize: 1 << 20 })
        response.on('data', (part: Buffer) => {
          seen.packed += part.length
        })
        response.on('error', reject)
        unpacking.on('data', (part: Buffer) => {
          seen.unpacked += part.length
          seen.end = (seen.end + part.subarray(-80)).slice(-80)
          if (seen.unpacked < most) return
          resolve(seen)
          response.unpipe()
          asking.destroy()
        })
        unpacking.on('end', () => resolve(seen)).on('error', reject)
        response.pipe(unpacking)
      })
      asking.on('error', reject)
      asking.end(JSON.stringify({ query: '{ user { id } }' }))
    },
  )

describe('an answer', () => {
  test('is a redirection to another address (case R14)', async () => {
    const [, { status, headers }] = await under(fake, { kind: 'redirect' }, entries, { first: 1 })
    expect([status, headers.get('location')]).toEqual([302, '/users/sign_in'])
  })

  test('is a proxy’s 403 in HTML (case R14)', async () => {
    const [, { status, text, body }] = await under(fake, { kind: 'forbidden' }, entries, { first: 1 })
    expect([status, body]).toEqual([403, null])
    expect(text).toContain('<html>')
  })

  test('has "errors": null and "extensions": null beside its data (case R13)', async () => {
    const [, { body }] = await under(fake, { kind: 'nullMembers' }, entries, { first: 1 })
    expect(body).toMatchObject({
      errors: null,
      extensions: null,
      data: { allTimelineEntries: { nodes: [{}] } },
    })
  })

  test('says the key in an error message (case S2)', async () => {
    const fault = { kind: 'errors', message: 'Not allowed', echoesKey: true } as const
    const [, { body }] = await under(fake, fault, entries)
    expect(body).toEqual({ errors: [{ message: `Not allowed (key: ${fake.apiKey})` }] })
  })

  test('has an error message of 8 MB (case S3)', async () => {
    const [, { body }] = await under(fake, { kind: 'errors', bytes: 8_000_000 }, entries)
    expect(body.errors[0].message).toHaveLength(8_000_000)
  })

  test('is small and unpacks a thousandfold, made while it is read (case R15)', async () => {
    fake.rules.add({ kind: 'gzipBomb', bytes: 2 ** 28, stays: true })
    const { encoding, packed, unpacked, end } = await unpack()
    expect(encoding).toBe('gzip')
    expect(packed).toBeLessThan(3e5)
    expect(unpacked).toBeGreaterThan(2 ** 28)
    expect(end).toMatch(/ +"data":\{"user":\{"id":"usr_\w+"\}\}\}$/)
    fake.rules.clear()
    // A petabyte is held nowhere.
    fake.rules.add({ kind: 'gzipBomb', bytes: 2 ** 50, stays: true })
    expect((await unpack(2 ** 26)).packed).toBeLessThan(1e6)
    fake.rules.clear()
    fake.rules.add({ kind: 'gzipBomb', bytes: 2 ** 20, stays: true })
    const { body } = await ask(fake, '{ user { accessLevel } }')
    expect(body).toEqual({ data: { user: { accessLevel: 'ADMIN' } } })
  })

  test('drips, and is whole at the end; who hangs up sets it free (case R16)', async () => {
    const fault = { kind: 'drip', ms: 200, everyMs: 20 } as const
    const begun = performance.now()
    const [, { status, body }] = await under(fake, fault, entries, { first: 20 })
    // Two answers of 200 ms, whose timers may each fire a little early.
    expect(performance.now() - begun).toBeGreaterThan(300)
    expect([status, body.data.allTimelineEntries.nodes.length]).toEqual([200, 20])
    fake.rules.add({ kind: 'drip', ms: 208_000, everyMs: 10, stays: true })
    const asked = fetch(fake.url, {
      method: 'POST',
      headers: { 'x-gazelle-api-key': fake.apiKey },
      body: JSON.stringify({ query: entries }),
      signal: AbortSignal.timeout(200),
    })
    await expect(asked.then((response) => response.text())).rejects.toThrow('timeout')
  })

  test('is cut half-way, each time', async () => {
    fake.rules.add({ kind: 'cut', midway: true, stays: true })
    for (let call = 0; call < 2; call++) await expect(ask(fake, entries)).rejects.toThrow()
    fake.rules.clear()
    expect((await ask(fake, entries)).status).toBe(200)
  })
})

describe('a query', () => {
  test.each([
    ['tooComplex', /^Query has complexity of \d+, which exceeds max complexity of 100$/, undefined],
    ['tooCostly', /^Query cost is \d+, /, 'MAX_COST_EXCEEDED'],
  ] as const)(
    'is refused above a limit that smaller pages stay under: %s (case R12)',
    async (kind, words, code) => {
      const [, { status, body }] = await under(fake, { kind, limit: 100 }, entries, { first: 50 })
      expect([status, body.data]).toEqual([200, undefined])
      expect(body.errors[0].message).toMatch(words)
      expect(body.errors[0].extensions?.code).toBe(code)
      fake.rules.add({ kind, limit: 100, stays: true })
      expect((await ask(fake, entries, { first: 10 })).body.data.allTimelineEntries.nodes).toHaveLength(10)
      const many = `{ ${Array.from({ length: 60 }, (_, at) => `c${at}: client(id: "cli_${at}") { id }`).join(' ')} }`
      expect((await ask(fake, many)).body.errors).toHaveLength(1)
    },
  )

  test('sends a value that its enum has lost: an error of the variable, without a code (case R12)', async () => {
    const types = ['PIANO_MEASUREMENT', 'SERVICE_ENTRY_MANUAL']
    const fault = { kind: 'removedValue', value: 'TimelineEntryType.PIANO_MEASUREMENT' } as const
    const [, { status, body }] = await under(fake, fault, entries, { types })
    expect([status, body.data]).toEqual([200, undefined])
    expect(body.errors[0].message).toMatch(/^Variable \$types was provided invalid value for types\[0\]/)
    expect(body.errors[0].extensions.code).toBeUndefined()
    fake.rules.add({ ...fault, stays: true })
    const introspection = '{ __type(name: "TimelineEntryType") { enumValues { name } } }'
    const { enumValues } = (await ask(fake, introspection)).body.data.__type
    expect(enumValues.map((one: { name: string }) => one.name)).not.toContain('PIANO_MEASUREMENT')
    expect((await ask(fake, entries, { types: types.slice(1) })).body.errors).toBeUndefined()
  })

  test('finds entries of an unknown type at the old end, and learns it by introspection (case R10)', async () => {
    const [, { body }] = await under(fake, { kind: 'unknownEntries' }, entries, { first: 1000 })
    const { nodes, totalCount } = body.data.allTimelineEntries
    expect(totalCount).toBe(305)
    expect(nodes.slice(-5).map((node: { type: string }) => node.type)).toEqual(
      Array(5).fill('CONTACT_FAX_MANUAL'),
    )
    fake.rules.add({ kind: 'unknownEntries', type: 'CONTACT_OWL', count: 2, daysOld: 3, stays: true })
    const introspection = '{ __type(name: "TimelineEntryType") { enumValues { name } } }'
    expect((await ask(fake, introspection)).text).toContain('CONTACT_OWL')
    const found = (await ask(fake, entries, { types: ['CONTACT_OWL'] })).body.data.allTimelineEntries
    expect(found.totalCount).toBe(2)
  })

  test('gets no introspection where it is switched off', async () => {
    const [, { body }] = await under(fake, { kind: 'noIntrospection' }, '{ __schema { queryType { name } } }')
    expect(body.errors).toMatchObject([{ extensions: { code: 'undefinedField', fieldName: '__schema' } }])
    fake.rules.add({ kind: 'noIntrospection', stays: true })
    expect((await ask(fake, '{ __typename user { __typename } }')).body.errors).toBeUndefined()
  })
})

describe('a credential', () => {
  const query = '{ user { accessLevel hasLimitedAccess } allClients(first: 200) { totalCount nodes { id } } }'

  test('becomes a technician’s: 4 % of the clients are missing without a word, and `user` says who asks (case D2)', async () => {
    const [first, { body }] = await under(fake, { kind: 'rights' }, query)
    expect(first.body).toEqual(body)
    expect(body.errors).toBeUndefined()
    expect(body.data.user).toEqual({ accessLevel: 'TECHNICIAN', hasLimitedAccess: true })
    expect(body.data.allClients.totalCount).toBe(96)
    const seen = new Set(body.data.allClients.nodes.map(({ id }: { id: string }) => id))
    const hidden = [...fake.company.clients.keys()].filter((id) => !seen.has(id))
    fake.rules.add({ kind: 'rights', stays: true })
    const byId = await ask(fake, 'query C($id: String) { client(id: $id) { id } }', { id: hidden[0] })
    expect(byId.body).toEqual({ data: { client: null } })
  })

  test('stays an administrator’s, with limited access', async () => {
    const fault = { kind: 'rights', accessLevel: 'ADMIN', hides: 0 } as const
    const [, { body }] = await under(fake, fault, query)
    expect(body.data.user).toEqual({ accessLevel: 'ADMIN', hasLimitedAccess: true })
    expect(body.data.allClients.totalCount).toBe(100)
  })
})
