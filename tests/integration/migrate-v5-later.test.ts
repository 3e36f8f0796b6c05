// What the time after a move does to what came over: sweeps, replays, version 5 in use beside, an erasure.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { connect } from '../../shared/database/client.ts'
import { credentialOf } from '../../shared/database/credentials.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { sync } from '../../shared/sync/sync.ts'
import { startGazelleFake } from '../../stand-in/server.ts'
import { sizes } from '../../stand-in/sizes.ts'
import { modulesOfV5 } from '../../stand-in/staged.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import { runCli } from './cli-process.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'
import {
  type Company6,
  differencesOfGazelle,
  digestOfOurs,
  ownTarget,
  problemsOf,
  stageCompany,
  type Target,
  tracesOf,
} from './v5-move.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const size = { ...sizes.small, clients: 40, now: new Date('2026-11-27T15:00:00Z') }

let staged: Company6
let v5: EmptyDatabase
let truth: Truth
beforeAll(async () => {
  staged = await stageCompany(size)
})
afterAll(() => staged?.drop())

const moved = async () => {
  v5 = await emptyDatabase()
  onTestFinished(v5.drop)
  truth = await generateV5({ databaseUrl: v5.url, company: size, damages: ['text-tags'] })
  const target = await ownTarget(staged)
  await apply(target)
  return target
}

const apply = async (on: Target) => {
  const ended = await on.run(['--from', v5.url, '--apply', '--yes', '--json'])
  expect([
    ended.code,
    ended.stderr.replace(/^[\d,]+ values and rows of version 5 are here already\.\n/, ''),
  ]).toEqual([0, ''])
}

/** Protected values that production has of version 5. */
const taken = (column: string) =>
  truth.kept.filter(
    ({ table, id, gazelle, ...kept }) =>
      kept.column === column && /^gazelle_/.test(table) && !gazelle && !truth.gone[table]?.includes(id),
  )

/** Full sweeps of what version 5 mirrors, from the stand-in, as the functions make them. */
const sweeps = async ({ database, api }: Target) => {
  const gazelle = await startGazelleFake({ company: staged.company, apiKey: 'the-key-of-main' })
  onTestFinished(() => gazelle.stop())
  const client = connect(api.apiUrl, api.secretKey, { forMs: 10_000 })
  const settings = {
    auth: { mode: 'api_key' as const, apiKey: gazelle.apiKey },
    encryptionKey: btoa('k'.repeat(32)),
  }
  const as = createGazelleClient({
    url: gazelle.url,
    credential: credentialOf(settings, client.schema('sync'), 'main'),
    limiter: memoryLimiter(1000),
    retry: { retries: 0 },
  })
  const modules = await loadModules()
  return async () => {
    for (const name of modulesOfV5) {
      const module = modules.find((one) => one.name === name)
      if (!module) throw new Error(`no module ${name}`)
      const result = await sync(
        module,
        {
          ...{ mode: 'full', window: null, since: null, until: null },
          ...{ account: 'main', dryRun: false, triggeredBy: 'test' },
        },
        {
          database: client,
          gazelle: () => as,
          slice: { pages: 1000, milliseconds: 120_000, cpuMs: 120_000, bytes: 64_000_000 },
        },
      )
      expect([name, result]).toMatchObject([name, { report: { status: 'success' } }])
    }
    await database.query(`select reconcile.run()`)
  }
}

/** What came over stands so. */
const stands = (database: Target['database']) =>
  database.query(
    `select e.id, to_jsonb(e)::text as row from gazelle.timeline_entries e where e.is_legacy
     union all
     select v.source_id || v.source_column, v.outcome || coalesce(k.field, '') || coalesce(to_jsonb(c) ->> v.field, '') || coalesce(to_jsonb(p) ->> v.field, '')
     from reconcile.v5_values v
     left join gazelle.clients c on c.id = v.source_id
     left join gazelle.pianos p on p.id = v.source_id
     left join reconcile.kept_fields k on k.entity = v.entity and k.external_id = v.source_id and k.field = v.field
     order by 1`,
  )

describe('after a move', () => {
  test('full sweeps and replays touch no legacy entry and empty no value of version 5’s; what Gazelle gives later wins', async () => {
    const target = await moved()
    const { database } = target
    const before = await stands(database)
    const sweep = await sweeps(target)
    await sweep()
    expect(await stands(database)).toEqual(before)
    for (const module of modulesOfV5)
      await database.query(`select reconcile.replay($1, 'main', '', 10000)`, [module])
    expect(await stands(database)).toEqual(before)
    expect(await problemsOf(database, truth)).toEqual([])
    expect(await differencesOfGazelle(database, staged.company, truth)).toEqual([])

    // Each is kept against Gazelle's blank, which says so.
    const notes = taken('notes')
    expect(notes.length).toBeGreaterThan(1)
    const kept = async () =>
      (
        await database.query<{ id: string }>(
          `select external_id as id from reconcile.kept_fields where entity = 'pianos' and field = 'notes' order by 1`,
        )
      ).map(({ id }) => id)
    expect(await kept()).toEqual(notes.map(({ id }) => id).toSorted())

    const [first, ...others] = notes
    const piano = staged.company.pianos.get(first?.id ?? '')
    if (!piano) throw new Error('no such piano')
    piano.notes = 'De Gazelle, enfin.'
    staged.company.version++
    onTestFinished(() => {
      piano.notes = null
      staged.company.version++
    })
    await sweep()
    expect(await database.query('select notes from gazelle.pianos where id = $1', [piano.id])).toEqual([
      { notes: 'De Gazelle, enfin.' },
    ])
    expect(await kept()).toEqual(others.map(({ id }) => id).toSorted())

    // It is Gazelle's for good: neither another move nor the way back takes it away.
    await apply(target)
    await database.query(`select sync.undo_v5('main')`)
    expect(
      await database.query('select id, notes from gazelle.pianos where id = any ($1) order by notes', [
        notes.map(({ id }) => id),
      ]),
    ).toMatchObject([{ id: piano.id, notes: 'De Gazelle, enfin.' }, ...others.map(() => ({ notes: null }))])
  })

  test('what version 5 goes on writing comes over with another move, but not over what has changed here', async () => {
    const target = await moved()
    const { database } = target
    const [marked, byHand, both] = taken('last_notified_schedule')
    const note = taken('notes')[0]
    const change = (id: string | undefined, value: string) =>
      v5.query('update public.gazelle_appointments set last_notified_schedule = $2 where external_id = $1', [
        id,
        value,
      ])
    const changeHere = (id: string | undefined, value: string) =>
      database.query('update gazelle.appointments set last_notified_schedule = $2 where id = $1', [id, value])
    await change(marked?.id, 'nouveau dans la version 5')
    await changeHere(byHand?.id, 'changé ici')
    await change(both?.id, 'changé là')
    await changeHere(both?.id, 'changé ici aussi')
    await v5.query('update public.gazelle_pianos set notes = $2 where external_id = $1', [
      note?.id,
      'Note plus récente.',
    ])
    await apply(target)
    const here = async (one: { id: string } | undefined) =>
      (
        await database.query(
          'select last_notified_schedule as value from gazelle.appointments where id = $1',
          [one?.id],
        )
      )[0]?.value
    expect([await here(marked), await here(byHand), await here(both)]).toEqual([
      'nouveau dans la version 5',
      'changé ici',
      'changé ici aussi',
    ])
    expect(await database.query('select notes from gazelle.pianos where id = $1', [note?.id])).toEqual([
      { notes: 'Note plus récente.' },
    ])
  })

  test('numbers that version 5 gives to new records mean these, whatever has come to this database meanwhile', async () => {
    const target = await moved()
    const { database } = target
    const stage = (id: string) =>
      database.query(`select sync.stage_nodes('clients', 'main', null, $1)`, [
        JSON.stringify([{ id, companyName: id }]),
      ])
    // Two come from Gazelle, of which version 5 gets to know the second alone, under its own next number.
    await stage('cli_ofGazelle1')
    await stage('cli_ofGazelle2')
    await v5.query(
      `insert into public.gazelle_clients (external_id, company_name) values ('cli_ofGazelle2', 'Deux')`,
    )
    await v5.query(
      `insert into public.service_requests (client_external_id, status) select id::text, 'pending' from public.gazelle_clients where external_id = 'cli_ofGazelle2'`,
    )
    await apply(target)
    expect(
      await database.query(
        `select refers_to ->> 'client_external_id' as client from reconcile.v5_rows where source_table = 'service_requests' order by source_id::int desc limit 1`,
      ),
    ).toEqual([{ client: 'cli_ofGazelle2' }])
    expect(
      await database.query(
        `select c.external_id from v5.gazelle_clients c where c.external_id ~ 'ofGazelle' and c.id is null`,
      ),
    ).toEqual([])
    expect(
      await problemsOf(database, {
        ...truth,
        rows: { ...truth.rows, service_requests: (truth.rows.service_requests ?? 0) + 1 },
      }),
    ).toEqual([])
  })
})

describe('a client who is erased', () => {
  const erased = async (target: Target, client: string) => {
    const out = await mkdtemp(join(tmpdir(), 'receipts-'))
    onTestFinished(() => rm(out, { recursive: true, force: true }))
    const ended = await runCli(
      ['erase', '--client', client, '--with-open-invoices', '--by', 'Anna', '--out', out, '--yes', '--json'],
      { SUPABASE_URL: target.api.apiUrl, SUPABASE_SECRET_KEY: target.database.keys.secretKey },
    )
    expect(`${ended.code} ${ended.stderr}`).toBe('0 ')
    return JSON.parse(ended.stdout)
  }
  /** Everything that version 5 has of the client. */
  const ofThem = async (client: string) => {
    const pianos = [...staged.company.pianos.values()]
      .filter(({ clientId }) => clientId === client)
      .map(({ id }) => id)
    const theirs = new Set([client, ...pianos])
    const entries = truth.legacy
      .filter((one) => one.clientId === client || theirs.has(one.pianoId ?? ''))
      .map(({ id }) => id)
    const rows = truth.references
      .filter(({ means }) => theirs.has(means ?? ''))
      .map(({ table, id }) => `${table} ${id}`)
    return { ids: [client, ...pianos, ...entries], rows: new Set(rows) }
  }
  const rowsHere = async ({ database }: Target) =>
    (
      await database.query<{ row: string }>(
        `select source_table || ' ' || source_id as row from reconcile.v5_rows`,
      )
    ).map(({ row }) => row)
  /** One to whom history, rows by number and values refer. */
  const someone = () => {
    const known = new Set(
      truth.references
        .filter(({ written, column }) => /^\d+$/.test(String(written)) && /client/.test(column))
        .map(({ means }) => means),
    )
    const client = truth.legacy.find(
      ({ clientId }) => known.has(clientId) && !truth.gone.gazelle_clients?.includes(clientId),
    )?.clientId
    if (!client) throw new Error('nobody has all of it')
    return client
  }

  test('takes along what came from version 5, and does not come back with another move', async () => {
    const target = await moved()
    const client = someone()
    const { ids, rows } = await ofThem(client)
    expect((await rowsHere(target)).filter((row) => rows.has(row))).toHaveLength(rows.size)
    const { counts } = await erased(target, client)
    // Rows that refer to an entry or an appointment of theirs go too.
    expect(counts['reconcile.v5_rows']).toBeGreaterThanOrEqual(rows.size)
    const isGone = async () => {
      for (const id of ids) expect([id, await tracesOf(target.database, id)]).toEqual([id, []])
      expect((await rowsHere(target)).filter((row) => rows.has(row))).toEqual([])
    }
    await isGone()
    const before = await digestOfOurs(target.database, { but: ['sync.v5_moves'] })
    await apply(target)
    await isGone()
    expect(await digestOfOurs(target.database, { but: ['sync.v5_moves'] })).toEqual(before)
  })

  test('before the first move does not come over', async () => {
    v5 = await emptyDatabase()
    onTestFinished(v5.drop)
    truth = await generateV5({ databaseUrl: v5.url, company: size, damages: ['text-tags'] })
    const target = await ownTarget(staged)
    const client = someone()
    const { ids, rows } = await ofThem(client)
    await erased(target, client)
    await apply(target)
    for (const id of ids) expect([id, await tracesOf(target.database, id)]).toEqual([id, []])
    expect((await rowsHere(target)).filter((row) => rows.has(row))).toEqual([])
    expect((await rowsHere(target)).length).toBeGreaterThan(50)
  })
})
