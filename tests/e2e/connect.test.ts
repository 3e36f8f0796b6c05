import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { type CliProcess, runCli, startCli } from '../integration/cli-process.ts'
import { soon, startWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 120_000 })

let world: World
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  world = await startWorld({
    env: {
      GAZELLE_AUTH_MODE: 'oauth',
      GAZELLE_CLIENT_ID: 'stand-in-client',
      GAZELLE_CLIENT_SECRET: 'stand-in-secret',
      TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack`,
    },
  })
})
afterAll(async () => {
  await world?.stop()
  await receiver?.stop()
})
beforeEach(async () => {
  await world.fresh()
  await world.database.query('truncate monitoring.alerts, monitoring.channels, monitoring.deliveries cascade')
})

/** A browser that follows the link through Gazelle to the end. */
const open = async (link: string) => {
  const page = await fetch(link)
  return { status: page.status, text: await page.text(), type: page.headers.get('content-type') }
}

const cli = (more: Record<string, string> = {}) => ({
  SUPABASE_URL: world.apiUrl,
  SUPABASE_SECRET_KEY: world.database.keys.secretKey,
  ...more,
})
const linkOf = (text: string) => /http\S+gazelle-oauth\/start\?link=[0-9a-f]{64}/.exec(text)?.[0] ?? ''
const linkSaid = async (connecting: CliProcess) => {
  await connecting.says('start?link=')
  await vi.waitFor(() => expect(linkOf(connecting.said())).not.toBe(''), soon)
  return linkOf(connecting.said())
}
const connected = async () => {
  const connecting = startCli(['connect', '--json'], cli())
  expect(await open(await linkSaid(connecting))).toMatchObject({
    text: expect.stringContaining('is connected'),
  })
  expect((await connecting.ended).code).toBe(0)
}

describe('gazelle connect for a hosted project', () => {
  test('prints a link, waits until it was used, and needs no setting of Gazelle’s', async () => {
    const connecting = startCli(['connect'], cli())
    const page = await open(await linkSaid(connecting))
    expect(page).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' })
    expect(page.text).toContain('main is connected to Gazelle')
    expect(page.text).toContain('main est connecté à Gazelle')
    const { code, stdout, stderr } = await connecting.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/Connected as \S+@\S+\./)
    expect(await world.sync('users', { mode: 'full' })).toMatchObject({ status: 'success' })
  })

  test('waits for its own link: that another one was used does not end it; Ctrl-C does, and the link stays valid', async () => {
    const waiting = startCli(['connect', '--json'], cli())
    const link = await linkSaid(waiting)
    await connected()
    waiting.interrupt()
    expect(await waiting.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/^gazelle: interrupted\. Nothing waits here any more; .*\n$/),
    })
    expect(waiting.said().trim().split('\n')).toHaveLength(1)
    expect(await open(link)).toMatchObject({ status: 200 })
  })

  test('ends when the time of its link is over', async () => {
    const waiting = startCli(['connect'], cli())
    await linkSaid(waiting)
    await world.database.query(`update sync.connect_links set expires_at = now() - interval '1 second'`)
    const { code, stderr } = await waiting.ended
    expect(code).toBe(1)
    expect(stderr).toContain('not_connected')
  })

  test('refuses an account or a time that there is not, and a project without the function, before it waits', async () => {
    const refused = async (args: string[], more: Record<string, string> = {}) =>
      (await runCli(['connect', ...args], cli(more))).stderr
    expect(await refused(['--account', 'nobody'])).toContain('unknown_account')
    expect(await refused(['--minutes', '0'])).toContain('from 1 to 20160')
    expect(await refused([], { FUNCTIONS_PUBLIC_URL: `${world.apiUrl}/functions/v2` })).toContain(
      'no_function',
    )
    expect(await refused([], { FUNCTIONS_PUBLIC_URL: 'http://127.0.0.1:9/functions/v1' })).toContain(
      'functions_unreachable',
    )
    expect(await world.database.query('select from sync.connect_links')).toEqual([])
  })
})

test('a dead token raises an alert with a link, the link mends it from a browser alone, and syncs go on', async () => {
  await connected()
  world.gazelle.oauth.expireAccessTokens()
  world.gazelle.oauth.revokeRefreshTokens()
  expect(await world.fails('users')).toMatchObject({ error: { code: 'gazelle_credential_refused' } })
  await world.call('alerts')
  const refused = receiver.at('/slack').find(({ body }) => body.includes('Gazelle refuses the credential'))
  const page = await open(linkOf(refused?.body ?? ''))
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('is connected to Gazelle') })
  expect(await world.sync('users')).toMatchObject({ status: 'success' })
  await world.call('alerts')
  expect(receiver.at('/slack').at(-1)?.body).toContain('Gazelle accepts the credential again.')
  expect(await open(linkOf(refused?.body ?? ''))).toMatchObject({ status: 404 })
})

test('the database goes away after Gazelle has agreed: the tokens are kept until it is back, and stored', async () => {
  const connecting = startCli(['connect'], cli())
  const link = await linkSaid(connecting)
  let startedAgain: Promise<void> | undefined
  world.wire.onAnswer = async ({ operation }, body) => {
    if (operation === 'Caller' && !startedAgain) {
      await world.stopDataApi()
      // Some calls find nobody there before it is back.
      startedAgain = new Promise((done) => setTimeout(done, 1500)).then(world.startDataApi)
    }
    return body
  }
  expect(await open(link)).toMatchObject({ status: 200 })
  await startedAgain
  expect(world.gazelle.calls.of('token')).toHaveLength(1)
  expect((await connecting.ended).code).toBe(0)
})
