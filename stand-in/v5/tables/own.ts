// The tables of V5's own modules. Nothing in them is Gazelle's but what they refer to.
import type { Random } from '../../random.ts'
import { iso } from '../../zone.ts'
import { quoted, spelling } from '../forms.ts'
import { referrerOf } from '../references.ts'
import type { ColumnType, Row, Table, Value } from '../table.ts'
import type { World } from '../world.ts'

type Referrer = ReturnType<typeof referrerOf>

interface Own {
  name: string
  columns: Readonly<Record<string, ColumnType>>
  /** Columns that refer to something; all others but the key are what people wrote. */
  references: readonly string[]
  count: number
  row(at: number, id: string, random: Random, refer: Referrer): Row
}

/** A table whose key is `id`; what people wrote in it is noted. */
const ownTable = (world: World, { name, columns, references, count, row }: Own): Table => {
  const { teller, randomOf } = world
  const refer = referrerOf(world, name)
  const kept = Object.keys(columns).filter((column) => column !== 'id' && !references.includes(column))
  function* rows(): Generator<Row> {
    for (let at = 0; at < count; at++) {
      const id = String(at + 1)
      const made = row(at, id, randomOf(`${name} ${id}`), refer)
      for (const column of kept) {
        const value = made[column] ?? null
        if (value !== null && value !== '') teller.kept({ table: name, id, column, value })
      }
      yield { id: at + 1, ...made }
    }
  }
  return {
    name,
    columns: { id: 'serial', ...columns },
    key: 'id',
    kept,
    needed: ['id', ...references],
    texts: [],
    count,
    rows,
  }
}

const slugs = [
  'conservatoire',
  'place-des-arts',
  'orford',
  'ecole-saint-ambroise',
  'salle-beaurivage',
  'college-marguerite',
]

const slugOf = (at: number) => slugs[at % slugs.length] ?? ''

/** What the modules choose from. */
const choicesOf = ({ clients, pianos, appointments, users, mentioned, company }: World) => {
  const lists = {
    clients: [...clients.values()],
    pianos: [...pianos.values()],
    people: users.filter(({ isGone }) => !isGone),
  }
  return {
    client: (random: Random) => random.pick(lists.clients).record.id,
    piano: (random: Random) => random.pick(lists.pianos).record.id,
    appointment: (random: Random) => random.pick(appointments).record.id,
    user: (random: Random) => random.pick(lists.people).record,
    entry: (random: Random) => (mentioned.length > 0 ? random.pick(mentioned) : null),
    ago: (random: Random) => iso(Date.parse(company.now) - random.int(1, 700) * 86_400_000),
  }
}

/** Institutions with their own page; each is a client. */
export const institutions = (world: World): Table => {
  const choices = choicesOf(world)
  const [first] = world.clients.keys()
  return ownTable(world, {
    name: 'institutions',
    columns: { slug: 'text', name: 'text', client_id: 'text', options: 'jsonb', is_active: 'boolean' },
    references: ['client_id'],
    count: slugs.length,
    row: (at, id, random, refer) => ({
      slug: slugOf(at),
      name: slugOf(at).replaceAll('-', ' '),
      client_id: refer.client(id, 'client_id', at === 0 && first ? first : choices.client(random), random),
      options: { couleurs: ['vert', 'jaune'], exige_code: at % 2 === 0 },
      is_active: at % 5 !== 4,
    }),
  })
}

/** What an institution says of a piano, laid over Gazelle's. */
export const overlays = (world: World): Table => {
  const choices = choicesOf(world)
  return ownTable(world, {
    name: 'piano_overlays',
    columns: {
      institution: 'text',
      piano_id: 'text',
      state: 'text',
      usage: 'text',
      notes: 'text',
      details: 'jsonb',
      updated_by: 'text',
      updated_at: 'timestamptz',
    },
    references: ['piano_id'],
    count: world.counts.own,
    row: (at, id, random, refer) => ({
      institution: slugOf(at),
      piano_id: refer.piano(id, 'piano_id', choices.piano(random), random),
      state: random.pick(['à accorder', 'fait', 'urgent', 'normal']),
      usage: random.pick(['concert', 'enseignement', '']),
      notes: random.pick(['Prioritaire avant le 15.', 'Ne pas accorder sans appeler.', null]),
      details: { etage: random.int(1, 9), tags: ['à voir', 'clé "B"'] },
      updated_by: spelling(choices.user(random).fullName ?? '', random),
      updated_at: choices.ago(random),
    }),
  })
}

/** What was done to a piano, with the entry that tells it. */
export const serviceRecords = (world: World): Table => {
  const choices = choicesOf(world)
  return ownTable(world, {
    name: 'service_records',
    columns: {
      client_id: 'text',
      piano_id: 'text',
      appointment_external_id: 'text',
      timeline_external_id: 'text',
      technician: 'text',
      done_on: 'date',
      temperature: 'numeric',
      humidity: 'numeric',
      notes: 'text',
    },
    references: ['client_id', 'piano_id', 'appointment_external_id', 'timeline_external_id'],
    count: world.counts.own,
    row: (at, id, random, refer) => {
      const entry = choices.entry(random)
      return {
        client_id: refer.client(id, 'client_id', entry?.clientId ?? choices.client(random), random),
        piano_id: refer.piano(id, 'piano_id', entry?.pianoId ?? choices.piano(random), random),
        appointment_external_id: refer.id(
          id,
          'appointment_external_id',
          at % 3 === 0 ? choices.appointment(random) : null,
        ),
        timeline_external_id: refer.id(id, 'timeline_external_id', entry?.id ?? null, entry?.means ?? null),
        technician: spelling(choices.user(random).fullName ?? '', random),
        done_on: choices.ago(random).slice(0, 10),
        temperature: random.int(34, 52) / 2,
        humidity: random.int(22, 58),
        notes: random.pick(['Cordes graves changées.', 'Pitch raise.', '']),
      }
    },
  })
}

/** What institutions asked for. */
export const requests = (world: World): Table => {
  const choices = choicesOf(world)
  return ownTable(world, {
    name: 'service_requests',
    columns: {
      institution: 'text',
      client_external_id: 'text',
      piano_id: 'text',
      appointment_external_id: 'text',
      technician_id: 'text',
      room: 'text',
      wanted_on: 'date',
      status: 'text',
      description: 'text',
    },
    references: ['client_external_id', 'piano_id', 'appointment_external_id', 'technician_id'],
    count: world.counts.own,
    row: (at, id, random, refer) => ({
      institution: slugOf(at),
      client_external_id: refer.client(id, 'client_external_id', choices.client(random), random),
      piano_id: refer.piano(id, 'piano_id', choices.piano(random), random),
      appointment_external_id: refer.id(
        id,
        'appointment_external_id',
        at % 2 ? choices.appointment(random) : null,
      ),
      technician_id: refer.id(id, 'technician_id', at % 4 ? choices.user(random).id : null),
      room: random.pick(['Studio 12', 'Grande salle', 'Local 204']),
      wanted_on: choices.ago(random).slice(0, 10),
      status: random.pick(['PENDING', 'CREATED_IN_GAZELLE', 'COMPLETED', 'pending']),
      description: quoted({ demande: 'Accord avant le concert', heure: '8 h' }, 1 + (at % 2)),
    }),
  })
}

/** What people did with an alert that was raised for an entry or an appointment. */
export const alertStates = (world: World): Table => {
  const choices = choicesOf(world)
  return ownTable(world, {
    name: 'alert_states',
    columns: {
      alert: 'text',
      timeline_external_id: 'text',
      piano_id: 'text',
      appointment_external_id: 'text',
      state: 'text',
      acted_by: 'text',
      acted_at: 'timestamptz',
      note: 'text',
    },
    references: ['timeline_external_id', 'piano_id', 'appointment_external_id'],
    count: world.counts.own,
    row: (at, id, random, refer) => {
      const entry = at % 4 === 3 ? null : choices.entry(random)
      return {
        alert: random.pick(['humidité', 'housse', 'alimentation', 'assignation tardive']),
        timeline_external_id: refer.id(id, 'timeline_external_id', entry?.id ?? null, entry?.means ?? null),
        piano_id: refer.piano(id, 'piano_id', entry?.pianoId ?? choices.piano(random), random),
        appointment_external_id: refer.id(
          id,
          'appointment_external_id',
          entry ? null : choices.appointment(random),
        ),
        state: random.pick(['acknowledged', 'resolved', 'archived']),
        acted_by: choices.user(random).email,
        acted_at: choices.ago(random),
        note: random.pick(['Vu avec le client.', '', null]) satisfies Value,
      }
    },
  })
}
