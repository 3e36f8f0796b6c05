// The rows of a CSV import: most stand for an entry of Gazelle's, the others are history that Gazelle no longer gives.
import type { Random } from '../../random.ts'
import type { TimelineEntryRecord } from '../../records.ts'
import { longNote } from '../../texts.ts'
import { addDays, dateOf } from '../../zone.ts'
import { refolded, spelling } from '../forms.ts'
import type { Row } from '../table.ts'
import type { Legacy, Twin } from '../truth.ts'
import type { World } from '../world.ts'
import { cutDescription, type entryRowsOf, timelineTable as table, textOf } from './timeline-entries.ts'

/** By how many characters twins are known. */
const twinLength = 200
/** How much of a text the import kept. */
const cutImport = 255

type Known = Pick<Legacy, 'clientId' | 'pianoId' | 'localDate' | 'text'>
type Likeness = NonNullable<Legacy['resembles']>
type Imported = Known & Pick<Legacy, 'createdBy'> & { type: string }

/** The technicians by whose names a row of the import can be told, and the words that fit two of them. */
const authorsOf = ({ company }: World) => {
  const people = [...company.users.values()].filter(
    ({ fullName }) => !/à (attribuer|planifier)/i.test(fullName ?? ''),
  )
  const words = people.flatMap(({ firstName, lastName }) => [firstName, lastName])
  const shared = words.find((word, at) => words.indexOf(word) !== at)
  const [first, second] = people
  return {
    // The second has a namesake among V5's users.
    sure: people.filter((_, at) => at !== 1),
    twoFit: shared ?? `${first?.firstName} et ${second?.firstName}`,
  }
}

/** Makes rows as the CSV import wrote them. */
export const importedRowsOf = (world: World, metadataOf: ReturnType<typeof entryRowsOf>['metadataOf']) => {
  const { company, teller, randomOf } = world
  const authors = authorsOf(world)
  const hex = randomOf('import')
  const newId = () => `tle_${hex.id('tme').slice(4, 16)}`
  const dayOf = ({ occurredAt }: TimelineEntryRecord) => dateOf(company.timezone, Date.parse(occurredAt))

  /** A row as the CSV import wrote it: no user, the client and the piano by V5's numbers, an instant that it guessed. */
  const rowOf = (id: string, { clientId, pianoId, localDate, text, type, createdBy }: Imported): Row => {
    const random = randomOf(`import ${id}`)
    const client = world.clients.get(clientId)
    const piano = pianoId === null ? undefined : world.pianos.get(pianoId)
    const [number, external] = random.pick([
      [true, true],
      [false, true],
      [true, false],
    ] as const)
    const occurredAt = random.pick([null, `${localDate}T00:00:00Z`, `${localDate}T17:00:00Z`])
    if (occurredAt?.endsWith('T00:00:00Z')) teller.touches('midnight-utc', table, id)
    if (!external && client) teller.touches('client-by-serial', table, id)
    if (piano) teller.touches('piano-by-serial', table, id)
    const written = random.pick([type, type.toLowerCase(), 'NOTE', 'note'])
    if (written !== type) teller.touches(/note/i.test(written) ? 'type-note' : 'type-lower-case', table, id)
    const isTitle = text.length <= cutImport && random.chance(0.2)
    return {
      external_id: id,
      client_id: number && client ? String(client.serial) : external ? null : clientId,
      client_external_id: external ? clientId : null,
      piano_id: piano ? String(piano.serial) : null,
      user_id: null,
      invoice_id: null,
      estimate_id: null,
      entry_type: written,
      title: isTitle ? text : null,
      description: isTitle ? null : text.slice(0, cutDescription),
      entry_date: localDate,
      occurred_at: occurredAt,
      entity_type: null,
      entity_id: null,
      event_type: null,
      created_by: createdBy,
      metadata: null,
    }
  }

  /** The row that stands for an entry; cut, or spelled differently. */
  const twinOf = (entry: TimelineEntryRecord, at: Twin['at']): Row => {
    const id = newId()
    const random = randomOf(`twin ${id}`)
    const whole = textOf(entry)
    const { text, how } = refolded(whole, random)
    if (how) teller.touches(how, table, id)
    const isCut = how === null && text.length > cutImport
    if (isCut) teller.touches('cut-import', table, id)
    const author = company.users.get(entry.userId ?? '')?.fullName ?? null
    teller.twin({ legacy: id, entry: entry.id, at })
    const row = rowOf(id, {
      clientId: entry.clientId,
      pianoId: entry.pianoId,
      localDate: dayOf(entry),
      text: isCut ? text.slice(0, cutImport) : text,
      type: entry.type,
      createdBy: author && spelling(author, random),
    })
    // What was measured may stand at the row that goes.
    if (random.chance(0.2))
      row.metadata = metadataOf(id, { temperature: random.int(18, 25), humidity: random.int(25, 55) }, random)
    return row
  }

  const authorOf = (at: number, random: Random): Pick<Legacy, 'userId' | 'createdBy'> => {
    if (at % 6 === 5) return { userId: null, createdBy: authors.twoFit }
    if (at % 6 === 4) return { userId: null, createdBy: at % 12 === 4 ? null : 'Ancien technicien' }
    const user = random.pick(authors.sure)
    return { userId: user.id, createdBy: spelling(user.fullName ?? '', random) }
  }

  const clients = [...world.clients.values()]
  const present = clients.filter(({ isGone }) => !isGone)
  const gone = clients.filter(({ isGone }) => isGone)
  const pianos = [...world.pianos.values()].filter(({ isGone, record }) => !isGone && record.clientId)

  /** A row that differs from an entry in one thing: it would be its twin but for that. */
  const likeness = (
    resembles: Likeness,
    alike: TimelineEntryRecord,
    { otherDay, otherText, random }: { otherDay: string; otherText: string; random: Random },
  ): Known => {
    const { clientId, pianoId } = alike
    const localDate = dayOf(alike)
    const text = textOf(alike)
    switch (resembles) {
      case 'other day':
        return { clientId, pianoId, localDate: otherDay, text }
      // A client without entries at Gazelle, where another could have the same ones by chance.
      case 'other client':
        return { clientId: random.pick(gone).record.id, pianoId: null, localDate, text }
      case 'other text':
        return { clientId, pianoId, localDate, text: `${text.slice(0, twinLength / 2)} … ${otherText}` }
    }
  }

  /** History that Gazelle no longer gives; some of it resembles an entry of Gazelle's, and is none. */
  const legacyOf = (at: number, alike: TimelineEntryRecord | undefined): { row: Row; legacy: Legacy } => {
    const id = newId()
    const random = randomOf(`legacy ${id}`)
    const resembles = alike && (['other day', 'other client', 'other text'] as const)[at % 3]
    const [piano, client] = [random.pick(pianos).record, random.pick(present).record]
    const reading = at % 4 === 3 ? null : { temperature: random.int(17, 26), humidity: random.int(22, 58) }
    const measured = reading ? `, ${reading.temperature}C, ${reading.humidity}%` : ''
    const own = `Fiche ${at} : accord 440Hz${measured}. Bon état général.`
    // Older than any entry of Gazelle's.
    const before = addDays('2007-01-15', random.int(0, 1200))
    const known: Known =
      alike && resembles
        ? likeness(resembles, alike, { otherDay: before, otherText: own, random })
        : {
            clientId: at % 5 === 0 ? client.id : (piano.clientId ?? client.id),
            pianoId: at % 5 === 0 ? null : piano.id,
            localDate: before,
            text: at % 7 === 0 ? longNote(own, 1700) : own,
          }
    const text = known.text.slice(0, cutDescription)
    const author = authorOf(at, random)
    const isKnownPiano = known.pianoId !== null && world.pianos.has(known.pianoId)
    const legacy: Legacy = {
      id,
      ...known,
      pianoId: isKnownPiano ? known.pianoId : null,
      text,
      ...author,
      ...(resembles ? { resembles } : { reading }),
    }
    teller.legacy(legacy)
    const row = rowOf(id, { ...known, text, type: 'SERVICE_ENTRY_MANUAL', createdBy: author.createdBy })
    if (at % 4 === 1 && reading) row.metadata = metadataOf(id, reading, random)
    return { row, legacy }
  }
  return { twinOf, legacyOf }
}
