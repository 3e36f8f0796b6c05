// Gazelle's entries as V5 keeps them: cut, retyped, on the day of UTC, and told by names and numbers.
import type { Random } from '../../random.ts'
import type { TimelineEntryRecord } from '../../records.ts'
import { changesDay, dateAndTime, quoted, spelling } from '../forms.ts'
import type { Row, Value } from '../table.ts'
import type { World } from '../world.ts'

export const timelineTable = 'gazelle_timeline_entries'
const table = timelineTable
const cutTitle = 500
/** How much of a description V5 keeps. */
export const cutDescription = 2000

export const isService = (entry: TimelineEntryRecord) => /^SERVICE_ENTRY|^PIANO_MEASUREMENT/.test(entry.type)
export const textOf = (entry: TimelineEntryRecord) => entry.comment || entry.summary || ''

/** The measurements that V5 once found in a text. */
const readingIn = (text: string) => {
  const [, temperature, humidity] = /(\d\d)\s?°?[Cc], (\d\d)\s?%/.exec(text) ?? []
  return temperature && humidity ? { temperature: Number(temperature), humidity: Number(humidity) } : null
}

export type Reading = { temperature: number; humidity: number }

/** Makes rows of entries, and writes readings down as metadata. */
export const entryRowsOf = (world: World) => {
  const { company, teller, localSince, randomOf } = world
  const zone = company.timezone

  const rewrittenType = (id: string, type: string, random: Random): string => {
    if (random.chance(0.12) || (type.startsWith('SYSTEM') && random.chance(0.5))) {
      teller.touches('type-note', table, id)
      return 'NOTE'
    }
    if (!random.chance(0.05)) return type
    teller.touches('type-lower-case', table, id)
    return type.toLowerCase()
  }

  /** Writes a reading down as metadata, in the form that a program of its time used, and notes it. */
  const metadataOf = (id: string, reading: Reading, random: Random): Value => {
    const value: Value = random.chance(0.7) ? reading : { measurements: reading, source: 'texte' }
    const layers = random.pick([0, 0, 0, 1, 2])
    teller.kept({ table, id, column: 'metadata', value })
    if (layers > 0) teller.touches(layers > 1 ? 'json-twice' : 'json-once', table, id)
    return layers === 0 ? value : quoted(value, layers)
  }

  const pianoOf = (id: string, pianoId: string | null, random: Random): string | null => {
    const piano = pianoId === null ? undefined : world.pianos.get(pianoId)
    if (!piano) return pianoId
    if (random.chance(0.3)) {
      teller.touches('piano-by-serial', table, id)
      return String(piano.serial)
    }
    if (!random.chance(0.05)) return pianoId
    // An older program wrote another prefix.
    teller.touches('piano-by-pno', table, id)
    return piano.record.id.replace('ins_', 'pno_')
  }

  /** A row as V5's sync wrote it. */
  const rowOf = (entry: TimelineEntryRecord): Row => {
    const { id } = entry
    const random = randomOf(`entry ${id}`)
    const instant = Date.parse(entry.occurredAt)
    const isUtc = instant < localSince
    const client = world.clients.get(entry.clientId)
    const author = company.users.get(entry.userId ?? '')?.fullName ?? null
    const isByName = author !== null && random.chance(0.2)
    const type = rewrittenType(id, entry.type, random)
    const [title, description] = [entry.summary, entry.comment]
    if (isUtc && changesDay(zone, instant)) teller.touches('utc-days', table, id)
    if (title && title.length > cutTitle) teller.touches('cut-title', table, id)
    if (description && description.length > cutDescription) teller.touches('cut-description', table, id)
    if (isByName) teller.touches('name-for-user', table, id)
    if (!client) teller.touches('client-missing', table, id)
    const reading = readingIn(textOf(entry))
    const isRead = isService(entry) && (reading ? random.chance(0.6) : random.chance(0.05))
    return {
      external_id: id,
      client_id: client && random.chance(0.3) ? String(client.serial) : entry.clientId,
      client_external_id: entry.clientId,
      piano_id: pianoOf(id, entry.pianoId, random),
      user_id: isByName ? null : entry.userId,
      invoice_id: entry.invoiceId,
      estimate_id: entry.estimateId,
      entry_type: type,
      title: title?.slice(0, cutTitle) ?? null,
      description: description?.slice(0, cutDescription) ?? null,
      entry_date: dateAndTime(zone, instant, isUtc).date,
      occurred_at: entry.occurredAt,
      entity_type: typeof entry.relatedType === 'string' ? entry.relatedType : null,
      entity_id: typeof entry.relatedId === 'string' ? entry.relatedId : null,
      event_type: random.chance(0.5) ? type : null,
      created_by: isByName ? spelling(author, random) : author,
      metadata: isRead
        ? metadataOf(id, reading ?? { temperature: random.int(18, 25), humidity: random.int(25, 55) }, random)
        : null,
    }
  }
  return { rowOf, metadataOf }
}
