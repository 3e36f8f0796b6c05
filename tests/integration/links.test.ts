// Links: a technician's calendar and a table for a spreadsheet, from the edge functions, as other programs ask for them.
import { createClient } from '@supabase/supabase-js'
import { parse } from 'csv-parse/sync'
import ICAL from 'ical.js'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { answerLink } from '../../shared/http/serve-links.ts'
import { calendarText } from '../../shared/links/calendar.ts'
import { columnsOf, columnWords } from '../../shared/links/columns.ts'
import { addLink, hashOf, type NewLink } from '../../shared/links/links.ts'
import { readSheet } from '../../shared/links/sheet.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let api: Api
const client = (url = api.apiUrl) => createClient(url, api.secretKey, { auth: { persistSession: false } })

/** Everything that a hostile text may try: another property, another event, markup, and what lines are folded at. */
const hostile = `Fin\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:evil\u2028X-EVIL:1\u0085ATTENDEE:mailto:x@example.com\v<script>alert("1")</script>; a, b \\n ${'🎹é'.repeat(60)}`

beforeAll(async () => {
  database = await createTestDatabase()
  await database.query(`insert into sync.accounts (account_id) values ('second')`)
  await database.query(
    `insert into gazelle.users (id, account_id, first_name, last_name) values
       ('usr_1', 'main', 'Jeanne', 'Tremblay'), ('usr_2', 'main', 'Luc', 'Côté'),
       ('usr_3', 'second', 'Jeanne', 'Tremblay')`,
  )
  await database.query(
    `insert into gazelle.clients (id, account_id, display_name) values
       ('cli_1', 'main', 'Conservatoire de musique'), ('cli_2', 'main', '=HYPERLINK("http://x")'), ('cli_3', 'second', 'Autre')`,
  )
  await database.query(
    `insert into gazelle.pianos (id, account_id, client_id, make, model, serial_number, location, year, status) values
       ('ins_1', 'main', 'cli_1', 'Steinway', 'D', '555 123', 'Grande scène', 1990, 'ACTIVE'),
       ('ins_2', 'main', 'cli_1', 'Yamaha', 'C7, "spécial"', null, e'Salle\\n2', null, 'INACTIVE'),
       ('ins_3', 'main', 'cli_2', '+cmd|'' /C calc''!A0', null, null, null, null, 'ACTIVE'), ('ins_4', 'second', 'cli_3', 'Autre', null, null, null, null, 'ACTIVE')`,
  )
  await database.query(
    `insert into gazelle.measurements (id, account_id, piano_id, taken_on, humidity, temperature_celsius) values ('mea_1', 'main', 'ins_1', '2026-02-03', 42, 21)`,
  )
  api = await startApi(database, { functions: true })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const make = async (asked: Partial<NewLink> = {}) =>
  addLink(client().schema('sync'), {
    account: 'main',
    kind: 'calendar',
    label: 'Jeanne',
    ...(asked.kind !== 'csv' && { technician: 'usr_1' }),
    ...asked,
  })
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${api.functionsUrl}/${path}`, { headers, method })
const textOf = async (path: string) => {
  const answer = await ask(path)
  expect(answer.status).toBe(200)
  return answer.text()
}
const add = (id: string, columns: Record<string, unknown> = {}) => {
  const row = {
    account_id: 'main',
    user_id: 'usr_1',
    duration: 90,
    status: 'ACTIVE',
    type: 'APPOINTMENT',
    ...columns,
  }
  const names = Object.keys(row)
  return database.query(
    `insert into gazelle.appointments (id, ${names.join(', ')}, start_at, local_date)
     select $1, ${names.map((_, nth) => `$${nth + 2}`).join(', ')}, d.start, (d.start at time zone 'America/Montreal')::date
     from (select date_trunc('day', now() at time zone 'America/Montreal') at time zone 'America/Montreal' + interval '10 days 9 hours') d (start)
     on conflict (id) do nothing`,
    [id, ...Object.values(row)],
  )
}
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))

describe('a calendar', () => {
  let token: string
  beforeAll(async () => {
    token = (await make()).token
  })
  beforeEach(async () => {
    await database.query('delete from gazelle.appointment_pianos')
    await database.query('delete from gazelle.appointments')
  })
  const read = async () => eventsOf(await textOf(`calendar?token=${token}`))

  test('has the appointments of its technician, with time, place, pianos and notes', async () => {
    await add('evt_1', {
      title: 'Accord',
      client_id: 'cli_1',
      address_line: '4750, avenue Henri-Julien, Montréal',
      notes: 'Sonner à la porte arrière',
    })
    await add('evt_2', { user_id: 'usr_2' })
    await add('evt_3', { account_id: 'second', user_id: 'usr_3' })
    await database.query(
      `insert into gazelle.appointment_pianos (id, account_id, appointment_id, piano_id, is_tuning)
       values ('evt_1/ins_1', 'main', 'evt_1', 'ins_1', true), ('evt_1/ins_2', 'main', 'evt_1', 'ins_2', false)`,
    )
    const [{ start_at } = {}] = await database.query(
      `select start_at from gazelle.appointments where id = 'evt_1'`,
    )
    const text = await textOf(`calendar?token=${token}`)
    expect(text).toContain('X-WR-TIMEZONE:America/Montreal')
    expect(text).toContain('X-WR-CALNAME:Jeanne Tremblay')
    expect(text).toMatch(/REFRESH-INTERVAL;VALUE=DURATION:PT15M/)
    const [event, ...others] = eventsOf(text)
    expect(others).toEqual([])
    expect(event).toMatchObject({
      uid: 'evt_1@gazelle',
      summary: 'Accord – Conservatoire de musique',
      location: '4750, avenue Henri-Julien, Montréal',
      description:
        'Steinway D (555 123), Grande scène, tuning · accord\nYamaha C7, "spécial", Salle 2\n\nSonner à la porte arrière',
    })
    expect(event?.startDate.toJSDate()).toEqual(start_at)
    expect(event?.duration.toSeconds()).toBe(90 * 60)
    // 9 in the morning where the company is, whatever the reader's zone.
    expect(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Montreal', timeStyle: 'short' }).format(
        event?.startDate.toJSDate(),
      ),
    ).toBe('09:00')
    expect(event?.component.getFirstPropertyValue('status')).toBe('CONFIRMED')
  })

  test('has a day, and no hours, for what lasts all day', async () => {
    await add('evt_1', { is_all_day: true, duration: 2880, title: 'Vacances' })
    const [event] = await read()
    const [{ day } = {}] = await database.query(`select local_date::text as day from gazelle.appointments`)
    expect([event?.startDate.isDate, event?.startDate.toString(), event?.duration.toSeconds()]).toEqual([
      true,
      day,
      2 * 86_400,
    ])
  })

  test('marks what was cancelled, and has no more what Gazelle has no more', async () => {
    await add('evt_1', { status: 'CANCELED' })
    await add('evt_2', { deleted_at: new Date() })
    await add('evt_3', { is_placeholder: true })
    await add('evt_4', { type: 'SYNCED', title: 'Dentist, from the own calendar' })
    const events = await read()
    expect(events.map(({ uid }) => uid)).toEqual(['evt_1@gazelle'])
    expect(events[0]?.component.getFirstPropertyValue('status')).toBe('CANCELLED')
    expect(events[0]?.component.getFirstPropertyValue('transp')).toBe('TRANSPARENT')
  })

  test('keeps an appointment that is moved the same event, with a higher sequence', async () => {
    await add('evt_1', { title: 'Accord' })
    const [before] = await read()
    await database.query(
      `update gazelle.appointments set start_at = start_at + interval '1 day', version = version + 1, updated_at = now() + interval '1 minute'`,
    )
    const [after] = await read()
    expect(after?.uid).toBe(before?.uid)
    expect(after?.sequence).toBe((before?.sequence ?? 0) + 1)
    expect(after?.startDate.toJSDate().getTime()).toBe(
      (before?.startDate.toJSDate().getTime() ?? 0) + 86_400_000,
    )
    const changed = (event?: ICAL.Event) => String(event?.component.getFirstPropertyValue('last-modified'))
    expect(changed(after) > changed(before)).toBe(true)
  })

  test('holds the past 30 days and the next 180', async () => {
    for (const [id, days] of Object.entries({ a: -31, b: -29, c: 179, d: 181 })) {
      await add(id)
      await database.query(
        `update gazelle.appointments set start_at = now() + $2 * interval '1 day' where id = $1`,
        [id, days],
      )
    }
    expect((await read()).map(({ uid }) => uid)).toEqual(['b@gazelle', 'c@gazelle'])
  })

  test('stays one event of lines of 75 octets, whatever its texts try', async () => {
    await add('evt_1', { title: hostile, notes: hostile, address_line: hostile })
    const text = await textOf(`calendar?token=${token}`)
    const [event, ...others] = eventsOf(text)
    expect(others).toEqual([])
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1)
    expect(text).not.toMatch(/^(?:UID:evil|X-EVIL|ATTENDEE)/m)
    expect(text.replaceAll(/\r\n/g, '')).not.toMatch(/[\r\n\v\u0085\u2028]/)
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    const plain = hostile.replaceAll(/\r\n|[\n\v\u0085\u2028]/g, '\n')
    expect(event?.description).toBe(plain)
    expect(event?.summary).toBe(plain.replaceAll('\n', ' '))
    expect(event?.location).toBe(plain.replaceAll('\n', ' '))
  })

  test('answers 304 to whoever has it already, and keeps itself out of caches that others share', async () => {
    await add('evt_1')
    const first = await ask(`calendar?token=${token}`)
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(first.headers.get('cache-control')).toMatch(/^private/)
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`]) {
      const again = await ask(`calendar?token=${token}`, { 'if-none-match': known })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    }
    await database.query(`update gazelle.appointments set title = 'Other', version = version + 1`)
    expect((await ask(`calendar?token=${token}`, { 'if-none-match': etag })).status).toBe(200)
    const head = await ask(`calendar?token=${token}`, {}, 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await ask(`calendar?token=${token}`, {}, 'POST')).status).toBe(405)
  })
})

describe('a token', () => {
  test('that is unknown, revoked, of another kind or none at all is answered in the same words', async () => {
    const [calendar, sheet, over] = [
      await make(),
      await make({ kind: 'csv', entity: 'pianos' }),
      await make(),
    ]
    expect(await database.query('select sync.revoke_link($1, $2) as done', ['second', over.link])).toEqual([
      { done: false },
    ])
    expect((await ask(`calendar?token=${over.token}`)).status).toBe(200)
    await database.query('select sync.revoke_link($1, $2)', ['main', over.link])
    const answers = await Promise.all(
      [
        'calendar',
        'csv',
        'calendar?token=',
        `calendar?token=${'0'.repeat(64)}`,
        `calendar?token=${over.token}`,
        `calendar?token=${sheet.token}`,
        `csv?token=${calendar.token}`,
        `csv?token=${calendar.token}%27%20or%201=1`,
      ].map(async (path) => {
        const answer = await ask(path)
        return {
          status: answer.status,
          text: await answer.text(),
          cache: answer.headers.get('cache-control'),
        }
      }),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 404, text: expect.stringContaining('not_found') })
  })

  test('is made for what there is alone', async () => {
    await expect(make({ kind: 'csv', entity: 'clefs' })).rejects.toMatchObject({ code: 'GZ400' })
    await expect(make({ kind: 'csv' })).rejects.toMatchObject({ code: 'GZ400' })
    await expect(make({ kind: 'calendar', technician: undefined })).rejects.toMatchObject({ code: 'GZ400' })
    await expect(make({ account: 'third' })).rejects.toMatchObject({ code: 'GZ403' })
    // A table that no sheet is made of.
    const { token } = await make({ kind: 'csv', entity: 'users' })
    expect((await ask(`csv?token=${token}`)).status).toBe(404)
  })

  test('is stored as a hash alone, and its use is noted once an hour at most', async () => {
    const { link, token } = await make()
    const rows = async () =>
      database.query(`select l.*, l::text as whole from sync.links l where link_id = $1`, [link])
    expect((await rows())[0]).toMatchObject({ last_used_at: null, token_hash: await hashOf(token) })
    await ask(`calendar?token=${token}`)
    const [first] = await rows()
    expect(first?.last_used_at).toBeInstanceOf(Date)
    expect(String(first?.whole)).not.toContain(token)
    await ask(`calendar?token=${token}`)
    expect((await rows())[0]?.last_used_at).toEqual(first?.last_used_at)
    await database.query(
      `update sync.links set last_used_at = now() - interval '61 minutes' where link_id = $1`,
      [link],
    )
    await ask(`calendar?token=${token}`)
    const [{ minutes } = {}] = await database.query(
      `select extract(epoch from now() - last_used_at) / 60 as minutes from sync.links where link_id = $1`,
      [link],
    )
    expect(Number(minutes)).toBeLessThan(5)
  })

  test('is in no log and no answer when the database is away, and what was there is asked for later', async () => {
    const { token } = await make()
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    const away = client('http://127.0.0.1:9')
    const answer = await answerLink(new Request(`http://127.0.0.1/calendar?token=${token}`), 'calendar', {
      app: away.schema('app'),
      sync: away.schema('sync'),
    })
    const said = JSON.stringify([logged.mock.calls, await answer.text()])
    logged.mockRestore()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
    expect(said).toContain('database_unreachable')
    expect(said).not.toContain(token)
  })

  test('of an erased client shows nothing, and its link is gone', async () => {
    await database.query(
      `insert into gazelle.clients (id, account_id, display_name) values ('cli_9', 'main', 'Parti')`,
    )
    const { token } = await make({ kind: 'csv', entity: 'pianos', client: 'cli_9', label: 'Parti' })
    expect((await ask(`csv?token=${token}`)).status).toBe(200)
    await database.query(`select sync.erase_client('main', 'cli_9', p_dry_run => false)`)
    expect((await ask(`csv?token=${token}`)).status).toBe(404)
    expect(await database.query(`select from sync.links where client_id = 'cli_9'`)).toEqual([])
  })
})

describe('a table for a spreadsheet', () => {
  const rowsOf = (text: string): string[][] => parse(text)
  const read = async (asked: Partial<NewLink>, query = '') =>
    rowsOf(await textOf(`csv?token=${(await make({ kind: 'csv', ...asked })).token}${query}`))

  test('has the pianos of an institution, with services and the last reading, and no other client’s', async () => {
    const [head, ...rows] = await read({ entity: 'pianos', client: 'cli_1' })
    expect(head?.slice(0, 6)).toEqual(['Client', 'Title', 'Serial number', 'Year', 'Type', 'Location'])
    const asRecord = (row: string[] = []) => Object.fromEntries(row.map((cell, nth) => [head?.[nth], cell]))
    expect(rows.map((row) => row.at(-1))).toEqual(['ins_1', 'ins_2'])
    expect(asRecord(rows[0])).toMatchObject({
      Client: 'Conservatoire de musique',
      Title: 'Steinway D',
      'Serial number': '555 123',
      'Last reading': '2026-02-03',
      'Humidity (%)': '42',
      'Out of range': 'no',
    })
    expect(asRecord(rows[1])).toMatchObject({ Title: 'Yamaha C7, "spécial"', Location: 'Salle\n2' })
  })

  test('has its heads in the language of the company, or in the one that is asked for', async () => {
    const heads = async (query = '') => (await read({ entity: 'pianos', client: 'cli_1' }, query))[0]
    expect((await heads('&lang=fr'))?.slice(0, 3)).toEqual(['Client', 'Titre', 'Numéro de série'])
    expect((await heads('&lang=de'))?.[1]).toBe('Title')
    await database.query(
      `insert into gazelle.company (id, account_id, user_locale) values ('com_1', 'main', 'fr_CA')`,
    )
    expect((await heads())?.[1]).toBe('Titre')
    expect((await heads('&lang=en'))?.[1]).toBe('Title')
    await database.query(`delete from gazelle.company where id = 'com_1'`)
  })

  test('runs nothing in a spreadsheet', async () => {
    const [, ...rows] = await read({ entity: 'pianos' })
    const row = rows.find((cells) => cells.at(-1) === 'ins_3')
    expect(row?.slice(0, 2)).toEqual([`'=HYPERLINK("http://x")`, `'+cmd|' /C calc'!A0`])
    expect(rows.map((cells) => cells.at(-1))).toEqual(['ins_1', 'ins_2', 'ins_3'])
  })

  test.each(['pianos', 'clients', 'appointments', 'invoices'])(
    'of %s has the columns that the database gives, in their order, each with a head in both languages',
    async (entity) => {
      await database.query(
        `insert into gazelle.appointments (id, account_id, local_date) values ('evt_x', 'main', '2026-01-01') on conflict do nothing`,
      )
      await database.query(
        `insert into gazelle.invoices (id, account_id, number, total) values ('inv_x', 'main', '1', 1234) on conflict do nothing`,
      )
      const { token } = await make({ kind: 'csv', entity })
      const [answer] = await database.query(
        `select array(select json_object_keys(r -> 'rows' -> 0)) as columns from app.read_sheet($1) r`,
        [await hashOf(token)],
      )
      expect(answer?.columns).toEqual(columnsOf[entity])
      for (const column of columnsOf[entity] ?? [])
        expect(columnWords[column]).toEqual({
          en: expect.stringMatching(/./),
          fr: expect.stringMatching(/./),
        })
    },
  )

  test('is read page by page, and says so where there is more than it holds', async () => {
    await database.query(
      `insert into gazelle.invoices (id, account_id, number) select 'inv_' || lpad(n::text, 5, '0'), 'second', n from generate_series(1, 2500) n`,
    )
    const asked = { account: 'second', kind: 'csv', entity: 'invoices' } as const
    const rows = await read(asked)
    expect(rows).toHaveLength(2501)
    expect(new Set(rows.map((row) => row.at(-1))).size).toBe(2501)
    const hash = (await hashOf((await make(asked)).token)) ?? ''
    for (const limits of [
      { rows: 1200, bytes: 1e7 },
      { rows: 1e5, bytes: 30_000 },
    ]) {
      const text = (await readSheet(client().schema('app'), hash, 'fr', limits)) ?? ''
      const lines = text.trimEnd().split('\r\n')
      expect(lines.at(-1)).toMatch(/plus que n’en contient une feuille/)
      expect(lines.length).toBeLessThan(1300)
      expect(Buffer.byteLength(text)).toBeLessThan(limits.bytes + 500)
    }
  })
})

describe('gazelle links', () => {
  const links = (args: string[], env: Record<string, string> = {}) =>
    runCli(['links', ...args], { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: api.secretKey, ...env })

  test('makes a link that is shown once, lists it without its token, and removes it', async () => {
    await database.query('delete from sync.links')
    expect((await links(['list'])).stdout).toContain('There is no link')
    const added = await links(['add', 'calendar', '--technician', 'jeanne'])
    expect(added).toMatchObject({ code: 0, stderr: '' })
    const [, path = '', token = ''] =
      /\/functions\/v1\/(calendar\?token=([0-9a-f]{64}))\n/.exec(added.stdout) ?? []
    expect(await textOf(path)).toContain('BEGIN:VCALENDAR')
    const csv = await links(['add', 'csv', '--entity', 'pianos', '--client', 'cli_1', '--json'])
    const made = JSON.parse(csv.stdout)
    expect(made).toMatchObject({ kind: 'csv', label: 'pianos, Conservatoire de musique' })
    expect(await (await fetch(made.url)).text()).toMatch(/^Client,/)
    const list = await links(['list', '--json'])
    expect(JSON.parse(list.stdout)).toMatchObject([
      { kind: 'calendar', label: 'Jeanne Tremblay', technician: 'usr_1', removedAt: null },
      { kind: 'csv', entity: 'pianos', client: 'cli_1', link: made.link },
    ])
    expect(list.stdout).not.toContain(token)
    expect((await links(['list'])).stdout).toContain('Jeanne Tremblay')
    expect((await links(['remove', String(made.link)])).stdout).toContain('shows nothing any more')
    expect((await links(['remove', String(made.link)])).stdout).toContain('removed before')
    expect((await fetch(made.url)).status).toBe(404)
  })

  test('names who it may be, where a name is nobody’s or several’s, and a client that is not there', async () => {
    const wrong = await links(['add', 'calendar', '--technician', 'Jeane Tremblay'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('Did you mean Jeanne Tremblay?')
    const several = await links(['add', 'calendar', '--technician', 'e'])
    expect(several.stderr).toContain('e may be several')
    expect(several.stderr).toContain('Luc Côté (usr_2)')
    expect((await links(['add', 'csv', '--entity', 'pianos', '--client', 'cli_3'])).stderr).toContain(
      'no client cli_3',
    )
    expect((await links(['add', 'csv', '--entity', 'users'])).code).toBe(2)
  })

  test('gives the address that people see, in French where the terminal is', async () => {
    const added = await links(['add', 'csv', '--entity', 'clients'], {
      FUNCTIONS_PUBLIC_URL: 'https://api.example.com/functions/v1',
      LC_ALL: 'fr_CA.UTF-8',
    })
    expect(added.stdout).toMatch(
      /=IMPORTDATA\("https:\/\/api\.example\.com\/functions\/v1\/csv\?token=[0-9a-f]{64}"\)/,
    )
    expect(added.stdout).toContain('quiconque a cette adresse peut le lire')
  })
})

test('a calendar without an appointment is a calendar', () => {
  const text = calendarText({ technician: null, label: 'X', time_zone: 'America/Montreal', events: [] })
  expect(eventsOf(text)).toEqual([])
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
})
