import {
  type Arguments,
  between,
  dated,
  type Key,
  listed,
  mentions,
  same,
  sorted,
  tagged,
  truth,
  within,
} from './filters.ts'
import type {
  ClientRecord,
  Company,
  EstimateRecord,
  EventRecord,
  InvoiceRecord,
  PianoRecord,
  TimelineEntryRecord,
} from './records.ts'
import { iso } from './zone.ts'

/** Which of Gazelle's possible behaviours the stand-in shows where the real one is not documented. */
export interface Unknowns {
  /** Whether an edit that leaves no timeline entry counts as timeline activity. */
  activityIncludesEdits: boolean
  /** The zone in which CoreDate filters are read. */
  filterZone: string
}

interface Asked {
  filters: Arguments
  sortBy: unknown
}

const newestFirst = (a: TimelineEntryRecord, b: TimelineEntryRecord) =>
  a.occurredAt < b.occurredAt ? 1 : a.occurredAt > b.occurredAt ? -1 : a.id < b.id ? 1 : -1

/** Ties, and lists without a sort, go by creation and id. */
const byCreation = <T extends { id: string; createdAt: string }>(
  rows: T[],
  sortBy: unknown,
  keys: Record<string, (row: T) => Key>,
): T[] => sorted(rows, sortBy, (name) => keys[name], [(row) => row.createdAt, (row) => row.id])

/**
 * The lists that the stand-in pages through: the company's present rows, filtered and sorted as asked. A list is kept
 * until the company changes, so a deep page costs as little as the first one.
 */
export const listsOf = (company: Company, unknowns: Unknowns, now: () => number) => {
  /** Remembers what a list answered, until the company changes. */
  const remember = <A, T>(make: (asked: A) => T) => {
    const kept = new Map<string, T>()
    let version = -1
    return (asked: A): T => {
      if (version !== company.version || kept.size > 200) {
        kept.clear()
        version = company.version
      }
      const key = JSON.stringify([asked, unknowns])
      const known = kept.get(key)
      if (known !== undefined) return known
      const made = make(asked)
      kept.set(key, made)
      return made
    }
  }

  /** Entries of clients that exist, newest first: the entries of a vanished client vanish with it. */
  const timeline = remember((_: null) =>
    [...company.timelineEntries.values()]
      .filter((entry) => company.clients.has(entry.clientId))
      .sort(newestFirst),
  )

  const activeIds = remember((asked: { of: 'clientId' | 'pianoId'; low: unknown; high: unknown }) => {
    const inside = within(unknowns.filterZone, asked.low, asked.high)
    const ids = new Set<string>()
    for (const entry of timeline(null)) {
      const id = entry[asked.of]
      if (id && inside(entry.occurredAt)) ids.add(id)
    }
    if (unknowns.activityIncludesEdits)
      for (const row of (asked.of === 'clientId' ? company.clients : company.pianos).values())
        if (inside(row.updatedAt)) ids.add(row.id)
    return ids
  })

  const activity = (filters: Arguments, of: 'clientId' | 'pianoId') => {
    const { hasTimelineActivityGet: low, hasTimelineActivityLet: high } = filters
    const { hasNoTimelineActivityGet: noLow, hasNoTimelineActivityLet: noHigh } = filters
    const wanted = low || high ? activeIds({ of, low, high }) : undefined
    const unwanted = noLow || noHigh ? activeIds({ of, low: noLow, high: noHigh }) : undefined
    return (id: string) => (!wanted || wanted.has(id)) && !unwanted?.has(id)
  }

  const clientName = (id: string | null) => {
    const client = id ? company.clients.get(id) : undefined
    return client && (client.companyName || client.contacts[0]?.lastName || '')
  }

  const clients = remember(({ filters, sortBy }: Asked): ClientRecord[] => {
    const created = within(unknowns.filterZone, filters.createdGet, filters.createdLet)
    const active = activity(filters, 'clientId')
    const place = (row: ClientRecord) => row.contacts[0]?.locations[0]
    const rows = [...company.clients.values()].filter(
      (row) =>
        listed(filters.status, row.status) &&
        listed(filters.clientType, row.clientType) &&
        listed(filters.preferredTechnicianId, row.preferredTechnicianId) &&
        listed(filters.postCode, place(row)?.postalCode) &&
        listed(filters.municipality, place(row)?.municipality) &&
        listed(filters.region, place(row)?.region) &&
        mentions(
          filters.search,
          row.companyName,
          ...row.contacts.flatMap((one) => [one.firstName, one.lastName]),
        ) &&
        tagged(filters, row.tags) &&
        created(row.createdAt) &&
        active(row.id),
    )
    return byCreation(rows, sortBy, {
      CREATED_AT: (row) => row.createdAt,
      STATUS: (row) => row.status,
      CLIENT_NAME: (row) => clientName(row.id),
      POSTAL_CODE: (row) => place(row)?.postalCode,
      CITY: (row) => place(row)?.municipality,
      MUNICIPALITY: (row) => place(row)?.municipality,
      STATE: (row) => place(row)?.region,
      REGION: (row) => place(row)?.region,
    })
  })

  const pianos = remember(({ filters, sortBy }: Asked): PianoRecord[] => {
    const created = within(unknowns.filterZone, filters.createdGet, filters.createdLet)
    const active = activity(filters, 'pianoId')
    const excluded = Array.isArray(filters.excludePianoIds) ? filters.excludePianoIds : []
    const rows = [...company.pianos.values()].filter(
      (row) =>
        same(filters.clientId, row.clientId) &&
        !excluded.includes(row.id) &&
        listed(filters.status, row.status) &&
        listed(filters.type, row.type) &&
        listed(filters.make, row.make) &&
        listed(filters.serialNumber, row.serialNumber) &&
        between(filters.yearGet, filters.yearLet, row.year) &&
        same(filters.useType, row.useType) &&
        truth(filters.rental, row.rental === true) &&
        truth(filters.consignment, row.consignment === true) &&
        truth(filters.isTotalLoss, row.totalLoss === true) &&
        truth(filters.needsRepairOrRebuilding, row.needsRepairOrRebuilding === true) &&
        truth(filters.hasIvory, row.hasIvory === true) &&
        truth(filters.hasPlayerInstalled, row.playerInstalled === true) &&
        truth(filters.hasPianoLifeSaverInstalled, row.damppChaserInstalled === true) &&
        mentions(filters.search, row.make, row.model, row.serialNumber) &&
        tagged(filters, row.tags) &&
        created(row.createdAt) &&
        active(row.id),
    )
    return byCreation(rows, sortBy, {
      CREATED_AT: (row) => row.createdAt,
      STATUS: (row) => row.status,
      MAKE: (row) => row.make,
      MODEL: (row) => row.model,
      LAST_SERVICE: (row) => row.calculatedLastService,
      NEXT_SERVICE: (row) => row.calculatedNextService,
    })
  })

  const filteredTimeline = remember((asked: Arguments): TimelineEntryRecord[] => {
    const since = typeof asked.occurredAtGet === 'string' ? Date.parse(asked.occurredAtGet) : undefined
    // Whole seconds sort as text; a bound is met from its second on.
    const bound = since === undefined ? '' : iso(Math.ceil(since / 1000) * 1000).slice(0, 19)
    return timeline(null).filter(
      (row) =>
        row.occurredAt >= bound &&
        listed(asked.types, row.type) &&
        same(asked.clientId, row.clientId) &&
        same(asked.pianoId, row.pianoId) &&
        same(asked.invoiceId, row.invoiceId) &&
        same(asked.estimateId, row.estimateId) &&
        mentions(asked.search, row.summary, row.comment),
    )
  })
  const timelineEntries = ({
    clientId,
    pianoId,
    invoiceId,
    estimateId,
    types,
    search,
    occurredAtGet,
  }: Arguments) =>
    filteredTimeline({ clientId, pianoId, invoiceId, estimateId, types, search, occurredAtGet })

  const events = remember(({ filters, sortBy }: Asked): EventRecord[] => {
    const started = within(unknowns.filterZone, filters.startOn, filters.endOn)
    const dates = within(unknowns.filterZone, filters.dateGet, filters.dateLet)
    const anyPiano = Array.isArray(filters.pianoId) ? filters.pianoId : undefined
    const rows = [...company.events.values()].filter(
      (row) =>
        started(row.start) &&
        dates(row.start) &&
        listed(filters.clientId, row.clientId) &&
        listed(filters.userId, row.userId) &&
        listed(filters.type, row.type) &&
        listed(filters.status, row.status) &&
        (!anyPiano || row.pianos.some((one) => anyPiano.includes(one.pianoId))) &&
        truth(
          filters.appointmentIsTuning,
          row.pianos.some((one) => one.isTuning),
        ) &&
        truth(filters.appointmentHasPiano, row.pianos.length > 0) &&
        truth(filters.appointmentIsCompleted, row.status === 'COMPLETE') &&
        truth(filters.appointmentIsConfirmed, row.confirmedByClient === true) &&
        mentions(filters.search, row.title, row.notes),
    )
    const near = (row: EventRecord) => Math.abs(Date.parse(row.start ?? row.createdAt) - now())
    return byCreation(rows, sortBy, {
      START: (row) => row.start,
      EVENT_NEAR_TODAY: near,
      USER_LAST_NAME: (row) => company.users.get(row.userId ?? '')?.lastName,
    })
  })

  const invoices = remember(({ filters, sortBy }: Asked): InvoiceRecord[] => {
    // An invoice has no date of its own: the day of its creation is used.
    const dates = within(unknowns.filterZone, filters.invoiceDateGet, filters.invoiceDateLet)
    const { paymentDateGet, paymentDateLet } = filters
    const paid = within(unknowns.filterZone, paymentDateGet, paymentDateLet)
    const rows = [...company.invoices.values()].filter(
      (row) =>
        same(filters.clientId, row.clientId) &&
        (typeof filters.pianoId !== 'string' || row.items.some((item) => item.pianoId === filters.pianoId)) &&
        listed(filters.invoiceIds, row.id) &&
        listed(filters.status, row.status) &&
        truth(filters.archived, row.archived === true) &&
        dates(row.createdAt) &&
        dated(filters.dueDateGet, filters.dueDateLet, row.dueOn) &&
        (!(paymentDateGet || paymentDateLet) || row.payments.some((one) => paid(one.paidAt))) &&
        between(filters.totalGet, filters.totalLet, row.total) &&
        listed(filters.createdBy, row.createdById) &&
        listed(filters.assignedTo, row.assignedToId) &&
        mentions(filters.search, row.number, row.notes) &&
        tagged(filters, row.tags),
    )
    return byCreation(rows, sortBy, {
      NUMBER: (row) => row.number,
      STATUS: (row) => row.status,
      CREATED_AT: (row) => row.createdAt,
      INVOICE_DATE: (row) => row.createdAt,
      DUE_DATE: (row) => row.dueOn,
      TOTAL: (row) => row.total,
      DUE_TOTAL: (row) => row.dueTotal,
      CLIENT_NAME: (row) => clientName(row.clientId),
    })
  })

  const estimates = remember(({ filters, sortBy }: Asked): EstimateRecord[] => {
    const created = within(unknowns.filterZone, filters.createdGet, filters.createdLet)
    const today = iso(now()).slice(0, 10)
    const rows = [...company.estimates.values()].filter(
      (row) =>
        company.clients.has(row.clientId) &&
        company.pianos.has(row.pianoId) &&
        same(filters.clientId, row.clientId) &&
        same(filters.pianoId, row.pianoId) &&
        truth(filters.archived, row.isArchived) &&
        truth(filters.expired, row.expiresOn < today) &&
        created(row.createdAt) &&
        dated(filters.expiresGet, filters.expiresLet, row.expiresOn) &&
        between(filters.recommendedTierTotalGet, filters.recommendedTierTotalLet, row.recommendedTierTotal) &&
        listed(filters.createdById, row.createdById) &&
        listed(filters.assignedToId, row.assignedToId) &&
        mentions(filters.search, row.number, row.notes) &&
        tagged(filters, row.tags),
    )
    return byCreation(rows, sortBy, {
      NUMBER: (row) => row.number,
      CREATED_AT: (row) => row.createdAt,
      ESTIMATED_ON: (row) => row.estimatedOn,
      EXPIRES_ON: (row) => row.expiresOn,
      RECOMMENDED_TIER_TOTAL: (row) => row.recommendedTierTotal,
      PRIMARY_TIER_TOTAL: (row) => row.tiers.find((tier) => tier.isPrimary)?.total,
      CLIENT_NAME: (row) => clientName(row.clientId),
    })
  })

  /** The next active tuning of each piano, by piano id. */
  const nextTunings = remember((_: null) => {
    const today = company.now
    const next = new Map<string, EventRecord>()
    const coming = [...company.events.values()]
      .filter((event) => event.status === 'ACTIVE' && event.start && event.start > today)
      .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
    for (const event of coming)
      for (const { pianoId, isTuning } of event.pianos)
        if (isTuning && !next.has(pianoId)) next.set(pianoId, event)
    return next
  })

  return {
    clients,
    pianos,
    timelineEntries,
    events,
    invoices,
    estimates,
    nextTuning: (pianoId: string) => nextTunings(null).get(pianoId) ?? null,
  }
}

export type Lists = ReturnType<typeof listsOf>
