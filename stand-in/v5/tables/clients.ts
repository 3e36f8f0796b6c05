import type { ClientRecord } from '../../records.ts'
import { arrayLiteral, quoted } from '../forms.ts'
import type { Row, Table, Value } from '../table.ts'
import { syncTime } from '../times.ts'
import type { Known, World } from '../world.ts'

const byHand = [
  'VIP',
  'clé, concierge',
  'dit "le Grand"',
  'à rappeler',
  'humidité / PLS',
  "l'Île",
  'no\\show',
]

const forms = [
  { damage: 'tags-json', write: (tags: readonly string[]) => quoted(tags, 1) },
  { damage: 'tags-json-twice', write: (tags: readonly string[]) => quoted(tags, 2) },
  { damage: 'tags-array-text', write: arrayLiteral },
] as const

/** The tags that V5 has: set by hand, Gazelle's own, or emptied by a sync that once sent `[]`. */
const tagsOf = ({ record, isGone }: Known<ClientRecord>, at: number): readonly string[] => {
  const hand = [byHand[at % byHand.length] ?? '', byHand[(at + 3) % byHand.length] ?? '']
  if (isGone || at % 5 === 0) return hand
  if (at % 5 === 2) return []
  if (at % 5 === 3) return record.tags.length > 0 ? [...record.tags, ...hand] : hand.slice(0, 1)
  return record.tags
}

/** Clients, about a third of those at Gazelle. */
export const clients = (world: World): Table => {
  const { company, shape, teller, randomOf } = world
  const isText = shape.damages.has('text-tags')
  function* rows(): Generator<Row> {
    for (const [at, client] of [...world.clients.values()].entries()) {
      const { record, serial, isGone } = client
      const random = randomOf(`client ${record.id}`)
      const tags = tagsOf(client, at)
      const [first] = record.contacts
      const place = first?.locations[0]
      if (isGone) teller.gone('gazelle_clients', record.id)
      if (tags.length > 0)
        teller.kept({
          table: 'gazelle_clients',
          id: record.id,
          column: 'tags',
          value: tags,
          gazelle: isGone || record.tags.length === 0 ? null : record.tags,
        })
      const written = (): Value => {
        if (!isText) return tags.length > 0 || random.chance(0.5) ? tags : null
        if (tags.length === 0) return random.pick([null, '', '[]', '{}', '"[]"'])
        const { damage, write } = random.pick(forms)
        teller.touches(damage, 'gazelle_clients', record.id)
        return write(tags)
      }
      // V5's last sync missed a change at Gazelle.
      const isStale = at % 7 === 3
      if (isStale) teller.touches('stale', 'gazelle_clients', record.id)
      yield {
        id: serial,
        external_id: record.id,
        company_name: record.companyName,
        first_name: first?.firstName ?? null,
        last_name: first?.lastName ?? null,
        status: record.status,
        tags: written(),
        email: first?.emails[0]?.email ?? null,
        phone: isStale ? '+15145550199' : (first?.phones[0]?.phoneNumber ?? null),
        city: place?.municipality ?? null,
        postal_code: place?.postalCode ?? null,
        personal_notes: record.personalNotes,
        preference_notes: record.preferenceNotes,
        locale: record.locale,
        preferred_technician_id: record.preferredTechnicianId,
        client_type: record.clientType,
        created_at: record.createdAt,
        updated_at: syncTime(company, random),
      }
    }
  }
  return {
    name: 'gazelle_clients',
    columns: {
      id: 'serial',
      external_id: 'text',
      company_name: 'text',
      first_name: 'text',
      last_name: 'text',
      status: 'text',
      tags: isText ? 'text' : 'text[]',
      email: 'text',
      phone: 'text',
      city: 'text',
      postal_code: 'text',
      personal_notes: 'text',
      preference_notes: 'text',
      locale: 'text',
      preferred_technician_id: 'text',
      client_type: 'text',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
    },
    key: 'external_id',
    kept: ['tags'],
    needed: ['id', 'external_id', 'tags'],
    texts: ['city', 'personal_notes', 'company_name'],
    count: world.clients.size,
    rows,
  }
}
