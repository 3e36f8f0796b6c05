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
  /client|piano|instrument|appointment|event_id|timeline|entry_id|technician|institution|external_id/i

/** The tables of version 5 with their roles, in the order in which they are moved. */
export const plan = (tables: V5Table[]): Planned[] => {
  const named = Object.keys(known)
  const roleOf = ({ name, columns, key }: V5Table): Role => {
    const role = known[name]
    if (role) return role
    // A table of Gazelle's that later versions of version 5 may have added holds nothing that Gazelle has not.
    if (name.startsWith('gazelle_')) return 'fetched'
    return key !== null && columns.some((column) => refers.test(column.name)) ? 'own' : 'other'
  }
  const place = (name: string) => (named.includes(name) ? named.indexOf(name) : named.length)
  return tables
    .map((table) => ({ table, role: roleOf(table) }))
    .sort((a, b) => place(a.table.name) - place(b.table.name) || a.table.name.localeCompare(b.table.name))
}
