import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { createTestDatabase } from '../harness/database.ts'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { type Browser, faultsOf, type System, startBrowser, startSystem } from './system.ts'

const soon = { timeout: 10_000, interval: 50 }

let browser: Browser
let system: System
let chat: Receiver
let context: BrowserContext
let page: Page
let faults: string[]

const see = (hash = '') => page.goto(`${system.dashboard().url}/${hash}`)
const card = (module: string) => page.locator(`[data-module="${module}"].card`)
const statusOf = (module: string) => card(module).getAttribute('data-status')
/** Presses a button, and the same word in the dialog that asks. */
const press = async (name: string | RegExp) => {
  await page.getByRole('button', { name }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await dialog.getByRole('button').last().click()
}
const said = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor()

beforeAll(async () => {
  browser = await startBrowser()
  chat = await startReceiver()
  system = await startSystem(await createTestDatabase(), { ALERT_SLACK_WEBHOOK_URL: `${chat.url}/slack` })
  await system.sync()
}, 180_000)

afterAll(async () => {
  await system?.stop()
  await chat?.stop()
  await browser?.stop()
})

beforeEach(async () => {
  context = await browser.open()
  page = await context.newPage()
  // Sooner than the test's own, so that it says what it waited for.
  page.setDefaultTimeout(15_000)
  faults = faultsOf(page)
})

afterEach(async () => {
  await context.close()
  expect(faults).toEqual([])
})

describe('at a glance', () => {
  test('it says that everything is fresh, and lists every kind of data with its age', async () => {
    await see()
    await page.getByRole('heading', { name: 'Everything is fresh' }).waitFor()
    expect(await page.locator('.card').count()).toBe((await loadModules()).length)
    expect(await card('pianos').textContent()).toMatch(/Pianos\s*Healthy\s*Synced .*\d+min/)
    await page.getByText('Nothing needs attention.').waitFor()
  })

  test('it says when everything was read whole, and when the next sweep brings what no poll shows (case L3)', async () => {
    // Half a day ahead, so that it does not begin.
    const hour = (new Date().getUTCHours() + 12) % 24
    await system.database.query(`select sync.schedule('clients', 'full', $1)`, [`5 ${hour} * * *`])
    await see()
    expect(await card('users').textContent()).toContain('next sweep: not scheduled')
    const sweeps = /Last whole sweep: .*\d{4}.* next sweep: .*\d{4}/
    await expect.poll(() => card('clients').textContent(), soon).toMatch(sweeps)
    await page.getByText('An edit that Gazelle shows no poll comes with the next sweep.').waitFor()
    await page.getByRole('link', { name: 'Clients', exact: true }).click()
    const fact = (word: string) => page.locator('.facts div', { hasText: word }).locator('dd').textContent()
    expect(await fact('Last whole sweep')).toMatch(/\d{4}/)
    expect(await fact('Next sweep')).toMatch(/\d{4}/)
    await page.getByText('An edit that Gazelle shows no poll comes with the next sweep.').waitFor()
    await system.database.query(`select cron.unschedule('gazelle-sync-clients-full')`)
  })

  test('a company that has no credential yet is not connected, and not fresh', async () => {
    await system.database.query(`select sync.add_account('second')`)
    try {
      await see()
      const cards = card('pianos')
      await expect.poll(() => cards.count(), soon).toBe(2)
      const second = cards.filter({ hasText: 'second' })
      expect(await second.textContent()).toContain('Not connected to Gazelle')
      expect(await second.textContent()).not.toContain('Healthy')
      expect(await cards.filter({ hasText: 'main' }).textContent()).toContain('Healthy')
      const modules = (await loadModules()).length
      await page.getByText(`${modules} of ${modules} fresh and without failure`).waitFor()
    } finally {
      await system.database.query(`delete from sync.accounts where account_id = 'second'`)
    }
  })

  test('a sync that somebody asks for is seen live, page by page, and nothing has to be loaded again', async () => {
    const { rules } = system.gazelle
    rules.pageCap = 4
    rules.latencyMs = 800
    try {
      await see()
      let loads = 0
      page.on('load', () => loads++)
      await card('clients').getByRole('button', { name: 'Sync now' }).waitFor()
      await page.getByRole('link', { name: 'Clients', exact: true }).click()
      await press(/^Full sweep/)
      await said('Requested.')
      await page.getByText('Running').first().waitFor()
      const seen = new Set<string>()
      await expect
        .poll(async () => {
          const text = await page
            .locator('.progress')
            .first()
            .textContent({ timeout: 200 })
            .catch(() => null)
          if (text && /Page \d+ of \d+/.test(text)) seen.add(text)
          return seen.size
        }, soon)
        .toBeGreaterThan(1)
      await page.locator('.progress').first().waitFor({ state: 'detached', timeout: 20_000 })
      await page.getByRole('link', { name: /\d/ }).first().click()
      await page.getByRole('heading', { name: /^Run \d+/ }).waitFor()
      await page.getByText('The sweep is complete.').waitFor()
      expect(loads).toBe(0)
    } finally {
      rules.pageCap = 1000
      rules.latencyMs = 0
    }
  }, 60_000)

  test('a button asks before it changes something, and Escape takes it back', async () => {
    await see()
    await card('users').getByRole('button', { name: 'Sync now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sync Users now?' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await system.database.query(`select 1 from monitoring.decisions where module = 'users'`)).toEqual(
      [],
    )
  })

  test('a module that fails turns red within ten seconds, says why, and turns back: what is over is over (case U4)', async () => {
    system.gazelle.rules.add({
      operation: 'Users',
      kind: 'undefinedField',
      field: 'PrivateUser.color',
      times: 100,
    })
    await see()
    await card('users').waitFor()
    await expect(system.sync('users')).rejects.toThrow('gazelle_field_gone')
    const failedAt = Date.now()
    await expect.poll(() => statusOf('users'), soon).toBe('unhealthy')
    expect(Date.now() - failedAt).toBeLessThan(10_000)
    expect(await card('users').textContent()).toContain('Gazelle no longer has a field that is asked for.')
    const item = page.locator('[data-kind="failing"][data-module="users"]')
    await item.getByRole('heading', { name: 'Gazelle no longer has a field' }).waitFor()
    await item.getByText('Nothing new comes in here until it is mended.').waitFor()
    await item.getByText('For developers').click()
    await item.getByText('PrivateUser.color').waitFor()
    await item.getByText('checks everything, and says what is wrong').waitFor()
    system.gazelle.rules.clear()
    await press(/^Sync now: Users/)
    await said('Requested.')
    await expect.poll(() => statusOf('users'), soon).toBe('healthy')
    // The schedule, which the tests do not have, ends the alert within a minute.
    await system.database.query('select monitoring.evaluate_alerts()')
    await item.waitFor({ state: 'detached' })
    // What is over is not red (case U4): it is counted, and said to be over.
    await page.getByRole('heading', { name: 'Everything is fresh' }).waitFor()
    await page.getByText('Failures of the last 24 hours are over.').waitFor()
    expect(await card('users').locator('.bad').count()).toBe(0)
    await page.getByRole('link', { name: 'What changed' }).click()
    await page.getByText('Users failed').waitFor()
    expect(await page.locator('.timeline .shape.bad').count()).toBe(0)
    await see('#/module/users')
    await page.locator('table [data-status="failed"]').waitFor()
    expect(await page.locator('main .shape.bad').count()).toBe(0)
    await system.database.query(`delete from sync.runs where status = 'failed'`)
  }, 60_000)

  test('a refused credential is one card, with who is hit and the buttons that help (case U1)', async () => {
    const { database } = system
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
       select 'main', m.module, 'incremental', 'failed', now(), now(), now(),
         '{"code": "gazelle_credential_refused", "message": "Gazelle refused the credential (HTTP 401)", "hint": "x"}'
       from sync.modules m`,
    )
    await database.query('select monitoring.evaluate_alerts()')
    const modules = (await loadModules()).length
    try {
      await see()
      const cards = page.locator('.cause')
      await cards.first().waitFor()
      expect(await cards.count()).toBe(1)
      await page.getByRole('heading', { name: `${modules} modules need attention` }).waitFor()
      await cards.getByText('Critical').waitFor()
      await page.getByText(`0 of ${modules} fresh and without failure`).waitFor()
      await cards.getByRole('heading', { name: 'Gazelle refuses the credential.' }).waitFor()
      await cards.getByText(`and ${modules - 4} more`).click()
      expect(await cards.locator('.modules a').count()).toBe(modules)
      await cards.getByText('Connect the account again as a full admin').waitFor()
      // No tokens are stored, so a link would not help.
      expect(await cards.getByRole('button', { name: /^Connect again/ }).count()).toBe(0)
      await database.query(
        `insert into sync.credentials (account_id, kind, sealed, refused_at) values ('main', 'oauth', 'x', now())`,
      )
      await press(/^Connect again/)
      const link = cards.getByRole('link', { name: 'Open Gazelle’s page of consent' })
      expect(await link.getAttribute('href')).toMatch(/\/gazelle-oauth\/start\?link=[0-9a-f]{64}$/)
      await cards.getByRole('button', { name: `Try now: ${modules} kinds of data` }).waitFor()
    } finally {
      await database.query('delete from sync.credentials')
      await database.query(`delete from sync.runs where status = 'failed'`)
      await database.query('delete from monitoring.alerts')
    }
  }, 60_000)

  test('a failure is said in French, cause and remedy, and no command without its meaning (case U2)', async () => {
    const { database } = system
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
       values ('main', 'clients', 'incremental', 'failed', now(), now(), now(),
         '{"code": "gazelle_credential_refused", "message": "Gazelle refused the credential (HTTP 401)", "hint": "gazelle connect"}')`,
    )
    try {
      await context.close()
      context = await browser.open({ locale: 'fr-CA' })
      page = await context.newPage()
      await see()
      const item = page.locator('.cause')
      await item.getByRole('heading', { name: 'Gazelle refuse l’accès.' }).waitFor()
      await item.getByText('Rien de nouveau n’arrive ici').waitFor()
      await item.getByText('Reconnectez le compte en tant qu’administrateur complet').waitFor()
      expect(
        await item
          .getByText(/gazelle connect|HTTP 401/)
          .first()
          .isVisible(),
      ).toBe(false)
      await item.getByText('Pour l’équipe de développement').click()
      await item.getByText('gazelle connect').waitFor()
      await item.getByText('ouvre la page de consentement de Gazelle').waitFor()
    } finally {
      await database.query(`delete from sync.runs where status = 'failed'`)
    }
  })

  test('a button that gets no answer says so in French, and what to do (case U2)', async () => {
    await context.close()
    context = await browser.open({ locale: 'fr-CA' })
    page = await context.newPage()
    await see()
    await page.route('**/api/v6/act', (route) => route.abort())
    await press(/^Synchroniser\s: /)
    await said(/^Cela a échoué\s: Il n’y a pas de réponse\. Réessayez dans un instant\.$/)
  })

  test('a remedy that names a setting says where settings are (case U2)', async () => {
    const { database } = system
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
       values ('main', 'clients', 'incremental', 'failed', now(), now(), now(),
         '{"code": "gazelle_wrong_address", "message": "HTTP 302", "hint": "x"}')`,
    )
    try {
      await see()
      const item = page.locator('.cause')
      await item.getByText('GAZELLE_API_URL').waitFor()
      await item.getByText('On Supabase they are secrets: Edge Functions, Secrets.').waitFor()
    } finally {
      await database.query(`delete from sync.runs where status = 'failed'`)
    }
  })

  test('an alert about a piano names it and leads to its page, in both languages', async () => {
    const { database } = system
    const [piano] = await database.query<{ id: string; client: string }>(
      `select p.id, c.display_name as client from gazelle.pianos p join gazelle.clients c on c.id = p.client_id
       where p.status is distinct from 'INACTIVE' and p.deleted_at is null and p.make <> '' and c.display_name <> c.id order by p.id limit 1`,
    )
    const id = piano?.id ?? ''
    await database.query('update monitoring.alert_rules set enabled = (rule = $1)', ['humidity_out'])
    await database.query(
      `insert into gazelle.measurements (id, account_id, piano_id, taken_on, humidity)
       select 'mea_' || n, 'main', $1, current_date - n, 80 from generate_series(0, 1) n`,
      [id],
    )
    await database.query('select monitoring.evaluate_alerts()')
    try {
      await see()
      const item = page.locator('.cause[data-cause="humidity_out"]')
      await item.getByRole('heading', { name: 'The humidity of pianos is out of its range.' }).waitFor()
      await item.getByText('Call the client').waitFor()
      await item.getByRole('link', { name: piano?.client ?? '' }).waitFor()
      await context.close()
      context = await browser.open({ locale: 'fr-CA' })
      page = await context.newPage()
      await see()
      const french = page.locator('.cause[data-cause="humidity_out"]')
      await french.getByRole('heading', { name: 'L’humidité de pianos est hors de la plage' }).waitFor()
      await french.locator(`.names a[href*="${id}"]`).first().click()
      await page.waitForURL((url) => url.hash.includes(id))
    } finally {
      await database.query('delete from gazelle.measurements where id = any ($1)', [['mea_0', 'mea_1']])
      await database.query('update monitoring.alert_rules set enabled = not monitoring.is_on_data(rule)')
      await database.query('delete from monitoring.alerts')
    }
  }, 60_000)

  test('times are those of the company, and the page says so (case U12)', async () => {
    await context.close()
    context = await browser.open({ timezoneId: 'Asia/Tokyo' })
    page = await context.newPage()
    await see('#/history')
    await page.getByText('Times are those of the company: Eastern').waitFor()
    await page.locator('.timeline time').first().waitFor()
    const [first] = await system.database.query<{ at: string; shown: string }>(
      `select at, to_char(at at time zone 'America/Montreal', 'FMHH12:MI') as shown from monitoring.history limit 1`,
    )
    expect(await page.locator('.timeline time').first().textContent()).toContain(first?.shown)
  })
})

describe('what needs a person', () => {
  const bad = (id: string, more = {}) =>
    system.database.query(
      `insert into staging.stg_timeline (account_id, external_id, raw_data) values ('main', $1, $2)`,
      [id, JSON.stringify({ id, ...more })],
    )
  const clean = () =>
    system.database.query(`delete from staging.stg_timeline where external_id like 'tme_test%'`)

  test('a refused record is shown beside what is wrong in it, and is retried', async () => {
    const { database } = system
    await database.query(
      `alter table gazelle.timeline_entries add constraint test check (id <> 'tme_test_1') not valid`,
    )
    try {
      await bad('tme_test_1', { occurredAt: '2026-02-03T20:56:01Z', summary: 'A note' })
      await see('#/rejects?module=timeline')
      const list = page.getByRole('region', { name: 'One by one', exact: true })
      await list.locator('tr', { hasText: 'tme_test_1' }).getByRole('link').click()
      await page.getByText('"summary": "A note"').waitFor()
      await press(/^Try again/)
      await said('The record was refused again.')
      await database.query('alter table gazelle.timeline_entries drop constraint test')
      await press(/^Try again/)
      await said('The record is in production now.')
      const rows = await database.query(
        `select summary from gazelle.timeline_entries where id = 'tme_test_1'`,
      )
      expect(rows).toEqual([{ summary: 'A note' }])
    } finally {
      await database.query('alter table gazelle.timeline_entries drop constraint if exists test')
      await clean()
    }
  }, 60_000)

  test('names with markup in them are shown as text', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>Bold</b>'
    await bad('tme_test_2', { occurredAt: markup, summary: markup })
    await see('#/rejects?module=timeline&id=tme_test_2')
    await page.locator('mark', { hasText: 'occurredAt' }).waitFor()
    expect(await page.locator('.raw').textContent()).toContain('<b>Bold</b>')
    expect(await page.locator('.raw img, .raw b, td img').count()).toBe(0)
    expect(await page.title()).toContain('Gazelle')
    await clean()
  })

  test('ten thousand rejects of one cause are paged through and tried again as one, fast (case U3)', async () => {
    await system.database.query(
      `insert into staging.stg_timeline (account_id, external_id, raw_data)
       select 'main', 'tme_test_' || lpad(n::text, 5, '0'), jsonb_build_object('id', 'tme_test_' || lpad(n::text, 5, '0'), 'occurredAt', 'never')
       from generate_series(1, 10000) n`,
    )
    await see('#/rejects?module=timeline')
    await page.getByText('1–50 of 10,000').waitFor()
    const times: number[] = []
    for (const shown of ['51–100', '101–150', '151–200']) {
      const begun = Date.now()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText(`${shown} of 10,000`).waitFor()
      await page.getByRole('link', { name: `tme_test_${shown.split('–')[1]?.padStart(5, '0')}` }).waitFor()
      times.push(Date.now() - begun)
    }
    expect(Math.min(...times)).toBeLessThan(1500)
    expect(
      await page.getByRole('region', { name: 'One by one', exact: true }).locator('tbody tr').count(),
    ).toBe(50)
    // They are one cause, which is tried again as a whole; the question has the number (case U3).
    const group = page.locator('tr[data-rule="no_instant"]')
    expect(await group.textContent()).toContain('10,000')
    await system.database.query(
      `update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "2026-02-03T20:56:01Z"}' where external_id = 'tme_test_00001'`,
    )
    await group.getByRole('button', { name: /^Try these 9,999 again/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Try 9,999 refused records of Timeline again').waitFor()
    await dialog.getByRole('button').last().click()
    await page
      .getByRole('status')
      .getByText('9,999 tried, 0 promoted, 9,999 still refused.')
      .waitFor({ timeout: 60_000 })
    await clean()
    await page.getByText('Nothing is refused').waitFor()
  }, 180_000)

  test('a held-back deletion is known by its name and by what refers to it, and is released by a person (case U3)', async () => {
    const { database } = system
    const [client] = await database.query<{ id: string; name: string }>(
      'select id, display_name as name from gazelle.clients order by id limit 1',
    )
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status)
       select 'main', 'clients', id, 'unseen', 'held' from gazelle.clients order by id limit 2`,
    )
    await see()
    const item = page.locator('[data-kind="release_deletions"]')
    await item.getByRole('link', { name: 'View' }).click()
    await page.getByText('2 deletions wait for your decision').waitFor()
    const row = page.locator('tr', { hasText: client?.id ?? '' })
    await row.getByText(client?.name ?? '').waitFor()
    await expect.poll(() => row.textContent(), soon).toMatch(/Pianos \d/)
    // With nothing ticked, the question names how many it takes.
    await page.getByRole('button', { name: /^Release: Clients/ }).click()
    await page.getByText('Delete all 2 records that are held back of Clients?').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('checkbox', { name: `Choose ${client?.name}` }).check()
    await press(/^Release: Clients, one record/)
    await said('1 released.')
    await page.getByText('To be checked').waitFor()
    await press(/^Dismiss: Clients/)
    await said('1 dismissed.')
    await page.getByText('None waits for a decision.').waitFor()
    expect(
      await database.query(
        `select status, decided_by from sync.missing where module = 'clients' order by external_id`,
      ),
    ).toEqual([
      { status: 'due', decided_by: 'service_role' },
      { status: 'dismissed', decided_by: 'service_role' },
    ])
    await page.getByRole('link', { name: 'What changed' }).click()
    await page.getByText(/On this machine: released deletions · Clients · One record · /).waitFor()
    await page.getByText(client?.name ?? '').waitFor()
    await database.query('delete from sync.missing')
  }, 60_000)

  test('a record that is missing is known by what refers to it (case U3)', async () => {
    const { database } = system
    const [piano] = await database.query<{ id: string; make: string; client: string }>(
      'select id, make, client_id as client from gazelle.pianos where make is not null order by id limit 1',
    )
    await database.query(
      `insert into gazelle.clients (id, account_id, is_placeholder, created_at) values ('cli_gone', 'main', true, now() - interval '2 days')`,
    )
    await database.query(`update gazelle.pianos set client_id = 'cli_gone' where id = $1`, [piano?.id])
    try {
      await see()
      await page.locator('[data-kind="placeholders"]').getByRole('link', { name: 'View' }).click()
      const row = page.locator('tr', { hasText: 'cli_gone' })
      await row.getByText(piano?.make ?? '').waitFor()
    } finally {
      await database.query('update gazelle.pianos set client_id = $2 where id = $1', [
        piano?.id,
        piano?.client,
      ])
      await database.query(`delete from gazelle.clients where id = 'cli_gone'`)
    }
  })

  test('a refused value stands beside the one that production keeps', async () => {
    const { database } = system
    const [entry] = await database.query<{ id: string; summary: string }>(
      `select id, summary from gazelle.timeline_entries where summary <> '' order by id limit 1`,
    )
    await database.query(
      `update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "someday"}' where external_id = $1`,
      [entry?.id],
    )
    await see(`#/rejects?module=timeline&id=${entry?.id}`)
    await page.locator('.change', { hasText: 'kept:' }).getByText('"someday"').waitFor()
    expect(await page.locator('.change').textContent()).toMatch(/kept: "\d{4}-.* given: "someday"/)
    await database.query(
      `update staging.stg_timeline s set raw_data = raw_data || jsonb_build_object('occurredAt', t.occurred_at)
       from gazelle.timeline_entries t where t.id = s.external_id and s.external_id = $1`,
      [entry?.id],
    )
  })

  test('alert channels are shown with how they do, and a test message is sent through one', async () => {
    const { database } = system
    await see()
    const channel = (name: string) => page.locator(`[data-channel="${name}"]`)
    await channel('email').getByText('Not set up. How to do it').click()
    await channel('email').getByText('ALERT_EMAIL_API_KEY').waitFor()
    // The schedule, which the tests do not have, calls the function each minute.
    await database.query(`select monitoring.notify('test')`)
    await press(/^Send a test message: Slack/)
    await said('The test message is on its way.')
    await channel('slack')
      .getByText(/^Test of .*: it arrived\./)
      .waitFor()
    await channel('slack').getByText('HTTP 200: ok').waitFor()
    await channel('slack').getByText('Delivers').waitFor()
    expect(chat.at('/slack').at(-1)?.body).toContain('this is a test')
    chat.answer('/slack', (response) => {
      response.statusCode = 404
      response.end('no_service')
    })
    await press(/^Send a test message: Slack/)
    await channel('slack')
      .getByText(/^Test of .*: it did not arrive\./)
      .waitFor()
    await channel('slack').getByText('Does not deliver').waitFor()
    chat.answer('/slack', (response) => response.end('ok'))
    await press(/^Send a test message: Slack/)
    await channel('slack').getByText('Delivers').waitFor()
  })

  test('what Gazelle cannot give is acknowledged by a person, whose word is noted (case L)', async () => {
    const { database } = system
    const [hole] = await database.query<{ id: string }>(
      `insert into sync.holes (account_id, module, kind, place, path, external_id, message, times)
       values ('main', 'pianos', 'error', 'ins_1', 'notes', 'ins_1', 'The notes cannot be read', 3) returning hole_id as id`,
    )
    await see()
    const item = page.locator('[data-kind="hole"][data-module="pianos"]')
    await item.getByRole('heading', { name: 'Gazelle cannot give a record or a part of it.' }).waitFor()
    await item.getByText(/^One record · since .*\d{4}/).waitFor()
    await item.getByText('met 3 times').waitFor()
    await database.query('update sync.holes set times = 4')
    await item.getByText('met 4 times').waitFor()
    expect(await page.locator('.acknowledged').count()).toBe(0)
    await press(/^I know of it: Gazelle cannot give/)
    await said('Acknowledged.')
    await item.waitFor({ state: 'detached' })
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByText('One record or part of it that Gazelle cannot give is acknowledged').click()
    const known = page.locator('.acknowledged li')
    expect(await known.textContent()).toMatch(
      /Pianos ins_1 notes \(The notes cannot be read\) met 4 times · since .*\d{4}.* · Acknowledged on this machine/,
    )
    await database.query('update sync.holes set closed_at = now()')
    await known.waitFor({ state: 'detached' })
    expect(
      await database.query('select acknowledged_by, closed_at from sync.holes where hole_id = $1', [
        hole?.id,
      ]),
    ).toEqual([{ acknowledged_by: 'service_role', closed_at: expect.anything() }])
    await page.getByRole('link', { name: 'What changed' }).click()
    await page.getByText(/On this machine: acknowledged what Gazelle cannot give/).waitFor()
    await database.query('delete from sync.holes')
  }, 60_000)

  test('an alert is acknowledged, stays while its reason stays, and ends when it is mended', async () => {
    const { database } = system
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status) values ('main', 'pianos', 'ins_x', 'unseen', 'held')`,
    )
    await database.query('select monitoring.evaluate_alerts()')
    await see()
    const item = page.locator('[data-kind="release_deletions"]')
    await item.getByRole('button', { name: /^Acknowledge/ }).waitFor()
    await press(/^Acknowledge: Records are missing/)
    await said('Acknowledged.')
    await item.getByText('Acknowledged on this machine').waitFor()
    await press(/^Resolve: /)
    await said(/The cause is still there/)
    await database.query('delete from sync.missing')
    await item.waitFor({ state: 'detached' })
    await press(/^Resolve: /)
    await said('It is over.')
    await page.getByText('Nothing needs attention.').waitFor()
  }, 60_000)
})

describe('for everybody', () => {
  const pages = [
    '',
    '#/module/clients',
    '#/rejects',
    '#/deletions',
    '#/placeholders',
    '#/history',
    '#/help',
    '#/run/1',
  ]

  const faultsByAxe = async () => {
    const results: axe.AxeResults = await page.evaluate(`axe.run()`)
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)
  }
  const ready = () => page.locator('[data-connection="live"]').waitFor()

  test.each([
    ['light', 'en-CA'],
    ['dark', 'en-CA'],
    ['light', 'fr-CA'],
    ['dark', 'fr-CA'],
  ] as const)(
    'axe finds nothing of any level on any page, in the %s for %s',
    async (colorScheme, locale) => {
      await context.close()
      context = await browser.open({ locale, colorScheme })
      page = await context.newPage()
      page.setDefaultTimeout(15_000)
      faults = faultsOf(page)
      // Evaluated, not added: the page's policy lets no other script in.
      for (const hash of pages) {
        await see(hash)
        await page.reload()
        await ready()
        await page.locator('.panel').first().waitFor()
        await page.evaluate(axe.source)
        expect({ hash, faults: await faultsByAxe() }).toEqual({ hash, faults: [] })
      }
    },
    90_000,
  )

  test('is in French for a browser in French', async () => {
    await context.close()
    context = await browser.open({ locale: 'fr-CA' })
    page = await context.newPage()
    await see()
    await page.getByRole('heading', { name: 'Tout est à jour' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    expect(await card('invoices').textContent()).toContain('Factures')
    await page.getByRole('link', { name: 'Ce qui a changé' }).click()
    await page.getByRole('heading', { name: 'Ce qui a changé' }).waitFor()
  })

  test.each([390, 1024, 1440])(
    'a screen %i wide shows every page in both languages without scrolling sideways',
    async (width) => {
      for (const locale of ['en-CA', 'fr-CA']) {
        await context.close()
        context = await browser.open({ locale, viewport: { width, height: 800 } })
        page = await context.newPage()
        for (const hash of pages) {
          await see(hash)
          await ready()
          await page.locator('.panel').first().waitFor()
          const shown = await page.evaluate('document.documentElement.scrollWidth')
          expect({ hash, locale, shown }).toEqual({ hash, locale, shown: width })
        }
      }
    },
    90_000,
  )

  test('the footer has version, zone, help, language and colours, which stay chosen', async () => {
    await see()
    const foot = page.locator('footer')
    await foot.getByText(/^Gazelle \d+\.\d+\.\d+/).waitFor()
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await foot.getByLabel('Colours').selectOption('dark')
    await expect.poll(ground, soon).not.toBe(light)
    const dark = await ground()
    await page.reload()
    await foot.waitFor()
    expect(await ground()).toBe(dark)
    // Paper is white.
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.evaluate('document.documentElement.style.colorScheme'), soon).toBe('light')
    expect(await page.locator('.card .button').first().isVisible()).toBe(false)
    await page.emulateMedia({ media: null })
    await foot.getByRole('button', { name: 'Français' }).click()
    await page.getByRole('heading', { name: 'Tout est à jour' }).waitFor()
    await foot.getByRole('link', { name: 'Aide' }).click()
    await page.getByRole('heading', { name: 'Vocabulaire' }).waitFor()
  })

  test('without any answer at the first start there is one message, within ten seconds', async () => {
    await page.route('**/config.json', () => new Promise<void>(() => {}))
    const begun = Date.now()
    await see()
    await page
      .getByRole('alert')
      .getByText('No answer. Check that this computer is online')
      .waitFor({ timeout: 10_000 })
    expect(Date.now() - begun).toBeLessThan(10_000)
    expect(await page.locator('#page > *').count()).toBe(1)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.route('**/api/v6/ask**', (route) => route.abort())
    await page.reload()
    await page
      .getByRole('alert')
      .getByText('No answer. Check that this computer is online')
      .waitFor({ timeout: 10_000 })
    expect(await page.locator('.panel').count()).toBe(0)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await ready()
    await page.locator('.card').first().waitFor()
  }, 60_000)

  test('all of it is reached by keyboard', async () => {
    await see()
    await card('users').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await card('users').getByRole('button').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`document.activeElement.closest('dialog') !== null`)).toBe(true)
    await page.keyboard.press('Escape')
  })

  test('a server that stopped is said to be away, and the page goes on by itself when it is back', async () => {
    await see()
    await ready()
    await page.locator('.card').first().waitFor()
    await system.stopDashboard()
    await page.getByRole('alert').getByText('No answer since').waitFor({ timeout: 10_000 })
    expect(await page.locator('.card').count()).toBe((await loadModules()).length)
    await system.startDashboard()
    await said('The connection is back.')
    await ready()
    expect(await page.getByRole('alert').count()).toBe(0)
  }, 60_000)
})
