// Names of fields, columns, tables and modules.
import { t } from '../words/words.ts'

/** serialNumber → serial_number; a run of capitals is one word. */
export const snake = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** serial_number → serialNumber, as reconcile.camel_case does. */
const camel = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()).replaceAll('_', '')

/** The path that add_entity derives from a column's name. */
export const pathOf = (column: string, isReference: boolean): string =>
  isReference ? `${camel(column.replace(/_id$/, ''))}.id` : camel(column.replace(/^gazelle_/, ''))

/** batches → batch, categories → category. */
export const singular = (name: string): string =>
  name
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|x|ss)es$/, '$1')
    .replace(/([^s])s$/, '$1')

/** sync_batches → Sync batches. */
export const sentence = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

// Postgres's reserved words that a field could be called.
const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
   concurrently constraint create cross current_date current_role current_time current_timestamp current_user default
   deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in
   initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not
   notnull null offset on only or order outer overlaps placing primary references returning right select session_user
   similar some symmetric table tablesample then to trailing true union unique user using variadic verbose when where
   window with`.split(/\s+/),
)

// What the text of a module could not be called: words of JavaScript's modules, and what its templates import.
const spoken = new Set(
  `arguments async await break case catch class const continue debugger default delete do else enum eval export extends
   false finally for from function if implements import in instanceof interface let new null of package private protected
   public return static super switch this throw true try typeof undefined var void while with yield paged
   listed`.split(/\s+/),
)

/** Postgres cuts names at 63 letters: what is put before and behind one, as in stg_…_waiting, takes 12. */
export const longestTable = 51

/** Why a module cannot have that name, with what to do; null where it can. */
export const problemOfName = (name: string): { problem: string; hint: string } | null => {
  if (!/^[a-z][a-z_]*$/.test(name) || name.endsWith('_'))
    return {
      problem: t('{name} is no name for a module', { name }),
      hint: t('Write lower case words with _ between them, such as sync_batches.'),
    }
  if (spoken.has(name))
    return {
      problem: t('{name} is a word that the module’s file uses itself', { name }),
      hint: t('Write another word, or two with _ between them.'),
    }
  return null
}

/** A column's name as SQL takes it. */
export const quoted = (name: string): string => (reserved.has(name) ? `"${name}"` : name)
