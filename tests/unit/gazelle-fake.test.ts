import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { companies } from '../../cli/stand-in.ts'
import { generateCompany } from '../../stand-in/company.ts'
import { node, nodes } from '../../stand-in/expected.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { repository } from '../../supabase/local/repository.ts'

const now = new Date('2026-11-22T15:00:00Z')
const size = {
  clients: 60,
  pianos: 260,
  timelineEntries: 900,
  appointments: 150,
  invoices: 80,
  estimates: 20,
}

let fake: GazelleFake
beforeAll(async () => {
  fake = await startGazelleFake({ now, company: size })
})
afterEach(() => {
  fake.rules.clear()
  fake.calls.clear()
})
afterAll(() => fake.stop())

const post = async (
  query: string,
  variables: Record<string, unknown> = {},
  { url = fake.url, headers = { 'x-gazelle-api-key': fake.apiKey } as Record<string, string> } = {},
) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  const body = isJson ? await response.json() : await response.text()
  return { status: response.status, headers: response.headers, body }
}
const data = async (query: string, variables: Record<string, unknown> = {}) => {
  const { body } = await post(query, variables)
  expect(body.errors).toBeUndefined()
  return body.data
}
const token = (body: Record<string, string>, form = false) =>
  fetch(`${fake.oauthUrl}/token`, {
    method: 'POST',
    headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: form ? new URLSearchParams(body).toString() : JSON.stringify(body),
  })

const entriesPage = `query Entries($first: Int, $after: String, $since: CoreDateTime, $types: [TimelineEntryType!]) {
  allTimelineEntries(first: $first, after: $after, occurredAtGet: $since, types: $types) {
    nodes { id occurredAt type client { id } }
    pageInfo { endCursor hasNextPage }
    totalCount
  }
}`
const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id)
const anyOf = <T>(map: Map<string, T>, fits: (row: T) => boolean = () => true): T => {
  for (const row of map.values()) if (fits(row)) return row
  throw new Error('none fits')
}

describe('the company', () => {
  test('one seed gives one company, id for id', () => {
    const first = generateCompany({ ...size, seed: 5, now })
    expect(generateCompany({ ...size, seed: 5, now })).toEqual(first)
    expect([...generateCompany({ ...size, seed: 6, now }).clients.keys()]).not.toEqual([
      ...first.clients.keys(),
    ])
  })

  test('it has all 28 types of entry, readings in French and English, blanks of both kinds, and a calendar as a user', () => {
    const { timelineEntries, users, clients, events } = fake.company
    const entries = [...timelineEntries.values()]
    expect(new Set(entries.map((entry) => entry.type)).size).toBe(28)
    const texts = entries.map((entry) => `${entry.summary} ${entry.comment}`).join('\n')
    for (const part of [
      /Accord 44\dHz, \d+/,
      /Tuned to/,
      /Mesure du piano prise : \d+°C, \d+%/,
      /Thermostat/,
    ])
      expect(texts).toMatch(part)
    const names = new Set([...clients.values()].map((client) => client.companyName))
    expect(names.has('') && names.has(null)).toBe(true)
    expect([...users.values()].map((user) => user.fullName)).toContain('À attribuer')
    expect([...events.values()].some((event) => event.pianos.length > 100)).toBe(true)
  })

  test('that of npm start has a piano with a serial number and a reading a month for three years', () => {
    for (const size of Object.values(companies)) {
      const company = generateCompany({ ...size, now })
      const followed = [...company.pianos.values()].filter(({ measurements }) => measurements.length >= 36)
      expect(followed).toHaveLength(size.followed)
      for (const { serialNumber, measurements, status } of followed) {
        expect({ status, digits: serialNumber?.length }).toMatchObject({
          status: 'ACTIVE',
          digits: expect.any(Number),
        })
        const days = measurements.map(({ takenOn }) => String(takenOn)).toSorted()
        expect(Date.parse(days.at(-1) ?? '') - Date.parse(days[0] ?? '')).toBeGreaterThan(1050 * 86_400_000)
        const values = measurements.map(({ humidity }) => humidity ?? -1)
        expect(Math.min(...values)).toBeGreaterThan(15)
        expect(Math.max(...values)).toBeLessThan(75)
        expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(15)
      }
    }
  })

  test.each(['README.md', 'README.fr.md'])('of npm start has what the tour of %s shows', async (page) => {
    const text = await readFile(join(repository, page), 'utf8')
    const half = /`(\d{4})`/.exec(text)?.[1] ?? ''
    const company = generateCompany({ ...companies.usual, now })
    const found = [...company.pianos.values()].filter(({ serialNumber }) => serialNumber?.includes(half))
    expect(found).toMatchObject([{ make: 'Steinway & Sons' }])
    expect(found[0]?.measurements.length).toBeGreaterThanOrEqual(36)
    const bodies = [...text.matchAll(/curl -d '([^']+)'/g)].map(([, body = '']) => body)
    expect(bodies).toHaveLength(2)
    for (const body of bodies) {
      const answer = await fetch(new URL('/_control', fake.url), { method: 'POST', body })
      expect(await answer.json()).toMatchObject({ ok: true })
      expect(fake.rules.list()).toHaveLength(body === bodies[0] ? 1 : 0)
    }
  })

  test('20,000 entries are generated in about a second', () => {
    const begun = performance.now()
    expect(generateCompany({ now }).timelineEntries.size).toBe(20_000)
    expect(performance.now() - begun).toBeLessThan(3000)
  })
})

describe('paging', () => {
  test('both addresses answer, with and without a slash at the end', async () => {
    const [plain, slashed] = await Promise.all([
      post('{ user { id } }'),
      post('{ user { id } }', {}, { url: `${fake.url}/` }),
    ])
    expect(slashed.body).toEqual(plain.body)
    expect(plain.status).toBe(200)
  })

  test('the timeline comes newest first, whole, and in cursors that are offsets in base64', async () => {
    const ids: string[] = []
    const times: string[] = []
    let after: string | null = null
    do {
      const {
        allTimelineEntries: page,
      }: {
        allTimelineEntries: {
          nodes: { id: string; occurredAt: string }[]
          pageInfo: { endCursor: string; hasNextPage: boolean }
          totalCount: number
        }
      } = await data(entriesPage, { first: 200, after })
      expect(page.totalCount).toBe(fake.company.timelineEntries.size)
      ids.push(...idsOf(page.nodes))
      times.push(...page.nodes.map((row) => row.occurredAt))
      expect(atob(page.pageInfo.endCursor)).toBe(String(ids.length))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after)
    expect(new Set(ids)).toEqual(new Set(fake.company.timelineEntries.keys()))
    expect(times).toEqual([...times].sort().reverse())
  })

  test('more than the page cap is never given, and 100 rows come when no number is asked for', async () => {
    fake.rules.pageCap = 30
    const capped = await data(entriesPage, { first: 500 })
    fake.rules.pageCap = 1000
    expect(capped.allTimelineEntries.nodes).toHaveLength(30)
    expect(capped.allTimelineEntries.pageInfo.hasNextPage).toBe(true)
    expect((await data(entriesPage)).allTimelineEntries.nodes).toHaveLength(100)
  })

  test('a row inserted during a sweep shifts the next page', async () => {
    const first = (await data(entriesPage, { first: 50 })).allTimelineEntries
    const { id } = fake.change.insertTimelineEntry({ comment: 'Nouveau' })
    const second = (await data(entriesPage, { first: 50, after: first.pageInfo.endCursor }))
      .allTimelineEntries
    fake.change.deleteTimelineEntry(id)
    expect(second.nodes[0].id).toBe(first.nodes.at(-1).id)
  })

  test('nested connections page too: a visit of more than a hundred pianos has a second page', async () => {
    const { id, pianos } = anyOf(fake.company.events, (event) => event.pianos.length > 100)
    const query = `query Visit($id: String!, $after: String) {
      event(eventId: $id) { allEventPianos(first: 100, after: $after) {
        nodes { piano { id } isTuning } pageInfo { hasNextPage endCursor } totalCount } } }`
    const first = (await data(query, { id })).event.allEventPianos
    expect(first.pageInfo.hasNextPage).toBe(true)
    const rest = (await data(query, { id, after: first.pageInfo.endCursor })).event.allEventPianos
    const ids = [...first.nodes, ...rest.nodes].map((row: { piano: { id: string } }) => row.piano.id)
    expect(ids).toEqual(pianos.map((one) => one.pianoId))
  })
})

describe('filters and sorting', () => {
  test('occurredAtGet and types cut the timeline as Gazelle does', async () => {
    const since = '2026-09-01T00:00:00Z'
    const types = ['SERVICE_ENTRY_MANUAL', 'PIANO_MEASUREMENT']
    const { allTimelineEntries: page } = await data(entriesPage, { first: 1000, since, types })
    const expected = [...fake.company.timelineEntries.values()].filter(
      (entry) => entry.occurredAt >= since && types.includes(entry.type),
    )
    expect(new Set(idsOf(page.nodes))).toEqual(new Set(idsOf(expected)))
    expect(page.totalCount).toBe(expected.length)
  })

  test('date filters are local days, both ends included, across the change of clocks', async () => {
    // The clocks went back on 1 November 2026: 04:59Z is still the evening before, 05:00Z the day after is too.
    const starts = [
      '2026-11-01T03:59:00Z',
      '2026-11-01T04:00:00Z',
      '2026-11-02T04:59:00Z',
      '2026-11-02T05:00:00Z',
    ]
    const made = starts.map((start) => fake.change.insertEvent({ start, type: 'MEMO' }).id)
    const query = `query Events($day: CoreDate) {
      allEventsBatched(first: 500, filters: { dateGet: $day, dateLet: $day }, sortBy: [START_ASC]) { nodes { id start } } }`
    const { nodes: found } = (await data(query, { day: '2026-11-01' })).allEventsBatched
    for (const id of made) fake.change.deleteEvent(id)
    expect(made.map((id) => idsOf(found).includes(id))).toEqual([false, true, true, false])
    const order = found.map((event: { start: string }) => event.start)
    expect(order).toEqual([...order].sort())
  })

  test('hasTimelineActivityGet finds a touched client, and an edit without an entry only if the rule says so', async () => {
    const query = `query Touched($day: CoreDate) {
      allClients(first: 1000, filters: { hasTimelineActivityGet: $day }) { nodes { id } } }`
    const ids = async () => idsOf((await data(query, { day: '2026-11-23' })).allClients.nodes)
    const later = fake.change.insertTimelineEntry({ occurredAt: '2026-11-23T15:00:00Z' })
    const edited = anyOf(fake.company.clients, (client) => client.id !== later.clientId)
    fake.change.edit('client', edited.id, { updatedAt: '2026-11-23T16:00:00Z' })
    expect(await ids()).toEqual([later.clientId])
    fake.rules.activityIncludesEdits = true
    expect(new Set(await ids())).toEqual(new Set([later.clientId, edited.id]))
    fake.rules.activityIncludesEdits = false
    fake.change.deleteTimelineEntry(later.id)
  })

  test('invoices are found by the day of a payment, and lists sort by a list of sorts', async () => {
    const { id } = anyOf(fake.company.invoices, (invoice) => (invoice.dueTotal ?? 0) > 0)
    fake.change.payInvoice(id)
    const query = `{ allInvoices(first: 500, filters: { paymentDateGet: "2026-11-22" }, sortBy: [CREATED_AT_DESC]) {
      nodes { id status createdAt allInvoicePayments { nodes { amount invoice { id } } } } } }`
    const { nodes: found } = (await data(query)).allInvoices
    expect(idsOf(found)).toContain(id)
    const made = found.map((invoice: { createdAt: string }) => invoice.createdAt)
    expect(made).toEqual([...made].sort().reverse())
  })
})

describe('refusals', () => {
  test('a field, an argument or a sort that does not exist is refused with 200, in graphql-ruby’s words', async () => {
    const said = async (query: string) => {
      const { status, body } = await post(query)
      expect([status, body.data]).toEqual([200, undefined])
      return [body.errors[0].message, body.errors[0].extensions.code]
    }
    expect(await said('{ allPianos { nodes { lastTunedDate } } }')).toEqual([
      "Field 'lastTunedDate' doesn't exist on type 'PrivatePiano'",
      'undefinedField',
    ])
    expect(await said('{ allTimelineEntries(orderBy: 1) { totalCount } }')).toEqual([
      "Field 'allTimelineEntries' doesn't accept argument 'orderBy'",
      'argumentNotAccepted',
    ])
    expect(await said('{ allClients(filters: { updatedGet: "2026-01-01" }) { totalCount } }')).toEqual([
      "InputObject 'PrivateAllClientsFilter' doesn't accept argument 'updatedGet'",
      'argumentNotAccepted',
    ])
    expect(await said('{ allClients(sortBy: [UPDATED_AT_DESC]) { totalCount } }')).toEqual([
      "Argument 'sortBy' on Field 'allClients' has an invalid value (UPDATED_AT_DESC). Expected type 'ClientSort'.",
      'argumentLiteralsIncompatible',
    ])
  })

  test('a refused credential answers 401 before the query is even read', async () => {
    for (const headers of [
      {},
      { 'x-gazelle-api-key': 'wrong' },
      { authorization: 'Bearer wrong', 'x-gazelle-api-key': fake.apiKey },
    ])
      expect((await post('{ nonsense', {}, { headers: { ...headers } })).status).toBe(401)
  })

  test('one who is no administrator misses rows without a word', async () => {
    const admin = fake.rules.callerId
    fake.rules.callerId = anyOf(fake.company.users, (user) => user.accessLevel === 'TECHNICIAN').id
    const seen = await data(
      '{ user { accessLevel } allInvoices { totalCount } allEventsBatched { totalCount } }',
    )
    fake.rules.callerId = admin
    expect(seen.user.accessLevel).toBe('TECHNICIAN')
    expect(seen.allInvoices.totalCount).toBe(0)
    expect(seen.allEventsBatched.totalCount).toBeLessThan(fake.company.events.size)
  })
})

describe('OAuth', () => {
  const client = { client_id: 'stand-in-client', client_secret: 'stand-in-secret' }

  test('a code from the authorize page gives tokens once, as JSON or as a form, and they open the API', async () => {
    const authorize = new URL(`${fake.oauthUrl}/authorize`)
    const redirect_uri = 'http://localhost:3000/callback'
    authorize.search = new URLSearchParams({
      client_id: client.client_id,
      response_type: 'code',
      redirect_uri,
      state: 's1',
    }).toString()
    for (const form of [false, true]) {
      const sent = await fetch(authorize, { redirect: 'manual' })
      const back = new URL(sent.headers.get('location') ?? '')
      expect([sent.status, back.searchParams.get('state')]).toEqual([302, 's1'])
      const code = back.searchParams.get('code') ?? ''
      const asked = { grant_type: 'authorization_code', ...client, code, redirect_uri }
      const tokens = await (await token(asked, form)).json()
      expect(tokens.expires_in).toBe(2_592_000)
      const headers = { authorization: `Bearer ${tokens.access_token}` }
      expect((await post('{ user { id } }', {}, { headers })).body.data.user.id).toBe(fake.rules.callerId)
      expect((await token(asked, form)).status).toBe(400)
    }
  })

  test('with rotation a refresh gives a new refresh token and kills the old one', async () => {
    const asked = { grant_type: 'refresh_token', ...client, refresh_token: fake.oauth.grant().refresh_token }
    const refreshed = await (await token(asked)).json()
    expect(refreshed.refresh_token).not.toBe(asked.refresh_token)
    const again = await token(asked)
    expect([again.status, (await again.json()).error]).toEqual([400, 'invalid_grant'])
  })

  test('without rotation a refresh gives no refresh token, and the old one goes on working', async () => {
    const steady = await startGazelleFake({
      company: { ...size, timelineEntries: 0 },
      oauth: { rotateRefresh: false },
    })
    const asked = {
      grant_type: 'refresh_token',
      ...client,
      refresh_token: steady.oauth.grant().refresh_token,
    }
    for (const _ of [1, 2]) {
      const response = await fetch(`${steady.oauthUrl}/token`, {
        method: 'POST',
        body: JSON.stringify(asked),
      })
      const refreshed = await response.json()
      expect(refreshed.access_token).toBeTypeOf('string')
      expect(refreshed.refresh_token).toBeUndefined()
    }
    await steady.stop()
  })

  test('client_credentials is refused with 400 unsupported_grant_type, and an expired token with 401', async () => {
    const refused = await token({ grant_type: 'client_credentials', ...client })
    expect([refused.status, (await refused.json()).error]).toEqual([400, 'unsupported_grant_type'])
    const headers = { authorization: `Bearer ${fake.oauth.grant().access_token}` }
    expect((await post('{ user { id } }', {}, { headers })).status).toBe(200)
    fake.oauth.expireAccessTokens()
    expect((await post('{ user { id } }', {}, { headers })).status).toBe(401)
  })
})

describe('faults', () => {
  test('a fault hits the named operation only, after and for as many calls as it says', async () => {
    fake.rules.add({ operation: 'Entries', kind: 'serverError', after: 1, times: 2 })
    const statuses: number[] = []
    for (let call = 0; call < 4; call++) statuses.push((await post(entriesPage)).status)
    expect(statuses).toEqual([200, 500, 500, 200])
    expect((await post('{ user { id } }')).status).toBe(200)
    expect(fake.calls.of('Entries').map((call) => call.status)).toEqual(statuses)
    expect(fake.calls.of('allTimelineEntries')).toHaveLength(4)
  })

  test('429 carries Retry-After, and 401 comes when the rule says so', async () => {
    fake.rules.add({ kind: 'throttled', retryAfter: 7 })
    fake.rules.add({ operation: 'user', kind: 'unauthorized' })
    const throttled = await post('{ user { id } }')
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7'])
    // The second fault did not fire on the first call: one call, one fault.
    expect((await post('{ user { id } }')).status).toBe(401)
    expect((await post('{ user { id } }')).status).toBe(200)
  })

  test('a connection is cut before the answer or in the middle of it', async () => {
    for (const midway of [false, true]) {
      fake.rules.add({ kind: 'cut', midway })
      await expect(post(entriesPage)).rejects.toThrow()
    }
  })

  test('a slow body sends its head at once', async () => {
    fake.rules.add({ kind: 'slowBody', ms: 300 })
    const begun = performance.now()
    const response = await fetch(fake.url, {
      method: 'POST',
      headers: { 'x-gazelle-api-key': fake.apiKey },
      body: JSON.stringify({ query: entriesPage }),
    })
    const head = performance.now() - begun
    await response.json()
    expect(performance.now() - begun - head).toBeGreaterThan(200)
  })

  test('errors come beside data, with the path of the field that failed', async () => {
    fake.rules.add({ kind: 'partial', field: 'PrivatePiano.notes', at: [1] })
    const { status, body } = await post('{ allPianos(first: 3) { nodes { id notes } } }')
    expect(status).toBe(200)
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0].path).toEqual(['allPianos', 'nodes', 1, 'notes'])
    expect(body.data.allPianos.nodes[1].notes).toBeNull()
    expect(body.data.allPianos.nodes[1].id).toBeTypeOf('string')
  })

  test('null nodes, repeated, shifted, empty and endless pages come when asked for', async () => {
    const whole = (await data(entriesPage, { first: 40 })).allTimelineEntries
    const ids = idsOf(whole.nodes)
    const second = { first: 10, after: btoa('10') }
    const page = async () => (await data(entriesPage, second)).allTimelineEntries
    fake.rules.add({ kind: 'nullNodes', at: [0, 3] })
    expect((await page()).nodes.map((row: unknown) => row === null).slice(0, 4)).toEqual([
      true,
      false,
      false,
      true,
    ])
    fake.rules.add({ kind: 'repeatedPage' })
    expect(idsOf((await page()).nodes)).toEqual(ids.slice(0, 10))
    fake.rules.add({ kind: 'shiftedPage', by: 3 })
    expect(idsOf((await page()).nodes)).toEqual(ids.slice(13, 23))
    fake.rules.add({ kind: 'emptyPage' })
    expect((await page()).nodes).toEqual([])
    fake.rules.add({ kind: 'stuckCursor' })
    expect((await page()).pageInfo).toEqual({ endCursor: second.after, hasNextPage: true })
    fake.rules.add({ kind: 'totalCount', count: 5 })
    expect((await page()).totalCount).toBe(5)
    expect(idsOf((await page()).nodes)).toEqual(ids.slice(10, 20))
  })

  test('a field can disappear from the API for one call or for good, and an unknown type of entry is answered', async () => {
    const query = '{ allPianos(first: 1) { nodes { id notes } } }'
    fake.rules.add({ operation: 'allPianos', kind: 'undefinedField', field: 'PrivatePiano.notes' })
    expect((await post(query)).body.errors[0].extensions.code).toBe('undefinedField')
    expect((await post(query)).body.errors).toBeUndefined()
    fake.rules.add({ kind: 'undefinedField', field: 'PrivatePiano.notes', stays: true })
    expect((await post(query)).body.errors[0].extensions.fieldName).toBe('notes')
    const { id } = fake.change.insertTimelineEntry({
      type: 'CONTACT_FAX_MANUAL',
      occurredAt: '2026-11-23T01:00:00Z',
    })
    expect((await data(entriesPage, { first: 1 })).allTimelineEntries.nodes[0].type).toBe(
      'CONTACT_FAX_MANUAL',
    )
    fake.rules.add({ kind: 'addedValue', value: 'TimelineEntryType.CONTACT_FAX_MANUAL', stays: true })
    const found = await data(entriesPage, { types: ['CONTACT_FAX_MANUAL'] })
    expect(idsOf(found.allTimelineEntries.nodes)).toEqual([id])
    fake.change.deleteTimelineEntry(id)
  })
})

describe('changes', () => {
  test('a merged client vanishes, and what it had is the other one’s', async () => {
    const from = anyOf(fake.company.pianos, (piano) => piano.clientId !== anyOf(fake.company.clients).id)
    const into = anyOf(fake.company.clients)
    fake.change.mergeClients(from.clientId ?? '', into.id)
    const query =
      'query Two($from: String, $into: String, $piano: String) { gone: client(id: $from) { id } kept: client(id: $into) { updatedAt } piano(id: $piano) { client { id } } }'
    const before = fake.company.clients.size
    const merged = await data(query, { from: 'cli_gone', into: into.id, piano: from.id })
    expect(merged.gone).toBeNull()
    expect(merged.piano.client.id).toBe(into.id)
    expect(merged.kept.updatedAt >= '2026-11-22T15:00:00Z').toBe(true)
    expect((await data('{ allClients { totalCount } }')).allClients.totalCount).toBe(before)
  })

  test('a deleted client takes its entries with it, and comes back with them', async () => {
    const { clientId } = anyOf(fake.company.timelineEntries)
    const count = async () => (await data(entriesPage)).allTimelineEntries.totalCount
    const before = await count()
    fake.change.deleteClient(clientId)
    expect(await count()).toBeLessThan(before)
    fake.change.restore(clientId)
    expect(await count()).toBe(before)
  })

  test('a moved piano can leave an inactive copy with its serial number behind', async () => {
    const piano = anyOf(fake.company.pianos, (one) => !!one.serialNumber)
    const serial = piano.serialNumber
    const before = piano.clientId
    const next = anyOf(fake.company.clients, (client) => client.id !== before)
    fake.change.movePiano(piano.id, next.id, { leaveCopy: true })
    const { nodes: found } = (
      await data(
        'query S($serial: [String!]) { allPianos(filters: { serialNumber: $serial }) { nodes { id status client { id } } } }',
        {
          serial: [serial],
        },
      )
    ).allPianos
    expect(found).toContainEqual({ id: piano.id, status: piano.status, client: { id: next.id } })
    expect(found).toContainEqual({ id: expect.any(String), status: 'INACTIVE', client: { id: before } })
  })

  test('a person at a terminal can change the company, add rules and read the calls', async () => {
    const control = fake.url.replace('/graphql/private', '/_control')
    const tell = async (body: unknown) =>
      (await fetch(control, { method: 'POST', body: JSON.stringify(body) })).json()
    const { id } = anyOf(fake.company.clients)
    expect(
      (await tell({ change: 'editClient', args: [id, { personalNotes: 'Par la porte de côté' }] })).ok,
    ).toBe(true)
    expect(fake.company.clients.get(id)?.personalNotes).toBe('Par la porte de côté')
    await tell({ rule: { kind: 'throttled', operation: 'user' } })
    expect((await post('{ user { id } }')).status).toBe(429)
    expect((await tell({ change: 'noSuchChange' })).error).toBe('no such change: noSuchChange')
    const calls = await (await fetch(`${control}/calls`)).json()
    expect(calls.at(-1)).toMatchObject({ operation: 'user', status: 429, fault: 'throttled' })
  })
})

describe('what a full query would answer', () => {
  test('expected nodes equal the server’s answers', async () => {
    const entries = nodes(fake.company, 'timelineEntry')
    const { allTimelineEntries: page } = await data(
      `{ allTimelineEntries(first: 200) { nodes { id type occurredAt summary comment relatedId emailStatus
         client { id } piano { id } user { id } invoice { id } invoicePayment { id } estimate { id } appointment { id } } } }`,
    )
    for (const row of page.nodes) expect(entries.get(row.id)).toMatchObject(row)
    expect(entries.size).toBe(fake.company.timelineEntries.size)
    const { id } = anyOf(fake.company.clients)
    const { client } = await data(
      `query C($id: String) { client(id: $id) { id tags companyName defaultContact { id } defaultClientLocalization { locale }
         allContacts(includeArchived: true) { nodes { firstName allPhones { nodes { phoneNumber type } } defaultEmail { email } } } } }`,
      { id },
    )
    expect(node(fake.company, 'client', id)).toMatchObject(client)
    expect(node(fake.company, 'client', 'cli_nobody')).toBeNull()
  })
})

test('a prerendered stand-in answers the same, and anew after a change', async () => {
  const quick = await startGazelleFake({ now, company: size, prerendered: true })
  const ask = async () =>
    (await post(entriesPage, { first: 100 }, { url: quick.url })).body.data.allTimelineEntries
  expect(await quick.warm(entriesPage, { first: 100 }, 'allTimelineEntries')).toBe(9)
  const first = await ask()
  expect(await ask()).toEqual(first)
  const { id } = quick.change.insertTimelineEntry()
  expect((await ask()).nodes[0].id).toBe(id)
  await quick.stop()
})

test('latency holds for every answer, and calls side by side are counted', async () => {
  fake.rules.latencyMs = 80
  const begun = performance.now()
  await Promise.all([post('{ user { id } }'), post('{ user { id } }'), post('{ user { id } }')])
  expect(performance.now() - begun).toBeGreaterThanOrEqual(79)
  fake.rules.latencyMs = 0
  expect(fake.calls.peak).toBe(3)
})
