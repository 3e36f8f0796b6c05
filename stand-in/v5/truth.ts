import type { RowDamage } from './shape.ts'
import type { Value } from './table.ts'

/** A value that exists nowhere but in V5. */
export interface Kept {
  table: string
  id: string
  column: string
  /** What it means, whatever form V5 keeps it in. */
  value: Value
  /** What Gazelle has for it, null where it is blank there or the record is gone; absent where Gazelle has no such field. */
  gazelle?: Value
}

/** A row of the CSV import that stands for an entry of Gazelle's. */
export interface Twin {
  legacy: string
  entry: string
  /** Where the entry is: in V5 and at Gazelle, only at Gazelle, or only in V5. */
  at: 'both' | 'gazelle' | 'v5'
}

/** A row of the CSV import without a twin: history that Gazelle no longer gives. */
export interface Legacy {
  id: string
  clientId: string
  pianoId: string | null
  /** Null: nobody, or a name that more than one user could have. */
  userId: string | null
  createdBy: string | null
  localDate: string
  text: string
  /** What was measured, in °C and %; absent where the text is a note of Gazelle's. */
  reading?: { temperature: number; humidity: number } | null
  /** How it resembles an entry of Gazelle's without being its twin. */
  resembles?: 'other day' | 'other client' | 'other text'
}

/** A reference from a table of V5's own, and the Gazelle id that it means; null where nothing tells. */
export interface Reference {
  table: string
  id: string
  column: string
  written: Value
  means: string | null
}

/** What a generated V5 database holds, for whoever must say whether it was moved whole. */
export interface Truth {
  seed: number
  /** The instant for which the company was generated. */
  now: string
  damages: readonly string[]
  userKey: string
  /** Rows of each table. */
  rows: Record<string, number>
  missingTables: string[]
  missingColumns: Record<string, string[]>
  kept: Kept[]
  twins: Twin[]
  legacy: Legacy[]
  references: Reference[]
  /** Ids by table of what V5 has and Gazelle no longer gives. */
  gone: Record<string, string[]>
  /** Ids by table of what occurs twice; the second copy is older, and blank where people have written. */
  doubled: Record<string, string[]>
  /** For each damage of rows, the ids that it touched, by table. */
  touched: Partial<Record<RowDamage, Record<string, string[]>>>
}

/** Notes the truth while rows are made; what the shape leaves out is not noted. */
export interface Teller {
  truth: Truth
  kept(kept: Kept): void
  refers(reference: Reference): void
  twin(twin: Twin): void
  legacy(legacy: Legacy): void
  gone(table: string, id: string): void
  doubled(table: string, id: string): void
  touches(damage: RowDamage, table: string, id: string): void
}

const into = (lists: Record<string, string[]>, name: string, id: string) => {
  const list = lists[name]
  if (list) list.push(id)
  else lists[name] = [id]
}

/** @param has whether a table has a column, in this shape */
export const tellerOf = (truth: Truth, has: (table: string, column: string) => boolean): Teller => ({
  truth,
  kept: (kept) => {
    if (has(kept.table, kept.column)) truth.kept.push(kept)
  },
  refers: (reference) => {
    if (has(reference.table, reference.column)) truth.references.push(reference)
  },
  twin: (twin) => {
    truth.twins.push(twin)
  },
  legacy: (legacy) => {
    truth.legacy.push(legacy)
  },
  gone: (table, id) => into(truth.gone, table, id),
  doubled: (table, id) => into(truth.doubled, table, id),
  touches: (damage, table, id) => {
    truth.touched[damage] ??= {}
    into(truth.touched[damage], table, id)
  },
})
