import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Receiver, startReceiver } from './alert-receiver.ts'
import { runCli } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let database: TestDatabase
let api: Api
let receiver: Receiver
beforeAll(async () => {
  database = await createTestDatabase()
  receiver = await startReceiver()
  await database.query(
    `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
  )
  // Without schedules, only the commands have messages sent.
  await database.query('select cron.unschedule(jobname) from cron.job')
  api = await startApi(database, { functions: true, scheduler: true, auth: false })
  await database.query('select sync.connect_functions($1, $2)', [api.functionsUrl, api.secretKey])
})
afterAll(async () => {
  await api?.stop()
  await receiver?.stop()
  await database?.drop()
})
beforeEach(async () => {
  await database.query('delete from webhooks.subscriptions')
  receiver.received.length = 0
  receiver.answer('/in', (response) => response.end('ok'))
})

const run = (args: string[], env: Record<string, string> = {}) =>
  runCli(['webhooks', ...args], {
    SUPABASE_URL: api.apiUrl,
    SUPABASE_SECRET_KEY: database.keys.secretKey,
    ...env,
  })
const listed = async () => JSON.parse((await run(['list', '--json'])).stdout)
const url = () => `${receiver.url}/in`
const add = async (...args: string[]): Promise<{ webhook: string; secret: string; position: string }> =>
  JSON.parse((await run(['add', url(), '--json', ...args])).stdout)
const change = (name: string) =>
  database.query(
    `insert into gazelle.taxes (id, account_id, name) values ('tax_1', 'main', $1)
     on conflict (id) do update set name = excluded.name, version = taxes.version + 1`,
    [name],
  )
const verified = (secret: string, nth: number) => {
  const { headers, body } = receiver.at('/in').at(nth) ?? { headers: {}, body: '' }
  const signed = Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return new Webhook(secret).verify(body, signed)
}

describe('gazelle webhooks', () => {
  test('adds one, shows its secret once with the way to verify, and lists it', async () => {
    expect((await run(['list'])).stdout).toBe('There is no webhook: gazelle webhooks add <url>\n')
    const added = await run([
      'add',
      url(),
      '--entities',
      'taxes,pianos',
      '--fields',
      'name',
      '--batch',
      '5',
      '--about',
      'The chat',
    ])
    expect(added.code).toBe(0)
    expect(added.stdout).toMatch(
      /^Webhook wh_[0-9a-f]{16} is added: it is sent what changes from now on\.\n {2}Secret {2}whsec_[A-Za-z0-9+/=]{44}\nIt is shown only once\..*\n.*new Webhook\(secret\)\.verify\(body, headers\).*\nTry it: gazelle webhooks test wh_[0-9a-f]{16}\n$/,
    )
    expect(added.stderr).toContain('From a hosted project nothing would go there')

    const [row] = await listed()
    expect(row).toMatchObject({
      account_id: 'main',
      url: url(),
      about: 'The chat',
      entities: ['taxes', 'pianos'],
      fields: ['name'],
      batch: 5,
      state: 'active',
      waiting: 0,
    })
    const shown = await run(['list'])
    expect(shown.stdout).toContain(`${url()} (The chat)`)
    expect(shown.stdout).toContain('taxes, pianos')
    expect(shown.stdout).not.toContain('whsec_')
  })

  test('tests one: what was answered, and an exit code by it', async () => {
    const { webhook, secret } = await add()
    const arrived = await run(['test', webhook])
    expect(arrived).toMatchObject({ code: 0, stderr: '' })
    expect(arrived.stdout).toMatch(new RegExp(`${webhook} +arrived +HTTP 200: ok`))
    expect(verified(secret, -1)).toMatchObject({ type: 'test', data: { webhook } })

    receiver.answer('/in', (response) => {
      response.statusCode = 500
      response.end('broken')
    })
    // The beginning of its id is enough.
    const failed = await run(['test', webhook.slice(0, 8), '--json'])
    expect(failed.code).toBe(1)
    expect(JSON.parse(failed.stdout)).toEqual({ webhook, arrived: false, answer: 'HTTP 500: broken' })
    expect((await run(['test', webhook])).stdout).toMatch(/failed +HTTP 500: broken/)
    // A test says nothing of the changes.
    expect(await listed()).toMatchObject([{ state: 'active', last_error: null }])
  })

  test('pauses one, while what changes waits, and resumes it', async () => {
    const { webhook, secret } = await add('--entities', 'taxes')
    expect((await run(['pause', webhook])).stdout).toBe(
      `Webhook ${webhook} is paused. What changes waits: gazelle webhooks resume ${webhook}\n`,
    )
    expect((await run(['pause', webhook])).stdout).toBe(`Webhook ${webhook} was paused before.\n`)
    await change('GST')
    expect(await listed()).toMatchObject([{ state: 'paused', waiting: 1, more: false }])
    expect(receiver.received).toEqual([])
    const resumed = await run(['resume', webhook, '--json'])
    expect(JSON.parse(resumed.stdout)).toEqual({ webhook, outcome: 'resumed' })
    await receiver.has('/in', 1)
    expect(verified(secret, 0)).toMatchObject({ data: { entity: 'taxes', id: 'tax_1' } })
    await run(['pause', webhook])
    await change('HST')
    expect((await run(['resume', webhook])).stdout).toBe(`Webhook ${webhook} goes on. 1 change has waited.\n`)
    await receiver.has('/in', 2)
  })

  test('rotates a secret: both sign for some hours, or the new one alone', async () => {
    const { webhook, secret } = await add()
    const rotated = await run(['rotate', webhook, '--hours', '2'])
    expect(rotated.stdout).toMatch(/^Webhook wh_\w+ has a new secret; the old one signs too until 20/)
    const [next = ''] = /whsec_\S+/.exec(rotated.stdout) ?? []
    await run(['test', webhook])
    for (const one of [secret, next]) expect(verified(one, -1)).toMatchObject({ type: 'test' })
    expect((await listed())[0].old_secret_until).not.toBeNull()

    const last = await run(['rotate', webhook, '--hours', '0'])
    expect(last.stdout).toContain('the old one signs no longer')
    await run(['test', webhook])
    expect(() => verified(next, -1)).toThrow()
    expect((await run(['rotate', webhook, '--hours', '721'])).stderr).toContain(
      'it must be a number from 0 to 720',
    )
  })

  test('sends changes again from a position or an instant on, with the ids that they had', async () => {
    const { webhook, position } = await add('--entities', 'taxes')
    await change('PST')
    await run(['resume', webhook])
    await receiver.has('/in', 1)
    const again = await run(['replay', webhook, '--from', position])
    expect(again.stdout).toBe(`Webhook ${webhook} is sent again what changed behind position ${position}.\n`)
    const [first, second] = await receiver.has('/in', 2)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    const since = new Date(Date.now() - 3_600_000).toISOString()
    expect((await run(['replay', webhook, '--from', since])).code).toBe(0)
    await receiver.has('/in', 3)

    const wrong = await run(['replay', webhook, '--from', 'yesterday'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('--from is not an instant: yesterday')
    await database.query(`update changes.pruned set at = now() - interval '400 days' where is_only`)
    const long = await run(['replay', webhook, '--from', '2001-01-01'])
    expect(long.stderr).toContain('gazelle: changes_pruned')
  })

  test('says of one that is paused that it is sent again only when it goes on', async () => {
    const { webhook, position } = await add('--entities', 'taxes')
    await run(['pause', webhook])
    await change('QST')
    const again = await run(['replay', webhook, '--from', position])
    expect(again.stdout).toBe(
      `Webhook ${webhook} is sent again what changed behind position ${position}.\n` +
        `It is paused, and is sent it when it goes on: gazelle webhooks resume ${webhook}\n`,
    )
    expect(await listed()).toMatchObject([{ state: 'paused', waiting: 1 }])
    expect(receiver.received).toEqual([])
    await run(['resume', webhook])
    await receiver.has('/in', 1)
  })

  test('removes one when that is confirmed, with its secret', async () => {
    const { webhook } = await add()
    const asked = await run(['remove', webhook])
    expect(asked).toMatchObject({ code: 2, stdout: '' })
    expect(asked.stderr).toContain('--yes')
    expect((await run(['remove', webhook, '--yes'])).stdout).toBe(`Webhook ${webhook} is removed.\n`)
    expect(await listed()).toEqual([])
    expect(
      await database.query(`select from vault.secrets where name like 'gazelle\\_' || $1 || '%'`, [webhook]),
    ).toEqual([])
  })

  test('lists the worst first, with what state each is in, in French too', async () => {
    const states = [
      ['active', null],
      ['paused', 'person'],
      ['retrying', null],
      ['behind', 'behind'],
      ['gone', 'gone'],
      ['failing', 'failing'],
    ] as const
    for (const [about, because] of states) {
      const { webhook } = await add('--about', about)
      await database.query(
        `update monitoring.channels set paused_at = case when $2::text is not null then now() end, paused_because = $2,
           failing_since = case when $3 then now() end where channel = $1`,
        [webhook, because, about === 'retrying'],
      )
    }
    const { stdout } = await run(['list'], { LC_ALL: 'fr_CA.UTF-8' })
    expect(stdout.match(/\((active|paused|retrying|behind|gone|failing)\)/g)).toEqual(
      ['failing', 'gone', 'behind', 'retrying', 'paused', 'active'].map((state) => `(${state})`),
    )
    expect(stdout.replaceAll('\u00a0', ' ')).toContain('en pause : il n’en veut plus (410)')
  })
})

test.each([
  ['no address', ['add', 'nonsense'], 1, 'bad_input', 'https://host/path'],
  [
    'an unknown table',
    ['add', 'https://hooks.example.net/x', '--entities', 'guitars'],
    1,
    'bad_input',
    'guitars',
  ],
  [
    'an unknown field',
    ['add', 'https://hooks.example.net/x', '--fields', 'strings'],
    1,
    'bad_input',
    'strings',
  ],
  ['a batch of none', ['add', 'https://hooks.example.net/x', '--batch', '0'], 2, '--batch', '1 to 100'],
  [
    'an unknown account',
    ['add', 'https://x.example.net', '--account', 'third'],
    2,
    'unknown_account',
    'main',
  ],
  ['a webhook that is not there', ['test', 'wh_none'], 2, 'unknown_webhook', 'gazelle webhooks list'],
  ['to replay from nowhere', ['replay', 'wh_none'], 2, '--from', ''],
])('gazelle webhooks refuses %s', async (_, args, code, name, hint) => {
  const refused = await run(args)
  expect(refused).toMatchObject({ code, stdout: '' })
  expect(refused.stderr).toContain(name)
  expect(refused.stderr).toContain(hint)
})

test('a beginning that several webhooks have names none of them', async () => {
  await add()
  await add()
  const { code, stderr } = await run(['pause', 'wh_'])
  expect(code).toBe(2)
  expect(stderr).toContain('2 webhooks begin with wh_')
  expect(await listed()).toMatchObject([{ state: 'active' }, { state: 'active' }])
})

test.each([
  ['in the clear', 'http://93.184.215.14/in'],
  ['private', 'https://10.0.0.7/in'],
  ['a private one in another way of writing', 'https://[::ffff:10.0.0.7]/in'],
  ['private by the name that it has', 'https://localhost.localdomain/in'],
])('from a hosted project an address that is %s is refused before anything is asked', async (_, address) => {
  const { checkAddress } = await import('../../cli/commands/webhooks.ts')
  const lookUp = async () => ['127.0.0.1']
  await expect(checkAddress('https://abc.supabase.co', address, lookUp)).rejects.toMatchObject({
    code: 'bad_address',
    about: address,
    hint: expect.stringContaining('https://'),
  })
})
