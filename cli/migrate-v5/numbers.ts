// The numbers by which version 5's tables refer to clients and pianos.
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import type { Project } from '../project.ts'
import { pageSize } from './source/page-size.ts'
import type { Row, V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'

/** Gazelle's ids by version 5's numbers, by entity. */
export type Serials = Map<string, Map<string, string>>

/** What is known of version 5's clients and pianos before anything of it comes over. */
export interface Numbered {
  /** Gazelle's ids; of clients and pianos that entries name, where version 5 has neither table. */
  clients: Set<string>
  pianos: Set<string>
  serials: Serials
}

const copies = z.array(z.object({ id: z.string(), serial: z.number(), place: z.number() }))

/**
 * Reads all clients and pianos of version 5: a move that was cut has read some of them before, and the database never had others.
 * A number of an older copy of a record counts where no other record has it; one that two records have means neither.
 * @throws AppError of the source or of the database; the reason of `signal` when that aborts
 */
export const readNumbered = async (
  project: Project,
  source: V5Source,
  planned: Planned[],
  signal: AbortSignal,
): Promise<Numbered> => {
  const reconcile = project.database.schema('reconcile')
  const ids = { clients: new Set<string>(), pianos: new Set<string>() }
  const serials: Serials = new Map()
  for (const entity of ['clients', 'pianos'] as const) {
    const name = `gazelle_${entity}`
    const own = new Map<string, string | null>()
    const older = new Map<string, string>()
    const table = planned.find((one) => one.table.name === name)?.table
    if (table)
      for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal })) {
        for (const { external_id: id } of rows)
          if (typeof id === 'string' && id.trim() !== '') ids[entity].add(id.trim())
        const numbered = await call(reconcile, 'v5_numbers', { p_table: name, p_rows: rows }, copies)
        for (const { id, serial, place } of numbered) {
          const number = String(serial)
          if (place > 1) older.set(number, id)
          else own.set(number, own.has(number) && own.get(number) !== id ? null : id)
        }
      }
    const all = [...older, ...own].filter((entry): entry is [string, string] => entry[1] !== null)
    serials.set(entity, new Map(all))
  }
  if (ids.clients.size === 0 && ids.pianos.size === 0)
    ids.clients = await namedInTimeline(source, planned, signal)
  return { ...ids, serials }
}

/** The clients and pianos that the first entries name, of a version 5 that has neither table. */
const namedInTimeline = async (source: V5Source, planned: Planned[], signal: AbortSignal) => {
  const named = new Set<string>()
  const table = planned.find(({ role }) => role === 'timeline')?.table
  if (!table) return named
  for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal })) {
    for (const { client_external_id: client, client_id: numbered, piano_id: piano } of rows)
      for (const id of [client, numbered, piano])
        if (typeof id === 'string' && /^(cli|ins)_/.test(id)) named.add(id)
    return named
  }
  return named
}

const mayRefer = /client|piano/

/** The numbers that these rows may refer to: all of them would be sent with each page. */
export const serialsIn = (rows: Row[], known: Serials): Record<string, Record<string, string>> => {
  const found: Record<string, Record<string, string>> = {}
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      if (!mayRefer.test(column)) continue
      for (const [entity, ids] of known) {
        const id = ids.get(String(value))
        if (id === undefined) continue
        found[entity] ??= {}
        found[entity][String(value)] = id
      }
    }
  return found
}
