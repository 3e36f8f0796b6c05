// The feed of changes under many writers at once, as a consumer meets it.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

interface Change {
  position: string
  id: string
  operation: string
  version: number
  changes: Record<string, [unknown, unknown]>
}
interface Feed {
  changes: Change[]
  position: string
  more: boolean
}
interface Copied {
  version: number
  record: Record<string, unknown>
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.query(
    `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
  )
})
afterAll(() => database?.drop())

const called = async <Answer>(call: string, values: unknown[] = []): Promise<Answer> => {
  const [row] = await database.query<{ answer: Answer }>(`select ${call} as answer`, values)
  if (!row) throw new Error(`no answer from ${call}`)
  return row.answer
}
const read = (after: string | null, limit = 997) =>
  called<Feed>('changes.read($1, $2, $3)', [after, ['taxes'], limit])

/** A generator of numbers below `most`, the same for the same seed. */
const numbers = (seed: number) => {
  let state = seed
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

const mostIds = 2000
/** Taxes that come, change, go and come back, in transactions of every length, some of which are rolled back. */
const write = async (seed: number, transactions: number, rows: number) => {
  const below = numbers(seed)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    for (let made = 0; made < transactions; made += 1) {
      const ids = [...new Set(Array.from({ length: rows }, () => `tax_${below(mostIds)}`))].toSorted()
      const value = `${seed} ${made}`
      await client.query('begin')
      await client.query(
        `insert into gazelle.taxes (id, account_id, name)
         select i.id, 'main', $2 || i.id from unnest($1::text[]) i (id) order by i.id
         on conflict (id) do update
         set name = excluded.name, version = taxes.version + 1,
           deleted_at = case when taxes.deleted_at is null and right(taxes.id, 1) = $3 then now() end`,
        [ids, value, String(made % 10)],
      )
      if (below(16) === 0) await client.query('select pg_sleep($1)', [below(20) / 1000])
      await client.query(below(10) === 0 ? 'rollback' : 'commit')
    }
  } finally {
    await client.end()
  }
}

const shared = ['version', 'is_placeholder', 'deleted_at', 'created_at', 'updated_at', 'synced_at']

const production = async () => {
  const rows = await database.query<{ id: string; version: number; record: Record<string, unknown> }>(
    `select id, version, to_jsonb(c) - $1::text[] as record from gazelle.taxes c
     where deleted_at is null and not is_placeholder order by id`,
    [shared],
  )
  return new Map(rows.map(({ id, version, record }) => [id, { version, record }]))
}

/** What a consumer does with a change; it complains of whatever is missed or comes twice. */
const apply = (copy: Map<string, Copied>, { id, operation, version, changes }: Change) => {
  const before = copy.get(id)
  const after = Object.fromEntries(Object.entries(changes).map(([column, [, value]]) => [column, value]))
  if (operation === 'deleted') {
    if (before?.version !== version - 1) throw new Error(`${id}: ${before?.version} deleted as ${version}`)
    copy.delete(id)
  } else if (operation === 'updated') {
    if (before?.version !== version - 1) throw new Error(`${id}: ${before?.version} became ${version}`)
    for (const [column, [was]] of Object.entries(changes)) expect(before.record[column]).toEqual(was)
    copy.set(id, { version, record: { ...before.record, ...after } })
  } else {
    if (before) throw new Error(`${id}: ${operation} and was there`)
    copy.set(id, { version, record: { id, account_id: 'main', ...after } })
  }
}
const whole = (copy: Map<string, Copied>) =>
  new Map(
    [...copy]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { version, record }]) => [
        id,
        { version, record: Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) },
      ]),
  )

describe('a consumer of the changes', () => {
  test('that never sleeps misses none of 100,000 changes of many writers, and has none twice', async () => {
    const copy = new Map<string, Copied>()
    const positions: string[] = []
    let isOver = false
    const writers = Promise.all(Array.from({ length: 8 }, (_, seed) => write(seed + 1, 330, 50))).finally(
      () => {
        isOver = true
      },
    )
    let after: string | null = null
    for (;;) {
      const wasOver = isOver
      const feed: Feed = await read(after)
      for (const change of feed.changes) {
        positions.push(change.position)
        apply(copy, change)
      }
      after = feed.position
      if (wasOver && !feed.more) break
    }
    await writers
    const places = positions.map((position) => Number(position.split('-')[1]))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(new Set(positions).size).toBe(positions.length)
    const [log] = await database.query<{ rows: string }>('select count(*) as rows from changes.log')
    expect(Number(log?.rows)).toBe(positions.length)
    expect(positions.length).toBeGreaterThan(100_000)
    expect(whole(copy)).toEqual(whole(await production()))
  })

  test('begins with a copy that others change while it is read, and goes on without gap or doubling', async () => {
    const { position, entities } = await called<{ position: string; entities: string[] }>(
      'changes.start($1)',
      [['taxes']],
    )
    expect(entities).toEqual(['taxes'])
    const writers = Promise.all([write(21, 60, 40), write(22, 60, 40)])
    const copy = new Map<string, Copied>()
    let after: string | null = ''
    while (after !== null) {
      const page: { records: (Copied & { id: string })[]; after: string | null } = await called(
        'changes.snapshot($1, $2, $3, 23)',
        [position, 'taxes', after],
      )
      for (const { id, version, record } of page.records) copy.set(id, { version, record })
      after = page.after
    }
    await writers
    let feed: Feed = { changes: [], position, more: true }
    while (feed.more) {
      feed = await read(feed.position)
      for (const change of feed.changes) apply(copy, change)
    }
    expect(whole(copy)).toEqual(whole(await production()))
  })

  test('is told what it asked wrong, and when it has to start anew', async () => {
    const said = (call: string, values: unknown[]) =>
      called(call, values).then(
        () => 'no error',
        (error) => `${error.code} ${error.message}`,
      )
    expect(await said('changes.read(null, $1)', [['taxis']])).toBe('GZ400 unknown entity: taxis')
    expect(await said('changes.read($1)', ["1'; drop table"])).toMatch(/^GZ400 .*none that was given out/)
    const { position } = await read(null)
    await database.query(`insert into sync.accounts (account_id) values ('second')`)
    expect(await said(`changes.read($1, p_account => 'second')`, [position])).toMatch(
      /^GZ400 .*another account/,
    )
    // Who asks for ten million gets what one answer may hold, and where to go on.
    const feed = await read(null, 10_000_000)
    expect([feed.changes.length, feed.more]).toEqual([10_000, true])
    expect((await read(feed.position, 0)).changes).toHaveLength(1)

    const old = feed.changes[0]?.position ?? ''
    await database.query(`update changes.log set at = at - interval '500 days' where position <= $1`, [
      Number(feed.position.split('-')[1]),
    ])
    await called('sync.prune()')
    expect(await said('changes.read($1)', [old])).toMatch(/^GZ411 .*no longer kept/)
    expect(await said('changes.snapshot($1, $2)', [old, 'taxes'])).toMatch(/^GZ411/)
    expect((await read(feed.position)).changes.length).toBeGreaterThan(0)
    const { position: anew } = await called<{ position: string }>('changes.start()')
    expect((await read(anew)).changes).toEqual([])
  })
})

test('each month has a partition, made ahead; one that is over for long enough goes as a whole', async () => {
  const partitions = async () =>
    (
      await database.query<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'changes.log'::regclass order by 1`,
      )
    ).map(({ name }) => name)
  await called(`changes.add_partitions('2031-11-15')`)
  expect(await partitions()).toEqual(
    expect.arrayContaining([
      'changes.log_2031_11',
      'changes.log_2031_12',
      'changes.log_2032_01',
      'changes.log_rest',
    ]),
  )
  await database.query(
    `insert into changes.log (account_id, entity, id, operation, version, changes, cause, at)
     values ('main', 'taxes', 'tax_old', 'updated', 9, '{}', 'poll', '2031-11-20')`,
  )
  await called(`changes.prune('2032-01-15', 100)`)
  expect((await partitions()).filter((name) => /log_203/.test(name))).toEqual(['changes.log_2032_01'])
  expect(await database.query(`select from changes.log where id = 'tax_old'`)).toEqual([])
})
