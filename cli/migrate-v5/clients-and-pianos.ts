// Version 5's clients and pianos, read before all else: by them the company is known, and what its numbers mean.
import type { Row, V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'

/** Gazelle's ids by version 5's numbers, of each entity. */
export type Serials = Map<string, Map<string, string>>

const numberedTables = { clients: 'gazelle_clients', pianos: 'gazelle_pianos' }
const number = /^\d{1,10}$/
const pageSize = 1000

/**
 * Gazelle's ids of all clients, and the numbers that version 5 gave to clients and pianos. All of them: a move that was cut
 * has read some before, and this database may never have had others. A number that two records have means neither.
 * @throws AppError of the source; the reason of `signal` when that aborts
 */
export const readClientsAndPianos = async (
  source: V5Source,
  planned: Planned[],
  signal: AbortSignal,
): Promise<{ clients: string[]; serials: Serials }> => {
  const clients = new Set<string>()
  const serials: Serials = new Map()
  for (const [entity, name] of Object.entries(numberedTables)) {
    const ids = new Map<string, Set<string>>()
    const table = planned.find((one) => one.table.name === name)?.table
    if (!table) continue
    for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal }))
      for (const { id: serial, external_id: externalId } of rows) {
        const id = String(externalId ?? '').trim()
        if (id === '') continue
        if (entity === 'clients') clients.add(id)
        if (number.test(String(serial)))
          ids.set(String(serial), (ids.get(String(serial)) ?? new Set()).add(id))
      }
    const clear = [...ids].flatMap(([serial, [id = '', ...others]]): [string, string][] =>
      others.length === 0 ? [[serial, id]] : [],
    )
    serials.set(entity, new Map(clear))
  }
  return { clients: [...clients], serials }
}

// Columns that may hold a number of version 5's.
const refersByNumber = /client|piano/

/** The numbers to which a page may refer: all of them would be sent with each page. */
export const serialsIn = (rows: Row[], serials: Serials): Record<string, Record<string, string>> => {
  const found: Record<string, Record<string, string>> = {}
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      const serial = String(value)
      if (!refersByNumber.test(column) || !number.test(serial)) continue
      for (const [entity, ids] of serials) {
        const id = ids.get(serial)
        if (id === undefined) continue
        found[entity] ??= {}
        found[entity][serial] = id
      }
    }
  return found
}
