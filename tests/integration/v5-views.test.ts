import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { switchViews } from '../../cli/migrate-v5/views.ts'
import type { Project } from '../../cli/project.ts'
import { projectAt } from '../../cli/project-at.ts'
import { syncModule } from '../../cli/sync.ts'
import type { Company } from '../../stand-in/company.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { addDays, clockOf, dateOf } from '../../stand-in/zone.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 })

let gazelle: GazelleFake
let company: Company
let database: TestDatabase
let api: Api
let project: Project
/** As version 5's modules have it: no types, no schema, the secret key. */
let v5: ReturnType<typeof open>

const open = () =>
  createClient(api.apiUrl, api.secretKey, { auth: { persistSession: false, autoRefreshToken: false } })

/** What version 5's frontend sees of a change of the schema, a moment after it. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 100 })

const sync = (module: string) => syncModule(project, module, { mode: 'full' })

beforeAll(async () => {
  gazelle = await startGazelleFake({
    company: {
      users: 5,
      clients: 40,
      pianos: 70,
      timelineEntries: 1200,
      appointments: 120,
      invoices: 40,
      estimates: 4,
      services: 5,
    },
  })
  company = gazelle.company
  // Two pianos, at 23:30 of the day on which the clocks change, when UTC has the next one.
  const [late] = company.events.values()
  if (!late) throw new Error('the company has no appointment')
  Object.assign(late, {
    start: '2026-11-02T04:30:00Z',
    status: 'CANCELED',
    pianos: [...company.pianos.keys()]
      .slice(3, 5)
      .reverse()
      .map((pianoId) => ({ pianoId, isTuning: true })),
  })
  database = await createTestDatabase()
  api = await startApi(database, {
    functions: true,
    functionsEnv: {
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_RATE_LIMIT: '1000',
    },
  })
  project = projectAt(api.apiUrl, api.secretKey)
  for (const module of ['users', 'clients', 'pianos']) await sync(module)
  for (const module of ['appointments', 'invoices', 'timeline']) await sync(module)
  await switchViews(project, { on: true, schema: 'public', account: 'main' })
  v5 = open()
  await eventually(async () => {
    expect((await v5.from('gazelle_pianos').select('id, gazelle_clients(id)').limit(1)).error).toBeNull()
  })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
  await gazelle?.stop()
})

const text = (value: string | null) => value || null
const byId = <One extends { id: string }>(records: Iterable<One>) =>
  [...records].toSorted((a, b) => (a.id < b.id ? -1 : 1))
const ids = (records: Iterable<{ id: string }>) => [...records].map(({ id }) => id).toSorted()
const idsIn = (rows: { external_id: string }[] | null) => rows?.map(({ external_id }) => external_id)
const day = (instant: string | null) => (instant ? dateOf(company.timezone, Date.parse(instant)) : null)
const time = (instant: string | null) =>
  instant ? clockOf(company.timezone, Date.parse(instant)).slice(11) : null
const dollars = (cents: number | null) => (cents === null ? null : cents / 100)

/** A client as version 5's modules read it. */
const clientOf = (id: string | null) => {
  const client = id === null ? undefined : company.clients.get(id)
  if (!client) return null
  const contact = client.contacts.find(({ isDefault }) => isDefault) ?? client.contacts[0]
  return {
    external_id: client.id,
    company_name: text(client.companyName),
    last_name: text(contact?.lastName ?? null),
  }
}

describe('what version 5’s modules ask for, through the Data API', () => {
  test('1: every row of a table, a page at a time, with the count', async () => {
    const found: string[] = []
    for (let from = 0; ; from += 500) {
      const { data, count } = await v5
        .from('gazelle_timeline_entries')
        .select('external_id', { count: 'exact' })
        .order('external_id')
        .range(from, from + 499)
        .throwOnError()
      expect(count).toBe(company.timelineEntries.size)
      found.push(...data.map(({ external_id }) => external_id))
      if (data.length < 500) break
    }
    expect(found).toEqual(ids(company.timelineEntries.values()))
  })

  test('2: everything of a client, with the address of the default contact', async () => {
    const { data } = await v5.from('gazelle_clients').select('*').order('external_id').throwOnError()
    expect(data).toEqual(
      byId(company.clients.values()).map((client) => {
        const contact = client.contacts.find(({ isDefault }) => isDefault) ?? client.contacts[0]
        const first = <One extends { id: string; isDefault: boolean | null }>(list: One[] = []) =>
          list.find(({ isDefault }) => isDefault) ?? byId(list)[0]
        return {
          ...clientOf(client.id),
          id: expect.any(Number),
          first_name: text(contact?.firstName ?? null),
          status: client.status,
          tags: client.tags,
          email: text(first(contact?.emails)?.email ?? null),
          phone: text(first(contact?.phones)?.phoneNumber ?? null),
          city: expect.toSatisfy((city) =>
            [null, ...(contact?.locations ?? []).map(({ municipality }) => text(municipality))].includes(
              city,
            ),
          ),
          postal_code: expect.toSatisfy((code) =>
            [null, ...(contact?.locations ?? []).map(({ postalCode }) => text(postalCode))].includes(code),
          ),
          personal_notes: text(client.personalNotes),
          preference_notes: text(client.preferenceNotes),
          locale: client.locale,
          preferred_technician_id: client.preferredTechnicianId,
          client_type: text(client.clientType),
          created_at: client.createdAt.replace('Z', '+00:00'),
          updated_at: expect.any(String),
        }
      }),
    )
    expect(new Set(data.map(({ id }) => id)).size).toBe(company.clients.size)
  })

  test('3: the rows of a status (eq), counted alone (head)', async () => {
    const statuses = new Set([...company.clients.values()].map(({ status }) => status))
    for (const status of statuses) {
      const { count } = await v5
        .from('gazelle_clients')
        .select('*', { count: 'exact', head: true })
        .eq('status', status)
        .throwOnError()
      expect(count).toBe([...company.clients.values()].filter((one) => one.status === status).length)
    }
  })

  test('4: some by their ids (in)', async () => {
    const wanted = ids(company.pianos.values()).slice(5, 25)
    const { data } = await v5
      .from('gazelle_pianos')
      .select('external_id')
      .in('external_id', [...wanted, 'ins_unknown'])
      .order('external_id')
      .throwOnError()
    expect(idsIn(data)).toEqual(wanted)
  })

  test('5: the appointments of some weeks (gte, lt), by day and time', async () => {
    const from = addDays(company.now.slice(0, 10), -30)
    const to = addDays(company.now.slice(0, 10), 30)
    const { data } = await v5
      .from('gazelle_appointments')
      .select('external_id, appointment_date, appointment_time, start_datetime')
      .gte('appointment_date', from)
      .lt('appointment_date', to)
      .order('appointment_date')
      .order('appointment_time')
      .order('external_id')
      .throwOnError()
    const expected = [...company.events.values()]
      .map(({ id, start }) => ({
        external_id: id,
        appointment_date: day(start),
        appointment_time: time(start),
        start,
      }))
      .filter(({ appointment_date }) => appointment_date && appointment_date >= from && appointment_date < to)
    expect(expected.length).toBeGreaterThan(5)
    const place = (one: {
      appointment_date: string | null
      appointment_time: string | null
      external_id: string
    }) => `${one.appointment_date} ${one.appointment_time} ${one.external_id}`
    expect(data).toEqual(
      expected
        .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
        .map(({ start, ...rest }) => ({ ...rest, start_datetime: start?.replace('Z', '+00:00') })),
    )
  })

  test('6: the appointment at 23:30 on the day that the clocks change, with the first of its pianos', async () => {
    const [late] = company.events.values()
    const { data } = await v5
      .from('gazelle_appointments')
      .select('external_id, piano_external_id, status, start_datetime, appointment_time')
      .eq('appointment_date', '2026-11-01')
      .eq('appointment_time', '23:30:00')
      .throwOnError()
    expect(data).toContainEqual({
      external_id: late?.id,
      piano_external_id: late?.pianos[0]?.pianoId,
      status: 'CANCELED',
      start_datetime: '2026-11-02T04:30:00+00:00',
      appointment_time: '23:30:00',
    })
  })

  test('7: a technician’s day, without what is cancelled in either spelling (not in)', async () => {
    const [some] = [...company.events.values()].filter(({ userId, status }) => userId && status === 'ACTIVE')
    const date = day(some?.start ?? null)
    const { data } = await v5
      .from('gazelle_appointments')
      .select('external_id')
      .eq('technicien', some?.userId)
      .eq('appointment_date', date)
      .not('status', 'in', '("CANCELLED","CANCELED")')
      .order('external_id')
      .throwOnError()
    const expected = [...company.events.values()].filter(
      ({ userId, status, start }) => userId === some?.userId && status !== 'CANCELED' && day(start) === date,
    )
    expect(idsIn(data)).toEqual(ids(expected))
  })

  test('8: clients by a part of their name (ilike)', async () => {
    const named = [...company.clients.values()].find(({ companyName }) => companyName)
    const part = named?.companyName?.slice(1, 5) ?? ''
    const { data } = await v5
      .from('gazelle_clients')
      .select('external_id')
      .ilike('company_name', `%${part.toUpperCase()}%`)
      .order('external_id')
      .throwOnError()
    expect(idsIn(data)).toContain(named?.id)
    expect(idsIn(data)).toEqual(
      ids(
        [...company.clients.values()].filter((one) =>
          one.companyName?.toLowerCase().includes(part.toLowerCase()),
        ),
      ),
    )
  })

  test('9: clients by any of their names (or)', async () => {
    const word = byId(company.clients.values()).flatMap(({ id }) => clientOf(id)?.last_name ?? [])[0] ?? ''
    const { data } = await v5
      .from('gazelle_clients')
      .select('external_id')
      .or(`company_name.ilike.%${word}%,last_name.eq.${word},external_id.eq.${word}`)
      .order('external_id')
      .throwOnError()
    const expected = [...company.clients.values()].filter(
      (one) =>
        one.companyName?.toLowerCase().includes(word.toLowerCase()) || clientOf(one.id)?.last_name === word,
    )
    expect(expected.length).toBeGreaterThan(0)
    expect(idsIn(data)).toEqual(ids(expected))
  })

  test('10: what has no value (is null)', async () => {
    const { data } = await v5
      .from('gazelle_pianos')
      .select('external_id')
      .is('notes', null)
      .order('external_id')
      .throwOnError()
    expect(idsIn(data)).toEqual(ids([...company.pianos.values()].filter(({ notes }) => !notes)))
  })

  test('11: what has one (not is null)', async () => {
    const { data } = await v5
      .from('gazelle_appointments')
      .select('external_id, piano_external_id')
      .not('piano_external_id', 'is', null)
      .order('external_id')
      .throwOnError()
    expect(data).toEqual(
      byId(company.events.values())
        .filter(({ pianos }) => pianos.length > 0)
        .map(({ id, pianos }) => ({ external_id: id, piano_external_id: pianos[0]?.pianoId })),
    )
  })

  test('12: the pianos that have a humidity system (is true)', async () => {
    const { data } = await v5
      .from('gazelle_pianos')
      .select('external_id, dampp_chaser_humidistat_model, dampp_chaser_mfg_date')
      .is('dampp_chaser_installed', true)
      .order('external_id')
      .throwOnError()
    expect(data).toEqual(
      byId(company.pianos.values())
        .filter(({ damppChaserInstalled }) => damppChaserInstalled)
        .map((piano) => ({
          external_id: piano.id,
          dampp_chaser_humidistat_model: text(piano.damppChaserHumidistatModel),
          dampp_chaser_mfg_date: piano.damppChaserMfgDate,
        })),
    )
  })

  test('13: in an order with the unknown first, or last', async () => {
    const years = async (nullsFirst: boolean) => {
      const { data } = await v5
        .from('gazelle_pianos')
        .select('external_id, year')
        .order('year', { ascending: false, nullsFirst })
        .order('external_id')
        .throwOnError()
      return idsIn(data)
    }
    const pianos = byId(company.pianos.values())
    const known = pianos.filter(({ year }) => year !== null).toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0))
    const unknown = pianos.filter(({ year }) => year === null)
    expect(unknown.length).toBeGreaterThan(0)
    expect(await years(true)).toEqual([...unknown, ...known].map(({ id }) => id))
    expect(await years(false)).toEqual([...known, ...unknown].map(({ id }) => id))
  })

  test('14: pianos with their client (embedded)', async () => {
    const { data } = await v5
      .from('gazelle_pianos')
      .select('external_id, gazelle_clients(external_id, company_name, last_name)')
      .order('external_id')
      .throwOnError()
    expect(data).toEqual(
      byId(company.pianos.values()).map(({ id, clientId }) => ({
        external_id: id,
        gazelle_clients: clientOf(clientId),
      })),
    )
  })

  test('15: appointments with everything of their client, of the last ones only (embedded, limit)', async () => {
    const { data } = await v5
      .from('gazelle_appointments')
      .select('*, gazelle_clients(*)')
      .order('start_datetime', { ascending: false })
      .order('external_id')
      .limit(10)
      .throwOnError()
    const last = byId(company.events.values())
      .toSorted((a, b) => Date.parse(b.start ?? '') - Date.parse(a.start ?? ''))
      .slice(0, 10)
    expect(data).toEqual(
      last.map((one) => ({
        external_id: one.id,
        client_external_id: one.clientId,
        piano_external_id: one.pianos[0]?.pianoId ?? null,
        title: text(one.title),
        description: text(one.notes),
        appointment_date: day(one.start),
        appointment_time: time(one.start),
        start_datetime: one.start?.replace('Z', '+00:00'),
        duration_minutes: one.duration,
        status: one.status,
        technicien: one.userId,
        location: text(one.addressLine),
        notes: text(one.notes),
        event_type: one.type,
        is_all_day: one.isAllDay,
        last_notified_tech_id: null,
        last_notified_schedule: null,
        last_notified_time: null,
        last_notified_at: null,
        gazelle_clients: clientOf(one.clientId) && expect.objectContaining(clientOf(one.clientId)),
      })),
    )
  })

  test('16: the pianos of the clients of a kind (embedded, inner)', async () => {
    const { data } = await v5
      .from('gazelle_pianos')
      .select('external_id, gazelle_clients!inner(status)')
      .eq('gazelle_clients.status', 'ACTIVE')
      .order('external_id')
      .throwOnError()
    expect(idsIn(data)).toEqual(
      ids(
        [...company.pianos.values()].filter(
          ({ clientId }) => company.clients.get(clientId ?? '')?.status === 'ACTIVE',
        ),
      ),
    )
  })

  test('17: one record, or none (maybeSingle)', async () => {
    const [piano] = byId(company.pianos.values())
    const ask = (id: string | undefined) =>
      v5
        .from('gazelle_pianos')
        .select('id, external_id, client_external_id, make')
        .eq('external_id', id)
        .maybeSingle()
        .throwOnError()
    const { data } = await ask(piano?.id)
    expect(data).toEqual({
      id: expect.any(Number),
      external_id: piano?.id,
      client_external_id: piano?.clientId,
      make: piano?.make,
    })
    expect((await ask('ins_unknown')).data).toBeNull()
    const same = await v5.from('gazelle_pianos').select('external_id').eq('id', data?.id).throwOnError()
    expect(idsIn(same.data)).toEqual([piano?.id])
  })

  test('18: a piano’s history, the newest first, with whole texts and their readings', async () => {
    const types = ['SERVICE_ENTRY_MANUAL', 'PIANO_MEASUREMENT']
    const entries = byId(company.timelineEntries.values()).filter(({ type }) => types.includes(type))
    const pianoId = entries.find((one) => one.pianoId)?.pianoId ?? ''
    const { data } = await v5
      .from('gazelle_timeline_entries')
      .select(
        'external_id, client_id, client_external_id, entry_type, title, description, entry_date, created_by, metadata',
      )
      .eq('piano_id', pianoId)
      .in('entry_type', types)
      .order('entry_date', { ascending: false })
      .order('external_id')
      .throwOnError()
    const expected = entries
      .filter((one) => one.pianoId === pianoId)
      .toSorted((a, b) =>
        `${day(b.occurredAt)}` < `${day(a.occurredAt)}`
          ? -1
          : day(a.occurredAt) === day(b.occurredAt)
            ? 0
            : 1,
      )
    expect(expected.length).toBeGreaterThan(0)
    expect(data).toEqual(
      expected.map((one) => {
        const [, temperature, humidity] =
          /^[^\d]*?(\d\d) ?°?[Cc], (\d\d) ?%[^\d]*$/.exec(
            [one.summary, one.comment].filter(Boolean).join(' '),
          ) ?? []
        return {
          external_id: one.id,
          client_id: one.clientId,
          client_external_id: one.clientId,
          entry_type: one.type,
          title: text(one.summary),
          description: text(one.comment),
          entry_date: day(one.occurredAt),
          created_by: one.userId && company.users.get(one.userId)?.fullName,
          metadata: temperature
            ? { temperature: Number(temperature), humidity: Number(humidity) }
            : expect.toSatisfy(isReading),
        }
      }),
    )
    const { data: warm } = await v5
      .from('gazelle_timeline_entries')
      .select('metadata')
      .not('metadata', 'is', null)
      .gt('metadata->temperature', 22)
      .throwOnError()
    expect(warm.length).toBeGreaterThan(0)
    expect(warm.every(({ metadata }) => metadata.temperature > 22)).toBe(true)
  })

  test('19: unpaid invoices in dollars, with their lines', async () => {
    const { data } = await v5
      .from('gazelle_invoices')
      .select(
        'external_id, number, invoice_date, due_date, subtotal, tax_total, total, balance_due, gazelle_invoice_items(external_id, piano_external_id, quantity, unit_price, total)',
      )
      .gt('balance_due', 0)
      .order('external_id')
      .order('external_id', { referencedTable: 'gazelle_invoice_items' })
      .throwOnError()
    const expected = byId(company.invoices.values()).filter(({ dueTotal }) => (dueTotal ?? 0) > 0)
    expect(expected.length).toBeGreaterThan(0)
    expect(data).toEqual(
      expected.map((one) => ({
        external_id: one.id,
        number: one.number,
        invoice_date: day(one.createdAt),
        due_date: one.dueOn,
        subtotal: dollars(one.subTotal),
        tax_total: dollars(one.taxTotal),
        total: dollars(one.total),
        balance_due: dollars(one.dueTotal),
        gazelle_invoice_items: byId(one.items).map((item) => ({
          external_id: item.id,
          piano_external_id: item.pianoId,
          quantity: (item.quantity ?? 100) / 100,
          unit_price: dollars(item.amount),
          total: dollars(item.total),
        })),
      })),
    )
  })

  test('20: marks of who was notified are written (PATCH), and stay over a sync', async () => {
    const [event] = [...company.events.values()].filter(({ status, userId }) => userId && status === 'ACTIVE')
    const marks = {
      last_notified_tech_id: event?.userId,
      last_notified_schedule: `${day(event?.start ?? null)} 09:00`,
      last_notified_time: '09:00:00',
      last_notified_at: '2026-11-20T14:00:00+00:00',
    }
    const read = 'last_notified_tech_id, last_notified_schedule, last_notified_time, last_notified_at'
    const { data } = await v5
      .from('gazelle_appointments')
      .update(marks)
      .eq('external_id', event?.id)
      .select(read)
      .throwOnError()
    expect(data).toEqual([marks])
    if (event) event.notes = 'Changed in Gazelle.'
    company.version++
    await sync('appointments')
    const after = await v5
      .from('gazelle_appointments')
      .select(`notes, ${read}`)
      .eq('external_id', event?.id)
      .throwOnError()
    expect(after.data).toEqual([{ notes: 'Changed in Gazelle.', ...marks }])
    const { data: notNotified } = await v5
      .from('gazelle_appointments')
      .select('external_id')
      .or(`last_notified_tech_id.is.null,last_notified_tech_id.neq.${event?.userId}`)
      .throwOnError()
    expect(notNotified).toHaveLength(company.events.size - 1)
  })
})

const isReading = (value: unknown) =>
  value === null ||
  (typeof value === 'object' &&
    Object.entries(value).every(
      ([key, one]) => /^(temperature|humidity)$/.test(key) && typeof one === 'number',
    ))

test('a program without supabase-js finds them where it always did, and a stranger finds nothing (case S4)', async () => {
  const ask = (key: string) =>
    fetch(`${api.apiUrl}/rest/v1/users?select=gazelle_user_id,full_name&order=id`, {
      headers: { apikey: key },
    })
  const answer = await ask(api.secretKey)
  expect(await answer.json()).toEqual(
    byId(company.users.values()).map(({ id, fullName }) => ({ gazelle_user_id: id, full_name: fullName })),
  )
  expect((await ask(api.publishableKey)).status).toBe(401)
})

test('nothing else is written through them', async () => {
  const one = 'evt_unknown'
  const refused = await Promise.all([
    v5.from('gazelle_appointments').update({ title: 'x' }).eq('external_id', one),
    v5.from('gazelle_appointments').delete().eq('external_id', one),
    v5.from('gazelle_appointments').insert({ external_id: one }),
    v5.from('gazelle_contacts').update({ last_name: 'x' }).eq('external_id', one),
    v5.from('users').update({ role: 'admin' }).eq('external_id', one),
  ])
  expect(refused.map(({ error }) => error?.code)).toEqual(Array.from(refused, () => '42501'))
})

test('an unchanged sync writes no row of theirs', async () => {
  const state = () =>
    database.query(
      "select (select md5(string_agg(s::text || s.xmin, ',' order by s::text)) from reconcile.v5_serials s) as numbers, (select sum(version) from gazelle.clients) as versions",
    )
  const before = await state()
  await sync('clients')
  expect(await state()).toEqual(before)
})

describe('the switch', () => {
  const to = (on: boolean, { schema = 'public', account = 'main' } = {}) =>
    switchViews(project, { on, schema, account })

  test('on again changes nothing', async () => {
    expect(await to(true)).toEqual({ changed: [], shown: expect.any(Array), numbered: 0, elsewhere: {} })
  })

  test.each([
    [{ account: 'nobody' }, 'unknown_account', 'nobody'],
    [{ schema: 'nowhere' }, 'unknown_schema', 'nowhere'],
    [{ schema: 'gazelle' }, 'views_refused', 'gazelle'],
  ])('refuses %o and says what to do', async (where, code, about) => {
    await expect(to(true, where)).rejects.toMatchObject({
      code,
      about,
      hint: expect.stringMatching(/\w/),
      exitCode: 1,
    })
  })

  test('off takes the views away, and leaves a table of version 5 that has one of the names alone', async () => {
    const off = await to(false)
    expect(off.changed).toHaveLength(8)
    await eventually(async () => {
      expect((await v5.from('gazelle_clients').select('id').limit(1)).error?.code).toBe('42P01')
    })
    expect((await to(false)).changed).toEqual([])
    await database.query('create table public.gazelle_clients (id int)')
    await expect(to(true)).rejects.toMatchObject({
      code: 'views_refused',
      message: expect.stringContaining('public.gazelle_clients'),
    })
    await to(false)
    expect(
      await database.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relname like 'gazelle%'`,
      ),
    ).toEqual([{ relname: 'gazelle_clients' }])
  })
})
