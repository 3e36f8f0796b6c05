// The timeline: Gazelle's entries and the rows of a CSV import.
import type { TimelineEntryRecord } from '../../records.ts'
import { longNote, serviceNote } from '../../texts.ts'
import { iso } from '../../zone.ts'
import type { Row, Table } from '../table.ts'
import { type Mentioned, pickerOf, type World } from '../world.ts'
import { entryRowsOf, isService, timelineTable as table } from './timeline-entries.ts'
import { importedRowsOf } from './timeline-import.ts'

/** The timeline, the newest entry first, then what Gazelle no longer gives. */
export const timeline = (world: World): Table => {
  const { company, counts, make, teller, randomOf } = world
  const goneTwins = Math.ceil(counts.gone.entries / 3)
  const total = counts.companyEntries
  const mirrored = counts.entries - counts.twins - counts.legacy - counts.gone.entries - counts.lostTwins

  function* rows(): Generator<Row> {
    const { rowOf, metadataOf } = entryRowsOf(world)
    const imported = importedRowsOf(world, metadataOf)
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
      const occurredAt = Date.parse(company.now) - random.int(400, 4000) * 86_400_000
      const note = `Dossier ${at}. ${serviceNote(random)}`
      const isLong = at % 2 === 0
      const isTwin = at % 3 === 0
      const entry = make.timelineEntry(iso(occurredAt), {
        type: 'SERVICE_ENTRY_MANUAL',
        clientId: record.clientId ?? '',
        pianoId: record.id,
        userId: random.pick([...company.users.keys()]),
        // A twin is known by one text.
        ...(isLong && !isTwin && { summary: longNote(`Dossier ${at} :`, 600) }),
        comment: isLong ? longNote(note, 2600) : note,
      })
      teller.gone(table, entry.id)
      made++
      yield rowOf(entry)
      if (isTwin) {
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
