import { listed, nodes } from '../../stand-in/expected.ts'
import { mapOf, typeOf } from '../../stand-in/kinds.ts'
import type { Random } from '../../stand-in/random.ts'
import type { GazelleFake } from '../../stand-in/server.ts'
import type { Change } from './plan.ts'

/** The ids of records and of what lies in them; a record can refer to others, and these to it. */
const idsIn = (value: unknown, found: Set<string>, met: Set<object>): Set<string> => {
  if (typeof value !== 'object' || value === null || met.has(value)) return found
  met.add(value)
  if (value instanceof Map || Array.isArray(value)) for (const one of value.values()) idsIn(one, found, met)
  else
    for (const [name, inner] of Object.entries(value))
      if (name === 'id' && typeof inner === 'string') found.add(inner)
      else idsIn(inner, found, met)
  return found
}

/** The parts in a list or in a connection. */
const partsOf = (list: unknown): unknown[] => {
  if (Array.isArray(list)) return list
  return typeof list === 'object' && list !== null && 'nodes' in list ? partsOf(list.nodes) : []
}

/** Where each part of a record lies, as "record/part": its own parts, and pianos that it lists; and an entry at its instant. */
const placesIn = (records: Iterable<{ id?: unknown }>): Map<string, string | null> => {
  const places = new Map<string, string | null>()
  const walk = (record: string, parts: object) => {
    for (const list of Object.values(parts))
      for (const part of Array.isArray(list) ? list : []) {
        if (typeof part !== 'object' || part === null) continue
        if (typeof part.id === 'string') places.set(`${record}/${part.id}`, part.id)
        if (typeof part.pianoId === 'string') places.set(`${record}/${part.pianoId}`, null)
        walk(record, part)
      }
  }
  for (const record of records) {
    walk(String(record.id), record)
    if ('occurredAt' in record) places.set(`${record.id} at ${record.occurredAt}`, String(record.id))
  }
  return places
}

const coreKinds = ['user', 'client', 'piano', 'timelineEntry']
const day = 86_400_000
const notes = ['Accord 440Hz', 'Clé sous le pot', 'Note: PLS débranché', 'Corde 52 remplacée']

/** What happens in a company during a scenario, and what of it must be known to judge the outcome. */
export const companyOf = ({ company, change }: GazelleFake, random: Random, core: boolean) => {
  const kinds = core ? coreKinds : [...typeOf.keys()]
  const present = () =>
    idsIn(
      kinds.map((kind) => [...listed(company, kind).values()]),
      new Set(),
      new Set(),
    )
  const places = () => placesIn(kinds.flatMap((kind) => [...listed(company, kind).values()]))
  const everGone = new Set<string>()
  const bornAt = new Map<string, number>()
  const merged = new Set<string>()
  const gone: string[] = []
  const done: string[] = []
  let lastChangeAt = 0

  const pick = <T>(map: Map<string, T>, from = 0): T | undefined =>
    map.size > from ? [...map.values()][random.int(from, map.size - 1)] : undefined
  const other = <T extends { id: string }>(map: Map<string, T>, id: string) => {
    const all = [...map.values()].filter((one) => one.id !== id)
    return all.length > 0 ? random.pick(all) : undefined
  }
  /** The corrected instant of an entry: up to ten days earlier, or a day later. */
  const corrected = ({ occurredAt }: { occurredAt: string }) =>
    new Date(Date.parse(occurredAt) + random.int(-10, 1) * day).toISOString().replace(/\.\d+/, '')
  const recently = () => new Date(Date.now() - random.int(0, 20) * day).toISOString().replace(/\.\d+/, '')
  // Without the user whose credential it is, Gazelle does not say whose it is, and nothing is deleted for ever.
  const callerId = [...company.users.values()].find((user) => user.accessLevel === 'ADMIN')?.id
  const remove = (kind: string, id: string | undefined) => {
    if (id === undefined || id === callerId || !mapOf(company, kind).has(id)) return undefined
    change.vanish(kind, id)
    gone.push(id)
    return id
  }
  const deletable: readonly (readonly [string, number])[] = [
    ['piano', 5],
    ['client', 3],
    ['timelineEntry', 6],
    ['user', 1],
    ...(core
      ? []
      : ([
          ['event', 3],
          ['invoice', 2],
          ['estimate', 2],
          ['service', 1],
        ] as const)),
  ]

  const inserts: Record<string, () => string> = {
    client: () => change.insertClient({ personalNotes: random.pick(notes) }).id,
    piano: () =>
      change.insertPiano({ clientId: pick(company.clients)?.id ?? null, notes: random.pick(notes) }).id,
    timelineEntry: () =>
      change.insertTimelineEntry({ pianoId: pick(company.pianos)?.id ?? null, comment: random.pick(notes) })
        .id,
    'old timelineEntry': () =>
      change.insertTimelineEntry({ occurredAt: recently(), comment: random.pick(notes) }).id,
    contact: () => change.insertContact(pick(company.clients)?.id ?? '').id,
    measurement: () => change.insertMeasurement(pick(company.pianos)?.id ?? '').id,
    user: () => change.insertUser().id,
    ...(!core && {
      event: () => change.insertEvent({ clientId: pick(company.clients)?.id ?? null }).id,
      invoice: () => change.insertInvoice({ clientId: pick(company.clients)?.id ?? null }).id,
      service: () => change.insertService().id,
    }),
  }
  const text = () => `${random.pick(notes)} ${random.int(1, 1_000_000)}`
  const edits: Record<string, () => string | undefined> = {
    client: () => {
      const client = pick(company.clients)
      return client && change.editClient(client.id, { personalNotes: text(), companyName: text() }).id
    },
    piano: () => {
      const piano = pick(company.pianos)
      return piano && change.editPiano(piano.id, { notes: text(), year: random.int(1880, 2020) }).id
    },
    timelineEntry: () => {
      const entry = pick(company.timelineEntries)
      return entry && change.editTimelineEntry(entry.id, { comment: text() }).id
    },
    'date of timelineEntry': () => {
      const entry = pick(company.timelineEntries)
      return entry && change.editTimelineEntry(entry.id, { occurredAt: corrected(entry) }).id
    },
    contact: () => {
      const contact = pick(new Map([...company.clients].filter(([, one]) => one.contacts.length > 0)))
        ?.contacts[0]
      return contact && change.editContact(contact.id, { lastName: text() }).id
    },
    measurement: () => {
      const [one] =
        pick(new Map([...company.pianos].filter(([, piano]) => piano.measurements.length > 0)))
          ?.measurements ?? []
      return one && change.editMeasurement(one.id, { humidity: random.int(20, 60) }).id
    },
    user: () => {
      const user = pick(company.users)
      return user && change.editUser(user.id, { lastName: text() }).id
    },
    ...(!core && {
      event: () => {
        const event = pick(company.events)
        return event && change.editEvent(event.id, { title: text() }).id
      },
      invoice: () => {
        const invoice = pick(company.invoices)
        return invoice && change.payInvoice(invoice.id).id
      },
    }),
  }
  const moves: Record<string, () => string | undefined> = {
    piano: () => {
      const piano = pick(company.pianos)
      const client = piano && other(company.clients, piano.clientId ?? '')
      return piano && client && change.movePiano(piano.id, client.id, { leaveCopy: random.chance(0.3) }).id
    },
    timelineEntry: () => {
      const entry = pick(company.timelineEntries)
      const client = entry && other(company.clients, entry.clientId ?? '')
      return entry && client && change.editTimelineEntry(entry.id, { clientId: client.id }).id
    },
    'timelineEntry and its date': () => {
      const entry = pick(company.timelineEntries)
      const client = entry && other(company.clients, entry.clientId ?? '')
      return (
        entry &&
        client &&
        change.editTimelineEntry(entry.id, { clientId: client.id, occurredAt: corrected(entry) }).id
      )
    },
    contact: () => {
      const from = pick(new Map([...company.clients].filter(([, one]) => one.contacts.length > 1)))
      const into = from && other(company.clients, from.id)
      const contact = from?.contacts.at(-1)
      if (!from || !into || !contact) return undefined
      change.edit('client', from.id, { contacts: from.contacts.filter((one) => one !== contact) })
      change.edit('client', into.id, {
        contacts: [...into.contacts, { ...contact, clientId: into.id, isDefault: false }],
      })
      return contact.id
    },
    measurement: () => {
      const from = pick(new Map([...company.pianos].filter(([, one]) => one.measurements.length > 0)))
      const into = from && other(company.pianos, from.id)
      const measurement = from?.measurements.at(-1)
      if (!from || !into || !measurement) return undefined
      change.edit('piano', from.id, { measurements: from.measurements.filter((one) => one !== measurement) })
      change.edit('piano', into.id, {
        measurements: [...into.measurements, { ...measurement, pianoId: into.id }],
      })
      return measurement.id
    },
  }
  const named = (from: Record<string, () => string | undefined>) => {
    const name = random.pick(Object.keys(from))
    return `${name} ${from[name]?.() ?? '(none)'}`
  }

  const happenings: Record<Change, () => string> = {
    insert: () => named(inserts),
    edit: () => named(edits),
    move: () => named(moves),
    delete: () => {
      const kind = random.weighted(deletable)
      return `${kind} ${remove(kind, [...mapOf(company, kind).keys()].at(-random.int(1, 10))) ?? '(none)'}`
    },
    'delete what was read': () =>
      ['piano', 'client', 'timelineEntry']
        // The lists are read from these ends: newest entries first, the others oldest first.
        .map((kind) => {
          const rows = [...mapOf(company, kind).values()].sort((a, b) =>
            String(a.createdAt ?? b.occurredAt).localeCompare(String(b.createdAt ?? a.occurredAt)),
          )
          return `${kind} ${remove(kind, rows[random.int(0, 3)]?.id)}`
        })
        .join(', '),
    return: () => {
      const id = gone.filter((one) => !merged.has(one)).at(-1)
      if (id === undefined) return '(none)'
      gone.splice(gone.indexOf(id), 1)
      change.restore(id)
      return id
    },
    merge: () => {
      const isClients = random.chance(0.5)
      const map: Map<string, { id: string }> = isClients ? company.clients : company.pianos
      const from = pick(map)
      const into = from && other(map, from.id)
      if (!from || !into) return '(none)'
      if (isClients) change.mergeClients(from.id, into.id)
      else change.mergePianos(from.id, into.id)
      merged.add(from.id)
      return `${from.id} into ${into.id}`
    },
    'mass deletion': () => {
      const kind = random.pick(['piano', 'timelineEntry'])
      const ids = [...mapOf(company, kind).keys()].filter(() => random.chance(0.5))
      for (const id of ids) remove(kind, id)
      return `${ids.length} of ${kind}`
    },
    blank: () => {
      const [client, piano, entry] = [
        pick(company.clients),
        pick(company.pianos),
        pick(company.timelineEntries),
      ]
      if (client) change.editClient(client.id, { personalNotes: '', tags: [] })
      if (piano) change.editPiano(piano.id, { notes: '', make: null, damppChaserInstalled: null })
      if (entry) change.editTimelineEntry(entry.id, { summary: null, comment: '' })
      return [client?.id, piano?.id, entry?.id].join(', ')
    },
  }

  /** The ids of a record and of what lies in it. */
  const idsOf = (kind: string, id: string) => {
    const found = idsIn(mapOf(company, kind).get(id), new Set(), new Set())
    // What Gazelle's schema adds to a record lies in lists too: a piano's photos.
    for (const list of Object.values(nodes(company, kind).get(id) ?? {}))
      for (const part of partsOf(list))
        if (typeof part === 'object' && part !== null && 'id' in part && typeof part.id === 'string')
          found.add(part.id)
    return found
  }

  return {
    company,
    /** The ids of all that Gazelle's lists give now, with what lies in it. */
    present,
    /** A record of a kind, by its place from 0 to 1 in the order in which they were made. */
    nth: (kind: string, place: number): string | undefined => {
      const ids = [...mapOf(company, kind).keys()]
      return ids[Math.floor(place * ids.length)]
    },
    idsOf,
    /** Whether Gazelle has a record. */
    isThere: (kind: string, id: string) => mapOf(company, kind).has(id),
    /** Ids of what was not there at some moment. */
    everGone,
    /** When what was not there at first came or took its place, in milliseconds since the epoch. */
    bornAt,
    /** What happened, in words. */
    done,
    /** When something last changed, in milliseconds since the epoch. */
    lastChangeAt: () => lastChangeAt,
    apply: (change: Change) => {
      const [before, placesBefore] = [present(), places()]
      const what = happenings[change]()
      const after = present()
      lastChangeAt = Date.now()
      for (const id of before) if (!after.has(id)) everGone.add(id)
      for (const id of after)
        if (!before.has(id)) for (const one of idsOf('piano', id).add(id)) bornAt.set(one, lastChangeAt)
      // A part that moved may stand on a page that was read before, and have stood on one that was read after.
      for (const [place, part] of places())
        if (!placesBefore.has(place)) for (const id of [place, part ?? place]) bornAt.set(id, lastChangeAt)
      done.push(`${change} ${what}`)
    },
  }
}

export type ScenarioCompany = ReturnType<typeof companyOf>
