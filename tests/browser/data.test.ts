import { readFile } from 'node:fs/promises'
import axe from 'axe-core'
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../harness/database.ts'
import { type Browser, faultsOf, type System, startBrowser, startSystem } from './system.ts'

const soon = { timeout: 10_000, interval: 50 }
const hostile = '<img src=x onerror=alert(1)> & "Cie" ] % _ \\ O’Neil'

let browser: Browser
let system: System
let context: BrowserContext
let page: Page
let faults: string[]
/** A piano that had another owner, with three years of readings. */
let piano: { id: string; client: string; earlier: string; earlierClient: string }
/** A day of a technician's, and how many appointments it has. */
let day: { date: string; technician: string; name: string; visits: number }

const serial = '7354918'
const photo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="160" height="120" fill="#b58"/></svg>'

const open = async (options: BrowserContextOptions = {}) => {
  await context?.close()
  context = await browser.open(options)
  page = await context.newPage()
  // Sooner than the test's own, so that it says what it waited for.
  page.setDefaultTimeout(15_000)
  faults = faultsOf(page)
  // Where the stand-in's photos would be.
  await page.route('https://gazelle.example/**', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: photo }),
  )
}
const see = async (hash = '') => {
  await page.goto(`${system.dashboard().url}/${hash}`)
  await page.locator('[data-connection="live"]').waitFor()
}
const box = () => page.getByRole('combobox', { name: /^Search/ })
const found = () => page.locator('.found').getByRole('option')
const option = (text: string | RegExp) => found().filter({ hasText: text })
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 })

const one = async <Row>(sql: string, values: unknown[] = []): Promise<Row> => {
  const [row] = await system.database.query<Row & object>(sql, values)
  if (!row) throw new Error(`no row: ${sql}`)
  return row
}

/** A page that was opened by a link has the focus: what is typed before would go there. */
const settled = () => page.locator('main:focus').waitFor()

/** Presses Tab, or Shift and Tab, until something has the focus; it must be seen to have it. */
const tabTo = async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
  await target.waitFor()
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press(key)
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none')
      return
    }
  }
  throw new Error(`the keyboard does not reach ${target}`)
}

/** Opens what has the focus, and sees the page that comes. */
const enter = async (target: Locator, title: string | RegExp) => {
  await tabTo(target)
  await page.keyboard.press('Enter')
  await heading(title).waitFor()
  await settled()
}

/** A piano that moved: its copy stays with the client before, and both have readings. */
const movedPiano = async () => {
  const [now, before] = await system.database.query<{ id: string; client_id: string }>(
    `select p.id, p.client_id from gazelle.pianos p
     where p.client_id is not null and p.deleted_at is null and not p.is_placeholder
       and not exists (select from gazelle.pianos o where o.client_id = p.client_id and o.id < p.id)
     order by p.id limit 2`,
  )
  if (!now || !before) throw new Error('two pianos of two clients are needed')
  await system.database.query(
    `update gazelle.pianos set serial_number = $2, make = 'Steinway & Sons', model = 'Modèle B',
       status = case id when $1 then 'ACTIVE' else 'INACTIVE' end
     where id in ($1, $3)`,
    [now.id, serial, before.id],
  )
  await system.database.query(
    `insert into gazelle.extracted_measurements
       (id, account_id, piano_id, local_date, humidity, temperature, pitch, source, confidence)
     select 'read_' || n, 'main', case when n < 12 then $2 else $1 end, current_date - 1100 + n * 30,
       round(43 + 11 * sin(n / 2.0)), 20 + n % 3, 440, 'text', 1
     from generate_series(1, 36) n`,
    [now.id, before.id],
  )
  return { id: now.id, client: now.client_id, earlier: before.id, earlierClient: before.client_id }
}

const busiestDay = () =>
  one<typeof day>(
    `select a.local_date::text as date, a.user_id as technician, u.full_name as name, count(*)::int as visits
     from gazelle.appointments a
     join gazelle.users u on u.id = a.user_id
     where a.deleted_at is null and a.client_id is not null
     group by 1, 2, 3 order by 4 desc, 1 limit 1`,
  )

beforeAll(async () => {
  browser = await startBrowser()
  system = await startSystem(await createTestDatabase())
  await system.sync()
  piano = await movedPiano()
  day = await busiestDay()
}, 240_000)

afterAll(async () => {
  await system?.stop()
  await browser?.stop()
})

beforeEach(() => open())

afterEach(async () => {
  await context.close()
  expect(faults).toEqual([])
})

describe('the search', () => {
  test('finds a piano by half its serial number, by keyboard alone, and shows its life and three years of readings', async () => {
    await see('#/history')
    await page.keyboard.press('/')
    await page.keyboard.type(serial.slice(0, 4))
    await option('Modèle B').first().waitFor()
    await expect.poll(() => page.locator('.found [role=status]').textContent(), soon).toMatch(/result/)
    await page.keyboard.press('ArrowDown')
    const chosen = page.locator('.found').getByRole('option', { selected: true })
    await chosen.waitFor()
    expect(await box().getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'))
    while (!(await chosen.getAttribute('href'))?.endsWith(piano.id)) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await heading('Steinway & Sons Modèle B').waitFor()
    expect(new URL(page.url()).hash).toBe(`#/piano/main/${piano.id}`)
    expect(await found().count()).toBe(0)

    const owners = page.getByRole('region', { name: 'Owners' })
    await owners.getByText('The record shown').waitFor()
    expect(await owners.getByRole('listitem').count()).toBe(2)
    expect(await owners.getByText('Inactive').count()).toBe(1)

    const chart = page.getByRole('img', { name: /^Humidity from .*20\d\d to .*20\d\d: \d\d values/ })
    await chart.locator('canvas').waitFor()
    await page.getByText('As a table').click()
    const rows = page.locator('.readings tbody tr')
    expect(await rows.count()).toBeGreaterThanOrEqual(36)
    expect(await rows.filter({ hasText: 'Written in a note' }).first().textContent()).toMatch(
      /\d%.*°C.*440\sHz.*Written in a note/,
    )
  })

  test('finds a piano by its client’s name and its make, in any order and with a mistake', async () => {
    const { name } = await one<{ name: string }>(
      'select display_name as name from gazelle.clients where id = $1',
      [piano.client],
    )
    const word = name.split(/\s+/).toSorted((a, b) => b.length - a.length)[0] ?? ''
    await see()
    for (const text of [
      `${word} steinway`,
      `Steinway ${word.toUpperCase()}`,
      `stienway ${word}`,
      `${serial.slice(0, 4)} ${word}`,
    ]) {
      await box().fill(text)
      await page.locator(`.found a[href$="${piano.id}"]`).waitFor()
      await box().fill('')
    }
  })

  test('is closed by Escape, and says in plain words that nothing was found', async () => {
    await see()
    await box().fill('qzxwvkj')
    await page.getByRole('status').getByText('Nothing was found for “qzxwvkj”.').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('.found').isVisible()).toBe(false)
    expect(await box().getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('Escape')
    expect(await box().inputValue()).toBe('')
  })

  test.each(['%', '_', '\\', "'", '"', '(', '💩\u0000', 'a'.repeat(10_000)])(
    'takes any text as text: %j',
    async (text) => {
      await see()
      await box().fill(text)
      await page
        .getByRole('status')
        .getByText(/result|Nothing was found/)
        .waitFor()
    },
  )

  test('finds a client by the end of a telephone number', async () => {
    const { phone, name, id } = await one<{ phone: string; name: string; id: string }>(
      `select c.phone, c.name, c.id from app.clients c where length(regexp_replace(c.phone, '\\D', '', 'g')) >= 10 and c.name is not null order by id limit 1`,
    )
    await see()
    await box().fill(phone.replace(/\D/g, '').slice(-7))
    await page.locator(`.found a[href="#/client/main/${id}"]`).first().click()
    await heading(name).waitFor()
  })
})

test('by keyboard alone one goes from a search to a client, a piano, a list, a file, and through the days', async () => {
  const { name } = await one<{ name: string }>(`select name from app.clients where id = $1`, [piano.client])
  await see()
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await page.locator(`.found a[href="#/client/main/${piano.client}"]`).first().waitFor()
  // From the last to the first and on, in a circle.
  await page.keyboard.press('ArrowUp')
  const chosen = page.locator('.found').getByRole('option', { selected: true })
  expect(await chosen.getAttribute('id')).toBe(await found().last().getAttribute('id'))
  for (let i = 0; (await chosen.getAttribute('href')) !== `#/client/main/${piano.client}` && i < 60; i++)
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await heading(name).waitFor()
  await settled()

  await enter(
    page.getByRole('link', { name: 'Steinway & Sons Modèle B' }).first(),
    'Steinway & Sons Modèle B',
  )
  await tabTo(page.getByText('As a table'))
  await page.keyboard.press('Enter')
  await page.locator('.readings tbody tr').first().waitFor()
  await enter(page.locator('.facts').getByRole('link', { name }), name)
  await enter(page.getByRole('link', { name: 'All pianos as a list' }), `Pianos of ${name}`)

  const last = page.getByRole('columnheader', { name: 'Last reading' })
  await tabTo(last.getByRole('button'))
  await page.keyboard.press('Space')
  expect(await last.getAttribute('aria-sort')).toBe('ascending')
  const save = page.getByRole('button', { name: 'Save as CSV' })
  await tabTo(save, 'Shift+Tab')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  expect(saved.suggestedFilename()).toMatch(/\.csv$/)

  await tabTo(page.getByRole('link', { name: 'My day' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const technician = page.getByLabel('Technician')
  await technician.waitFor()
  const today = await heading(/\d/).textContent()
  await tabTo(page.getByRole('link', { name: /Day after/ }))
  await page.keyboard.press('Enter')
  await expect.poll(() => heading(/\d/).textContent(), soon).not.toBe(today)
  await tabTo(technician)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => new URL(page.url()).hash, soon).toMatch(/technician=\w+/)
})

describe('a client', () => {
  test('shows contacts, pianos, appointments, invoices, estimates, and 3,000 entries page by page', async () => {
    const { id } = await one<{ id: string }>(
      `select client_id as id from gazelle.invoices where deleted_at is null and client_id is not null order by id limit 1`,
    )
    await system.database.query(
      `insert into gazelle.timeline_entries (id, account_id, client_id, type, occurred_at, local_date, summary)
       select 'tme_many' || n, 'main', $1, 'USER_COMMENT', now() - n * interval '1 hour', (now() - n * interval '1 hour')::date, 'Note number ' || n
       from generate_series(1, 3000) n`,
      [id],
    )
    await see(`#/client/main/${id}`)
    for (const name of ['Contacts', 'Pianos', 'Appointments', 'Invoices', 'Estimates', 'Timeline'])
      await page.getByRole('heading', { name, exact: true, level: 2 }).waitFor()
    const entries = page.locator('.entries > li')
    await expect.poll(() => entries.count(), soon).toBe(50)
    await page.getByRole('button', { name: 'Show more: Timeline' }).click()
    await expect.poll(() => entries.count(), soon).toBe(100)
    await page.getByText(/^100 of 3,0\d\d$/).waitFor()
    expect(await page.getByText('Note number 77', { exact: true }).count()).toBe(1)
    // How old it is, and where it is in Gazelle.
    const ages = page.getByRole('list', { name: 'How old the data is' })
    expect(await ages.textContent()).toMatch(/Clients: .*(ago|now)/)
    expect(await page.getByRole('link', { name: /^Open in Gazelle/ }).getAttribute('href')).toBe(
      `https://gazelleapp.io/clients/${id}`,
    )
  })

  test('shows the extension beside a telephone number, which is dialled without it', async () => {
    const { id } = await one<{ id: string }>(
      `update gazelle.contact_phones set phone_number = '514 555-0142', extension = '77'
       where id = (
         select h.id from gazelle.contact_phones h
         join gazelle.clients c on c.id = h.client_id
         where c.deleted_at is null and h.deleted_at is null and h.contact_id is not null order by h.id limit 1
       ) returning client_id as id`,
    )
    await see(`#/client/main/${id}`)
    const line = page.locator('.contact li').filter({ hasText: 'ext. 77' })
    expect(await line.getByRole('link', { name: '514 555-0142' }).getAttribute('href')).toBe('tel:5145550142')
  })

  test('shows the name of a photo whose address gives none any more, in place of a broken picture', async () => {
    const { id } = await one<{ id: string }>(
      `select id from app.pianos where jsonb_array_length(to_jsonb(photos)) > 0 order by id limit 1`,
    )
    await page.route('https://gazelle.example/**', (route) => route.fulfill({ status: 404, body: '' }))
    await see(`#/piano/main/${id}`)
    const photos = page.locator('.photos')
    await photos
      .getByRole('link')
      .first()
      .evaluate((one) => one.scrollIntoView())
    await expect.poll(() => photos.locator('img').count(), soon).toBe(0)
    expect((await photos.getByRole('link').first().textContent())?.trim()).not.toBe('')
    faults.length = 0
  })

  test('with markup as its name shows it as text, and one without a name says so', async () => {
    const [first, second] = await system.database.query<{ id: string }>(
      `select id from gazelle.clients where deleted_at is null and not is_placeholder order by id desc limit 2`,
    )
    await system.database.query(`update gazelle.clients set display_name = $2 where id = $1`, [
      first?.id,
      hostile,
    ])
    await system.database.query(`update gazelle.clients set display_name = null where id = $1`, [second?.id])
    await see(`#/client/main/${first?.id}`)
    await heading(hostile).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    await see(`#/client/main/${second?.id}`)
    await heading('Client without a name').waitFor()
  })

  test('with a mark in a name that turns text around turns nothing else (a twin of case U3)', async () => {
    await system.database.query(
      `update gazelle.pianos set make = E'\\u202eevil', model = null, location = 'Salle 2', serial_number = '77'
       where id in (
         select j.piano_id from gazelle.appointment_pianos j
         join gazelle.appointments a on a.id = j.appointment_id
         where a.local_date = $1 and a.deleted_at is null
       )`,
      [day.date],
    )
    await see(`#/day/${day.date}`)
    const line = page.locator('.visit .lines li').filter({ hasText: 'Salle 2 · 77' }).first()
    const name = await line.getByRole('link').boundingBox()
    const place = await line.getByText('Salle 2 · 77').boundingBox()
    expect(place?.x).toBeGreaterThan((name?.x ?? 0) + (name?.width ?? 0))
  })

  test('with markup as its name, or without a name, is shown as that wherever it is named', async () => {
    const { database } = system
    await database.query(
      `insert into gazelle.clients (id, account_id, display_name, status)
       values ('cli_markup', 'main', $1, 'ACTIVE'), ('cli_bare', 'main', 'cli_bare', 'ACTIVE')`,
      [hostile],
    )
    await database.query(
      `insert into gazelle.pianos (id, account_id, client_id, make, model, location, status)
       values ('ins_markup', 'main', 'cli_markup', $1, null, $1, 'ACTIVE'), ('ins_bare', 'main', 'cli_bare', null, null, null, 'ACTIVE')`,
      [hostile],
    )
    await database.query(
      `insert into gazelle.appointments (id, account_id, client_id, local_date, start_at, status, title, is_all_day)
       select 'evt_' || n, 'main', 'cli_' || n, '2031-05-06', '2031-05-06 14:00Z', 'ACTIVE', case n when 'markup' then $1 end, false
       from unnest(array['markup', 'bare']) n`,
      [hostile],
    )
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status)
       select 'main', m.module, m.id, 'unseen', 'held'
       from (values ('clients', 'cli_markup'), ('clients', 'cli_bare'), ('pianos', 'ins_markup')) m (module, id)`,
    )
    try {
      for (const hash of [
        '#/client/main/cli_markup',
        '#/piano/main/ins_markup',
        '#/institution/main/cli_markup',
        '#/day/2031-05-06?technician=',
        '#/deletions',
      ]) {
        await see(hash)
        await page.locator('main').getByText(hostile).first().waitFor()
        expect({ hash, images: await page.locator('img[src="x"]').count() }).toEqual({ hash, images: 0 })
      }
      const held = page.getByRole('region', { name: 'Pianos, table' })
      await held.getByRole('link', { name: hostile, exact: true }).first().waitFor()
      for (const [hash, title] of [
        ['#/client/main/cli_bare', 'Client without a name'],
        ['#/piano/main/ins_bare', 'Piano without a make'],
        ['#/institution/main/cli_bare', 'Pianos of Client without a name'],
      ] as const) {
        await see(hash)
        await heading(title).waitFor()
      }
      await see('#/day/2031-05-06?technician=')
      await page.getByRole('link', { name: 'Client without a name', exact: true }).waitFor()
      // Known by its id alone, which leads to it too.
      await see('#/deletions')
      await heading('Deletions').waitFor()
      await settled()
      // By key: what refers to the records may come and move them under a pointer.
      await page.getByRole('link', { name: 'cli_bare' }).press('Enter')
      await heading('Client without a name').waitFor()
      await settled()
      await box().fill('cli_bare')
      await option('Client without a name').first().waitFor()
      await box().fill('onerror=alert')
      await option(hostile).first().waitFor()
      expect(await page.locator('img[src="x"]').count()).toBe(0)
    } finally {
      await database.query('delete from sync.missing')
    }
  })

  test('whose question is refused once is no client that is not there: the page says so, asks again, and shows it', async () => {
    const { name } = await one<{ name: string }>(`select name from app.clients where id = $1`, [piano.client])
    let isRefused = false
    await page.route(/app\.clients/, (route) => {
      if (isRefused) return route.continue()
      isRefused = true
      const error = { kind: 'refused', code: '57014', message: 'canceling statement', hint: '' }
      return route.fulfill({ status: 400, json: { error } })
    })
    await see(`#/client/main/${piano.client}`)
    await heading('This page has no answer yet').waitFor()
    await heading(name).waitFor()
  })

  test.each([
    ['#/client/main/cli_none', 'There is no client cli_none here'],
    ['#/piano/main/%E0%A4%A', 'There is no piano %E0%A4%A here'],
    ['#/institution/none/cli_none', 'There is no client cli_none here'],
    ['#/day/2026-02-45', '2026-02-45 is not a day.'],
    ['#/nowhere', 'This page has no such address.'],
    ['#/run/abc', 'This page has no such address.'],
    [`#/client/main/${'x'.repeat(10_000)}`, 'There is no client xxx'],
    ['#/client/main/%00', 'There is no client'],
  ])('or whatever else is not there says so: %s', async (hash, text) => {
    await see(hash)
    await page.getByRole('heading', { name: 'Nothing is here', level: 1 }).waitFor()
    await page.getByText(text).waitFor()
  })
})

describe('a name', () => {
  const region = (name: string) => page.getByRole('region', { name, exact: true })

  test('of a client or a piano leads to its page, from deletions, refused records, placeholders and what changed (case U3)', async () => {
    const { database } = system
    const { name } = await one<{ name: string }>(`select name from app.clients where id = $1`, [piano.client])
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status)
       values ('main', 'clients', $1, 'unseen', 'held'), ('main', 'pianos', $2, 'unseen', 'held')`,
      [piano.client, piano.id],
    )
    await database.query(
      `insert into staging.stg_timeline (account_id, external_id, raw_data)
       values ('main', 'tme_named', jsonb_build_object('id', 'tme_named', 'occurredAt', 'no', 'client', jsonb_build_object('id', $1::text), 'piano', jsonb_build_object('id', $2::text)))`,
      [piano.client, piano.id],
    )
    await database.query(
      `insert into gazelle.clients (id, account_id, is_placeholder, created_at) values ('cli_absent', 'main', true, now() - interval '2 days')`,
    )
    await database.query(
      `insert into gazelle.invoices (id, account_id, client_id, number) values ('inv_absent', 'main', 'cli_absent', 4711)`,
    )
    await database.query(
      `insert into gazelle.pianos (id, account_id, client_id, make, serial_number) values ('ins_absent', 'main', 'cli_absent', 'Pleyel', '4711')`,
    )
    const client = `a[href="#/client/main/${piano.client}"]`
    const instrument = `a[href="#/piano/main/${piano.id}"]`
    try {
      await see('#/deletions')
      await region('Clients, table').locator(client).click()
      await heading(name).waitFor()
      await see('#/deletions')
      await region('Pianos, table').locator(client).waitFor()
      await region('Pianos, table').locator(instrument).click()
      await heading('Steinway & Sons Modèle B').waitFor()

      await see('#/rejects?module=timeline')
      const record = region('One by one').locator('tr', { hasText: 'tme_named' })
      expect(await record.locator(client).textContent()).toBe(name)
      expect(await record.locator(instrument).textContent()).toContain('Modèle B')
      await record.getByRole('link', { name: 'tme_named' }).click()
      await page.locator('#record').locator(instrument).click()
      await heading('Steinway & Sons Modèle B').waitFor()

      await see('#/placeholders')
      await page
        .locator('tr', { hasText: 'cli_absent' })
        .getByRole('link', { name: /^Pleyel/ })
        .waitFor()

      await see('#/deletions')
      await region('Pianos, table').getByRole('checkbox').check()
      await page.getByRole('button', { name: /^Dismiss: Pianos/ }).click()
      await page.getByRole('dialog').getByRole('button').last().click()
      await page.getByRole('status').getByText('1 dismissed.').waitFor()
      await see('#/history')
      await page.locator('.timeline').locator(instrument).first().click()
      await heading('Steinway & Sons Modèle B').waitFor()
    } finally {
      await database.query('delete from sync.missing')
      await database.query(`delete from staging.stg_timeline where external_id = 'tme_named'`)
      await database.query(`delete from gazelle.invoices where id = 'inv_absent'`)
      await database.query(`delete from gazelle.pianos where id = 'ins_absent'`)
      await database.query(`delete from gazelle.clients where id = 'cli_absent'`)
    }
  })

  test('of a client that is deleted leads nowhere', async () => {
    await system.database.query(
      `insert into gazelle.clients (id, account_id, display_name, deleted_at) values ('cli_left', 'main', 'Conservatoire parti', now())`,
    )
    await system.database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status) values ('main', 'clients', 'cli_left', 'unseen', 'gone')`,
    )
    try {
      await see('#/deletions')
      await page.getByText('Conservatoire parti').waitFor()
      expect(await page.getByRole('link', { name: 'Conservatoire parti' }).count()).toBe(0)
    } finally {
      await system.database.query('delete from sync.missing')
    }
  })
})

describe('the charts of a piano', () => {
  /** How many dots of each colour a chart has. */
  const dotsOf = (measure: string, colours: string[]) =>
    page
      .getByRole('img', { name: new RegExp(`^${measure}`) })
      .locator('canvas')
      .evaluate((element, colours) => {
        if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas')
        const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {}
        const wanted = colours.map((colour) => Number.parseInt(colour.slice(1), 16))
        const counts = colours.map(() => 0)
        for (let i = 0; data && i < data.length; i += 4) {
          const dot = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0)
          const index = wanted.indexOf(dot)
          if (data[i + 3] === 255 && index >= 0) counts[index] = (counts[index] ?? 0) + 1
        }
        return counts
      }, colours)
  const shown = (measure: string, colours: string[], few: number[]) =>
    expect
      .poll(async () => (await dotsOf(measure, colours)).map((n, index) => n >= (few[index] ?? 0)), soon)
      .toEqual(colours.map(() => true))

  test.each([
    ['light', '#ebf3ee', '#b3261e', '#1f6f5c'],
    ['dark', '#1d2a25', '#ff8f85', '#63c7ab'],
  ] as const)(
    'show what is good as a band, and what is out of it as triangles, in the %s and on paper',
    async (colorScheme, band, outside, line) => {
      const ranges = await system.database.query<{ measure: string; low: string; high: string; out: number }>(
        `select g.measure, g.low::text, g.high::text,
           (select count(*)::int from app.readings r
            where r.piano_id in ($1, $2) and app.is_out_of_range(
              case g.measure when 'humidity' then r.humidity end, case g.measure when 'temperature' then r.temperature end, case g.measure when 'pitch' then r.pitch end
            )) as out
         from app.good_ranges() g order by g.measure`,
        [piano.id, piano.earlier],
      )
      await open({ colorScheme })
      await see(`#/piano/main/${piano.id}`)
      await page.locator('.readings canvas').first().waitFor()
      expect(ranges).toHaveLength(3)
      for (const { low, high, out } of ranges) {
        const range = new RegExp(`The band is what is good for a piano: ${low}\\D+ to ${high}\\D+\\.`)
        const figure = page.locator('.readings figure').filter({ hasText: range })
        await figure.waitFor()
        expect(/([\w]+) values? out of range/.exec((await figure.textContent()) ?? '')?.[1]).toBe(
          out === 0 ? undefined : out === 1 ? 'One' : String(out),
        )
      }
      expect(ranges.find(({ measure }) => measure === 'humidity')?.out).toBeGreaterThan(1)
      await shown('Humidity', [band, outside, line], [5000, 100, 100])
      await shown('Temperature', [band], [5000])
      expect(await dotsOf('Temperature', [outside])).toEqual([0])
      await page.emulateMedia({ media: 'print' })
      await shown('Humidity', ['#eeeeee', '#000000'], [5000, 100])
      expect(await dotsOf('Humidity', [outside, line])).toEqual([0, 0])
    },
  )

  test('say in French what the band is', async () => {
    await open({ locale: 'fr-CA' })
    await see(`#/piano/main/${piano.id}`)
    await page
      .locator('figcaption')
      .getByText('La bande indique ce qui convient à un piano\u00a0: de 35\u00a0% à 55\u00a0%.')
      .waitFor()
    await page
      .locator('figcaption')
      .getByText(/^▲▼\d+ valeurs hors norme$/)
      .first()
      .waitFor()
  })
})

describe('my day', () => {
  const hash = () => `#/day/${day.date}`
  const visits = () => page.locator('.visit')

  test('shows the appointments of a technician, who is remembered, with address, telephone and map', async () => {
    await see(hash())
    await page.getByLabel('Technician').selectOption({ label: day.name })
    await expect.poll(() => visits().count(), soon).toBe(day.visits)
    await page.getByText(/Times are in Eastern Time\./).waitFor()
    const map = page.locator('.visit a[href^="https://www.google.com/maps/"]').first()
    expect(await map.textContent()).toContain('(map, new window)')
    expect(await page.locator('.visit a[href^="tel:"]').count()).toBeGreaterThan(0)
    await page.getByRole('link', { name: /Day after/ }).click()
    await expect.poll(() => page.url(), soon).not.toContain(day.date)
    await page.getByRole('link', { name: /Day before/ }).click()
    await expect.poll(() => visits().count(), soon).toBe(day.visits)
    // Opened anew, without the technician in its address.
    await see()
    await see(hash())
    await expect.poll(() => page.getByLabel('Technician').inputValue(), soon).toBe(day.technician)
    await expect.poll(() => visits().count(), soon).toBe(day.visits)
  })

  test('is printed as one sheet an appointment that is not cancelled, without what is for the screen', async () => {
    const date = '2031-03-04'
    await system.database.query(
      `update gazelle.appointments a set local_date = $1, status = case c.n when 1 then 'CANCELED' else 'ACTIVE' end
       from (
         select id, row_number() over (order by id) as n from gazelle.appointments
         where local_date <> $2 and deleted_at is null and not is_placeholder order by id limit 4
       ) c
       where a.id = c.id`,
      [date, day.date],
    )
    await see(`#/day/${date}?technician=`)
    await expect.poll(() => visits().count(), soon).toBe(4)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('header.top').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: /^Print/ }).isVisible()).toBe(false)
    expect(await page.locator('.visit:not(.canceled) .sheet-head').first().isVisible()).toBe(true)
    const sheets = (await page.pdf({ format: 'Letter' })).toString('latin1').match(/\/Type\s*\/Page\b/g)
    expect(sheets?.length).toBe(3)
  })
})

describe('an institution', () => {
  test('lists all pianos of a client, sorted as one likes, and saves them as a CSV that no spreadsheet runs', async () => {
    const { id, n } = await one<{ id: string; n: number }>(
      `select client_id as id, count(*)::int as n from app.pianos where client_id is not null group by 1 order by 2 desc, 1 limit 1`,
    )
    await system.database.query(
      `update gazelle.pianos set location = '=HYPERLINK("https://evil.example";"Salle")'
       where id = (select min(id) from app.pianos where client_id = $1)`,
      [id],
    )
    await see(`#/institution/main/${id}`)
    const rows = page.locator('.institution tbody tr')
    await expect.poll(() => rows.count(), soon).toBe(n)
    const last = page.getByRole('columnheader', { name: 'Last service' })
    await last.getByRole('button').click()
    expect(await last.getAttribute('aria-sort')).toBe('ascending')
    await last.getByRole('button').click()
    expect(await last.getAttribute('aria-sort')).toBe('descending')
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ])
    expect(saved.suggestedFilename()).toMatch(/^pianos-[\w-]+\.csv$/)
    const text = await readFile(await saved.path(), 'utf8')
    expect(text).toMatch(/^\ufeffLocation,Make,Model,Serial number/)
    expect(text.trimEnd().split('\r\n')).toHaveLength(n + 1)
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"";""Salle"")"`)
    expect(text).not.toMatch(/(^|[,;\n])"?=/)
  })

  test('is whole where the project gives fewer rows at once than are asked for', async () => {
    const { id, n } = await one<{ id: string; n: number }>(
      `select client_id as id, count(*)::int as n from app.pianos where client_id is not null group by 1 order by 2 desc, 1 limit 1`,
    )
    expect(n).toBeGreaterThan(1)
    await page.route('**/api/v6/ask**', async (route) => {
      const url = new URL(route.request().url())
      const asked = JSON.parse(url.searchParams.get('q') ?? '{}')
      if (asked.view === 'app.pianos') url.searchParams.set('q', JSON.stringify({ ...asked, limit: 1 }))
      await route.continue({ url: `${url}` })
    })
    await see(`#/institution/main/${id}`)
    await expect.poll(() => page.locator('.institution tbody tr').count(), soon).toBe(n)
  })

  test('marks a reading that is out of range', async () => {
    const { client, id } = piano
    await system.database.query(
      `insert into gazelle.extracted_measurements (id, account_id, piano_id, local_date, humidity, source, confidence)
       values ('read_dry', 'main', $1, current_date, 12, 'text', 1)`,
      [id],
    )
    await see(`#/institution/main/${client}`)
    const row = page.locator('.institution tr').filter({ hasText: 'Steinway & Sons Modèle B' })
    await row.getByText('12%').waitFor()
    expect(await row.getByText('Out of range').isVisible()).toBe(true)
  })
})

/** The address of every page of the data, and what its last part shows when it is there. */
const everyPage = () => [
  [`#/client/main/${piano.client}`, '.entries li'],
  [`#/piano/main/${piano.id}`, '.readings canvas'],
  [`#/day/${day.date}?technician=`, '.visit'],
  [`#/institution/main/${piano.client}`, '.institution tbody tr'],
  ['#/nowhere', 'main h1'],
]

/** What axe finds, of any level. */
const findings = async () => {
  const results: { violations: { id: string; nodes: { html: string }[] }[] } = await page.evaluate(
    `${axe.source}; axe.run()`,
  )
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

describe.each([
  ['in English, light, wide', { viewport: { width: 1440, height: 900 } }],
  ['in French, light, middle', { viewport: { width: 1024, height: 800 }, locale: 'fr-CA' }],
  ['in English, dark, middle', { viewport: { width: 1024, height: 800 }, colorScheme: 'dark' }],
  ['in English, light, on a phone', { viewport: { width: 390, height: 844 } }],
  ['in French, dark, wide', { viewport: { width: 1440, height: 900 }, locale: 'fr-CA', colorScheme: 'dark' }],
  [
    'in French, dark, on a phone',
    { viewport: { width: 390, height: 844 }, locale: 'fr-CA', colorScheme: 'dark' },
  ],
] satisfies [string, BrowserContextOptions][])('every page %s', (_, options) => {
  test('is accessible, and scrolls in one direction only', async () => {
    await open(options)
    for (const [hash = '', part = ''] of everyPage()) {
      await see(hash)
      await page.locator(part).first().waitFor()
      await page
        .locator('.ages li')
        .first()
        .waitFor({ state: hash === '#/nowhere' ? 'detached' : 'visible' })
      await page.waitForLoadState('networkidle')
      const { width, room } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        room: innerWidth,
      }))
      expect({ hash, width }).toEqual({ hash, width: room })
      expect({ hash, found: await findings() }).toEqual({ hash, found: [] })
    }
    await page.keyboard.press('/')
    await page.keyboard.type(serial.slice(0, 4))
    await found().first().waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await findings()).toEqual([])
  })
})

test.each(['en-CA', 'fr-CA'])(
  'the header takes two rows of a phone, for fingers, and nothing of it is cut off: %s',
  async (locale) => {
    await open({ locale, viewport: { width: 390, height: 844 } })
    await system.database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status)
     select 'main', 'clients', c.id, 'unseen', 'held' from gazelle.clients c order by c.id limit 12`,
    )
    try {
      await see('#/history')
      const header = page.locator('header.top')
      await header.locator('.count').first().waitFor()
      const boxes = await header.locator('a, input').evaluateAll((all) =>
        all.map((one) => {
          const { left, right, width, height, bottom } = one.getBoundingClientRect()
          return { what: one.textContent, left, right, width, height, bottom }
        }),
      )
      expect(boxes).toHaveLength(7)
      for (const { what, left, right, width, height, bottom } of boxes) {
        expect({ what, isLarge: width >= 44 && height >= 44 }).toEqual({ what, isLarge: true })
        expect({ what, isSeen: left >= 0 && right <= 390 && bottom <= 120 }).toEqual({ what, isSeen: true })
      }
      expect(await header.locator('nav').evaluate((nav) => nav.scrollWidth - nav.clientWidth)).toBe(0)
      expect((await header.boundingBox())?.height).toBeLessThan(120)
    } finally {
      await system.database.query('delete from sync.missing')
    }
  },
)

describe('what changed', () => {
  const changes = () => page.locator('.changes > li')

  test('is shown with names, before and after: of a run, in the list of what changed, and of the record itself', async () => {
    const { id } = await one<{ id: string }>(
      `select id from gazelle.clients where company_name <> '' and deleted_at is null order by id limit 1`,
    )
    const { company_name: before } = await one<{ company_name: string }>(
      'select company_name from gazelle.clients where id = $1',
      [id],
    )
    system.gazelle.change.edit('client', id, {
      companyName: 'Conservatoire Neuf',
      personalNotes: '<b>Sonnez</b>',
    })
    // No poll sees what was edited long after it was made.
    await fetch(`${system.api.functionsUrl}/sync-clients`, {
      method: 'POST',
      headers: { apikey: system.api.secretKey, 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'full' }),
    })
    const { run } = await one<{ run: string }>(
      `select run_id as run from changes.log where id = $1 and changes ? 'company_name'`,
      [id],
    )
    await see(`#/run/${run}`)
    await expect.poll(() => changes().count(), soon).toBe(1)
    const line = changes().first()
    await expect.poll(() => line.textContent(), soon).toContain('Conservatoire Neuf')
    expect(await line.textContent()).toMatch(
      new RegExp(`Company\\s+${before}\\s+→[\\s\\S]*Conservatoire Neuf`),
    )
    expect(await line.textContent()).toMatch(/Personal notes\s+.*→[\s\S]*<b>Sonnez<\/b>/)

    await see('#/history')
    await expect.poll(() => changes().filter({ hasText: 'Conservatoire Neuf' }).count(), soon).toBe(1)
    await changes().getByRole('link', { name: 'Conservatoire Neuf' }).click()
    await heading('Conservatoire Neuf').waitFor()
    await expect.poll(() => changes().first().textContent(), soon).toContain(before)
    expect(faults).toEqual([])
  })

  test('of an amount is in the currency of its invoice', async () => {
    const { id } = await one<{ id: string }>(
      `select id from gazelle.invoices where deleted_at is null and not is_placeholder order by id limit 1`,
    )
    system.gazelle.change.edit('invoice', id, { total: 123_450, currency: { code: 'EUR' } })
    await fetch(`${system.api.functionsUrl}/sync-invoices`, {
      method: 'POST',
      headers: { apikey: system.api.secretKey, 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'full' }),
    })
    const { run } = await one<{ run: string }>(
      `select run_id as run from changes.log where id = $1 and changes ? 'total' order by position desc limit 1`,
      [id],
    )
    await see(`#/run/${run}`)
    await expect.poll(() => changes().first().textContent(), soon).toMatch(/Total\s+€.*→[\s\S]*€1,234\.50/)
  })

  test('by hand here is told from what Gazelle changed', async () => {
    await see(`#/piano/main/${piano.id}`)
    const line = changes().filter({ hasText: 'Steinway & Sons' }).first()
    await expect.poll(() => line.textContent(), soon).toContain('by hand here')
    expect(await line.textContent()).toMatch(/Make\s+.+→[\s\S]*Steinway & Sons/)
  })
})

test('the piano’s page says in French what it says in English', async () => {
  await open({ locale: 'fr-CA' })
  await see(`#/piano/main/${piano.id}`)
  for (const name of ['Propriétaires', 'Humidité, température et diapason', 'Entretiens et notes'])
    await page.getByRole('heading', { name, level: 2 }).waitFor()
  const facts = await page.locator('.facts').textContent()
  expect(facts).toContain('Numéro de série')
  await page.getByText('En tableau').click()
  expect(await page.locator('.readings tbody tr').last().textContent()).toMatch(
    /\d\u00a0%.*\d\s°C.*440\u00a0Hz.*Écrit dans une note/,
  )
})
