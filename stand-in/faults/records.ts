// Faults of one record, wherever it is answered, and of one field.
import { GraphQLError } from '../graphql.ts'
import { errorPage } from './answers.ts'
import { type Hooks, type Place, Raw, Refusal } from './fault.ts'

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined

/** Looks at each list that is answered, plain or a page of a connection. */
const onLists = (look: (rows: unknown[], hit: () => boolean) => unknown[]): Hooks => ({
  page: (page, _, hit) => ({ ...page, nodes: look(page.nodes, hit) }),
  field: (_, next, hit) => {
    const value = next()
    return Array.isArray(value) ? look(value, hit) : value
  },
})

/** Changes what a field answers, in one record or in all. */
const onField = (field: string, id: string | undefined, change: (value: unknown) => unknown): Hooks => ({
  field: (place, next, hit) => {
    const fits = place.name === field && (id === undefined || place.id === id)
    if (!fits) return next()
    const value = next()
    return hit() ? change(value) : value
  },
})

const asNumber = (value: unknown) => {
  const digits = String(value).replaceAll(/\D/g, '')
  return digits ? Number(digits) : String(value).length
}

const retyped = (to: 'text' | 'number' | 'fraction') => (value: unknown) => {
  if (value === null || value === undefined) return value
  if (to === 'text') return new Raw(JSON.stringify(String(value)))
  return new Raw(String(to === 'number' ? asNumber(value) : Number(value) + 0.5))
}

const answered = (place: Place, says: 'error' | 'null', message: string) => {
  if (says === 'null') return null
  throw new GraphQLError(message.replace('%', Object.values(place.args).map(String).join(', ')))
}

export const records = {
  /** The record is null in every list that holds it; a contact in its client's, too. */
  nullNode: ({ id }: { id: string }): Hooks =>
    onLists((rows, hit) =>
      rows.some((row) => idOf(row) === id) && hit()
        ? rows.map((row) => (idOf(row) === id ? null : row))
        : rows,
    ),

  /** A field (`PrivatePiano.notes`) fails in the record `id`, or in the rows at these positions of the answer; 0 when neither is given. */
  partial: (fault: { field: string; id?: string; at?: readonly number[]; message?: string }): Hooks => ({
    field: (place, next, hit) => {
      if (place.name !== fault.field) return next()
      const fits = fault.id === undefined ? (fault.at ?? [0]).includes(place.position) : place.id === fault.id
      if (fits && hit()) throw new GraphQLError(fault.message ?? "undefined method 'each' for nil")
      return next()
    },
  }),

  /** A field (`PrivatePiano.notes`) is null, a connection empty, in every record; the error beside the data does not say where it belongs, or none comes when it is `silent`. */
  blank: ({
    field,
    message = 'timeout',
    silent = false,
  }: {
    field: string
    message?: string
    silent?: boolean
  }): Hooks => ({
    field: (place, next, hit) => (place.name === field && !place.isConnection && hit() ? null : next()),
    rows: (rows, place, hit) => (place.name === field && hit() ? [] : rows),
    body: (text) =>
      silent ? text : text.replace('{', `{"errors":[{"message":${JSON.stringify(message)}}],`),
  }),

  /** The record's id is another one, of 300 characters when none is given; by-id queries know it. */
  oddId: ({ id, as = id.padEnd(300, 'x') }: { id: string; as?: string }): Hooks => ({
    field: (place, next, hit) => {
      const asked = Object.entries(place.args)
      if (place.isRoot && asked.some(([, value]) => value === as))
        place.args = Object.fromEntries(asked.map(([name, value]) => [name, value === as ? id : value]))
      return place.field === 'id' && place.id === id && hit() ? as : next()
    },
  }),

  /** Every answer with a list that holds the record is a 500, whatever the page size; with `byId`, its own query too (case R8). */
  poisoned: ({ id, byId = false, status = 500 }: { id: string; byId?: boolean; status?: number }): Hooks => ({
    page: (page, _, hit) => {
      if (page.nodes.some((row) => idOf(row) === id) && hit()) throw new Refusal(errorPage(status))
      return page
    },
    field: (place, next, hit) => {
      const value = next()
      const isHeld = Array.isArray(value)
        ? value.some((row) => idOf(row) === id)
        : byId && place.isById && idOf(value) === id
      if (isHeld && hit()) throw new Refusal(errorPage(status))
      return value
    },
  }),

  /** A scalar field answers this JSON as it stands, `1e400` too (case R18), in the record `id` or in all. */
  value: ({ field, id, json }: { field: string; id?: string; json: string }) =>
    onField(field, id, () => new Raw(json)),

  /** A scalar field of one record answers lists within lists (case R17). */
  deep: ({ field, id, depth = 3000 }: { field: string; id: string; depth?: number }) =>
    onField(field, id, () => new Raw('['.repeat(depth) + ']'.repeat(depth))),

  /** A scalar field has another type in all records: numbers as text, text as numbers, whole numbers with a fraction (case L1). */
  typeChange: ({ field, to }: { field: string; to: 'text' | 'number' | 'fraction' }) =>
    onField(field, undefined, (value) =>
      Array.isArray(value) ? value.map(retyped(to)) : retyped(to)(value),
    ),

  /** Queries by id answer an error or null: for what is gone, for what lives, or for everything. `%` in the message is the id. */
  byId: ({
    of = 'gone',
    says = 'error',
    message = 'No record was found for %',
  }: {
    of?: 'gone' | 'living' | 'all'
    says?: 'error' | 'null'
    message?: string
  }): Hooks => ({
    field: (place, next, hit) => {
      if (!place.isById) return next()
      const value = next()
      const fits = of === 'all' || (of === 'gone') === (value === null)
      return fits && hit() ? answered(place, says, message) : value
    },
  }),
} satisfies Record<string, (options: never) => Hooks>
