import type { V5Table } from './source/source.ts'

/** What a table of version 5 is to the move, in the order in which tables are moved. */
export type Role =
  /** Gazelle's records, with values that people gave in version 5. */
  | 'records'
  /** Gazelle's records and nothing else: they are fetched again. */
  | 'fetched'
  /** Gazelle's entries, and history that Gazelle has no longer. */
  | 'timeline'
  /** Version 5's own, with references to Gazelle's records. */
  | 'own'
  /** Not of this application, as far as anything tells. */
  | 'other'

/** A table with its role. */
export interface Planned {
  table: V5Table
  role: Role
}

// Numbers of clients and pianos are known before anything refers to them; entries, before what refers to these.
const known: Record<string, Role> = {
  users: 'records',
  gazelle_clients: 'records',
  gazelle_contacts: 'fetched',
  gazelle_pianos: 'records',
  gazelle_appointments: 'records',
  gazelle_invoices: 'fetched',
  gazelle_invoice_items: 'fetched',
  gazelle_timeline_entries: 'timeline',
  system_settings: 'own',
  sync_logs: 'own',
}

const refers =
  /client|piano|instrument|appointment|event_id|timeline|entry_id|technici[ae]n|institution|external_id|gazelle/i
/** Names of tables of version 5's modules, some of which refer to nothing. */
const ofModules = /institution|overlay|service|request|alert|setting|flag/i

/** The tables of version 5 with their roles, in the order in which they are moved. */
export const plan = (tables: V5Table[]): Planned[] => {
  const named = Object.keys(known)
  const roleOf = ({ name, columns }: V5Table): Role => {
    const role = known[name]
    if (role) return role
    // A table with a name like Gazelle's may be a module's own: nothing is lost where it comes over, and all where it does not.
    const isOwn = [name, ...columns.map((column) => column.name)].some((one) => refers.test(one))
    return isOwn || ofModules.test(name) ? 'own' : 'other'
  }
  const place = (name: string) => (named.includes(name) ? named.indexOf(name) : named.length)
  return tables
    .map((table) => ({ table, role: roleOf(table) }))
    .sort((a, b) => place(a.table.name) - place(b.table.name) || a.table.name.localeCompare(b.table.name))
}
