import { cleanText } from '../secrets.ts'
import type { GraphqlError } from './errors.ts'
import type { Hole } from './module.ts'
import type { GazelleNode } from './page.ts'
import { inList } from './partial.ts'

/** The id under which a record can be kept, as the database has it (see `reconcile.to_id`); null where it has none. */
export const usableId = (node: GazelleNode | null | undefined): string | null => {
  const id = node?.id
  return typeof id === 'string' && /\S/.test(id) && id.length <= 200 ? id : null
}

export type Item = GazelleNode | null

const longestPath = 200

/** A path as a hole keeps it. */
export const pathOf = (steps: readonly (string | number)[]): string =>
  cleanText(steps.slice(0, longestPath).join('.'), longestPath)

/**
 * Where each item of a list is: its id, or what it comes after.
 * @param before items that come before them
 */
export function placesOf(items: readonly Item[], before: readonly Item[] = []): string[] {
  let last = 'first'
  let further = 0
  const places = [...before, ...items].map((item) => {
    const id = usableId(item)
    if (id === null) return further++ === 0 ? last : `${last} +${further - 1}`
    last = `after ${id}`
    further = 0
    return id
  })
  return places.slice(before.length)
}

interface ListReading {
  /** The list's items in the order in which they are read. */
  items: readonly Item[]
  /** The position in the answer of each item, where it is not the one in `items`. */
  positions?: readonly number[]
  errors: readonly GraphqlError[]
  /** Whether each record has an id of its own. */
  haveIds: boolean
  /** Items that come before them. */
  before?: readonly Item[]
  /** Items whose hole is known. */
  noted?: ReadonlySet<number>
}

/** What a list lacks: items that are null, fields that came with an error, records without a usable id. */
export function holesOf({ items, positions, errors, haveIds, before, noted }: ListReading): Hole[] {
  const places = placesOf(items, before)
  const holes: Hole[] = []
  const messages = new Map<number, string>()
  const erred = new Map<number, string[]>()
  const indexes = new Map((positions ?? [...items.keys()]).map((position, index) => [position, index]))
  for (const { path, message } of errors) {
    const { at, rest } = inList(path ?? [])
    const index = at === null ? undefined : indexes.get(at)
    const item = index === undefined ? undefined : items[index]
    if (index !== undefined && item === null) messages.set(index, message)
    else {
      if (index !== undefined) erred.set(index, [...(erred.get(index) ?? []), `${pathOf(rest)}.`])
      holes.push({
        kind: 'error',
        id: usableId(item),
        place: (index !== undefined && places[index]) || '',
        path: pathOf(rest),
        message,
      })
    }
  }
  for (const [index, item] of items.entries()) {
    if (noted?.has(index)) continue
    const id = usableId(item)
    const where = { id, place: places[index] ?? '', path: '', message: messages.get(index) ?? '' }
    if (item === null) holes.push({ kind: 'null', ...where })
    else {
      if (haveIds && id === null) holes.push({ kind: 'no_id', ...where })
      // What an error made null, or took for null, is its hole already.
      for (const path of nullItems(item))
        if (!erred.get(index)?.some((at) => at.startsWith(`${path}.`)))
          holes.push({ kind: 'null', ...where, path })
    }
  }
  return holes
}

/** Paths of the null items of the lists inside a record. A list of nothing but plain values may hold nulls. */
function nullItems(node: GazelleNode, prefix = ''): string[] {
  const found: string[] = []
  for (const [field, value] of Object.entries(node)) {
    if (typeof value !== 'object' || value === null) continue
    const path = prefix + field
    if (!Array.isArray(value)) found.push(...nullItems(Object(value), `${path}.`))
    else if (field === 'nodes' || value.some((item) => typeof item === 'object' && item !== null))
      for (const [at, item] of value.entries()) {
        if (item === null) found.push(`${path}.${at}`)
        else if (typeof item === 'object') found.push(...nullItems(item, `${path}.${at}.`))
      }
  }
  return found
}

/** How deep a record may be nested. Gazelle's own are less than ten deep; what walks through a record is recursive. */
export const depthLimit = 100

/** Whether a record is nested deeper than anything should have to follow. */
export function isTooDeep(value: unknown, left = depthLimit): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1))
}

/** The hole of a list that did not come. */
export const listHole = (place: string, message = ''): Hole => ({
  kind: 'list',
  id: null,
  place,
  path: '',
  message,
})
