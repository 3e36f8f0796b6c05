import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase
let api: Api
let out: string
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  out = await mkdtemp(join(tmpdir(), 'receipts-'))
  const stage = (module: string, records: object[]) =>
    database.query(`select sync.stage_nodes($1, 'main', null, $2)`, [module, JSON.stringify(records)])
  await stage('clients', [
    { id: 'cli_1', companyName: 'Zéphyrine & fils' },
    { id: 'cli_2', companyName: 'Salle Bourgie' },
  ])
  await stage('invoices', [{ id: 'inv_2', client: { id: 'cli_2' }, number: 7, status: 'OPEN' }])
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
  if (out) await rm(out, { recursive: true, force: true })
})

const run = (...args: string[]) =>
  runCli(['erase', ...args], { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey })
const clients = async () =>
  (await database.query<{ id: string }>('select id from gazelle.clients order by id')).map(({ id }) => id)

test('a client is erased after a look at what goes, with a written receipt (case S6)', async () => {
  expect((await run('--list')).stdout).toBe('Nobody was erased.\n')

  const dry = await run('--client', 'cli_1', '--dry-run')
  expect(`${dry.code} ${dry.stderr}`).toBe('0 ')
  expect(dry.stdout).toMatch(/gazelle\.clients +1 *\n[\s\S]*staging\.stg_clients +1 *\n/)
  expect(dry.stdout).toMatch(/^Of client cli_1 \(Zéphyrine & fils\):\n/)
  expect(dry.stdout).toContain('Nothing was changed.')
  const refused = await run('--client', 'cli_2', '--dry-run')
  expect(refused.stdout).toContain('Open invoices: 1.\nWithout --with-open-invoices it is refused.\n')

  // Without a terminal and --yes, what would go is shown, and it stays.
  const unasked = await run('--client', 'cli_1', '--out', out)
  expect(unasked).toMatchObject({ code: 2, stdout: '' })
  expect(unasked.stderr).toContain('--yes')
  expect(unasked.stderr).toContain('gazelle.clients')
  expect(await clients()).toEqual(['cli_1', 'cli_2'])

  const done = await run('--client', 'cli_1', '--out', out, '--by', 'Anna', '--yes', '--json')
  expect(`${done.code} ${done.stderr}`).toBe('0 ')
  const receipt = JSON.parse(done.stdout)
  // Dry runs use no number up.
  expect(receipt).toMatchObject({ erasure: 1, account: 'main', dryRun: false, erasedBy: 'Anna', ids: 1 })
  expect(receipt.counts).toMatchObject({ 'gazelle.clients': 1, 'staging.stg_clients': 1 })
  const [name = ''] = await readdir(out)
  expect((await lstat(join(out, name))).mode & 0o777).toBe(0o600)
  const written = await readFile(join(out, name), 'utf8')
  expect(JSON.parse(written)).toEqual(receipt)
  expect(`${name} ${written}`).not.toMatch(/cli_1|phyrine/)
  expect(await clients()).toEqual(['cli_2'])

  const [listed] = JSON.parse((await run('--list', '--json')).stdout)
  expect(listed).toMatchObject({ erased_by: 'Anna', client_hash: receipt.clientHash, counts: receipt.counts })
  expect((await run('--list')).stdout).toContain('Anna')
})

test('whoever lost the answer asks again, and has the receipt (case S6)', async () => {
  const [name = ''] = await readdir(out)
  const before = JSON.parse(await readFile(join(out, name), 'utf8'))
  await rm(join(out, name))
  const dry = await run('--client', 'cli_1', '--dry-run')
  expect(dry.stdout).toContain('Erased already, by Anna')
  expect(await readdir(out)).toEqual([])

  // Nothing is left to confirm.
  const again = await run('--client', 'cli_1', '--out', out)
  expect(`${again.code} ${again.stderr}`).toBe('0 ')
  expect(again.stdout).toMatch(/Erased already, by Anna at .*\nReceipt: /)
  expect(JSON.parse(await readFile(join(out, name), 'utf8'))).toEqual(before)
  // One that was cut off while it was written is whole again.
  await writeFile(join(out, name), '{"erasure":')
  expect((await run('--client', 'cli_1', '--out', out)).code).toBe(0)
  expect(JSON.parse(await readFile(join(out, name), 'utf8'))).toEqual(before)
  expect(await readdir(out)).toEqual([name])
  expect(JSON.parse((await run('--list', '--json')).stdout)).toHaveLength(1)
})

test('what cannot be erased is one message, with a code and what to do (case S6)', async () => {
  const nobody = await run('--client', 'cli_77', '--yes', '--out', out)
  expect(nobody.stderr).toMatch(/not_found.*no client cli_77/)
  expect((await run('--yes')).stderr).toMatch(/bad_usage.*no client is named/)
  expect((await run('--client', 'cli_2', '--by', ' ', '--yes')).stderr).toMatch(/bad_usage.*nobody is named/)
  expect((await run('--client', 'cli_2', '--list')).stderr).toMatch(/bad_usage.*everybody/)
  expect((await run('--client', 'cli_2', '--account', 'other', '--yes')).stderr).toContain('unknown_account')

  const open = await run('--client', 'cli_2', '--yes', '--out', out)
  expect(open).toMatchObject({ code: 1, stdout: '' })
  expect(open.stderr).toMatch(/open_invoices.*open invoices: 1\n\s+Settle/)
  expect(await clients()).toEqual(['cli_2'])
  // A receipt that cannot be written is found before anything goes.
  const nowhere = await run('--client', 'cli_2', '--with-open-invoices', '--yes', '--out', '/proc/receipts')
  expect(nowhere.stderr).toContain('folder_unusable')
  expect(await clients()).toEqual(['cli_2'])

  const done = await run('--client', 'cli_2', '--with-open-invoices', '--yes', '--out', out)
  expect(`${done.code} ${done.stderr}`).toBe('0 ')
  expect(done.stdout).toMatch(/gazelle\.invoices +1 *\n/)
  expect(await clients()).toEqual([])
  // Their invoices are settled here; the receipt still tells of them.
  expect((await run('--client', 'cli_2', '--out', out)).stdout).toContain('Open invoices: 1.')
})
