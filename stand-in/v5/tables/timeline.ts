// The timeline: Gazelle's entries, cut and retyped, and the rows of a CSV import, most of which are entries again.
import type { Random } from '../../random.ts'
import type { TimelineEntryRecord } from '../../records.ts'
import { longNote, serviceNote } from '../../texts.ts'
import { addDays, dateOf } from '../../zone.ts'
import { changesDay, dateAndTime, quoted, refolded, spelling } from '../forms.ts'
import type { Row, Table, Value } from '../table.ts'
import type { Legacy, Twin } from '../truth.ts'
import { type Mentioned, pickerOf, type World } from '../world.ts'

const table = 'gazelle_timeline_entries'
const cutTitle = 500
const cutDescription = 2000
/** By how many characters twins are known. */
const twinLength = 200

const isService = (entry: TimelineEntryRecord) => /^SERVICE_ENTRY|^PIANO_MEASUREMENT/.test(entry.type)
const textOf = (entry: TimelineEntryRecord) => entry.comment || entry.summary || ''

/** The measurements that V5 once found in a text. */
const readingIn = (text: string) => {
  const [, temperature, humidity] = /(\d\d)\s?°?[Cc], (\d\d)\s?%/.exec(text) ?? []
  return temperature && humidity ? { temperature: Number(temperature), humidity: Number(humidity) } : null
}

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

const ofEntries = (world: World) => {
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
  const metadataOf = (
    id: string,
    reading: { temperature: number; humidity: number },
    random: Random,
  ): Value => {
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

const ofImport = (world: World, metadataOf: ReturnType<typeof ofEntries>['metadataOf']) => {
  const { company, teller, randomOf } = world
  const authors = authorsOf(world)
  const hex = randomOf('import')
  const newId = () => `tle_${hex.id('tme').slice(4, 16)}`

  interface Imported {
    clientId: string
    pianoId: string | null
    localDate: string
    text: string
    type: string
    createdBy: string | null
  }

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
    const isTitle = text.length <= cutTitle && random.chance(0.2)
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

  /** The row that stands for an entry; it was cut after 255 characters, or spelled differently. */
  const twinOf = (entry: TimelineEntryRecord, at: Twin['at']): Row => {
    const id = newId()
    const random = randomOf(`twin ${id}`)
    const whole = textOf(entry)
    const { text, how } = refolded(whole, random)
    if (how) teller.touches(how, table, id)
    const isCut = how === null && text.length > 255
    if (isCut) teller.touches('cut-import', table, id)
    const author = company.users.get(entry.userId ?? '')?.fullName ?? null
    teller.twin({ legacy: id, entry: entry.id, at })
    const row = rowOf(id, {
      clientId: entry.clientId,
      pianoId: entry.pianoId,
      localDate: dateOf(company.timezone, Date.parse(entry.occurredAt)),
      text: isCut ? text.slice(0, 255) : text,
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
    const sameDay = alike && dateOf(company.timezone, Date.parse(alike.occurredAt))
    const known: Pick<Legacy, 'clientId' | 'pianoId' | 'localDate' | 'text'> =
      alike && resembles === 'other day'
        ? { clientId: alike.clientId, pianoId: alike.pianoId, localDate: before, text: textOf(alike) }
        : alike && resembles === 'other client'
          ? {
              clientId: gone[at % gone.length]?.record.id ?? client.id,
              pianoId: null,
              localDate: sameDay ?? before,
              text: textOf(alike),
            }
          : alike
            ? {
                clientId: alike.clientId,
                pianoId: alike.pianoId,
                localDate: sameDay ?? before,
                text: `${textOf(alike).slice(0, twinLength / 2)} … ${own}`,
              }
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

/** The timeline, the newest entry first, then what Gazelle no longer gives. */
export const timeline = (world: World): Table => {
  const { company, counts, make, teller, randomOf } = world
  const goneTwins = Math.ceil(counts.gone.entries / 3)
  const total = counts.companyEntries
  const mirrored = counts.entries - counts.twins - counts.legacy - counts.gone.entries - counts.lostTwins

  function* rows(): Generator<Row> {
    const { rowOf, metadataOf } = ofEntries(world)
    const imported = ofImport(world, metadataOf)
    const isPicked = pickerOf(randomOf('entries'), mirrored, total)
    const chance = randomOf('twins')
    const mentionedEach = Math.max(1, Math.floor((total * 0.1) / counts.own))
    const alike: TimelineEntryRecord[] = []
    let [twinsLeft, lostLeft, entriesLeft, services, made] = [
      counts.twins - goneTwins,
      counts.lostTwins,
      total,
      0,
      0,
    ]

    const mention = (
      id: string,
      { clientId, pianoId }: Pick<Mentioned, 'clientId' | 'pianoId'>,
      means = id,
    ) => world.mentioned.push({ id, means, clientId, pianoId })

    for (const entry of world.entries) {
      const isHere = isPicked()
      entriesLeft--
      if (isHere) {
        made++
        yield rowOf(entry)
      }
      if (!isService(entry)) continue
      // An eighth of the entries are such, at least: towards the end each one is taken until there are enough.
      const isTwin = isHere && twinsLeft > 0 && chance.next() * (entriesLeft + 1) < twinsLeft * 8
      const isLost = !isHere && lostLeft > 0
      if (isTwin) twinsLeft--
      if (isLost) lostLeft--
      if (isTwin || isLost) {
        const twin = imported.twinOf(entry, isTwin ? 'both' : 'gazelle')
        made++
        yield twin
        if (services % mentionedEach === 0) mention(String(twin.external_id), entry, entry.id)
      } else if (isHere) {
        if (services % mentionedEach === 0) mention(entry.id, entry)
        if (entry.type === 'SERVICE_ENTRY_MANUAL' && alike.length < counts.legacy / 4) alike.push(entry)
      }
      services++
    }

    const pianos = [...world.pianos.values()].filter(({ isGone, record }) => !isGone && record.clientId)
    for (let at = 0; at < counts.gone.entries; at++) {
      const random = randomOf(`gone entry ${at}`)
      const { record } = random.pick(pianos)
      const occurredAt = new Date(Date.parse(company.now) - random.int(400, 4000) * 86_400_000)
      const entry = make.timelineEntry(`${occurredAt.toISOString().slice(0, 19)}Z`, {
        type: 'SERVICE_ENTRY_MANUAL',
        clientId: record.clientId ?? '',
        pianoId: record.id,
        userId: random.pick([...company.users.keys()]),
        comment: `Dossier ${at}. ${serviceNote(random)}`,
      })
      teller.gone(table, entry.id)
      made++
      yield rowOf(entry)
      if (at % 3 === 0) {
        made++
        yield imported.twinOf(entry, 'v5')
      }
    }
    // Where the company had too few entries to be twins, there is more history of old.
    for (let at = 0; made < counts.entries; at++, made++) {
      const { row, legacy } = imported.legacyOf(at, at % 2 === 0 ? alike[at / 2] : undefined)
      if (at % 10 === 0) mention(legacy.id, legacy)
      yield row
    }
  }

  return {
    name: table,
    columns: {
      external_id: 'text',
      client_id: 'text',
      client_external_id: 'text',
      piano_id: 'text',
      user_id: 'text',
      invoice_id: 'text',
      estimate_id: 'text',
      entry_type: 'text',
      title: 'text',
      description: 'text',
      entry_date: 'date',
      occurred_at: 'timestamptz',
      entity_type: 'text',
      entity_id: 'text',
      event_type: 'text',
      created_by: 'text',
      metadata: 'jsonb',
    },
    key: 'external_id',
    kept: ['metadata'],
    needed: [
      'external_id',
      'client_id',
      'client_external_id',
      'piano_id',
      'title',
      'description',
      'entry_date',
      'occurred_at',
      'created_by',
    ],
    texts: ['title', 'description'],
    count: counts.entries,
    rows,
  }
}
