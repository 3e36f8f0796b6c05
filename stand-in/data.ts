// What a file in data/ declares: a kind of data of which Gazelle has a list. The kind's name is the file's.
import type { Random } from './random.ts'
import type { Company } from './records.ts'

/** Values of a record by Gazelle's field names; a reference can be given as `<field>Id`. */
export type Values = Record<string, unknown>

/** A record of a declared kind: its id, and the values that were given; the others follow from the id. */
export interface DataRecord extends Values {
  id: string
}

export interface Tools {
  random: Random
  company: Company
  /** The record's place among those of its kind, from 0. */
  index: number
  /** The id of some record of a kind, or `null` where the company has none. */
  any(kind: string): string | null
  /** An instant so many days from the company's now. */
  at(days: number): string
  /** A date so many days from the company's today. */
  on(days: number): string
}

export interface Declaration {
  /** The root field: a connection, a plain list, or one object. */
  list: string
  /** The root field that gives one by id; found by its type when absent. */
  one?: string
  /** How many; a function of the company where they grow with it. */
  count?: number | ((company: Company) => number)
  /** The company's own map, where the records are made with the company. */
  keptIn?: 'taxes' | 'serviceGroups'
  /** Which records the list gives; all when absent. */
  where?: (record: Values) => boolean
  /** Values that would not be realistic if made from the schema alone. */
  make?: (tools: Tools) => Values
  /** Filters whose names are not those of a field: `{ reservationDate: 'startsAt', userId: 'serviceArea.user' }`. */
  filters?: Record<string, string>
}

/** Declares a kind of data; see `Declaration`. */
export const standInData = (declaration: Declaration): Declaration => declaration
