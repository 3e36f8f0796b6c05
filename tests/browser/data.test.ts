import { readFile } from 'node:fs/promises'
import axe from 'axe-core'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
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
