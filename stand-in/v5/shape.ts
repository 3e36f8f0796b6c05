// The shapes in which a V5 database is met: V5's tables were made by hand over time, so each differs from the next.
import { hashOf, randomFrom } from '../random.ts'

/** Damage of whole tables and columns, by name; it is asked for. */
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

/** Damage of single rows, by name, as the truth tells it. Where the shape is not what makes it, it is always there. */
export const rowDamages = {
  'tags-json': 'tags as JSON text',
  'tags-json-twice': 'tags as JSON text in JSON text',
  'tags-array-text': 'tags as a Postgres array in text',
  'json-for-text': 'JSON in place of a text',
  'json-once': 'a JSON value that is JSON text',
  'json-twice': 'a JSON value that is JSON text in JSON text',
  stale: 'the last sync missed a change at Gazelle',
  'client-missing': 'of a client that V5 lacks',
  'first-piano-only': 'an appointment with more pianos than the one named',
  'utc-times': 'date and time of UTC',
  'utc-days': 'UTC’s day, which is not Montreal’s',
  'midnight-utc': 'a day as its midnight in UTC, which is the day before in Montreal',
  'wrong-start': 'a local time that is marked as UTC',
  cancelled: 'CANCELLED in place of CANCELED',
  'type-note': 'a type rewritten to NOTE',
  'type-lower-case': 'a type in lower case',
  'cut-title': 'a title cut at 500 characters',
  'cut-description': 'a description cut at 2000 characters',
  'cut-import': 'a text that the CSV import cut at 255 characters',
  'name-for-user': 'a display name, variously spelled, without the user’s id',
  'piano-by-serial': 'a piano by V5’s number, as text',
  'piano-by-pno': 'a piano’s id with the prefix pno_ for ins_',
  'client-by-serial': 'a client by V5’s number, as text, and by nothing else',
  'twin-spaces': 'an imported text with other spaces',
  'twin-case': 'an imported text in capitals',
  'twin-accents': 'an imported text without accents',
  cents: 'amounts in cents, among others in dollars',
  'by-serial': 'a row of V5’s own tables that refers by V5’s number',
  dangling: 'a row of V5’s own tables that refers to a number of nobody',
} as const

export type RowDamage = keyof typeof rowDamages

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
