import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseEnv } from 'node:util'
import { createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { companies } from '../../cli/stand-in.ts'
import { type Client, signIn } from '../../docs/examples/client.ts'
import { found } from '../../docs/examples/find.ts'
import { officeList } from '../../docs/examples/office-list.ts'
import { pianoLife } from '../../docs/examples/piano-life.ts'
import { technicianDay } from '../../docs/examples/technician-day.ts'
import type { Database } from '../../shared/database/production.ts'
import { type Company, generateCompany } from '../../stand-in/company.ts'
import { node } from '../../stand-in/expected.ts'
import type { ClientRecord, EventRecord, PianoRecord } from '../../stand-in/records.ts'
import { addDays, dateOf } from '../../stand-in/zone.ts'
import { repository } from '../../supabase/local/api.ts'
import { type CliProcess, runCli, spawnCli, spawnProgram, startProgram } from '../integration/cli-process.ts'

// The whole company is synced first, and each command is a program.
vi.setConfig({ testTimeout: 180_000 })

let folder: string
let stack: CliProcess
let settings: Record<string, string>
let printed: { databaseUrl: string; secretKey: string; member: { email: string; password: string } }
let company: Company
let client: Client
let zone: string
let today: string

const environment = (text: string): Record<string, string> =>
  Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']))

const query = async (text: string, values: unknown[] = []) => {
  const connection = new pg.Client({ connectionString: printed.databaseUrl })
  await connection.connect()
  return connection.query(text, values).finally(() => connection.end())
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-examples-'))
  const env = { LOCAL_DATA_DIR: folder }
  stack = spawnCli(['start', '--company', 'small', '--once', '--keep', '--json'], env)
  await stack.says('"modules"')
  printed = JSON.parse(stack.said())
  settings = environment(await readFile(join(folder, 'member.env'), 'utf8'))
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  client = await signIn()
  const { now } = JSON.parse(await readFile(join(folder, 'stand-in/stand-in.json'), 'utf8'))
  company = generateCompany({ ...companies.small, now: new Date(now) })
  zone = company.timezone
  today = dateOf(zone, Date.parse(now))
}, 300_000)
afterAll(async () => {
  stack?.interrupt()
  await stack?.ended
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const personName = (person?: { firstName: string | null; lastName: string | null }) =>
  [person?.firstName, person?.lastName].filter(Boolean).join(' ').trim()
const defaultContact = (one?: ClientRecord) => one?.contacts.find(({ isDefault }) => isDefault)
const clientName = (one: ClientRecord) => one.companyName?.trim() || personName(defaultContact(one)) || one.id
const clientOf = (id: string | null) => company.clients.get(id ?? '')
const userName = (id: string | null) => personName(company.users.get(id ?? ''))
const pianoName = (one?: PianoRecord) =>
  [one?.make, one?.model, one?.location && `(${one.location})`].filter(Boolean).join(' ')

/** What somebody set by hand, else what Gazelle calculated. */
const dueOn = (piano: PianoRecord) =>
  String(node(company, 'piano', piano.id)?.nextServiceOverride || piano.calculatedNextService || '')

describe('a technician’s day', () => {
  const time = (instant: number) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(instant)

  const visitLines = (event: EventRecord): string[] => {
    const start = Date.parse(event.start ?? '')
    const when = event.isAllDay ? 'all day' : `${time(start)}–${time(start + (event.duration ?? 0) * 60_000)}`
    const whom = clientOf(event.clientId)
    const phones = defaultContact(whom)?.phones ?? []
    const phone = (phones.find(({ isDefault }) => isDefault) ?? phones[0])?.phoneNumber?.replace(
      /^\+1(\d{3})(\d{3})/,
      '($1) $2-',
    )
    return [
      [when, whom ? clientName(whom) : event.title, event.addressLine, phone].filter(Boolean).join('  '),
      ...event.pianos
        .map(({ pianoId, isTuning }) =>
          [pianoName(company.pianos.get(pianoId)), isTuning && '– tuning'].filter(Boolean).join(' '),
        )
        .toSorted()
        .map((line) => `  ${line}`),
      ...(event.notes ? [`  ${event.notes}`] : []),
    ]
  }
  const eventsOn = (day: string) =>
    [...company.events.values()]
      .filter(({ start, status }) => status !== 'CANCELED' && dateOf(zone, Date.parse(start ?? '')) === day)
      .toSorted(
        (one, other) => (one.start ?? '').localeCompare(other.start ?? '') || (one.id < other.id ? -1 : 1),
      )
  const days = () => [
    ...new Set([...company.events.values()].map(({ start }) => dateOf(zone, Date.parse(start ?? '')))),
  ]

  test('is what the company has planned, for each technician and day', async () => {
    const wrong: unknown[] = []
    for (const day of days()) {
      const events = eventsOn(day)
      for (const name of new Set(events.map(({ userId }) => userName(userId)))) {
        const expected = [
          `${name}, ${day}`,
          ...events.filter(({ userId }) => userName(userId) === name).flatMap(visitLines),
        ]
        const lines = await technicianDay(client, day, name)
        if (lines.join('\n') !== expected.join('\n')) wrong.push({ lines, expected })
      }
      const all = await technicianDay(client, day)
      if (events.length > 0) expect(all.length).toBe(events.flatMap(visitLines).length + headings(events))
    }
    expect(wrong).toEqual([])
    expect(days().length).toBeGreaterThan(20)
  })
  const headings = (events: EventRecord[]) => new Set(events.map(({ userId }) => userName(userId))).size

  test('says so where there is none', async () => {
    expect(await technicianDay(client, '1999-12-31')).toEqual(['There is no appointment on 1999-12-31'])
    expect(await technicianDay(client, '1999-12-31', 'Jeanne Tremblay')).toEqual([
      'Jeanne Tremblay has no appointment on 1999-12-31',
    ])
  })
})

describe('a piano’s life', () => {
  const category = (type: string) =>
    type.startsWith('SERVICE_ENTRY')
      ? 'service'
      : type === 'USER_COMMENT'
        ? 'note'
        : type.startsWith('ESTIMATE')
          ? 'estimate'
          : null

  test('is every service, note and estimate of it, and every measurement', async () => {
    const measured: string[] = []
    for (const piano of company.pianos.values()) {
      const [title, state, ...life] = await pianoLife(client, piano.id)
      const owner = clientOf(piano.clientId)
      expect(title).toBe(
        [
          [piano.make, piano.model].filter(Boolean).join(' '),
          piano.serialNumber && `serial ${piano.serialNumber}`,
          piano.year,
          piano.location,
          owner && clientName(owner),
        ]
          .filter(Boolean)
          .join(', '),
      )
      if (piano.calculatedLastService)
        expect(state).toMatch(
          new RegExp(`^serviced last on ${piano.calculatedLastService}, due on ${dueOn(piano)}`),
        )
      expect(state?.includes('with a humidity system')).toBe(piano.damppChaserInstalled === true)
      const entries = [...company.timelineEntries.values()]
        .filter(({ pianoId, type }) => pianoId === piano.id && category(type))
        .toSorted(
          (one, other) => other.occurredAt.localeCompare(one.occurredAt) || (one.id < other.id ? -1 : 1),
        )
        .map(({ occurredAt, type, userId, summary, comment }) => {
          const who = [category(type), userName(userId)].filter(Boolean).join(', ')
          return `${dateOf(zone, Date.parse(occurredAt))}  ${who}: ${summary || comment || ''}`
        })
      expect(life.filter((line) => !line.includes('  measured: '))).toEqual(entries)
      const days = Map.groupBy(piano.measurements, ({ takenOn }) => takenOn)
      for (const [day, [one, ...others]] of days)
        if (one && others.length === 0) {
          expect(life).toContainEqual(
            expect.stringMatching(`^${day}  measured: ${one.temperature} °C, ${one.humidity} %`),
          )
          measured.push(one.id)
        }
      expect(life.map((line) => line.slice(0, 10))).toEqual(
        life
          .map((line) => line.slice(0, 10))
          .toSorted()
          .toReversed(),
      )
    }
    expect(measured.length).toBeGreaterThan(3)
  })

  test('is refused for a piano that is not there', async () => {
    await expect(pianoLife(client, 'ins_none')).rejects.toThrow('there is no piano ins_none')
  })
})

describe('the office’s list', () => {
  const expectedOn = (day: string) => {
    const until = addDays(day, 30)
    const open = [...company.invoices.values()]
      .filter(({ status, dueTotal }) => /^(OPEN|OVERDUE)$/.test(status ?? '') && (dueTotal ?? 0) > 0)
      .toSorted(
        (one, other) => (one.dueOn ?? '').localeCompare(other.dueOn ?? '') || (one.id < other.id ? -1 : 1),
      )
    const debts = [...Map.groupBy(open, ({ clientId }) => clientId)].map(([id, invoices]) => {
      const owner = clientOf(id)
      const late = invoices.filter(({ dueOn }) => (dueOn ?? day) < day).length
      const cents = invoices.reduce((sum, { dueTotal }) => sum + (dueTotal ?? 0), 0)
      return (
        `${(cents / 100).toFixed(2)} CAD`.padStart(14) +
        `  ${owner && clientName(owner)}  ${invoices.map(({ number }) => `#${number}`).join(' ')}` +
        (late > 0 ? `, ${late} late since ${invoices[0]?.dueOn}` : '')
      )
    })
    const due = [...company.pianos.values()].flatMap((piano) => {
      const owner = clientOf(piano.clientId)
      const on = dueOn(piano)
      return piano.status === 'ACTIVE' && owner?.status === 'ACTIVE' && on && on <= until
        ? [`${on}  ${clientName(owner)}  ${pianoName(piano)}`]
        : []
    })
    return [
      `Open invoices on ${day}: ${open.length} of ${debts.length} clients`,
      ...debts,
      `Pianos due until ${until}: ${due.length}`,
      ...due.toSorted(),
    ]
  }

  test('is who owes what and which pianos are due, on any day', async () => {
    for (const day of [today, addDays(today, -400), addDays(today, 200)])
      expect(await officeList(client, day)).toEqual(expectedOn(day))
    expect(expectedOn(today).length).toBeGreaterThan(10)
    const pianos = [...company.pianos.values()]
    expect(
      pianos.filter((piano) => dueOn(piano) !== (piano.calculatedNextService ?? '')).length,
    ).toBeGreaterThan(1)
  })
})

describe('what a text may mean', () => {
  test('is a piano by half of its serial number, with its owners', async () => {
    const pianos = [...company.pianos.values()].filter(
      ({ serialNumber, status }) => (serialNumber?.length ?? 0) >= 6 && status === 'ACTIVE',
    )
    expect(pianos.length).toBeGreaterThan(5)
    for (const piano of pianos.slice(0, 5)) {
      const lines = await found(client, String(piano.serialNumber).slice(-4))
      expect(lines).toContainEqual(expect.stringContaining(` · ${piano.serialNumber}, by serial_number`))
      expect(lines).toContainEqual(expect.stringMatching(/ to (today|\d{4}-\d\d-\d\d)$/))
    }
  })

  test('is a client by a name without accents', async () => {
    const [client1] = [...company.clients.values()].filter((one) => /[éèêç]/i.test(clientName(one)))
    if (!client1) throw new Error('no client has an accent')
    const plain = clientName(client1).normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
    expect(await found(client, plain)).toContainEqual(expect.stringContaining(clientName(client1)))
  })

  test('is nothing for what is no word', async () => {
    for (const text of ['', '%', '🎹']) expect(await found(client, text)).toEqual(['0 found'])
  })
})

describe('the page of examples', async () => {
  const page = await readFile(join(repository, 'docs/examples/README.md'), 'utf8')
  const commands = [...page.matchAll(/^npm run example (\S.*)$/gm)].map(([, args = '']) => args)

  test.each(commands)(
    'shows a command that prints what the member may see, with the publishable key and types that fit (case U10): %s',
    async (args) => {
      const given = args.split(' ')
      const ended = await startProgram('npm', ['run', '-s', 'example', ...given], settings).ended
      expect(ended).toMatchObject({ code: 0 })
      const script = { 'technician-day': technicianDay, 'office-list': officeList }
      const name = given[0]?.split('/').at(-1)?.replace('.ts', '')
      const lines = ended.stdout.trimEnd().split('\n')
      if (name === 'technician-day' || name === 'office-list')
        expect(lines).toEqual(await script[name](client, given[1] ?? dateOf(zone, Date.now())))
      else if (name === 'find') expect(lines).toEqual(await found(client, given[1] ?? ''))
      else {
        const [latest] = [...company.pianos.values()]
          .flatMap(({ id, calculatedLastService }) =>
            calculatedLastService ? [{ id, day: calculatedLastService }] : [],
          )
          .toSorted((one, other) => other.day.localeCompare(one.day) || (one.id < other.id ? -1 : 1))
        expect(lines).toEqual(await pianoLife(client, latest?.id ?? ''))
      }
    },
  )

  test('names each script', () => {
    expect(new Set(commands.map((args) => args.split(' ')[0])).size).toBe(4)
  })
})

test('a copy of pianos is kept with a member’s sign-in too', async () => {
  const file = join(folder, 'pianos.sqlite')
  const consumer = spawnProgram('node', ['docs/examples/copy-of-pianos.ts', file], settings)
  const copied = () => {
    const copy = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
    try {
      const [place] = copy.prepare('select after from place').all()
      return {
        after: place?.after,
        locations: copy.prepare(`select id, record ->> 'location' as location from pianos order by id`).all(),
      }
    } finally {
      copy.close()
    }
  }
  const { rows } = await query(`select id, location from gazelle.pianos where deleted_at is null order by id`)
  await vi.waitFor(() => expect(copied()).toEqual({ after: null, locations: rows }), {
    timeout: 60_000,
    interval: 100,
  })
  await query(`update gazelle.pianos set location = 'Ailleurs', version = version + 1 where id = $1`, [
    rows[0].id,
  ])
  await vi.waitFor(() => expect(copied().locations[0]).toEqual({ id: rows[0].id, location: 'Ailleurs' }), {
    timeout: 60_000,
    interval: 100,
  })
  await query(`update gazelle.pianos set location = $2, version = version + 1 where id = $1`, [
    rows[0].id,
    rows[0].location,
  ])
  consumer.interrupt('SIGTERM')
  expect((await consumer.ended).code).toBe(0)
})

describe('what a script says when it cannot sign in', () => {
  const run = (env: Record<string, string>) =>
    startProgram('npm', ['run', '-s', 'example', 'docs/examples/office-list.ts'], env).ended

  test('names the setting that is missing', async () => {
    const ended = await run({ ...settings, MEMBER_EMAIL: '' })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('MEMBER_EMAIL is not set: see docs/examples/README.md\n')
  })

  test('says that the password is wrong', async () => {
    const ended = await run({ ...settings, MEMBER_PASSWORD: 'wrong' })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('member@example.com cannot sign in: Invalid login credentials\n')
  })
})

describe('the member that npm start makes', () => {
  test('has the sign-in that was printed, in a file that only its owner reads', async () => {
    expect(settings.MEMBER_EMAIL).toBe(printed.member.email)
    expect(settings.MEMBER_PASSWORD).toBe(printed.member.password)
    expect(printed.member.password).toMatch(/^[\w-]{24}$/)
    const { rows } = await query(
      `select m.role, u.encrypted_password from gazelle.members m join auth.users u on u.id = m.user_id where u.email = $1`,
      [printed.member.email],
    )
    expect(rows).toEqual([{ role: 'admin', encrypted_password: expect.stringMatching(/^\$2a\$10\$/) }])
  })

  test('reads nothing any more once gazelle members has removed them, with the session that they have', async () => {
    const own = createClient<Database>(settings.SUPABASE_URL ?? '', settings.SUPABASE_PUBLISHABLE_KEY ?? '', {
      db: { schema: 'gazelle' },
      auth: { persistSession: false, autoRefreshToken: false },
    })
    await own.auth.signInWithPassword(printed.member)
    const count = async () => (await own.from('pianos').select('id', { count: 'exact' }).throwOnError()).count
    expect(await count()).toBe(companies.small.pianos)
    const env = { LOCAL_DATA_DIR: folder }
    expect((await runCli(['members', 'remove', printed.member.email], env)).code).toBe(0)
    expect(await count()).toBe(0)
    expect((await runCli(['members', 'add', printed.member.email], env)).code).toBe(0)
    expect(await count()).toBe(companies.small.pianos)
  })

  test('stays removed at the next start, and the file is gone between', async () => {
    const env = { LOCAL_DATA_DIR: folder }
    expect((await runCli(['members', 'remove', printed.member.email], env)).code).toBe(0)
    stack.interrupt()
    await stack.ended
    await expect(readFile(join(folder, 'member.env'))).rejects.toMatchObject({ code: 'ENOENT' })
    stack = spawnCli(['start', '--once', '--keep', '--json'], env)
    await stack.says('"modules"')
    expect(JSON.parse(stack.said()).member).toEqual(printed.member)
    expect((await runCli(['members', 'list', '--json'], env)).stdout).toBe('[]\n')
  })
})
