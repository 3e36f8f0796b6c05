// npm run screenshots: writes docs/images/dashboard-*.png, the main states of the dashboard over a month of made-up runs.
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { repository } from '../../supabase/local/api.ts'
import { cloneDatabase } from '../harness/database.ts'
import { startTestServer } from '../harness/server.ts'
import { startBrowser, startSystem } from './system.ts'

const month = /* sql */ `
  insert into monitoring.freshness_days (account_id, module, day, fresh_share, known, longest_gap)
  select 'main', m.module, current_date - n, s.share, interval '1 day', (1 - s.share) * interval '1 day'
  from sync.modules m
  cross join generate_series(1, 30) n
  cross join lateral (
    select case
      when n = 11 and m.position > 15 then 0.83
      when n = 12 and m.position > 25 then 0.96
      when (n * 7 + m.position) % 23 = 0 then 0.994
      else 1
    end as share
  ) s
  on conflict do nothing`

const day = /* sql */ `
  insert into sync.runs (
    account_id, module, mode, status, complete, moved_watermark, watermark, started_at, finished_at, pages, api_calls, fetched, changed, promoted, triggered_by
  )
  select 'main', m.module, 'incremental', 'success', true, true, t.at, t.at, t.at + interval '9 seconds', 3, 4, c.fetched, c.changed, c.changed, 'schedule'
  from sync.modules m
  cross join generate_series(1, 170) n
  cross join lateral (select now() - n * interval '8 minutes' as at) t
  cross join lateral (
    -- People work by day.
    select greatest(0, round(12 * sin(pi() * greatest(0, extract(hour from t.at at time zone 'America/Montreal') - 7) / 12)))::int
      * (1 + (n * 13 + m.position * 7) % 5) as fetched
  ) f
  cross join lateral (select f.fetched, f.fetched * (20 + (n * 5 + m.position) % 40) / 100 as changed) c
  order by n desc`

// A piano that was sold, with a reading a month.
const life = /* sql */ `
  with chosen as (
    select array_agg(p.id order by p.id desc) as ids
    from (
      select min(p.id) as id from gazelle.pianos p
      where p.client_id is not null and p.deleted_at is null group by p.client_id order by 1 limit 2
    ) p
  ), named as (
    update gazelle.pianos p
    set make = 'Steinway & Sons', model = 'B', serial_number = '512784', year = 1984, dampp_chaser_installed = true,
      status = case p.id when c.ids[1] then 'ACTIVE' else 'INACTIVE' end
    from chosen c where p.id = any (c.ids)
  ), read as (
    insert into gazelle.extracted_measurements (id, account_id, piano_id, local_date, humidity, temperature, pitch, source, confidence)
    select 'read_' || n, 'main', c.ids[1 + (n < 10)::int], current_date - 1110 + n * 31, round(42 + 9 * sin(n * 0.52) + n % 3), 20 + n % 4 * 0.5,
      case when n % 3 = 0 then 440 - (n % 7) * 0.3 end, case when n < 10 then 'v5' else 'text' end, 1
    from chosen c cross join generate_series(1, 35) n
  )
  select ids[1] as id from chosen`

const failure = /* sql */ `
  insert into sync.missing (account_id, module, external_id, reason, status, found_missing_at)
  select 'main', 'clients', c.id, 'unseen', 'held', now() - interval '3 hours' from gazelle.clients c order by c.id limit 9;
  insert into staging.stg_timeline (account_id, external_id, raw_data)
  select 'main', 'tme_9Q' || n, jsonb_build_object(
    'id', 'tme_9Q' || n, 'type', 'SERVICE_ENTRY_MANUAL', 'occurredAt', (array['0000-00-00', 'demain', '31/02/2026'])[1 + n % 3],
    'summary', 'Accord 440 Hz, 21°, 39 %', 'comment', null, 'client', jsonb_build_object('id', p.client_id), 'piano', jsonb_build_object('id', p.id)
  )
  from generate_series(1, 63) n
  cross join lateral (select id, client_id from gazelle.pianos where client_id is not null order by id offset n % 40 limit 1) p`

const { server, stop } = await startTestServer()
try {
  const system = await startSystem(await cloneDatabase(server))
  const browser = await startBrowser()
  try {
    await system.database.query(month)
    await system.database.query(day)
    await system.sync()

    const picture = async (
      name: string,
      hash: string,
      options: BrowserContextOptions = {},
      ready: (page: Page) => Promise<unknown> = async () => {},
      fullPage = true,
    ) => {
      const context = await browser.open({ viewport: { width: 1280, height: 860 }, ...options })
      const page = await context.newPage()
      await page.goto(`${system.dashboard().url}/${hash}`)
      await page.locator('[data-connection="live"]').waitFor()
      await page.locator('.panel').first().waitFor()
      await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {})
      await ready(page)
      const path = join(repository, 'docs/images', `dashboard-${name}.png`)
      await page.screenshot({ path, fullPage })
      await context.close()
      console.log(path)
    }
    const canvas = (page: Page) => page.locator('.chart canvas').first().waitFor()
    const phone = { viewport: { width: 390, height: 1100 }, deviceScaleFactor: 2 }

    await picture('fresh', '', {}, canvas)
    await picture('french', '', { locale: 'fr-CA' }, canvas)
    await picture('module', '#/module/timeline', {}, canvas)

    const [piano] = await system.database.query<{ id: string }>(life)
    const chart = (page: Page) => page.locator('.readings canvas').first().waitFor()
    await picture('piano', `#/piano/main/${piano?.id}`, {}, chart)
    await picture('piano-french', `#/piano/main/${piano?.id}`, { locale: 'fr-CA' }, chart)
    await picture(
      'piano-dark-phone',
      `#/piano/main/${piano?.id}`,
      { ...phone, colorScheme: 'dark' },
      (page) => chart(page).then(() => page.locator('.readings').scrollIntoViewIfNeeded()),
      false,
    )
    const [busiest] = await system.database.query<{ day: string }>(
      `select local_date::text as day from gazelle.appointments where client_id is not null group by 1 order by count(*) desc, 1 limit 1`,
    )
    await picture(
      'day-phone',
      `#/day/${busiest?.day}?technician=`,
      { ...phone, locale: 'fr-CA' },
      (page) => page.locator('.visit').first().waitFor(),
      false,
    )

    const { rules, change } = system.gazelle
    const edited = await system.database.query<{ id: string; place: string }>(
      `select id, row_number() over (order by id) as place from gazelle.clients where company_name <> '' and deleted_at is null order by id limit 2`,
    )
    for (const { id, place } of edited)
      change.edit(
        'client',
        id,
        place === '1'
          ? { companyName: 'Conservatoire de Laval', preferenceNotes: 'Le matin, avant les cours' }
          : { status: 'INACTIVE', reasonInactiveDetails: 'A déménagé' },
      )
    rules.pageCap = 5
    rules.latencyMs = 3000
    const slow = fetch(`${system.api.functionsUrl}/sync-clients`, {
      method: 'POST',
      headers: { apikey: system.api.secretKey, 'content-type': 'application/json' },
      body: '{"mode":"full"}',
    })
    const isUnderWay = (page: Page) =>
      page
        .getByText(/Page [2-9] of \d|Page [2-9] de \d/)
        .first()
        .waitFor()
    await picture('running', '', {}, async (page) => {
      await canvas(page)
      await isUnderWay(page)
    })
    await slow
    rules.pageCap = 1000
    rules.latencyMs = 0

    rules.add({ operation: 'Invoices', kind: 'undefinedField', field: 'PrivateInvoice.notes', times: 100 })
    for (const statement of failure.split(';')) await system.database.query(statement)
    await system.sync('invoices').catch(() => {})
    await system.database.query('select monitoring.evaluate_alerts()')
    const failing = (page: Page) => page.locator('[data-kind="failing"]').waitFor()
    const seen = async (page: Page) => {
      await canvas(page)
      await failing(page)
    }
    await picture('trouble', '', {}, seen)
    await picture('trouble-dark', '', { colorScheme: 'dark' }, seen)
    await picture('french-phone', '', { ...phone, locale: 'fr-CA' }, seen, false)
    await picture(
      'rejects',
      '#/rejects?module=timeline&id=tme_9Q1',
      {},
      (page) => page.locator('mark').first().waitFor(),
      false,
    )
    await picture('deletions', '#/deletions')
    await picture('history', '#/history', {}, (page) => page.locator('.timeline').first().waitFor(), false)
    const [run] = await system.database.query<{ run_id: string }>(
      `select max(run_id) as run_id from changes.log`,
    )
    await picture('run', `#/run/${run?.run_id}`)
  } finally {
    await browser.stop()
    await system.stop()
  }
} finally {
  await stop()
}
