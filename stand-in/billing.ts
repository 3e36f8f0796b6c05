import type { Random } from './random.ts'
import type {
  Company,
  EstimateRecord,
  EstimateTierRecord,
  InvoiceItemRecord,
  InvoicePaymentRecord,
  InvoiceRecord,
  ServiceRecord,
  TaxShare,
} from './records.ts'
import { tags } from './texts.ts'
import { addDays, dateOf, iso } from './zone.ts'

/** Makes estimates, invoices and payments. */
export const billingFor = (company: Company, random: Random) => {
  const taxes = [...company.taxes.values()].filter((tax) => tax.activeOrHistorical === 'ACTIVE')

  const stamps = (at: string) => ({ createdAt: at, updatedAt: at })
  const someTags = () => (random.chance(0.2) ? [random.pick(tags)] : [])
  const sharesOf = (subtotal: number): TaxShare[] =>
    taxes.map(({ id, name, rate }) => ({
      id: random.id('txs'),
      taxId: id,
      name,
      rate,
      total: Math.round((subtotal * rate) / 100_000),
    }))
  const sum = <T>(list: T[], value: (item: T) => number | null) =>
    list.reduce((total, item) => total + (value(item) ?? 0), 0)

  const invoiceItem = (at: string, sequenceNumber: number, pianoId: string | null): InvoiceItemRecord => {
    const service = random.pick([...company.services.values()])
    const quantity = random.pick([100, 100, 100, 150, 200, 50])
    const amount = service.amount ?? 12_500
    const subTotal = Math.round((amount * quantity) / 100)
    const shares = service.isTaxable ? sharesOf(subTotal) : []
    const taxTotal = sum(shares, (share) => share.total)
    return {
      id: random.id('ini'),
      description: service.name.fr_CA ?? '',
      type: service.type,
      amount,
      quantity,
      subTotal,
      taxTotal,
      total: subTotal + taxTotal,
      taxable: service.isTaxable,
      billable: random.pick([true, null]),
      sequenceNumber,
      pianoId: random.chance(0.8) ? pianoId : null,
      masterServiceItemId: random.chance(0.8) ? service.id : null,
      taxes: shares,
      ...stamps(at),
    }
  }

  const payment = (
    at: string,
    patch: Partial<InvoicePaymentRecord> & { invoiceId: string; amount: number },
  ): InvoicePaymentRecord => ({
    id: random.id('ipy'),
    tipTotal: 0,
    type: random.pick(['CHECK', 'CREDIT_CARD', 'ELECTRONIC_FUNDS_TRANSFER', 'CASH']),
    status: 'SUCCEEDED',
    paymentSource: random.pick(['MANUAL', 'MANUAL', 'STRIPE']),
    paidAt: at,
    notes: random.blank(),
    paymentDetails: random.blank(),
    failureReason: null,
    isStripePayment: false,
    isSyncedToQuickbooksOnline: false,
    wasInitiatedByClient: random.pick([true, false, null]),
    createdAt: at,
    ...patch,
  })

  const invoice = (
    at: string,
    patch: Partial<InvoiceRecord> & { pianoId?: string | null } = {},
  ): InvoiceRecord => {
    const { pianoId = null, ...rest } = patch
    const id = patch.id ?? random.id('inv')
    const items =
      patch.items ?? Array.from({ length: random.int(1, 4) }, (_, at0) => invoiceItem(at, at0 + 1, pianoId))
    const total = sum(items, (item) => item.total)
    const status = patch.status ?? 'OPEN'
    const netDays = random.pick([0, 15, 30, 30])
    const issued = Date.parse(at)
    const settled = Math.max(
      issued,
      Math.min(Date.parse(company.now), issued + random.int(0, 40) * 86_400_000),
    )
    const payments =
      patch.payments ?? (status === 'PAID' ? [payment(iso(settled), { invoiceId: id, amount: total })] : [])
    const paidTotal = sum(payments, (one) => one.amount)
    return {
      number: company.invoices.size + 1,
      status,
      clientId: null,
      contactId: null,
      createdById: null,
      assignedToId: null,
      archived: false,
      netDays,
      dueOn: addDays(dateOf(company.timezone, Date.parse(at)), netDays),
      notes: random.chance(0.2) ? 'Merci de votre confiance.' : random.blank(),
      topNotes: random.blank(),
      summarize: false,
      acceptElectronicPayment: true,
      acceptedElectronicPaymentMethods: ['CARD'],
      hasPaymentPending: false,
      hasPaymentsPending: false,
      needsQuickbooksSync: false,
      subTotal: sum(items, (item) => item.subTotal),
      taxTotal: sum(items, (item) => item.taxTotal),
      tipTotal: 0,
      total,
      paidTotal,
      dueTotal: total - paidTotal,
      tags: someTags(),
      ...stamps(at),
      items,
      payments,
      ...rest,
      id,
    }
  }

  const tier = (at: string, estimateId: string, sequenceNumber: number): EstimateTierRecord => {
    const group = { id: random.id('etg'), name: 'Mécanique', sequenceNumber: 1, ...stamps(at) }
    const items = Array.from({ length: random.int(1, 4) }, (_, at0) => {
      const service = random.pick([...company.services.values()])
      const amount = service.amount ?? 10_000
      const shares = service.isTaxable ? sharesOf(amount) : []
      const taxTotal = sum(shares, (share) => share.total)
      return {
        id: random.id('eti'),
        groupId: random.chance(0.5) ? group.id : null,
        masterServiceItemId: service.id,
        name: service.name.fr_CA ?? '',
        description: random.blank(),
        educationDescription: random.blank(),
        externalUrl: null,
        type: service.type,
        amount,
        quantity: 100,
        duration: service.duration,
        subtotal: amount,
        taxTotal,
        total: amount + taxTotal,
        isTaxable: service.isTaxable,
        isTuning: service.isTuning,
        sequenceNumber: at0 + 1,
        taxes: shares,
        ...stamps(at),
      }
    })
    const subtotal = sum(items, (item) => item.subtotal)
    const taxTotal = sum(items, (item) => item.taxTotal)
    return {
      id: random.id('ett'),
      estimateId,
      isPrimary: sequenceNumber === 1,
      allowSelfSchedule: random.chance(0.3),
      notes: random.blank(),
      sequenceNumber,
      targetPerformanceLevel: random.pick([null, 6, 7, 8]),
      subtotal,
      taxTotal,
      total: subtotal + taxTotal,
      ...stamps(at),
      groups: [group],
      items,
    }
  }

  const estimate = (
    at: string,
    patch: Partial<EstimateRecord> & { clientId: string; pianoId: string; createdById: string },
  ): EstimateRecord => {
    const id = patch.id ?? random.id('est')
    const tiers = patch.tiers ?? Array.from({ length: random.int(1, 3) }, (_, at0) => tier(at, id, at0 + 1))
    const estimatedOn = dateOf(company.timezone, Date.parse(at))
    return {
      number: company.estimates.size + 1,
      contactId: null,
      assignedToId: null,
      estimatedOn,
      expiresOn: addDays(estimatedOn, 90),
      isArchived: random.chance(0.2),
      locale: 'fr_CA',
      notes: random.chance(0.3) ? 'Remplacement des marteaux recommandé.' : random.blank(),
      currentPerformanceLevel: random.pick([null, 3, 4, 5]),
      recommendedTierTotal: tiers[0]?.total ?? null,
      tags: someTags(),
      ...stamps(at),
      tiers,
      ...patch,
      id,
    }
  }

  const service = (
    at: string,
    patch: Partial<ServiceRecord> & { masterServiceGroupId: string },
  ): ServiceRecord => ({
    id: random.id('mit'),
    name: { fr_CA: 'Accord', en_US: 'Tuning' },
    description: { fr_CA: '', en_US: '' },
    educationDescription: {},
    amount: random.int(10, 400) * 100,
    duration: random.pick([30, 60, 90, 120]),
    type: 'LABOR_FIXED_RATE',
    externalUrl: null,
    isAnyUser: true,
    isArchived: false,
    isDefault: false,
    isSelfSchedulable: random.chance(0.3),
    isTaxable: random.chance(0.9),
    isTuning: false,
    order: company.services.size + 1,
    ...stamps(at),
    ...patch,
  })

  return { invoice, payment, estimate, service }
}
