import { dateOf } from '../../zone.ts'
import type { Row, Table } from '../table.ts'
import type { World } from '../world.ts'

/** A table's way with money: a part of its rows in cents, the others in dollars. */
const moneyOf =
  ({ teller, randomOf }: World, table: string) =>
  (id: string) => {
    const isCents = randomOf(`money ${id}`).chance(0.4)
    if (isCents) teller.touches('cents', table, id)
    return (cents: number | null) => (cents === null || isCents ? cents : cents / 100)
  }

/** Invoices, in dollars or in cents. */
export const invoices = (world: World): Table => {
  const { company, teller } = world
  const money = moneyOf(world, 'gazelle_invoices')
  function* rows(): Generator<Row> {
    for (const { record, isGone } of world.invoices) {
      const amount = money(record.id)
      if (isGone) teller.gone('gazelle_invoices', record.id)
      yield {
        external_id: record.id,
        client_external_id: record.clientId,
        number: record.number,
        status: record.status,
        invoice_date: dateOf(company.timezone, Date.parse(record.createdAt)),
        due_date: record.dueOn,
        subtotal: amount(record.subTotal),
        tax_total: amount(record.taxTotal),
        total: amount(record.total),
        balance_due: amount(record.dueTotal),
        notes: record.notes,
      }
    }
  }
  return {
    name: 'gazelle_invoices',
    columns: {
      external_id: 'text',
      client_external_id: 'text',
      number: 'integer',
      status: 'text',
      invoice_date: 'date',
      due_date: 'date',
      subtotal: 'numeric',
      tax_total: 'numeric',
      total: 'numeric',
      balance_due: 'numeric',
      notes: 'text',
    },
    key: 'external_id',
    kept: [],
    needed: ['external_id'],
    texts: ['notes'],
    count: world.invoices.length,
    rows,
  }
}

/** Their lines, each in dollars or in cents, whatever the invoice is in. */
export const invoiceItems = (world: World): Table => {
  const money = moneyOf(world, 'gazelle_invoice_items')
  function* rows(): Generator<Row> {
    for (const { record } of world.invoices)
      for (const item of record.items) {
        const amount = money(item.id)
        yield {
          external_id: item.id,
          invoice_external_id: record.id,
          piano_external_id: item.pianoId,
          description: item.description,
          quantity: (item.quantity ?? 100) / 100,
          unit_price: amount(item.amount),
          total: amount(item.total),
        }
      }
  }
  return {
    name: 'gazelle_invoice_items',
    columns: {
      external_id: 'text',
      invoice_external_id: 'text',
      piano_external_id: 'text',
      description: 'text',
      quantity: 'numeric',
      unit_price: 'numeric',
      total: 'numeric',
    },
    key: 'external_id',
    kept: [],
    needed: ['external_id'],
    texts: ['description'],
    count: world.invoices.reduce((sum, { record }) => sum + record.items.length, 0),
    rows,
  }
}
