import type { DataRecord, Values } from './data.ts'
import { declared } from './declarations.ts'
import {
  checkNames,
  type HandwrittenKind,
  type Kinds,
  makeRecord,
  mapOf,
  moveReferences,
  typeOf,
} from './kinds.ts'
import { type Makers, makersFor } from './makers.ts'
import { randomFrom } from './random.ts'
import type {
  ClientRecord,
  Company,
  ContactRecord,
  EstimateRecord,
  EventRecord,
  InvoiceRecord,
  MeasurementRecord,
  PianoRecord,
  ServiceRecord,
  TimelineEntryRecord,
  UserRecord,
} from './records.ts'
import { types } from './shapes.ts'
import { iso } from './zone.ts'

/** Thrown when a change names a record that is not there. */
const missing = (kind: string, id: string) => new Error(`no ${kind} ${id} in the company`)

/**
 * What happens in a company while a sync runs. Every change moves `updatedAt` (a timeline entry has none), and leaves
 * the timeline entry that Gazelle would write; an edit of a client, piano or contact leaves none.
 * `now` gives milliseconds.
 */
export const changesFor = (company: Company, now: () => number) => {
  const random = randomFrom(company.seed + 7919)
  const make: Makers = makersFor(company, random)
  // Declared records are made before the first change, so that no change alters them.
  for (const kind of declared.keys()) mapOf(company, kind)
  const gone = new Map<string, () => void>()
  const at = () => iso(now())
  const touch = <T extends { updatedAt: string }>(row: T): T => {
    row.updatedAt = at()
    company.version++
    return row
  }
  const get = <K extends HandwrittenKind>(kind: K, id: string): Kinds[K] => {
    const row = mapOf(company, kind).get(id)
    if (!row) throw missing(kind, id)
    return row
  }
  const put = <K extends HandwrittenKind>(kind: K, row: Kinds[K]): Kinds[K] => {
    mapOf(company, kind).set(row.id, row)
    company.version++
    return row
  }
  const firstOf = <T>(map: Map<string, T>): T => {
    for (const row of map.values()) return row
    throw new Error('the company has none to refer to')
  }
  const insertTimelineEntry = (patch: Partial<TimelineEntryRecord> = {}) =>
    put(
      'timelineEntry',
      make.timelineEntry(at(), {
        ...patch,
        clientId:
          patch.clientId ?? company.pianos.get(patch.pianoId ?? '')?.clientId ?? firstOf(company.clients).id,
      }),
    )
  const log = (type: string, clientId: string | null, patch: Partial<TimelineEntryRecord> = {}) => {
    if (clientId && company.clients.has(clientId)) insertTimelineEntry({ type, clientId, ...patch })
  }
  const stamp = (kind: string, row: Values, patch: Values) => {
    const isStamped = 'updatedAt' in row || types.get(typeOf.get(kind) ?? '')?.has('updatedAt')
    if (isStamped && !('updatedAt' in patch)) row.updatedAt = at()
    company.version++
  }
  function edit<K extends HandwrittenKind>(kind: K, id: string, patch: Partial<Kinds[K]>): Kinds[K]
  function edit(kind: string, id: string, patch: Values): DataRecord
  function edit(kind: string, id: string, patch: Values): DataRecord {
    const row = mapOf(company, kind).get(id)
    if (!row) throw missing(kind, id)
    if (declared.has(kind)) checkNames(typeOf.get(kind) ?? '', patch, `an edit of ${kind}`)
    Object.assign(row, patch)
    stamp(kind, row, patch)
    return row
  }
  const insertPiano = (patch: Partial<PianoRecord> = {}) => {
    const piano = put('piano', make.piano(at(), { clientId: firstOf(company.clients).id, ...patch }))
    log('SYSTEM_MESSAGE', piano.clientId, { pianoId: piano.id, summary: 'Piano ajouté' })
    return piano
  }

  /** Removes a record without a tombstone, with its dependants; `restore` brings it back as it was. */
  function vanish<K extends HandwrittenKind>(kind: K, id: string): Kinds[K]
  function vanish(kind: string, id: string): DataRecord
  function vanish(kind: string, id: string): DataRecord {
    const row = mapOf(company, kind).get(id)
    if (!row) throw missing(kind, id)
    const taken: (() => void)[] = []
    const take = <P extends HandwrittenKind>(
      map: Map<string, Kinds[P]>,
      fits: (row: Kinds[P]) => boolean,
    ) => {
      for (const [key, value] of map)
        if (fits(value)) {
          map.delete(key)
          taken.push(() => map.set(key, value))
        }
    }
    mapOf(company, kind).delete(id)
    if (kind === 'client') {
      take<'piano'>(company.pianos, (one) => one.clientId === id)
      take<'timelineEntry'>(company.timelineEntries, (one) => one.clientId === id)
      take<'event'>(company.events, (one) => one.clientId === id)
      take<'invoice'>(company.invoices, (one) => one.clientId === id)
      take<'estimate'>(company.estimates, (one) => one.clientId === id)
    }
    if (kind === 'piano') take<'estimate'>(company.estimates, (one) => one.pianoId === id)
    company.version++
    gone.set(id, () => {
      mapOf(company, kind).set(id, row)
      for (const restore of taken) restore()
      company.version++
    })
    return row
  }

  const contactOf = (id: string) => {
    for (const client of company.clients.values()) {
      const contact = client.contacts.find((one) => one.id === id)
      if (contact) return { client, contact }
    }
    throw missing('contact', id)
  }
  const measurementOf = (id: string) => {
    for (const piano of company.pianos.values()) {
      const measurement = piano.measurements.find((one) => one.id === id)
      if (measurement) return { piano, measurement }
    }
    throw missing('measurement', id)
  }

  /** Inserts a record of a declared kind. */
  const insertData = (name: string, patch: Values): DataRecord => {
    const kind = declared.get(name)
    if (!kind) throw new Error(`the stand-in has no kind ${name}`)
    const map = mapOf(company, name)
    const fields = types.get(kind.type)
    const stamps = {
      ...(fields?.has('createdAt') && { createdAt: at() }),
      ...(fields?.has('updatedAt') && { updatedAt: at() }),
    }
    const record = makeRecord(company, kind, random, map.size, { ...stamps, ...patch })
    map.set(record.id, record)
    company.version++
    return record
  }

  const changes = {
    /** Changes fields of any record, a list that it owns too; only `updatedAt` shows the change. */
    edit,
    /** Inserts a record of any kind, by the kind's name. */
    insert: (kind: string, patch: Values = {}): DataRecord => {
      const own = inserts[kind]
      return own ? own(patch) : insertData(kind, patch)
    },
    vanish,
    /** Brings a vanished or deleted record back, with what went with it. */
    restore: (id: string) => {
      const back = gone.get(id)
      if (!back) throw missing('vanished record', id)
      gone.delete(id)
      back()
    },

    insertUser: (patch: Partial<UserRecord> = {}) => put('user', make.user(at(), patch)),
    editUser: (id: string, patch: Partial<UserRecord>) => edit('user', id, patch),
    deleteUser: (id: string) => vanish('user', id),

    insertClient: (patch: Partial<ClientRecord> = {}) => {
      const client = put('client', make.client(at(), patch))
      log('SYSTEM_MESSAGE', client.id, { summary: 'Client ajouté' })
      return client
    },
    editClient: (id: string, patch: Partial<ClientRecord>) => edit('client', id, patch),
    deleteClient: (id: string) => vanish('client', id),
    /** Everything of `from` becomes `into`'s; `from` is gone without a tombstone. */
    mergeClients: (from: string, into: string) => {
      const [source, target] = [get('client', from), touch(get('client', into))]
      for (const contact of source.contacts)
        target.contacts.push({
          ...contact,
          clientId: into,
          isDefault: false,
          isBillingDefault: false,
          updatedAt: at(),
        })
      for (const piano of company.pianos.values()) if (piano.clientId === from) touch(piano).clientId = into
      for (const event of company.events.values()) if (event.clientId === from) touch(event).clientId = into
      for (const invoice of company.invoices.values())
        if (invoice.clientId === from) touch(invoice).clientId = into
      for (const estimate of company.estimates.values())
        if (estimate.clientId === from) touch(estimate).clientId = into
      for (const entry of company.timelineEntries.values()) if (entry.clientId === from) entry.clientId = into
      moveReferences(company, 'PrivateClient', from, into, at())
      vanish('client', from)
      log('SYSTEM_MESSAGE', into, { summary: 'Clients fusionnés' })
      return target
    },
    insertContact: (clientId: string, patch: Partial<ContactRecord> = {}) => {
      const client = touch(get('client', clientId))
      const contact = make.contact(at(), { isDefault: false, isBillingDefault: false, ...patch, clientId })
      client.contacts.push(contact)
      return contact
    },
    editContact: (id: string, patch: Partial<ContactRecord>) => {
      const { client, contact } = contactOf(id)
      touch(client)
      return Object.assign(touch(contact), patch)
    },
    deleteContact: (id: string) => {
      const { client, contact } = contactOf(id)
      client.contacts = touch(client).contacts.filter((one) => one !== contact)
      return contact
    },

    insertPiano,
    editPiano: (id: string, patch: Partial<PianoRecord>) => edit('piano', id, patch),
    deletePiano: (id: string) => vanish('piano', id),
    /** Gives a piano to another client; with `leaveCopy` an INACTIVE one with the same serial number stays behind. */
    movePiano: (id: string, clientId: string, { leaveCopy = false } = {}) => {
      const piano = get('piano', id)
      if (leaveCopy) {
        const { id: copyId } = make.piano(at())
        put('piano', { ...piano, id: copyId, status: 'INACTIVE', measurements: [], updatedAt: at() })
      }
      log('SYSTEM_MESSAGE', clientId, { pianoId: id, summary: 'Piano déplacé' })
      return edit('piano', id, { clientId })
    },
    mergePianos: (from: string, into: string) => {
      const [source, target] = [get('piano', from), touch(get('piano', into))]
      target.measurements.push(...source.measurements.map((one) => ({ ...one, pianoId: into })))
      for (const entry of company.timelineEntries.values()) if (entry.pianoId === from) entry.pianoId = into
      for (const event of company.events.values())
        for (const one of event.pianos) if (one.pianoId === from) one.pianoId = into
      for (const estimate of company.estimates.values())
        if (estimate.pianoId === from) estimate.pianoId = into
      for (const invoice of company.invoices.values())
        for (const item of invoice.items) if (item.pianoId === from) item.pianoId = into
      moveReferences(company, 'PrivatePiano', from, into, at())
      vanish('piano', from)
      return target
    },
    insertMeasurement: (pianoId: string, patch: Partial<MeasurementRecord> = {}) => {
      const piano = get('piano', pianoId)
      const measurement = make.measurement(at(), { ...patch, pianoId })
      piano.measurements.push(measurement)
      company.version++
      log('PIANO_MEASUREMENT', piano.clientId, {
        pianoId,
        summary: `Mesure du piano prise : ${measurement.temperature}°C, ${measurement.humidity}%`,
      })
      return measurement
    },
    editMeasurement: (id: string, patch: Partial<MeasurementRecord>) =>
      Object.assign(touch(measurementOf(id).measurement), patch),
    deleteMeasurement: (id: string) => {
      const { piano, measurement } = measurementOf(id)
      piano.measurements = piano.measurements.filter((one) => one !== measurement)
      company.version++
      return measurement
    },

    insertTimelineEntry,
    editTimelineEntry: (id: string, patch: Partial<TimelineEntryRecord>) => edit('timelineEntry', id, patch),
    deleteTimelineEntry: (id: string) => vanish('timelineEntry', id),

    insertEvent: (patch: Partial<EventRecord> = {}) => {
      const event = put('event', make.event(at(), { userId: firstOf(company.users).id, ...patch }))
      log('APPOINTMENT_LOG', event.clientId, { appointmentId: event.id, summary: 'Rendez-vous créé' })
      return event
    },
    editEvent: (id: string, patch: Partial<EventRecord>) => {
      const event = edit('event', id, patch)
      log('APPOINTMENT_LOG', event.clientId, { appointmentId: id, summary: 'Rendez-vous modifié' })
      return event
    },
    deleteEvent: (id: string) => vanish('event', id),

    insertInvoice: (patch: Partial<InvoiceRecord> = {}) => {
      const clientId = patch.clientId ?? firstOf(company.clients).id
      const invoice = put('invoice', make.invoice(at(), { ...patch, clientId }))
      log('INVOICE', clientId, { invoiceId: invoice.id })
      return invoice
    },
    editInvoice: (id: string, patch: Partial<InvoiceRecord>) => {
      const invoice = edit('invoice', id, patch)
      log('INVOICE_LOG', invoice.clientId, { invoiceId: id })
      return invoice
    },
    /** Pays an invoice, whole unless an amount in cents is given. */
    payInvoice: (id: string, amount?: number) => {
      const invoice = touch(get('invoice', id))
      const payment = make.payment(at(), { invoiceId: id, amount: amount ?? invoice.dueTotal ?? 0 })
      invoice.payments.push(payment)
      invoice.paidTotal = (invoice.paidTotal ?? 0) + payment.amount
      invoice.dueTotal = (invoice.total ?? 0) - invoice.paidTotal
      if (invoice.dueTotal <= 0) invoice.status = 'PAID'
      log('INVOICE_PAYMENT', invoice.clientId, { invoiceId: id, invoicePaymentId: payment.id })
      return payment
    },
    deleteInvoice: (id: string) => vanish('invoice', id),

    insertEstimate: (patch: Partial<EstimateRecord> = {}) => {
      const piano = patch.pianoId ? get('piano', patch.pianoId) : firstOf(company.pianos)
      const clientId = patch.clientId ?? piano.clientId ?? firstOf(company.clients).id
      const createdById = patch.createdById ?? firstOf(company.users).id
      const estimate = put(
        'estimate',
        make.estimate(at(), { isArchived: false, ...patch, clientId, pianoId: piano.id, createdById }),
      )
      log('ESTIMATE', clientId, { estimateId: estimate.id, pianoId: piano.id })
      return estimate
    },
    editEstimate: (id: string, patch: Partial<EstimateRecord>) => {
      const estimate = edit('estimate', id, patch)
      log('ESTIMATE_LOG', estimate.clientId, { estimateId: id })
      return estimate
    },
    deleteEstimate: (id: string) => vanish('estimate', id),

    insertService: (patch: Partial<ServiceRecord> = {}) =>
      put(
        'service',
        make.service(at(), { masterServiceGroupId: firstOf(company.serviceGroups).id, ...patch }),
      ),
    editService: (id: string, patch: Partial<ServiceRecord>) => edit('service', id, patch),
    deleteService: (id: string) => vanish('service', id),
  }
  const inserts: Record<string, (patch: Values) => DataRecord> = {
    user: changes.insertUser,
    client: changes.insertClient,
    piano: changes.insertPiano,
    timelineEntry: changes.insertTimelineEntry,
    event: changes.insertEvent,
    invoice: changes.insertInvoice,
    estimate: changes.insertEstimate,
    service: changes.insertService,
  }
  return changes
}

export type Changes = ReturnType<typeof changesFor>

/** Makes a change by its name, as one from outside the process. */
export const makeChange = (changes: Changes, name: string, args: readonly unknown[]): unknown => {
  const made: unknown = Object.hasOwn(changes, name) ? Reflect.get(changes, name) : undefined
  if (typeof made !== 'function') throw new Error(`no such change: ${name}`)
  return Reflect.apply(made, undefined, args)
}
