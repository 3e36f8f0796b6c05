import type { CompanySize } from './records.ts'

type Size = Pick<
  CompanySize,
  'seed' | 'users' | 'clients' | 'pianos' | 'timelineEntries' | 'appointments' | 'invoices'
>

const sizeNames = ['small', 'usual', 'full'] as const
export type SizeName = (typeof sizeNames)[number]

/** Companies by name; `full` is as large as a real one. */
export const sizes: Readonly<Record<SizeName, Size>> = {
  small: { seed: 1, users: 4, clients: 25, pianos: 60, timelineEntries: 600, appointments: 60, invoices: 30 },
  usual: {
    seed: 1,
    users: 8,
    clients: 400,
    pianos: 1000,
    timelineEntries: 20_000,
    appointments: 900,
    invoices: 500,
  },
  full: {
    seed: 1,
    users: 8,
    clients: 4000,
    pianos: 1030,
    timelineEntries: 290_000,
    appointments: 11_500,
    invoices: 6200,
  },
}
