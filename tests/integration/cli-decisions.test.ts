import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const run = (args: string[]) =>
  runCli(args, { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey })
const json = async (args: string[]) => {
  const { code, stdout, stderr } = await run([...args, '--json'])
  expect(`${code} ${stderr}`).toBe('0 ')
  return JSON.parse(stdout)
}

test('deletions that were held back are listed, released and dismissed by a person', async () => {
  expect((await run(['deletions', 'list'])).stdout).toBe('Nothing is missing.\n')
  const names = Array.from({ length: 1203 }, (_, at) => `svc_${String(at).padStart(4, '0')}`)
  await database.query(
    `insert into staging.stg_services (account_id, external_id, raw_data)
     select 'main', id, jsonb_build_object('id', id) from unnest($1::text[]) id`,
    [names],
  )
  await database.query(
    `insert into sync.missing (account_id, module, external_id, reason, status)
     select 'main', 'services', id, 'unseen', 'held' from unnest($1::text[]) id`,
    [names],
  )
  // More than one answer of the Data API holds.
  const listed = await json(['deletions', 'list', '--module', 'services'])
  expect(listed.map((row: { id: string }) => row.id)).toEqual(names)
  expect((await run(['deletions', 'list'])).stdout).toContain('1,203 held back')
  expect(await json(['deletions', 'list', '--module', 'pianos'])).toEqual([])

  const unasked = await run(['deletions', 'release', '--module', 'services'])
  expect(unasked).toMatchObject({ code: 2, stdout: '' })
  expect(unasked.stderr).toContain('--yes')
  expect(await database.query('select from gazelle.service_items where deleted_at is not null')).toEqual([])

  const stranger = await run([
    'deletions',
    'dismiss',
    '--module',
    'services',
    '--id',
    'svc_0001',
    'svc_x',
    '--yes',
  ])
  expect(stranger.code).toBe(2)
  expect(stranger.stderr).toContain('unknown_record')
  expect(stranger.stderr).toContain('svc_x')
  expect((await run(['deletions', 'release', '--module', 'guitars', '--yes'])).stderr).toContain(
    'unknown_module',
  )

  const kept = [
    'deletions',
    'dismiss',
    '--module',
    'services',
    '--id',
    'svc_0001',
    'svc_0002',
    '--by',
    'Anna',
    '--yes',
  ]
  expect(await json(kept)).toEqual({ module: 'services', dismissed: 2 })
  const { stdout } = await run(['deletions', 'release', '--module', 'services', '--by', 'Anna', '--yes'])
  expect(stdout).toMatch(/^1,201 services released/)
  // The next run asks once more who asks, and deletes what it does not see.
  expect(
    await database.query(
      'select count(*)::int, decided_by from sync.missing where status = $1 group by decided_by',
      ['due'],
    ),
  ).toEqual([{ count: 1201, decided_by: 'Anna' }])
  expect(await database.query('select from gazelle.service_items where deleted_at is not null')).toEqual([])
  await database.query(
    `select sync.delete_records(
       'services', 'main', array(select external_id from sync.missing where status = 'due'), null, now()
     )`,
  )
  const there = await database.query(
    'select id from gazelle.service_items where deleted_at is null order by id',
  )
  expect(there.map((row) => row.id)).toEqual(['svc_0001', 'svc_0002'])
  expect(await json(['deletions', 'list'])).toEqual([
    expect.objectContaining({ id: 'svc_0001', status: 'dismissed', decided_by: 'Anna' }),
    expect.objectContaining({ id: 'svc_0002', status: 'dismissed', decided_by: 'Anna' }),
  ])
  // Of those that are settled, the view shows the latest thousand.
  const settled: { status: string }[] = await json(['deletions', 'list', '--status', 'gone'])
  expect(settled.length).toBeGreaterThan(900)
  expect(settled.every((row) => row.status === 'gone')).toBe(true)
  expect((await run(['deletions', 'release', '--module', 'services', '--yes'])).stdout).toBe(
    'Nothing of services is held back.\n',
  )
})

test('imported rows without a match are listed with their candidates, and decided', async () => {
  expect((await run(['matches', 'list'])).stdout).toBe('Every imported row is matched.\n')
  await database.query(`select sync.stage_nodes('users', 'main', null, '[
    {"id": "usr_1", "firstName": "Jean", "lastName": "Tremblay"}, {"id": "usr_2", "firstName": "Jean", "lastName": "Tremblay"}
  ]')`)
  await database.query(
    `insert into reconcile.legacy_references (account_id, kind, legacy_key, facts)
     values ('main', 'user', 'J. Tremblay', '{"name": "Jean Tremblay"}'), ('main', 'client', '12', '{"name": "Nobody"}')`,
  )
  await database.query('select reconcile.match_users(), reconcile.match_clients()')
  const { stdout } = await run(['matches', 'list'])
  expect(stdout).toContain('user J. Tremblay  several fit, or its facts disagree')
  expect(stdout).toMatch(/usr_1\s+Jean Tremblay\s+name/)
  expect(stdout).toContain('client 12  nothing like it')
  expect(await json(['matches', 'list', '--kind', 'client'])).toHaveLength(1)

  const decide = ['matches', 'decide', '--kind', 'user', '--key', 'J. Tremblay']
  expect((await run(decide)).code).toBe(2)
  expect((await run([...decide, '--id', 'usr_1', '--none'])).code).toBe(2)
  const unknown = await run([...decide, '--id', 'usr_9'])
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('there is no user usr_9')

  expect(await json([...decide, '--id', 'usr_2', '--by', 'Anna', '--reason', 'He signed it.'])).toEqual({
    kind: 'user',
    key: 'J. Tremblay',
    id: 'usr_2',
    by: 'Anna',
  })
  const said = await run(['matches', 'decide', '--kind', 'client', '--key', '12', '--none'])
  expect(said).toMatchObject({ code: 0, stdout: "client 12 is none of Gazelle's.\n" })
  expect((await run(['matches', 'list'])).stdout).toBe('Every imported row is matched.\n')
  expect(
    await database.query(
      'select legacy_key, matched_id, decided_by, reason from reconcile.match_decisions order by 1 desc',
    ),
  ).toMatchObject([
    { legacy_key: 'J. Tremblay', matched_id: 'usr_2', decided_by: 'Anna', reason: 'He signed it.' },
    {},
  ])
})

test('protected fields that Gazelle has emptied are listed, and emptied by a person (case D6)', async () => {
  expect((await run(['kept', 'list'])).stdout).toBe('Nothing is kept against a blank.\n')
  for (const notes of ['Clé sous le pot', ''])
    await database.query(`select sync.stage_nodes('pianos', 'main', null, $1)`, [
      JSON.stringify(['ins_1', 'ins_2'].map((id) => ({ id, notes }))),
    ])
  expect(await json(['kept', 'list', '--entity', 'pianos'])).toMatchObject([
    { entity: 'pianos', id: 'ins_1', field: 'notes', value: 'Clé sous le pot' },
    { entity: 'pianos', id: 'ins_2', field: 'notes', value: 'Clé sous le pot' },
  ])
  expect((await run(['kept', 'list'])).stdout).toContain('Clé sous le pot')
  expect(await json(['kept', 'list', '--entity', 'clients'])).toEqual([])

  const accept = ['kept', 'accept', '--entity', 'pianos', '--id']
  const unasked = await run([...accept, 'ins_1'])
  expect(unasked).toMatchObject({ code: 2, stdout: '' })
  expect(unasked.stderr).toContain('--yes')
  const stranger = await run([...accept, 'ins_1', 'ins_x', '--yes'])
  expect(stranger.code).toBe(2)
  expect(stranger.stderr).toContain('unknown_record')

  const accepted = await run([...accept, 'ins_1', '--by', 'Anna', '--yes'])
  expect(accepted).toMatchObject({ code: 0, stdout: '1 emptied in pianos.\n' })
  expect(await database.query('select id, notes from gazelle.pianos order by id')).toEqual([
    { id: 'ins_1', notes: null },
    { id: 'ins_2', notes: 'Clé sous le pot' },
  ])
  expect(await database.query('select decided_by, action, about from monitoring.decisions')).toEqual([
    { decided_by: 'Anna', action: 'accept_blanks', about: 'ins_1' },
  ])
  expect(await json(['kept', 'list'])).toHaveLength(1)
})

test('holes are listed with what Gazelle said, and acknowledged by a person (case L)', async () => {
  expect((await run(['holes', 'list'])).stdout).toBe('No hole is open.\n')
  await database.query('alter sequence sync.holes_hole_id_seq restart with 1234')
  await database.query(
    `insert into sync.holes (account_id, module, kind, place, path, external_id, message, times, closed_at) values
       ('main', 'pianos', 'error', 'ins_1', 'notes', 'ins_1', 'The notes cannot be read', 3, null),
       ('main', 'clients', 'null', 'after cli_7', '', null, 'came as null', 1, null),
       ('main', 'clients', 'null', 'after cli_8', '', null, 'came as null', 2, now())`,
  )
  expect(await json(['holes', 'list', '--module', 'pianos'])).toMatchObject([
    { hole_id: 1234, module: 'pianos', kind: 'error', place: 'ins_1', path: 'notes', times: 3 },
  ])
  expect(await json(['holes', 'list'])).toHaveLength(2)
  expect(await json(['holes', 'list', '--all'])).toHaveLength(3)
  const listed = (await run(['holes', 'list', '--all'])).stdout
  expect(listed).toMatch(/1234 +pianos +error +ins_1 notes +The notes cannot be read .* 3 +open/)
  expect(listed).toMatch(/1236 +clients +null +after cli_8 .* closed/)
  expect((await run(['holes', 'list', '--module', 'guitars'])).stderr).toContain('unknown_module')

  const known = await run(['holes', 'ack', '1234', '--by', 'Anna'])
  expect(known).toMatchObject({ code: 0, stdout: 'Hole 1234 is acknowledged by Anna.\n' })
  expect((await run(['holes', 'list'])).stdout).toMatch(/1234 .* acknowledged by Anna/)
  for (const id of ['1234', '1236'])
    expect((await run(['holes', 'ack', id])).stdout).toBe('It was acknowledged before, or is closed.\n')
  expect(
    await database.query('select hole_id::int, acknowledged_by from sync.holes order by hole_id'),
  ).toEqual([
    { hole_id: 1234, acknowledged_by: 'Anna' },
    { hole_id: 1235, acknowledged_by: null },
    { hole_id: 1236, acknowledged_by: null },
  ])

  const stranger = await run(['holes', 'ack', '999'])
  expect(stranger).toMatchObject({ code: 1, stdout: '' })
  expect(stranger.stderr).toContain('not_found')
  expect(stranger.stderr).toContain('unknown hole 999')
  expect((await run(['holes', 'ack', 'ins_1'])).code).toBe(2)
})

test('changes are shown with each field before and after, are followed, and go on behind a position', async () => {
  expect((await run(['changes'])).stdout).toBe('Nothing has changed.\n')
  await database.query(
    `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
  )
  await database.query(
    `insert into gazelle.taxes (id, account_id, name, rate) values ('tax_1', 'main', 'TPS', 5000), ('tax_2', 'main', 'TVQ', 9975)`,
  )
  const { stdout, stderr } = await run(['changes'])
  expect(stdout).toMatch(/taxes tax_1 {2}created, \d fields\n.*taxes tax_2 {2}created/)
  const position = /--after (\S+)/.exec(stderr)?.[1] ?? ''
  await database.query(
    `update gazelle.taxes set name = E'T\\u202ePS', version = version + 1 where id = 'tax_1'`,
  )
  const since = await run(['changes', '--after', position])
  expect(since.stdout).toMatch(/^\S+ \S+ {2}taxes tax_1 {2}updated\n {2}name: TPS → T PS\n$/)
  const lines = (await run(['changes', '--after', position, '--entities', 'taxes', '--json'])).stdout
  expect(JSON.parse(lines)).toMatchObject({ id: 'tax_1', changes: { name: ['TPS', 'T\u202ePS'] } })
  expect((await run(['changes', '--limit', '1'])).stdout.split('\n')[0]).toContain('updated')
  expect(await run(['changes', '--entities', 'taxis'])).toMatchObject({ code: 1, stdout: '' })
  expect((await run(['changes', '--after', 'x'])).stderr).toContain('bad_input')
  expect((await run(['changes', '--limit', 'none'])).code).toBe(2)
})
