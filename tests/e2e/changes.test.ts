// The feed over HTTP, from the edge function: what a consumer asks from another machine.
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

interface Feed {
  changes: { id: string; operation: string; position: string }[]
  position: string
  more: boolean
}

let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  await database.query(`insert into sync.accounts (account_id) values ('second')`)
  await database.query(
    `insert into changes.loaded (account_id, module) select a.account_id, m.module from sync.modules m, sync.accounts a`,
  )
  api = await startApi(database, { functions: true })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const add = (id: string, account = 'main') =>
  database.query(`insert into gazelle.taxes (id, account_id, name) values ($1, $2, $1)`, [id, account])

const ask = (query: string, { key = api.secretKey, token = '' } = {}) =>
  fetch(`${api.functionsUrl}/changes${query}`, {
    headers: { apikey: key, ...(token && { authorization: `Bearer ${token}` }) },
  })
const feedOf = async (query: string, caller = {}): Promise<Feed> => {
  const answer = await ask(query, caller)
  expect(answer.status).toBe(200)
  return answer.json()
}
const idsOf = ({ changes }: Feed) => changes.map(({ id }) => id)

describe('GET changes', () => {
  test('answers what is behind a position, as JSON or a line for each change', async () => {
    const { position } = await feedOf('')
    await add('tax_1')
    await add('tax_2')
    const feed = await feedOf(`?after=${position}&entities=taxes,clients`)
    expect(feed.changes).toMatchObject([
      { entity: 'taxes', id: 'tax_1', operation: 'created', changes: { name: [null, 'tax_1'] } },
      { id: 'tax_2' },
    ])
    expect(idsOf(await feedOf(`?after=${position}&entities=clients`))).toEqual([])
    const one = await feedOf(`?after=${position}&limit=1`)
    expect([idsOf(one), one.more]).toEqual([['tax_1'], true])
    const lines = await ask(`?after=${one.position}&format=jsonl`)
    expect(lines.headers.get('content-type')).toMatch(/^application\/jsonl/)
    const text = await lines.text()
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['tax_2'])
    expect(lines.headers.get('gazelle-position')).toBe(feed.position)
  })

  test('waits for the next change, and answers none when the time is over', async () => {
    const { position } = await feedOf('')
    const begun = performance.now()
    const [feed] = await Promise.all([
      feedOf(`?after=${position}&wait=25`),
      // It has asked by the time that another consumer's second is over.
      feedOf(`?after=${position}&entities=clients&wait=1`).then(() => add('tax_3')),
    ])
    expect(idsOf(feed)).toEqual(['tax_3'])
    expect(performance.now() - begun).toBeLessThan(20_000)
    const none = await feedOf(`?after=${feed.position}&wait=1.2`)
    expect([idsOf(none), none.more]).toEqual([[], false])
  })

  test('shows a member what is theirs, and a stranger nothing', async () => {
    const sub = '00000000-0000-4000-8000-00000000000a'
    await database.query(
      `insert into gazelle.members (account_id, user_id, role) values ('second', $1, 'reader')`,
      [sub],
    )
    await add('tax_theirs', 'second')
    const token = await new SignJWT({ role: 'authenticated', sub })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(database.keys.jwtSecret))
    const member = { key: database.keys.publishableKey, token }
    expect(idsOf(await feedOf('?account=second', member))).toEqual(['tax_theirs'])
    expect((await ask('?account=main', member)).status).toBe(404)
    expect((await ask('', { key: database.keys.publishableKey })).status).toBe(403)
    expect((await ask('', { key: 'sb_secret_wrong' })).status).toBe(401)
    expect((await ask('', { ...member, token: `${token}x` })).status).toBe(401)
  })

  test.each([
    ['?after=nonsense', 400, 'bad_input', /none that was given out/],
    ['?entities=cleints', 400, 'bad_input', /unknown entity: cleints/],
    ['?wait=600', 400, 'bad_input', /wait/],
    ['?from=1', 400, 'bad_input', /from/],
    ['?account=third', 404, 'unknown_account', /no account third/],
  ])('says what was asked wrong: %s', async (query, status, code, message) => {
    const answer = await ask(query)
    const body = await answer.json()
    expect([answer.status, body.error?.code ?? '']).toEqual([status, code])
    expect(JSON.stringify(body)).toMatch(message)
  })

  test('says that a position is no longer kept, with the way to start anew', async () => {
    const { position } = await feedOf('?limit=1')
    await database.query('update changes.pruned set position = 1000000')
    const answer = await ask(`?after=${position}`)
    expect(answer.status).toBe(410)
    expect((await answer.json()).error).toMatchObject({
      code: 'changes_pruned',
      hint: expect.stringContaining('changes.start'),
    })
    await database.query('update changes.pruned set position = 0')
    expect(
      (await fetch(`${api.functionsUrl}/changes`, { method: 'POST', headers: { apikey: api.secretKey } }))
        .status,
    ).toBe(405)
  })
})
