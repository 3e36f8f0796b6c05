import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { connect } from '../../shared/database/client.ts'
import { call } from '../../shared/database/rpc.ts'
import { createTestDatabase } from '../harness/database.ts'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { type Browser, faultsOf, type System, startBrowser, startSystem } from './system.ts'

let browser: Browser
let system: System
let receiver: Receiver
let context: BrowserContext
let page: Page
let faults: string[]

beforeAll(async () => {
  browser = await startBrowser()
  receiver = await startReceiver()
  system = await startSystem(await createTestDatabase())
  await system.sync('company', 'taxes')
  await system.database.query('select sync.connect_functions($1, $2)', [
    system.api.functionsUrl,
    system.api.secretKey,
  ])
}, 180_000)

afterAll(async () => {
  await system?.stop()
  await receiver?.stop()
  await browser?.stop()
})

const open = async (locale = 'en-CA') => {
  await context?.close()
  context = await browser.open({ locale, permissions: ['clipboard-read', 'clipboard-write'] })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  faults = faultsOf(page)
  await page.goto(system.dashboard().url)
}

beforeEach(async () => {
  await system.database.query('delete from webhooks.subscriptions')
  receiver.received.length = 0
  receiver.answer('/in', (response) => response.end('ok'))
  await open()
})

afterEach(() => expect(faults).toEqual([]))

const panel = () => page.getByRole('region', { name: 'Webhooks' })
const one = () => page.locator('[data-webhook]')
/** Presses a button, reads the question, and says yes. */
const press = async (name: RegExp): Promise<string> => {
  await one().getByRole('button', { name }).click()
  const dialog = page.getByRole('dialog')
  const question = (await dialog.textContent()) ?? ''
  await dialog.getByRole('button').last().click()
  await dialog.waitFor({ state: 'hidden' })
  return question
}
const said = (text: string | RegExp) => page.locator('.toast').getByText(text).waitFor()
const stored = async () =>
  (
    await system.database.query<{ webhook: string; entities: string[] | null; batch: number; url: string }>(
      'select webhook, entities, batch, url from webhooks.subscriptions',
    )
  )[0]
/** One that is there before the page is looked at. */
const add = () =>
  call(
    connect(system.api.apiUrl, system.api.secretKey, { forMs: 1000 }).schema('webhooks'),
    'add',
    { p_url: `${receiver.url}/in`, p_entities: ['taxes'] },
    z.object({ webhook: z.string(), secret: z.string() }),
  )
const verified = (secret: string) => {
  const { headers, body } = receiver.at('/in').at(-1) ?? { headers: {}, body: '' }
  const signed = Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return new Webhook(secret).verify(body, signed)
}

test('an address is added by a form, its secret is shown once and copied, and a test message arrives', async () => {
  await panel().getByText('No address is told of changes yet.').waitFor()
  await panel().getByRole('button', { name: 'Add a webhook' }).click()
  await panel().getByLabel('Address').fill(`${receiver.url}/in`)
  await panel().getByLabel('What it is for').fill('The shop')
  await panel().getByLabel('Taxes').check()
  await panel().getByLabel('Changes in a message, 1 to 100').fill('20')
  await panel().getByRole('button', { name: 'Add', exact: true }).click()
  await said('The webhook is added.')
  expect(await stored()).toMatchObject({ entities: ['taxes'], batch: 20, url: `${receiver.url}/in` })
  await one().getByRole('heading', { name: 'The shop' }).waitFor()
  await one().getByText('Told of: Taxes').waitFor()

  const secret = (await one().locator('.secret code').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  await one().getByRole('button', { name: 'Copy' }).click()
  await said('Copied.')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await one().getByRole('button', { name: 'I have kept it' }).click()
  await page.reload()
  await one().waitFor()
  expect(await page.getByText('whsec_').count()).toBe(0)

  expect(await press(/^Send a test message/)).toContain('Send a test message to 127.0.0.1')
  await one().getByText('The test arrived. HTTP 200: ok').waitFor()
  expect(verified(secret)).toMatchObject({ type: 'test' })
  await one().getByText('Delivers').waitFor()
})

test('what the database refuses is said beside the form, and nothing is lost of what was typed', async () => {
  await panel().getByRole('button', { name: 'Add a webhook' }).click()
  await panel().getByLabel('Address').fill('ftp://files.example.net')
  await panel().getByRole('button', { name: 'Add', exact: true }).click()
  await panel()
    .getByRole('alert')
    .getByText(/^The address or a choice is not possible: that is no address of a webhook\./)
    .waitFor()
  expect(await panel().getByLabel('Address').inputValue()).toBe('ftp://files.example.net')
  await panel().getByRole('button', { name: 'Cancel' }).click()
  await panel().getByRole('button', { name: 'Add a webhook' }).waitFor()
})

test('one is paused, resumed, given a new secret, sent again what changed, and removed, each after a question with its numbers', async () => {
  const { database } = system
  const { webhook, secret } = await add()
  const { host } = new URL(receiver.url)
  expect(await press(/^Pause/)).toContain(`Send nothing to ${host} any more?`)
  await said('It is paused.')
  await one().getByText('Paused', { exact: true }).waitFor()
  await database.query(`update gazelle.taxes set name = name || '!', version = version + 1`)
  const [changed] = await database.query<{ n: number }>('select count(*)::int as n from gazelle.taxes')
  await database.query(`update monitoring.channels set paused_at = now(), paused_because = 'failing'`)
  await one().getByText(`Waiting: ${changed?.n}`).waitFor()
  await one()
    .getByText(/^It has failed for three days, and is paused since/)
    .waitFor()
  expect(await press(/^Resume/)).toMatch(`Go on with ${host}? ${changed?.n} change`)
  await said('It goes on.')
  await receiver.has('/in', changed?.n ?? 0)
  await one().getByText(`Arrived: ${changed?.n}`).waitFor()

  await press(/^New secret/)
  await said('The new secret is shown only once.')
  const next = (await one().locator('.secret code').textContent()) ?? ''
  await one().getByText('The old secret signs too until').waitFor()
  await press(/^Send a test message/)
  await one().getByText('The test arrived.').waitFor()
  for (const either of [secret, next]) expect(verified(either)).toMatchObject({ type: 'test' })

  await one().getByLabel('Send again what changed in').selectOption('the last day')
  expect(await press(/^Send again/)).toContain(`Send to ${host} again what changed since `)
  await said('The changes are sent again.')
  await receiver.has('/in', 2 * (changed?.n ?? 0) + 1)

  expect(await press(/^Remove/)).toMatch(/Remove .*\? \d+ changes? that waits? for it/)
  await said('It is removed.')
  await panel().getByText('No address is told of changes yet.').waitFor()
  expect(await stored()).toBeUndefined()
  expect(
    await database.query(`select action from monitoring.decisions where about = $1 order by decision_id`, [
      webhook,
    ]),
  ).toMatchObject(
    ['add', 'pause', 'resume', 'rotate', 'test', 'replay', 'remove'].map((action) => ({
      action: `${action}_webhook`,
    })),
  )
  await page.goto(`${system.dashboard().url}/#/history`)
  await page.getByText('On this machine: removed a webhook').first().waitFor()
})

test('a webhook that fails says so with its last answer, is no alert channel, and its messages are no tests of one', async () => {
  receiver.answer('/in', (response) => {
    response.statusCode = 500
    response.end('broken')
  })
  await add()
  // Sent with the test, and refused as it is.
  await system.database.query(`update gazelle.taxes set name = name || '?', version = version + 1`)
  await press(/^Send a test message/)
  await one().getByText('The test did not arrive. HTTP 500: broken').waitFor()
  await one().getByText('Fails, is tried again').waitFor()
  await one().locator('.error').getByText('HTTP 500: broken').waitFor()
  expect(await page.locator('[data-channel]').count()).toBe(3)
  expect(await page.locator('[data-channel] [data-test]').count()).toBe(0)
  await page.getByText('No channel is set up').waitFor()
})

test('in French it says the same, and axe finds nothing in either language', async () => {
  await add()
  const faultsByAxe = async () => {
    await page.evaluate(axe.source)
    const results: axe.AxeResults = await page.evaluate(`axe.run('[aria-labelledby]:has([data-webhook])')`)
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)
  }
  await one().waitFor()
  await panel().getByRole('button', { name: 'Add a webhook' }).click()
  expect(await faultsByAxe()).toEqual([])
  await open('fr-CA')
  await panel().getByRole('button', { name: 'Ajouter un webhook' }).click()
  await panel().getByText('Reçoit (tout, si rien n’est choisi)').waitFor()
  await one().getByText('Pas encore essayé').waitFor()
  expect(await faultsByAxe()).toEqual([])
  const words = await panel().textContent()
  expect(words).not.toMatch(/\b(the|Address|Secret of|Send|Pause|Waiting|Arrived)\b/)
  await page.setViewportSize({ width: 390, height: 800 })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1200, height: 800 })
  expect(await press(/^Retirer/)).toMatch(/Retirer 127\.0\.0\.1:\d+\s?\? 0 changement qui l’attend/)
  await said('Il est retiré.')
})
