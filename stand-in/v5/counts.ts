import type { CompanySize } from '../company.ts'
import { sizes } from '../sizes.ts'

/** How much of each a V5 database holds. */
export interface Counts {
  clients: number
  pianos: number
  appointments: number
  invoices: number
  entries: number
  /** Entries of the company, of which V5 has a part. */
  companyEntries: number
  /** Entries that exist twice in V5. */
  twins: number
  /** Rows of the CSV import whose twin V5 lacks but Gazelle has. */
  lostTwins: number
  /** Rows of the CSV import without a twin. */
  legacy: number
  syncLogs: number
  /** Rows of each table of V5's own. */
  own: number
  /** What Gazelle no longer gives. */
  gone: { clients: number; pianos: number; appointments: number; invoices: number; entries: number }
}

/** V5's own numbers, beside a company of the size `full`. */
export const fullCounts: Counts = {
  clients: 1344,
  pianos: 1031,
  appointments: 11_460,
  invoices: 6100,
  entries: 282_669,
  companyEntries: 290_000,
  twins: 4500,
  lostTwins: 40,
  legacy: 900,
  syncLogs: 3000,
  own: 400,
  gone: { clients: 16, pianos: 12, appointments: 60, invoices: 30, entries: 300 },
}

/** The numbers beside a company of some size: in proportion, and never so few that a kind of damage is missing. */
export const countsOf = (size: CompanySize): Counts => {
  const share = (part: number, of: 'clients' | 'pianos' | 'appointments' | 'invoices' | 'timelineEntries') =>
    Math.round((part * size[of]) / sizes.full[of])
  const { gone, ...full } = fullCounts
  return {
    clients: Math.max(10, share(full.clients, 'clients')),
    pianos: share(full.pianos, 'pianos'),
    appointments: share(full.appointments, 'appointments'),
    invoices: share(full.invoices, 'invoices'),
    entries: share(full.entries, 'timelineEntries'),
    companyEntries: size.timelineEntries,
    twins: Math.max(16, share(full.twins, 'timelineEntries')),
    lostTwins: Math.max(3, share(full.lostTwins, 'timelineEntries')),
    legacy: Math.max(24, share(full.legacy, 'timelineEntries')),
    syncLogs: Math.max(40, share(full.syncLogs, 'timelineEntries')),
    own: Math.max(24, share(full.own, 'pianos')),
    gone: {
      clients: Math.max(2, share(gone.clients, 'clients')),
      pianos: Math.max(3, share(gone.pianos, 'pianos')),
      appointments: Math.max(3, share(gone.appointments, 'appointments')),
      invoices: Math.max(2, share(gone.invoices, 'invoices')),
      entries: Math.max(12, share(gone.entries, 'timelineEntries')),
    },
  }
}
