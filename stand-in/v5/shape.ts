// The shapes in which a V5 database is met: V5's tables were made by hand over time, so each differs from the next.
import { hashOf, randomFrom } from '../random.ts'

/** Damage of whole tables and columns, by name. Damage of single rows is always there (`rows.ts`, `tables/`). */
export const damages = {
  'missing-tables': 'half of the tables are not there',
  'missing-columns': 'some columns of each table are not there',
  'text-types': 'every column is text, booleans as Python writes them',
  'text-tags': 'tags are text: JSON, JSON in JSON, or a Postgres array, as the row has it',
  'text-settings': 'values of system_settings are text',
  'doubled-ids': '40 external ids occur twice, and no table has a unique key',
  'json-for-text': 'JSON stands where text should be, once or twice over',
  'users-by-id': 'users are keyed by id',
  'users-by-gazelle-user-id': 'users are keyed by gazelle_user_id',
} as const

export type Damage = keyof typeof damages

export const isDamage = (name: string): name is Damage => Object.hasOwn(damages, name)

/** The column that holds Gazelle's id of a user. */
export type UserKey = 'id' | 'external_id' | 'gazelle_user_id'

export interface Shape {
  damages: ReadonlySet<Damage>
  userKey: UserKey
}

/**
 * The shape of a database: with the named damages, or, where none are named, with what the seed draws among those that
 * take nothing away: how tags and settings are kept, and how users are keyed.
 */
export const shapeOf = (seed: number, named?: readonly Damage[]): Shape => {
  const random = randomFrom(hashOf(`${seed} v5 shape`))
  const drawn = (['text-tags', 'text-settings'] as const).filter(() => random.chance(0.5))
  const key = random.pick(['external_id', 'id', 'gazelle_user_id'] as const)
  const given = new Set<Damage>(named ?? drawn)
  if (named === undefined) return { damages: given, userKey: key }
  if (given.has('users-by-id')) return { damages: given, userKey: 'id' }
  return {
    damages: given,
    userKey: given.has('users-by-gazelle-user-id') ? 'gazelle_user_id' : 'external_id',
  }
}
