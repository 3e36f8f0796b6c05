// What V5 knows of a company: a part of it, and records that Gazelle no longer gives.
import { type CompanySize, foundCompany } from '../company.ts'
import { type Makers, makersFor } from '../makers.ts'
import { hashOf, type Random, randomFrom } from '../random.ts'
import type {
  ClientRecord,
  Company,
  EventRecord,
  InvoiceRecord,
  PianoRecord,
  TimelineEntryRecord,
  UserRecord,
} from '../records.ts'
import { iso } from '../zone.ts'
import { type Counts, countsOf } from './counts.ts'
import type { Shape } from './shape.ts'
import type { Teller } from './truth.ts'

const day = 86_400_000

/** A record of V5's. */
export interface Known<T> {
  record: T
  /** Its number in V5, which other tables refer to. */
  serial: number
  /** Whether Gazelle no longer has it. */
  isGone: boolean
}

/** An entry of V5 that its own tables refer to. */
export interface Mentioned {
  id: string
  /** The entry that is meant, where a row of the CSV import stands for one. */
  means: string
  clientId: string
  pianoId: string | null
}

export interface World {
  company: Company
  counts: Counts
  shape: Shape
  teller: Teller
  /** Makes records that the company does not have. */
  make: Makers
  users: readonly Known<UserRecord>[]
  clients: ReadonlyMap<string, Known<ClientRecord>>
  pianos: ReadonlyMap<string, Known<PianoRecord>>
  appointments: readonly Known<EventRecord>[]
  invoices: readonly Known<InvoiceRecord>[]
  /** The company's timeline, newest first; can be read once. */
  entries: Iterable<TimelineEntryRecord>
  /** Before this instant V5 stored the dates and times of UTC. */
  localSince: number
  /** Noted while the timeline is made. */
  mentioned: Mentioned[]
  /** A random generator of a record's own, so that no record moves another. */
  randomOf(about: string): Random
}

/** Picks exactly `wanted` of `total` in their order, each with the same chance. */
export const pickerOf = (random: Random, wanted: number, total: number): (() => boolean) => {
  let [left, passing] = [wanted, total]
  return () => {
    const isPicked = random.next() * passing < left
    passing--
    if (isPicked) left--
    return isPicked
  }
}

// Numbers of deleted rows are missing.
const serialOf = (at: number) => 101 + 3 * at

/** A part of the company's records, in their order, with those that are gone among them. */
const known = <T>(records: readonly T[], gone: readonly T[], count: number, random: Random): Known<T>[] => {
  const isPicked = pickerOf(random, count - gone.length - 1, records.length - 1)
  // The first client is an institution with over a hundred pianos, and the first appointment its visit.
  const picked = records.filter((_, at) => at === 0 || isPicked())
  const step = Math.max(1, Math.floor(picked.length / (gone.length + 1)))
  const all = picked.map((record) => ({ record, isGone: false }))
  for (const [at, record] of gone.entries()) all.splice((at + 1) * step + at, 0, { record, isGone: true })
  return all.map((one, at) => ({ ...one, serial: serialOf(at) }))
}

const byId = <T extends { id: string }>(list: readonly Known<T>[]) =>
  new Map(list.map((one) => [one.record.id, one]))

/** @param size of the company of the stand-in; `counts` follow from it */
export const worldOf = (size: CompanySize, shape: Shape, teller: Teller): World => {
  const { company, entries } = foundCompany(size)
  const counts = countsOf(size)
  const randomOf = (about: string) => randomFrom(hashOf(`${size.seed} v5 ${about}`))
  const random = randomOf('gone')
  const make = makersFor(company, random)
  const end = Date.parse(company.now)
  const past = () => iso(end - random.int(400, 2500) * day)
  const times = <T>(length: number, one: (at: number) => T) => Array.from({ length }, (_, at) => one(at))

  const clientsGone = times(counts.gone.clients, () => make.client(past()))
  const clients = known([...company.clients.values()], clientsGone, counts.clients, randomOf('clients'))
  const owners = clients.filter(({ isGone }) => !isGone).map(({ record }) => record.id)
  const pianosGone = times(counts.gone.pianos, (at) =>
    make.piano(past(), { clientId: clientsGone[at]?.id ?? random.pick(owners) }),
  )
  const pianos = known([...company.pianos.values()], pianosGone, counts.pianos, randomOf('pianos'))
  const events = [...company.events.values()]
  const team = [...company.users.values()]
  const appointmentsGone = times(counts.gone.appointments, () => {
    const at = past()
    return make.event(at, {
      status: random.pick(['CANCELED', 'COMPLETE']),
      title: 'Rendez-vous déplacé',
      clientId: random.pick(owners),
      userId: random.pick(team).id,
    })
  })
  const invoicesGone = times(counts.gone.invoices, () =>
    make.invoice(past(), { clientId: random.pick(owners), status: 'DELETED' }),
  )
  // A technician who left, and an account of a present one's name that is gone: two users of V5 share that name.
  const namesake = team[1] ?? team[0]
  const usersGone = [
    make.user(past(), { status: 'INACTIVE' }),
    make.user(past(), {
      status: 'INACTIVE',
      ...(namesake && { firstName: namesake.firstName, lastName: namesake.lastName }),
    }),
  ]
  const starts = events.map(({ start }) => Date.parse(start ?? '')).toSorted((a, b) => a - b)

  return {
    company,
    counts,
    shape,
    teller,
    make,
    randomOf,
    users: [
      ...team.map((record) => ({ record, isGone: false })),
      ...usersGone.map((record) => ({ record, isGone: true })),
    ].map((one, at) => ({ ...one, serial: serialOf(at) })),
    clients: byId(clients),
    pianos: byId(pianos),
    appointments: known(events, appointmentsGone, counts.appointments, randomOf('appointments')),
    invoices: known([...company.invoices.values()], invoicesGone, counts.invoices, randomOf('invoices')),
    entries,
    localSince: starts[Math.floor(starts.length / 2)] ?? end,
    mentioned: [],
  }
}
