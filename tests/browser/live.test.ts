import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { createTestDatabase } from '../harness/database.ts'
import { type Browser, faultsOf, type System, startBrowser, startSystem } from './system.ts'

const soon = { timeout: 10_000, interval: 50 }

let browser: Browser
let system: System
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
  system = await startSystem(await createTestDatabase())
  await system.sync()
}, 180_000)

afterAll(async () => {
  await system?.stop()
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
    expect(await page.getByText('Nothing needs attention.').isVisible()).toBe(true)
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
      await page.getByText(`${modules} of ${modules} within their freshness target`).waitFor()
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

  test('a module that fails turns red within ten seconds, says why, and turns back', async () => {
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
    expect(await card('users').textContent()).toContain('gazelle_field_gone')
    const item = page.locator('[data-kind="failing"][data-module="users"]')
    await item.getByText('Syncs fail').waitFor()
    system.gazelle.rules.clear()
    await press(/^Sync now: Users/)
    await said('Requested.')
    await expect.poll(() => statusOf('users'), soon).toBe('degraded')
    await item.waitFor({ state: 'detached' })
    await system.database.query(`delete from sync.runs where status = 'failed'`)
  }, 60_000)
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
      await page.getByRole('link', { name: 'tme_test_1' }).click()
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

  test('ten thousand rejects are paged through, and each page comes fast', async () => {
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
    expect(await page.locator('tbody tr').count()).toBe(50)
    await clean()
    await page.getByText('Nothing is refused').waitFor()
  }, 120_000)

  test('a held-back deletion is released by a person, whose word is noted', async () => {
    const { database } = system
    const [client] = await database.query<{ id: string }>(
      'select id from gazelle.clients order by id limit 1',
    )
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status)
       select 'main', 'clients', id, 'unseen', 'held' from gazelle.clients order by id limit 2`,
    )
    await see()
    const item = page.locator('[data-kind="release_deletions"]')
    await item.getByRole('link', { name: 'View' }).click()
    await page.getByText('2 deletions wait for your decision').waitFor()
    await page.getByRole('checkbox', { name: `Choose ${client?.id}` }).check()
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
    await page.getByText(/On this machine: released deletions/).waitFor()
    await database.query('delete from sync.missing')
  }, 60_000)

  test('what Gazelle cannot give is acknowledged by a person, whose word is noted (case L)', async () => {
    const { database } = system
    const [hole] = await database.query<{ id: string }>(
      `insert into sync.holes (account_id, module, kind, place, path, external_id, message, times)
       values ('main', 'pianos', 'error', 'ins_1', 'notes', 'ins_1', 'The notes cannot be read', 3) returning hole_id as id`,
    )
    await see()
    const item = page.locator('[data-kind="hole"][data-module="pianos"]')
    await item.getByText('Gazelle cannot give error ins_1 notes (The notes cannot be read).').waitFor()
    await item.getByText(/^since .*\d{4}/).waitFor()
    await item.getByText('met 3 times').waitFor()
    await database.query('update sync.holes set times = 4')
    await item.getByText('met 4 times').waitFor()
    expect(await page.locator('.acknowledged').count()).toBe(0)
    await press(/^I know of it: Pianos/)
    await said('Acknowledged.')
    await item.waitFor({ state: 'detached' })
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByText('One record or part of it that Gazelle cannot give is acknowledged').click()
    const known = page.locator('.acknowledged li')
    expect(await known.textContent()).toMatch(
      /Pianos error ins_1 notes \(The notes cannot be read\) met 4 times · since .*\d{4}.* · Acknowledged on this machine/,
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
    await press(/^Acknowledge: Deletions/)
    await said('Acknowledged.')
    await item.getByText('Acknowledged on this machine').waitFor()
    await press(/^Resolve: Deletions/)
    await said(/The cause is still there/)
    await database.query('delete from sync.missing')
    await item.waitFor({ state: 'detached' })
    await press(/^Resolve: Deletions/)
    await said('It is over.')
    await page.getByText('Nothing needs attention.').waitFor()
  }, 60_000)
})

describe('for everybody', () => {
  const pages = ['', '#/module/clients', '#/rejects', '#/deletions', '#/history']

  const seriousFaults = async () => {
    const results: axe.AxeResults = await page.evaluate(`axe.run()`)
    return results.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)
  }
  const ready = () => page.locator('[data-connection="live"]').waitFor()

  test.each(['light', 'dark'] as const)(
    'axe finds nothing serious on any page, in the %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      // Evaluated, not added: the page's policy lets no other script in.
      for (const hash of [...pages, '#/run/1']) {
        await see(hash)
        await page.reload()
        await ready()
        await page.locator('.panel').first().waitFor()
        await page.evaluate(axe.source)
        expect({ hash, faults: await seriousFaults() }).toEqual({ hash, faults: [] })
      }
    },
    90_000,
  )

  test('is in French for a browser in French', async () => {
    await context.close()
    context = await browser.open({ locale: 'fr-CA' })
    page = await context.newPage()
    await see()
    await page
      .getByRole('heading', { name: 'Tout est à jour' })
      .or(page.getByText('À jour, avec des échecs'))
      .waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    expect(await card('invoices').textContent()).toContain('Factures')
    await page.getByRole('link', { name: 'Ce qui a changé' }).click()
    await page.getByRole('heading', { name: 'Ce qui a changé' }).waitFor()
  })

  test('a phone shows every page without scrolling sideways', async () => {
    await page.setViewportSize({ width: 375, height: 740 })
    for (const hash of [...pages, '#/run/1']) {
      await see(hash)
      await ready()
      await page.locator('.panel').first().waitFor()
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect({ hash, width }).toEqual({ hash, width: 375 })
    }
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
    await page.getByRole('alert').getByText('No answer.').waitFor({ timeout: 10_000 })
    expect(await page.locator('.card').count()).toBe((await loadModules()).length)
    await system.startDashboard()
    await said('The connection is back.')
    await ready()
    expect(await page.getByRole('alert').count()).toBe(0)
  }, 60_000)
})
