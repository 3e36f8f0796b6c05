import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { postgresAddress, projectAddress } from '../../cli/migrate-v5/source/address.ts'
import { openDataApi } from '../../cli/migrate-v5/source/data-api.ts'
import { exactJson } from '../../cli/migrate-v5/source/keys.ts'
import { openPostgres } from '../../cli/migrate-v5/source/postgres.ts'
import { openSource, type V5Source, type V5Table } from '../../cli/migrate-v5/source/source.ts'
import { sizes } from '../../stand-in/sizes.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import type { Damage } from '../../stand-in/v5/shape.ts'
import { asRole } from '../../supabase/local/database.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { roleToken } from '../../supabase/local/keys.ts'
import { startPostgrest } from '../../supabase/local/postgrest.ts'
import { testServer } from '../harness/database.ts'
import { asAdmin, inDatabase, testLog } from '../harness/server.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'

// Reading row by row takes a request or two a row.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const company = { ...sizes.small, timelineEntries: 200, now: new Date('2026-11-27T15:00:00Z') }
const never = new AbortController().signal

/** The Data API of a V5 database, behind the gateway of the local stack. */
const startDataApi = async ({ url }: EmptyDatabase) => {
  const { keys } = testServer()
  const postgrest = await startPostgrest({
    databaseUrl: asRole(url, 'authenticator', keys.databasePassword),
    jwtSecret: keys.jwtSecret,
    schemas: ['public'],
    log: testLog,
  })
  const gateway = await startGateway({
    keys,
    postgrest: () => postgrest.url(),
    functions: () => undefined,
    log: testLog,
  })
  return {
    url: gateway.url,
    key: keys.secretKey,
    postgrestUrl: () => postgrest.url() ?? '',
    stop: async () => {
      await gateway.stop()
      await postgrest.stop()
    },
  }
}

type DataApi = Awaited<ReturnType<typeof startDataApi>>

/** A port that leads to a server, until it is cut or closed. */
const startFront = async (target: string) => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let cutAnswers = 0
  const server = createTcpServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (chunk: Buffer) => {
      if (cutAnswers === 0) return void near.write(chunk)
      cutAnswers--
      near.write(chunk.subarray(0, chunk.length / 2), () => near.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: url.href,
    /** The next answers break off half-way. */
    cut: (answers: number) => {
      cutAnswers = answers
    },
    close,
  }
}

const startHttp = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const opened = async (from: string, key?: string) => {
  const source = await openSource(from, key, never)
  onTestFinished(source.close)
  return source
}

const tableOf = async (source: V5Source, name: string): Promise<V5Table> => {
  const table = (await source.tables()).find((one) => one.name === name)
  if (!table) throw new Error(`there is no table ${name}`)
  return table
}

interface Options {
  after?: string | null
  size?: number
  signal?: AbortSignal
  /** Called behind each page. */
  onPage?: (pages: number) => unknown
}

/** The pages of a table, each row as its text. */
const pagesOf = async (
  source: V5Source,
  table: V5Table,
  { after = null, size = 1000, signal = never, onPage }: Options = {},
) => {
  const pages: { rows: string[]; last: string | null }[] = []
  for await (const { rows, last } of source.pages(table, { after, size, signal })) {
    pages.push({ rows: rows.map((row) => JSON.stringify(row)), last })
    await onPage?.(pages.length)
  }
  return pages
}

const rowsOf = async (source: V5Source, table: V5Table, options: Options = {}) =>
  (await pagesOf(source, table, options)).flatMap(({ rows }) => rows)

/** The rows of a table as the database itself says them, in no order of note. */
const truthOf = (database: EmptyDatabase, table: string): Promise<string[]> =>
  asAdmin(inDatabase(testServer().adminUrl, database.name), async (client) => {
    await client.query(`set timezone to 'UTC'`)
    const { rows } = await client.query(`select row_to_json(t)::text as row from public."${table}" t`)
    return rows.map(({ row }) => JSON.stringify(exactJson(row))).toSorted()
  })

const connectionsOf = async ({ query }: EmptyDatabase) => {
  const [found] = await query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'gazelle migrate-v5'`,
  )
  return found?.count
}

const shapes: [string, Damage[]][] = [
  ['nothing damaged', []],
  ['40 doubled ids and no unique key', ['doubled-ids', 'json-for-text', 'users-by-gazelle-user-id']],
  ['text for every type', ['text-types', 'doubled-ids', 'users-by-id']],
  ['half of the tables and some columns missing', ['missing-tables', 'missing-columns']],
]

describe.each(shapes)('a V5 database with %s', (_, damages) => {
  let database: EmptyDatabase
  let truth: Truth
  let api: DataApi
  beforeAll(async () => {
    database = await emptyDatabase()
    truth = await generateV5({ databaseUrl: database.url, company, damages })
    api = await startDataApi(database)
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
  })

  const both = () => Promise.all([opened(database.url), opened(api.url, api.key)])

  test('has the same tables, columns, keys and counts by its address and through its Data API', async () => {
    const [direct, rest] = await both()
    const tables = await direct.tables()
    expect(await rest.tables()).toEqual(tables)
    expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toEqual(truth.rows)
    expect(tables.flatMap(({ name, key }) => (key === null ? [name] : []))).toEqual([])
  })

  test('gives each row once in pages of 1, 7 and 1000, the same by both ways', async () => {
    const [direct, rest] = await both()
    for (const table of await direct.tables()) {
      const expected = await truthOf(database, table.name)
      // Row by row is left to the short tables: it takes a request or two for each.
      for (const size of [1, 7, 1000].filter((one) => one * 60 > table.rows))
        for (const source of [direct, rest])
          expect((await rowsOf(source, table, { size })).toSorted()).toEqual(expected)
    }
  })

  test('never parts the rows of one key, and goes on behind any', async () => {
    const [direct, rest] = await both()
    const names = ['gazelle_pianos', 'gazelle_timeline_entries', 'users']
    const tables = (await direct.tables()).filter(({ name }) => names.includes(name))
    expect(tables.length).toBeGreaterThan(0)
    for (const table of tables)
      for (const source of [direct, rest]) {
        const size = table.rows > 100 ? 40 : 3
        const pages = await pagesOf(source, table, { size })
        const keys = pages.map(
          ({ rows }) => new Set(rows.map((row) => String(JSON.parse(row)[table.key ?? '']))),
        )
        expect(new Set(keys.flatMap((page) => [...page])).size).toBe(
          keys.reduce((sum, { size }) => sum + size, 0),
        )
        for (const [at, { last }] of pages.entries()) {
          expect(last).toBe([...(keys[at] ?? [])].at(-1))
          const rest = pages.slice(at + 1).flatMap(({ rows }) => rows)
          // Rows of one key come in no order of note.
          expect((await rowsOf(source, table, { after: last })).toSorted()).toEqual(rest.toSorted())
        }
      }
  })

  test('loses and doubles no row when its connection is cut (case S4)', async () => {
    const direct = await opened(database.url)
    for (const table of await direct.tables()) {
      const size = Math.ceil(table.rows / 7)
      let cuts = 0
      const onPage = async (pages: number) => {
        if (pages % 2 === 0) return
        cuts += (
          await database.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and application_name = 'gazelle migrate-v5'`,
          )
        ).length
      }
      expect((await rowsOf(direct, table, { size, onPage })).toSorted()).toEqual(
        await truthOf(database, table.name),
      )
      expect(cuts).toBeGreaterThan(0)
    }
  })

  test('loses and doubles no row when answers of its Data API break off', async () => {
    const front = await startFront(api.url)
    onTestFinished(front.close)
    const rest = await opened(front.url, api.key)
    const table = await tableOf(rest, 'gazelle_pianos')
    const onPage = (pages: number) => front.cut(pages % 2)
    expect((await rowsOf(rest, table, { size: 5, onPage })).toSorted()).toEqual(
      await truthOf(database, table.name),
    )
  })
})

describe('a database that was made by hand', () => {
  let database: EmptyDatabase
  let api: DataApi
  beforeAll(async () => {
    database = await emptyDatabase()
    await database.query(`
      create table gazelle_clients (external_id text, "company_name" text, at timestamptz, ratio float8, amount numeric, extra json);
      insert into gazelle_clients
      select id, 'client ' || at, '2026-03-08T06:59:59.123456Z', 0.1::float8 + at, at / 8.0, '{"b": 1,  "a": [2]}'
      from unnest(array['', ' ', 'Zoé', 'zoe', 'É,"(1)', 'a&b=c', 'not.is.null', 'cli_B', 'cli_a', '%2F', '*', 'é', null, null, null])
        with ordinality as found (id, at);
      create table many_of_one (id integer, line integer);
      insert into many_of_one select case when line <= 1100 then 7 else line end, line from generate_series(1, 1120) line;
      create table "Own list" (word text, "a ""column"", odd" text, spot point, extra json);
      insert into "Own list" select word, word, '(1,2)', '[1]' from unnest(array['b', 'a', 'a', 'a', null, 'c']) word, generate_series(1, 2);
      create table big_ids (id bigint primary key);
      insert into big_ids select 9007199254740990 + at from generate_series(1, 20) at;
      create table nothing_in_it (id integer);
      create view clients_seen as select * from gazelle_clients;
      create domain short_text as text;
      create table of_domain (key short_text, id uuid);
      insert into of_domain select 'k', gen_random_uuid() from generate_series(1, 5);
      grant select on all tables in schema public to service_role`)
    await database.query(`alter database ${database.name} set timezone to 'America/Montreal'`)
    await database.query(`alter database ${database.name} set extra_float_digits to -10`)
    await database.query(`alter database ${database.name} set default_transaction_read_only to on`)
    api = await startDataApi(database)
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
  })

  test.each([2, 1000])(
    'gives keys of any letters, none, and many rows of one, in pages of %i, where it refuses writes',
    async (size) => {
      const [direct, rest] = [await opened(database.url), await opened(api.url, api.key)]
      const tables = await direct.tables()
      expect(tables.map(({ name, key }) => [name, key])).toEqual([
        ['Own list', null],
        ['big_ids', 'id'],
        ['clients_seen', 'external_id'],
        ['gazelle_clients', 'external_id'],
        ['many_of_one', 'id'],
        ['nothing_in_it', 'id'],
        ['of_domain', 'id'],
      ])
      for (const table of tables)
        for (const source of [direct, rest]) {
          const pages = await pagesOf(source, table, { size })
          expect(pages.flatMap(({ rows }) => rows).toSorted()).toEqual(await truthOf(database, table.name))
          const behind = pages.findIndex(({ last }) => last === null)
          if (behind >= 0)
            expect(new Set(pages.slice(behind).map(({ last }) => last))).toEqual(new Set([null]))
        }
    },
  )

  test('has fewer rows where they are long, and none that is parted', async () => {
    const database = await emptyDatabase()
    onTestFinished(database.drop)
    await database.query('create table public.gazelle_clients (external_id text, body text)')
    await database.query(
      `insert into public.gazelle_clients select 'cli_' || i / 2, repeat(md5(i::text), 1250) from generate_series(100, 499) i`,
    )
    const source = await opened(database.url)
    const pages = await pagesOf(source, await tableOf(source, 'gazelle_clients'))
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flatMap(({ rows }) => rows).toSorted()).toEqual(await truthOf(database, 'gazelle_clients'))
    const lasts = pages.map(({ last }) => last)
    expect(new Set(lasts).size).toBe(lasts.length)
  })

  test('goes on behind an empty key, and behind numbers that JavaScript would round', async () => {
    for (const source of [await opened(database.url), await opened(api.url, api.key)]) {
      const clients = await tableOf(source, 'gazelle_clients')
      expect(await rowsOf(source, clients, { after: '' })).toHaveLength(14)
      const numbers = await tableOf(source, 'big_ids')
      expect((await pagesOf(source, numbers, { size: 6 })).at(-1)?.last).toBe('9007199254741010')
      expect(await rowsOf(source, numbers, { after: '9007199254740993' })).toHaveLength(17)
    }
  })

  test('that is cut gives each of the rows without a key once', async () => {
    const direct = await opened(database.url)
    for (const name of ['Own list', 'gazelle_clients']) {
      const onPage = () =>
        database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'gazelle migrate-v5'`,
        )
      expect((await rowsOf(direct, await tableOf(direct, name), { size: 2, onPage })).toSorted()).toEqual(
        await truthOf(database, name),
      )
    }
  })

  test('is only read: no transaction gets a number', async () => {
    const direct = await opened(database.url)
    const onPage = async () => {
      expect(
        await database.query(
          `select backend_xid, state from pg_stat_activity
           where datname = current_database() and application_name = 'gazelle migrate-v5'`,
        ),
      ).toEqual([{ backend_xid: null, state: 'idle in transaction' }])
    }
    await rowsOf(direct, await tableOf(direct, 'many_of_one'), { size: 1000, onPage })
  })

  test.each([
    ['when it was read to its end', undefined],
    ['when its reader stops', new Error('enough')],
  ])('has no connection left %s', async (_, reason) => {
    const direct = await opened(database.url)
    const read = rowsOf(direct, await tableOf(direct, 'many_of_one'), {
      size: 10,
      onPage: () => {
        if (reason) throw reason
      },
    })
    if (reason) await expect(read).rejects.toBe(reason)
    else expect(await read).toHaveLength(1120)
    await expect.poll(() => connectionsOf(database)).toBe(0)
  })

  test('stops at once, with the reason of its signal', async () => {
    for (const source of [await opened(database.url), await opened(api.url, api.key)]) {
      const stopped = new AbortController()
      const reason = new Error('stopped')
      const read = rowsOf(source, await tableOf(source, 'many_of_one'), {
        size: 10,
        signal: stopped.signal,
        onPage: () => stopped.abort(reason),
      })
      await expect(read).rejects.toBe(reason)
    }
    await expect.poll(() => connectionsOf(database)).toBe(0)
    const aborted = AbortSignal.abort(new Error('before'))
    await expect(openSource(database.url, undefined, aborted)).rejects.toThrow('before')
    await expect(openSource(api.url, api.key, aborted)).rejects.toThrow('before')
  })

  test('that is lost is told with the table and the rows that were read (case S4)', async () => {
    for (const [target, open] of [
      [
        database.url,
        (url: string) =>
          openPostgres(postgresAddress(url), never, { retries: 2, minTimeout: 5, maxTimeout: 10 }),
      ],
      [api.url, (url: string) => openDataApi(projectAddress(url, api.key), never, { forMs: 50 })],
    ] as const) {
      const front = await startFront(target)
      const source = await open(front.url)
      const table = await tableOf(source, 'big_ids')
      const read = rowsOf(source, table, {
        size: 4,
        onPage: (pages) => (pages === 2 ? front.close() : undefined),
      })
      await expect(read).rejects.toMatchObject({
        code: 'v5_source_lost',
        about: 'big_ids',
        message: expect.stringContaining('as far as row 8'),
      })
    }
  })

  test('is read with a legacy service_role key', async () => {
    const { keys } = testServer()
    const legacy = await roleToken(keys.jwtSecret, 'service_role')
    // Such a gateway takes the token itself for a key, and hands it on.
    const gateway = await startHttp(async (request, response) => {
      const { authorization = '', apikey, prefer = '' } = request.headers
      const answer = await fetch(`${api.postgrestUrl()}${request.url?.replace('/rest/v1', '')}`, {
        headers: { authorization, prefer: String(prefer) },
      })
      response.writeHead(apikey === legacy ? answer.status : 401, Object.fromEntries(answer.headers))
      response.end(await answer.text())
    })
    const rest = await opened(gateway, legacy)
    expect(await rowsOf(rest, await tableOf(rest, 'big_ids'))).toHaveLength(20)
  })
})

describe('opening', () => {
  let database: EmptyDatabase
  let api: DataApi
  beforeAll(async () => {
    database = await emptyDatabase()
    api = await startDataApi(database)
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
  })

  const refusal = async (from: string, key?: string) => {
    const error = await openSource(from, key, never).then(
      () => null,
      (error: unknown) => error,
    )
    if (!(error instanceof Error)) throw new Error('it was opened')
    return { ...error, message: error.message }
  }

  test('a database without tables, or of another product, is refused as none of V5, with its tables', async () => {
    for (const ask of [() => refusal(database.url), () => refusal(api.url, api.key)])
      expect(await ask()).toMatchObject({ code: 'not_v5', message: expect.stringContaining('no table') })
    const own = await emptyDatabase()
    onTestFinished(own.drop)
    await own.query('create table orders (id int); create table carts (id int)')
    expect(await refusal(own.url)).toMatchObject({
      code: 'not_v5',
      message: expect.stringContaining('has carts, orders'),
    })
  })

  test('a wrong password or key is refused, and not repeated', async () => {
    const wrong = new URL(database.url)
    wrong.password = 'not-the-password'
    const cases = [
      await refusal(wrong.href),
      await refusal(api.url, 'sb_secret_not-the-key'),
      await refusal(api.url, 'not-the-key-of-a-project'),
    ]
    for (const found of cases) {
      expect(found).toMatchObject({ code: 'v5_refused', hint: expect.stringMatching(/password|secret key/) })
      expect(JSON.stringify(found)).not.toMatch(/not-the-/)
    }
  })

  test('a role that does not see every row is refused before anything is read', async () => {
    const own = await emptyDatabase()
    const role = `reader_${own.name}`
    const { adminUrl } = testServer()
    await asAdmin(inDatabase(adminUrl, own.name), (client) =>
      client.query(`
        create role ${role} login password 'reader-password';
        create table gazelle_clients (external_id text);
        create table gazelle_pianos (external_id text);
        grant select on gazelle_clients to ${role}`),
    )
    onTestFinished(async () => {
      await own.drop()
      await asAdmin(adminUrl, (client) => client.query(`drop role ${role}`))
    })
    const url = asRole(own.url, role, 'reader-password')
    const source = await opened(url)
    await expect(source.tables()).rejects.toMatchObject({
      code: 'v5_refused',
      message: expect.stringContaining('gazelle_pianos'),
    })
    await asAdmin(inDatabase(adminUrl, own.name), (client) =>
      client.query(
        `grant select on gazelle_pianos to ${role}; alter table gazelle_clients enable row level security`,
      ),
    )
    await expect(source.tables()).rejects.toMatchObject({
      code: 'v5_refused',
      message: expect.stringContaining('row-level security'),
    })
    const table = {
      name: 'gazelle_clients',
      columns: [{ name: 'external_id', type: 'text' }],
      rows: 0,
      key: 'external_id',
    }
    await expect(rowsOf(source, table)).rejects.toMatchObject({
      code: 'v5_refused',
      about: 'gazelle_clients',
    })
  })

  test('what does not answer is named with the reason', async () => {
    const closed = await startFront(database.url)
    await closed.close()
    const missing = new URL(database.url)
    missing.pathname = '/no_such_database'
    const tls = new URL(database.url)
    tls.searchParams.set('sslmode', 'require')
    for (const [from, reason] of [
      [closed.url, /ECONNREFUSED/],
      [missing.href, /no_such_database/],
      [tls.href, /SSL/],
      ['postgresql://me:hidden-password@no-such-host.invalid:5432/v5', /ENOTFOUND|EAI_AGAIN/],
    ] as const) {
      const found = await refusal(from)
      expect(found).toMatchObject({ code: 'v5_unreachable', message: expect.stringMatching(reason) })
      expect(JSON.stringify(found)).not.toContain('hidden-password')
    }
    expect(await refusal(`http://127.0.0.1:${new URL(closed.url).port}`, 'sb_secret_abcdef')).toMatchObject({
      code: 'v5_unreachable',
      message: expect.stringMatching(/ECONNREFUSED/),
    })
  })

  test('what answers and is no Data API gets no key but the one for its own address', async () => {
    let asked = 0
    const elsewhere = await startHttp((_, response) => {
      asked++
      response.end('{}')
    })
    const redirects = await startHttp((_, response) => {
      response.writeHead(302, { location: `${elsewhere}/rest/v1/` })
      response.end()
    })
    const page = await startHttp((_, response) => response.end('<html>'))
    for (const url of [redirects, page])
      expect(await refusal(url, 'sb_secret_abcdef')).toMatchObject({ code: 'v5_unreachable' })
    expect(asked).toBe(0)
  })
})

test('reading 100,000 rows takes no more memory than reading a few', async () => {
  const database = await emptyDatabase()
  onTestFinished(database.drop)
  await database.query(`
    create table gazelle_timeline_entries (external_id text, description text);
    insert into gazelle_timeline_entries select 'tme_' || at, repeat(md5(at::text), 10) from generate_series(1, 100000) at`)
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const direct = await opened(database.url)
  const table = await tableOf(direct, 'gazelle_timeline_entries')
  const seen: number[] = []
  let rows = 0
  for await (const page of direct.pages(table, { after: null, size: 1000, signal: never })) {
    rows += page.rows.length
    if (rows % 20_000 === 0) seen.push(heap())
  }
  expect(rows).toBe(100_000)
  // All rows are 35 MB of text.
  expect(Math.max(...seen) - (seen[0] ?? 0)).toBeLessThan(8_000_000)
})
