import type { PianoRecord } from '../../records.ts'
import type { Row, Table, Value } from '../table.ts'
import type { Known, World } from '../world.ts'

const byHand = [
  'Clé du local chez le concierge.',
  'Marteaux remplacés en 2018; "ton" plus clair.',
  'Ne pas déplacer: plancher faible.',
  'Humidistat changé, prévoir une rallonge.',
]

/** What V5 has in the columns that people fill: by hand, as Gazelle, or emptied by a sync. */
const keptOf = ({ record, isGone }: Known<PianoRecord>, at: number): Row => {
  const mirrored: Row = {
    notes: record.notes,
    dampp_chaser_installed: record.damppChaserInstalled,
    dampp_chaser_humidistat_model: record.damppChaserHumidistatModel,
    dampp_chaser_mfg_date: record.damppChaserMfgDate,
  }
  if (isGone || at % 4 === 0)
    return {
      notes: byHand[at % byHand.length] ?? '',
      dampp_chaser_installed: true,
      dampp_chaser_humidistat_model: at % 8 === 0 ? 'H-3' : null,
      dampp_chaser_mfg_date: at % 8 === 0 ? '2016-05-01' : null,
    }
  // A sync once sent `false` and blanks over what people had set.
  if (at % 4 === 2)
    return { ...mirrored, notes: '', dampp_chaser_installed: false, dampp_chaser_humidistat_model: null }
  return mirrored
}

const isBlank = (value: Value | undefined) =>
  value === null || value === undefined || value === '' || value === false

/** Pianos: nearly all, many of clients that V5 lacks. */
export const pianos = (world: World): Table => {
  const { teller } = world
  function* rows(): Generator<Row> {
    for (const [at, piano] of [...world.pianos.values()].entries()) {
      const { record, serial, isGone } = piano
      const kept = keptOf(piano, at)
      const theirs: Row = {
        notes: record.notes || null,
        dampp_chaser_installed: record.damppChaserInstalled,
        dampp_chaser_humidistat_model: record.damppChaserHumidistatModel || null,
        dampp_chaser_mfg_date: record.damppChaserMfgDate,
      }
      for (const [column, value] of Object.entries(kept))
        if (!isBlank(value))
          teller.kept({
            table: 'gazelle_pianos',
            id: record.id,
            column,
            value,
            gazelle: isGone ? null : (theirs[column] ?? null),
          })
      if (isGone) teller.gone('gazelle_pianos', record.id)
      if (record.clientId && !world.clients.has(record.clientId))
        teller.touches('client-missing', 'gazelle_pianos', record.id)
      const isStale = at % 9 === 4
      if (isStale) teller.touches('stale', 'gazelle_pianos', record.id)
      yield {
        id: serial,
        external_id: record.id,
        client_external_id: record.clientId,
        make: record.make,
        model: record.model,
        serial_number: record.serialNumber,
        type: record.type,
        year: record.year,
        location: isStale ? 'Ancien local' : record.location,
        ...kept,
      }
    }
  }
  return {
    name: 'gazelle_pianos',
    columns: {
      id: 'serial',
      external_id: 'text',
      client_external_id: 'text',
      make: 'text',
      model: 'text',
      serial_number: 'text',
      type: 'text',
      year: 'integer',
      location: 'text',
      notes: 'text',
      dampp_chaser_installed: 'boolean',
      dampp_chaser_humidistat_model: 'text',
      dampp_chaser_mfg_date: 'date',
    },
    key: 'external_id',
    kept: ['notes', 'dampp_chaser_installed', 'dampp_chaser_humidistat_model', 'dampp_chaser_mfg_date'],
    needed: ['id', 'external_id', 'notes', 'dampp_chaser_installed'],
    texts: ['location', 'notes'],
    count: world.pianos.size,
    rows,
  }
}
