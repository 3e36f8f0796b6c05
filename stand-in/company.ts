import { follow } from './followed.ts'
import { makersFor } from './makers.ts'
import { chanceOf, hashOf, randomFrom } from './random.ts'
import type {
  Company,
  CompanySize,
  EventRecord,
  InvoiceRecord,
  PianoRecord,
  TimelineEntryRecord,
} from './records.ts'
import { institutions, longNote, serviceNote } from './texts.ts'
import { addDays, dateOf, instantOf, iso } from './zone.ts'

export type { Company, CompanySize } from './records.ts'

const day = 86_400_000

/** Every type of entry, with its share in a thousand as in a real company. */
const shares: readonly (readonly [string, number])[] = [
  ['CONTACT_EMAIL_AUTOMATED', 395],
  ['APPOINTMENT_LOG', 150],
  ['SERVICE_ENTRY_MANUAL', 80],
  ['APPOINTMENT', 75],
  ['SERVICE_ENTRY_AUTOMATED', 65],
  ['INVOICE_LOG', 60],
  ['CONTACT_EMAIL_MANUAL', 40],
  ['INVOICE', 25],
  ['INVOICE_PAYMENT', 20],
  ['SCHEDULED_MESSAGE_EMAIL', 15],
  ['USER_COMMENT', 14],
  ['PIANO_MEASUREMENT', 12],
  ['CONTACT_SMS_AUTOMATED', 8],
  ['SYSTEM_MESSAGE', 8],
  ['CONTACT_PHONE_MANUAL_TALKED', 6],
  ['CONTACT_PHONE_MANUAL_MESSAGE', 5],
  ['ESTIMATE_LOG', 5],
  ['CONTACT_SMS_MANUAL', 4],
  ['ESTIMATE', 4],
  ['SYSTEM_NOTIFICATION', 3],
  ['INVOICE_SYNC', 3],
  ['CONTACT_OTHER_MANUAL', 3],
  ['SCHEDULED_MESSAGE_SMS', 2],
  ['ERROR_MESSAGE', 2],
  ['SCHEDULED_MESSAGE_PHONE', 1],
  ['CONTACT_PHONE_AUTOMATED', 1],
  ['CONTACT_POST_AUTOMATED', 1],
  ['CONTACT_POST_MANUAL', 1],
]

const byNobody = /AUTOMATED$|^SCHEDULED|^SYSTEM|^ERROR|_SYNC$/
const aboutPiano = /^SERVICE_ENTRY|^PIANO/
/** The share of notes and messages that are long. */
const longShare = 0.04

const services: readonly (readonly [string, string, number])[] = [
  ['Accord', 'Tuning', 17_500],
  ['Montée de diapason et accord', 'Pitch raise and tuning', 24_500],
  ['Entretien du système PLS', 'Life Saver system maintenance', 6_500],
  ['Harmonisation', 'Voicing', 15_000],
  ['Réglage de la mécanique', 'Action regulation', 48_000],
  ['Remplacement de cordes', 'String replacement', 4_500],
  ['Déplacement', 'Travel', 3_000],
]

/** The size of a small real company, which is the default. */
export const defaultSize: Omit<CompanySize, 'now'> = {
  seed: 1,
  clients: 400,
  pianos: 1000,
  users: 8,
  timelineEntries: 20_000,
  appointments: 900,
  invoices: 500,
  estimates: 120,
  services: 60,
}

/**
 * Generates a company that looks real: Montreal, French and English, blank fields, all 28 types of
 * entry. The same seed, size and `now` give the same company, id for id.
 * Entries come at 74 a day and fewer the older they are, so 290,000 reach back to about 2011; a small company's
 * entries are spread thinner, over at least half a year.
 */
export const generateCompany = (size: Partial<CompanySize> = {}): Company => {
  const { company, entries } = foundCompany(size)
  for (const entry of entries) company.timelineEntries.set(entry.id, entry)
  follow(company, size.followed ?? 0)
  return company
}

/** A company whose timeline is not kept: `entries` makes one entry after the other, and can be read once. */
export const foundCompany = (
  size: Partial<CompanySize> = {},
): { company: Company; entries: Iterable<TimelineEntryRecord> } => {
  const { seed, now = new Date(), ...count } = { ...defaultSize, ...size }
  const random = randomFrom(seed)
  const end = now.getTime()
  const zone = 'America/Montreal'
  const company: Company = {
    seed,
    name: 'Pianos Beaurivage inc.',
    timezone: zone,
    now: iso(end),
    users: new Map(),
    clients: new Map(),
    pianos: new Map(),
    timelineEntries: new Map(),
    events: new Map(),
    invoices: new Map(),
    estimates: new Map(),
    services: new Map(),
    serviceGroups: new Map(),
    taxes: new Map(),
    data: new Map(),
    pools: new Map(),
    version: 0,
  }
  const founded = Date.parse('2011-03-01T14:00:00Z')
  const past = (recent = 0.05) =>
    iso(random.chance(recent) ? end - random.next() * 30 * day : founded + random.next() * (end - founded))
  const put = <T extends { id: string }>(map: Map<string, T>, record: T): T => {
    map.set(record.id, record)
    return record
  }

  for (const [name, rate, state] of [
    ['TPS', 5000, 'ACTIVE'],
    ['TVQ', 9975, 'ACTIVE'],
    ['TVQ 2011', 8500, 'HISTORICAL'],
  ] as const)
    put(company.taxes, {
      id: random.id('tax'),
      name,
      rate,
      default: state === 'ACTIVE',
      activeOrHistorical: state,
    })
  const make = makersFor(company, random)

  const pseudo = [
    ['À', 'attribuer'],
    ['Montréal', '(à planifier)'],
  ] as const
  for (let at = 0; at < count.users; at++) {
    const calendar = count.users > 3 ? pseudo[at - (count.users - pseudo.length)] : undefined
    put(
      company.users,
      make.user(past(0), {
        ...(at === 0 && { accessLevel: 'ADMIN', canViewCompanyMetrics: true }),
        ...(at === 1 && { accessLevel: 'ASSISTANT', isSchedulable: false }),
        ...(at === 3 && { status: 'INACTIVE' }),
        ...(calendar && {
          firstName: calendar[0],
          lastName: calendar[1],
          email: `calendrier${at}@example.com`,
        }),
      }),
    )
  }
  const users = [...company.users.values()]
  const anyUser = () => random.pick(users).id

  const groups = ['Accord', 'Entretien', 'Réparation'].map((name, at) =>
    put(company.serviceGroups, {
      id: random.id('msg'),
      name: { fr_CA: name, en_US: ['Tuning', 'Maintenance', 'Repair'][at] ?? name },
      isArchived: false,
      isMultiChoice: at > 0,
      estimateChecklistCount: 0,
      order: at + 1,
      createdAt: iso(founded),
      updatedAt: iso(founded),
    }),
  )
  for (let at = 0; at < count.services; at++) {
    const [fr, en, amount] = services[at % services.length] ?? ['Accord', 'Tuning', 17_500]
    const turn = Math.floor(at / services.length)
    const suffix = turn ? ` ${turn + 1}` : ''
    put(
      company.services,
      make.service(past(0.02), {
        masterServiceGroupId: random.pick(groups).id,
        name: { fr_CA: fr + suffix, en_US: en + suffix },
        description: { fr_CA: random.chance(0.5) ? `${fr}, sur place.` : '', en_US: '' },
        amount: random.chance(0.05) ? null : amount + turn * 500,
        isTuning: at % services.length < 2,
        isDefault: at === 0,
        isArchived: random.chance(0.1),
      }),
    )
  }

  // The first client is an institution whose visits name more than a hundred pianos.
  for (let at = 0; at < count.clients; at++) {
    const preferred = random.chance(0.4) ? anyUser() : null
    put(
      company.clients,
      make.client(past(), {
        preferredTechnicianId: preferred,
        ...(at === 0 && {
          companyName: institutions[0] ?? null,
          status: 'ACTIVE',
          tags: ['concert', 'école'],
        }),
      }),
    )
  }
  const clients = [...company.clients.values()]
  const pianosOf = new Map<string, PianoRecord[]>()
  const many = count.pianos >= 200 ? 130 : 0
  for (let at = 0; at < count.pianos && clients.length > 0; at++) {
    const owner = at < many ? clients[0] : random.pick(clients)
    if (!owner) break
    const made = make.piano(past(), { clientId: owner.id })
    const twin = random.chance(0.01) ? [...company.pianos.values()].at(-1) : undefined
    if (twin) made.serialNumber = twin.serialNumber
    put(company.pianos, made)
    const owned = pianosOf.get(owner.id)
    if (owned) owned.push(made)
    else pianosOf.set(owner.id, [made])
  }
  const pianos = [...company.pianos.values()]
  // A few clients have most of the traffic, as in a real company.
  const busyClient = () => clients[Math.floor(clients.length * random.next() ** 2)] ?? random.pick(clients)
  const nameOf = (client: (typeof clients)[number]) =>
    client.companyName ||
    `${client.contacts[0]?.firstName ?? ''} ${client.contacts[0]?.lastName ?? ''}`.trim()

  const today = dateOf(zone, end)
  const near = Math.min(Math.ceil(count.appointments * 0.6), 960)
  const farDays = 60 + Math.ceil((count.appointments - near) / 5)
  for (let at = 0; at < count.appointments && clients.length > 0; at++) {
    const offset = at < near ? random.int(-30, 90) : -30 - random.int(1, farDays)
    const type = random.weighted([
      ['APPOINTMENT', 84],
      ['PERSONAL', 8],
      ['MEMO', 4],
      ['SYNCED', 4],
    ])
    const appointment = type === 'APPOINTMENT'
    const client = appointment ? (at === 0 ? clients[0] : busyClient()) : undefined
    const owned = (client && pianosOf.get(client.id)) ?? []
    const takes = at === 0 ? owned.length : Math.min(owned.length, random.pick([0, 1, 1, 1, 2]))
    const start = instantOf(zone, addDays(today, offset), random.int(16, 82) * 15)
    const created = iso(Math.min(start, end) - random.int(1, 60) * day)
    const status =
      start < end
        ? random.weighted([
            ['COMPLETE', 80],
            ['CANCELED', 8],
            ['NO_SHOW', 2],
            ['ACTIVE', 10],
          ])
        : random.weighted([
            ['ACTIVE', 95],
            ['CANCELED', 5],
          ])
    put(
      company.events,
      make.event(created, {
        start: iso(start),
        type,
        status,
        isAllDay: type === 'MEMO',
        title: client ? nameOf(client) : random.pick(['Dentiste', 'Vacances', 'Formation', '', null]),
        clientId: client?.id ?? null,
        userId: anyUser(),
        createdById: random.chance(0.9) ? anyUser() : null,
        lifecycleState: start < end ? 'past' : random.pick(['confirmed', 'unconfirmed', 'future']),
        pianos: owned.slice(0, takes).map((one) => ({ pianoId: one.id, isTuning: random.chance(0.85) })),
      }),
    )
  }

  for (let at = 0; at < count.invoices && clients.length > 0; at++) {
    const client = busyClient()
    put(
      company.invoices,
      make.invoice(past(0.1), {
        status: random.weighted([
          ['PAID', 78],
          ['OPEN', 8],
          ['OVERDUE', 6],
          ['DRAFT', 4],
          ['CANCELED', 2],
          ['DELETED', 2],
        ]),
        clientId: client.id,
        contactId: client.contacts[0]?.id ?? null,
        createdById: anyUser(),
        assignedToId: random.chance(0.8) ? anyUser() : null,
        archived: random.chance(0.1),
        pianoId: pianosOf.get(client.id)?.[0]?.id ?? null,
      }),
    )
  }
  for (let at = 0; at < count.estimates && pianos.length > 0; at++) {
    const piano = random.pick(pianos)
    put(
      company.estimates,
      make.estimate(past(0.1), {
        clientId: piano.clientId ?? '',
        pianoId: piano.id,
        createdById: anyUser(),
        assignedToId: random.chance(0.5) ? anyUser() : null,
      }),
    )
  }

  const events = [...company.events.values()].filter((event) => event.clientId)
  const invoices = [...company.invoices.values()]
  const estimates = [...company.estimates.values()]
  const fromList = <T>(list: T[]): T | undefined => (list.length > 0 ? random.pick(list) : undefined)

  function* entries(): Generator<TimelineEntryRecord> {
    const perDay = Math.min(74, count.timelineEntries / 180)
    const fading = 7500
    for (let at = 0; at < count.timelineEntries && clients.length > 0; at++) {
      const age = -Math.log(Math.max(1 - (at + 1) / (perDay * fading), 0.01)) * fading
      const midnight = Math.floor((end - age * day) / day) * day
      // 11:00 to 28:00 UTC is 6:00 to 23:00 in Montreal: some evenings fall on the next day in UTC.
      const wanted = midnight + (11 + random.next() ** 1.4 * 17) * 3_600_000
      // None is as new as what a test inserts.
      const occurredAt = iso(Math.min(wanted, end - 60_000 - at * 1000))
      const type = shares[at]?.[0] ?? random.weighted(shares)
      const event: EventRecord | undefined = type.startsWith('APPOINTMENT') ? fromList(events) : undefined
      const invoice: InvoiceRecord | undefined = type.startsWith('INVOICE') ? fromList(invoices) : undefined
      const estimate = type.startsWith('ESTIMATE') ? fromList(estimates) : undefined
      const onPiano = aboutPiano.test(type) || (event ? random.chance(0.25) : type === 'USER_COMMENT')
      const piano = onPiano
        ? event
          ? company.pianos.get(event.pianos[0]?.pianoId ?? '')
          : fromList(pianos)
        : estimate && company.pianos.get(estimate.pianoId)
      const owner = event?.clientId ?? invoice?.clientId ?? estimate?.clientId ?? piano?.clientId
      const client = (owner && company.clients.get(owner)) || busyClient()
      const french = client.locale === 'fr_CA'
      const email = /EMAIL/.test(type)
      const about = event ? 'Event' : invoice ? 'Invoice' : estimate ? 'Estimate' : null
      const entry = make.timelineEntry(occurredAt, {
        type,
        clientId: client.id,
        pianoId: piano?.id ?? null,
        userId: byNobody.test(type) && type !== 'SERVICE_ENTRY_AUTOMATED' ? null : anyUser(),
        appointmentId: event?.id ?? null,
        invoiceId: invoice?.id ?? null,
        invoicePaymentId: type === 'INVOICE_PAYMENT' ? (invoice?.payments[0]?.id ?? null) : null,
        estimateId: estimate?.id ?? null,
        relatedId: event?.id ?? invoice?.id ?? estimate?.id ?? null,
        relatedType: about,
        ...(email && {
          emailStatus: random.pick(['DELIVERED', 'OPENED', 'OPENED', 'BOUNCED', 'SENT']),
          emailRecipientName: nameOf(client),
        }),
        summary: make.summary(type, french, nameOf(client)),
        comment:
          type === 'SERVICE_ENTRY_MANUAL'
            ? serviceNote(random)
            : type === 'USER_COMMENT'
              ? random.pick([
                  'Rappeler en septembre.',
                  'Left a message with the school office.',
                  'Préfère le matin.',
                ])
              : random.blank(),
      })
      // Drawn from the id, so that nothing else moves.
      if (chanceOf(hashOf(entry.id)) < longShare) {
        if (type === 'SERVICE_ENTRY_MANUAL') entry.comment = longNote(entry.comment ?? '', 2600)
        if (type === 'CONTACT_EMAIL_MANUAL') entry.summary = longNote(entry.summary ?? '', 800)
      }
      if (type === 'PIANO_MEASUREMENT' && piano) {
        const taken = make.measurement(occurredAt, { pianoId: piano.id })
        piano.measurements.push(taken)
        const values = `${taken.temperature}°C, ${taken.humidity}%`
        entry.summary = french ? `Mesure du piano prise : ${values}` : `Piano measurement taken: ${values}`
      }
      yield entry
    }
  }
  for (const [kind, map] of Object.entries({
    user: company.users,
    client: company.clients,
    piano: company.pianos,
    event: company.events,
    invoice: company.invoices,
    estimate: company.estimates,
    service: company.services,
    taxes: company.taxes,
    service_groups: company.serviceGroups,
  }))
    company.pools.set(kind, [...map.keys()])
  return { company, entries: entries() }
}
