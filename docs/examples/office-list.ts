// The office's list: npm run example docs/examples/office-list.ts 2026-11-27
// Who owes what, and which pianos are due within a month; without a day, as of today.
import { allRows, type Client, dayOf, print, today } from './client.ts'

const dueWithinDays = 30

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const openInvoices = (client: Client) =>
  allRows((from, to) =>
    client
      .from('invoices')
      .select('number, due_on, due_total, currency, client_id, client:clients (display_name)')
      .in('status', ['OPEN', 'OVERDUE'])
      .gt('due_total', 0)
      .is('deleted_at', null)
      .order('due_on')
      .order('id')
      .range(from, to)
      .throwOnError(),
  )

const duePianos = (client: Client, until: string) =>
  allRows((from, to) =>
    client
      .from('pianos')
      .select(
        'make, model, location, calculated_next_service, next_service_override, client:clients!inner (display_name)',
      )
      .eq('status', 'ACTIVE')
      .eq('client.status', 'ACTIVE')
      // What somebody set by hand counts, not what Gazelle calculated.
      .or(
        `next_service_override.lte.${until},and(next_service_override.is.null,calculated_next_service.lte.${until})`,
      )
      .is('deleted_at', null)
      .order('id')
      .range(from, to)
      .throwOnError(),
  )

type Invoice = Awaited<ReturnType<typeof openInvoices>>[number]

// Amounts are whole cents all the way: only what is shown has a point.
const money = (cents: number, currency: string | null) =>
  `${(cents / 100).toFixed(2)} ${currency ?? ''}`.trim()

const debtLine = (invoices: Invoice[], day: string) => {
  const [oldest] = invoices
  const late = invoices.filter(({ due_on }) => due_on !== null && due_on < day)
  const total = invoices.reduce((sum, { due_total }) => sum + (due_total ?? 0), 0)
  return [
    money(total, oldest?.currency ?? null).padStart(14),
    oldest?.client?.display_name ?? 'no client',
    `${invoices.map(({ number }) => `#${number}`).join(' ')}${late.length > 0 ? `, ${late.length} late since ${oldest?.due_on}` : ''}`,
  ].join('  ')
}

/** What the office follows up on as of a day, as lines of text. */
export const officeList = async (client: Client, day: string): Promise<string[]> => {
  const until = dayAfter(day, dueWithinDays)
  const [invoices, pianos] = await Promise.all([openInvoices(client), duePianos(client, until)])
  // By client and currency: amounts of two currencies make no sum.
  const debts = Map.groupBy(invoices, ({ client_id, currency }) => `${client_id} ${currency}`)
  const dueOf = (piano: (typeof pianos)[number]) =>
    piano.next_service_override ?? piano.calculated_next_service ?? ''
  return [
    `Open invoices on ${day}: ${invoices.length} of ${new Set(invoices.map((one) => one.client_id)).size} clients`,
    ...[...debts.values()].map((those) => debtLine(those, day)),
    `Pianos due until ${until}: ${pianos.length}`,
    ...pianos
      .map((piano) =>
        [
          dueOf(piano),
          piano.client.display_name,
          [piano.make, piano.model, piano.location && `(${piano.location})`].filter(Boolean).join(' '),
        ].join('  '),
      )
      .toSorted(),
  ]
}

if (import.meta.main)
  await print(async (client) => {
    const [day = await today(client)] = process.argv.slice(2)
    return officeList(client, dayOf(day))
  })
