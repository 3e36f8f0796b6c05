import { createHash } from 'node:crypto'
import type { Arguments } from './filters.ts'
import type { Lists } from './lists.ts'
import { english, french, localizationOf } from './localizations.ts'
import type {
  ClientRecord,
  Company,
  ContactRecord,
  EstimateItemRecord,
  EstimateTierRecord,
  EventRecord,
  InvoiceRecord,
  LocationRecord,
  PhoneRecord,
  PianoRecord,
  ServiceGroupRecord,
  ServiceRecord,
  TimelineEntryRecord,
  UserRecord,
} from './records.ts'

/** Context of one query: the caller, and the page cap. */
export interface Context {
  caller: UserRecord | undefined
  pageCap: number
}

/** Written as a method, so that each resolver can type the record it expects. */
export type Resolver = { resolve(source: unknown, args: Arguments, context: Context): unknown }['resolve']
export type Resolvers = Record<string, Record<string, Resolver>>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const shown = (phoneNumber: string | null, format: unknown) => {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phoneNumber ?? '') ?? []
  if (!area || format === 'E164') return phoneNumber
  return format === 'INTERNATIONAL' ? `+1 ${area}-${exchange}-${line}` : `(${area}) ${exchange}-${line}`
}

/** A location in the words of Gazelle's older type. */
const addressOf = ({ street1, street2, municipality, region, postalCode, ...location }: LocationRecord) => ({
  ...location,
  address1: street1,
  street1,
  address2: street2,
  street2,
  city: municipality,
  municipality,
  state: region,
  region,
  zip: postalCode,
  postalCode,
  type: location.usageType,
  lat: Number(location.latitude),
  lng: Number(location.longitude),
})

/** What is answered by hand: roots, what a parent owns, and what depends on arguments. A connection is answered by its rows. */
export const resolversFor = (company: Company, lists: Lists): Resolvers => {
  const filtersOf = (args: Arguments) => ({
    filters: isRecord(args.filters) ? args.filters : {},
    sortBy: args.sortBy,
  })
  // Rows that the caller may not see are missing without an error, as they are in Gazelle.
  const sees = (context: Context) =>
    context.caller?.accessLevel === 'ADMIN' && !context.caller.hasLimitedAccess
  const events = (args: Arguments, context: Context) => {
    const rows = lists.events(filtersOf(args))
    return sees(context) ? rows : rows.filter((row) => row.userId === context.caller?.id)
  }
  const contactOf = (clientId: string | null, id: string | null) =>
    company.clients.get(clientId ?? '')?.contacts.find((one) => one.id === id) ?? null
  const paymentOf = (invoiceId: string | null, id: string | null) =>
    company.invoices.get(invoiceId ?? '')?.payments.find((one) => one.id === id) ?? null
  const addressFor = (contact: ContactRecord, type: string) => {
    const location = contact.locations.find((one) => one.usageType === type)
    return location ? addressOf(location) : null
  }
  const activeTaxes = () => [...company.taxes.values()].filter((tax) => tax.activeOrHistorical === 'ACTIVE')
  const tagsOf = (map: Map<string, { tags: string[] }>) =>
    [...new Set([...map.values()].flatMap((row) => row.tags))].sort()
  const tiers = () => [...company.estimates.values()].flatMap((estimate) => estimate.tiers)
  const itemsOf = (tier: EstimateTierRecord) => tier.items.map((item) => ({ ...item, tier }))

  return {
    PrivateQuery: {
      user: (_, __, context: Context) => context.caller ?? null,
      allUsers: () => [...company.users.values()],
      allClients: (_, args: Arguments) => lists.clients(filtersOf(args)),
      client: (_, { id, clientId }: { id?: string; clientId?: string }) =>
        company.clients.get(id ?? clientId ?? '') ?? null,
      contact: (_, { id }: { id: string }) =>
        [...company.clients.values()].flatMap((client) => client.contacts).find((one) => one.id === id) ??
        null,
      allPianos: (_, args: Arguments) => lists.pianos(filtersOf(args)),
      piano: (_, { id, pianoId }: { id?: string; pianoId?: string }) =>
        company.pianos.get(id ?? pianoId ?? '') ?? null,
      pianoMeasurement: (_, { id }: { id: string }) =>
        [...company.pianos.values()].flatMap((piano) => piano.measurements).find((one) => one.id === id) ??
        null,
      allTimelineEntries: (_, args: Arguments) => lists.timelineEntries(args),
      allEvents: (_, args: Arguments, context) => events(args, context),
      allEventsBatched: (_, args: Arguments, context) => events(args, context),
      event: (_, { eventId }: { eventId: string }) => company.events.get(eventId) ?? null,
      allInvoices: (_, args: Arguments, context) => (sees(context) ? lists.invoices(filtersOf(args)) : []),
      invoice: (_, { id }: { id: string }) => company.invoices.get(id) ?? null,
      invoicePayment: (_, { id }: { id: string }) =>
        [...company.invoices.values()].flatMap((invoice) => invoice.payments).find((one) => one.id === id) ??
        null,
      allEstimates: (_, args: Arguments) => lists.estimates(filtersOf(args)),
      estimate: (_, { id }: { id: string }) => company.estimates.get(id) ?? null,
      estimateTier: (_, { id }: { id: string }) => tiers().find((one) => one.id === id) ?? null,
      estimateTierItem: (_, { id }: { id: string }) =>
        tiers()
          .flatMap(itemsOf)
          .find((one) => one.id === id) ?? null,
      allMasterServiceItems: () => [...company.services.values()],
      allMasterServiceGroups: () => [...company.serviceGroups.values()],
      allTaxes: activeTaxes,
      allPastAndPresentTaxes: () => [...company.taxes.values()],
      allLocalizations: () => [french, english],
      allClientTags: () => tagsOf(company.clients),
      allPianoTags: () => tagsOf(company.pianos),
      allInvoiceTags: () => tagsOf(company.invoices),
      allEstimateTags: () => tagsOf(company.estimates),
    },
    PrivateUser: {
      localization: () => null,
      clientLocalization: () => null,
      defaultClientLocalization: localizationOf,
      defaultUserLocalization: localizationOf,
    },
    PrivateClient: {
      allContacts: (client: ClientRecord, args: Arguments) =>
        client.contacts.filter((one) => args.includeArchived === true || !one.archived),
      allPianos: (client: ClientRecord, args: Arguments) =>
        lists.pianos({ filters: { clientId: client.id, status: args.status }, sortBy: undefined }),
      defaultContact: (client: ClientRecord) => client.contacts.find((one) => one.isDefault) ?? null,
      defaultBillingContact: (client: ClientRecord) =>
        client.contacts.find((one) => one.isBillingDefault) ?? null,
      defaultClientLocalization: localizationOf,
      localization: () => null,
      lastInvoice: (client: ClientRecord) =>
        lists.invoices({ filters: { clientId: client.id }, sortBy: ['CREATED_AT_DESC'] })[0] ?? null,
    },
    PrivateContact: {
      allEmails: (contact: ContactRecord) => contact.emails,
      allPhones: (contact: ContactRecord) => contact.phones,
      allLocations: (contact: ContactRecord) => contact.locations,
      allAddresses: (contact: ContactRecord) => contact.locations.map(addressOf),
      defaultAddress: (contact: ContactRecord) => addressFor(contact, 'STREET'),
      defaultBillingAddress: (contact: ContactRecord) => addressFor(contact, 'BILLING'),
      defaultEmail: (contact: ContactRecord) => contact.emails.find((one) => one.isDefault) ?? null,
      defaultPhone: (contact: ContactRecord) => contact.phones.find((one) => one.isDefault) ?? null,
      defaultConfirmedMobilePhone: (contact: ContactRecord) =>
        contact.phones.find((one) => one.confirmedClass === 'MOBILE') ?? null,
      defaultLocation: (contact: ContactRecord) => contact.locations[0] ?? null,
      defaultBillingLocation: (contact: ContactRecord) =>
        contact.locations.find((one) => one.usageType === 'BILLING') ?? null,
      defaultMailingLocation: (contact: ContactRecord) =>
        contact.locations.find((one) => one.usageType === 'MAILING') ?? null,
    },
    PrivateContactEmail: {
      emailMd5: ({ email }: { email: string | null }) =>
        email && createHash('md5').update(email.toLowerCase()).digest('hex'),
    },
    PrivateCompany: {
      phoneNumber: (one: { phoneNumber: string | null }, { format }: Arguments) =>
        shown(one.phoneNumber, format),
    },
    PrivateContactPhone: {
      phoneNumber: (phone: PhoneRecord, { format }: Arguments) => shown(phone.phoneNumber, format),
    },
    PrivatePiano: {
      allPianoMeasurements: (piano: PianoRecord) => piano.measurements,
      nextTuningScheduled: (piano: PianoRecord) => lists.nextTuning(piano.id),
    },
    PrivateTimelineEntry: {
      invoicePayment: (entry: TimelineEntryRecord) => paymentOf(entry.invoiceId, entry.invoicePaymentId),
    },
    PrivateEvent: {
      allEventPianos: (event: EventRecord) =>
        event.pianos
          .filter((one) => company.pianos.has(one.pianoId))
          .map((one) => ({ ...one, eventId: event.id })),
    },
    PrivateInvoice: {
      allInvoiceItems: (invoice: InvoiceRecord) => invoice.items,
      allInvoicePayments: (invoice: InvoiceRecord) => invoice.payments,
      contact: (invoice: InvoiceRecord) => contactOf(invoice.clientId, invoice.contactId),
      clientUrl: (invoice: InvoiceRecord) => `https://gazelle.example/invoices/${invoice.id}`,
    },
    PrivateEstimate: {
      allEstimateTiers: ({ tiers: own }: { tiers: EstimateTierRecord[] }) => own,
      contact: (estimate: { clientId: string; contactId: string | null }) =>
        contactOf(estimate.clientId, estimate.contactId),
      clientUrl: ({ id }: { id: string }) => `https://gazelle.example/estimates/${id}`,
    },
    PrivateEstimateTier: {
      allEstimateTierGroups: (tier: EstimateTierRecord) => tier.groups.map((group) => ({ ...group, tier })),
      allEstimateTierItems: itemsOf,
      allUngroupedEstimateTierItems: (tier: EstimateTierRecord) =>
        itemsOf(tier).filter((item) => !item.groupId),
    },
    PrivateEstimateTierGroup: {
      estimateTier: ({ tier }: { tier: EstimateTierRecord }) => tier,
      allEstimateTierItems: ({ id, tier }: { id: string; tier: EstimateTierRecord }) =>
        itemsOf(tier).filter((item) => item.groupId === id),
    },
    PrivateEstimateTierItem: {
      estimateTier: ({ tier }: { tier: EstimateTierRecord }) => tier,
      estimateTierGroup: ({ groupId, tier }: EstimateItemRecord & { tier: EstimateTierRecord }) => {
        const group = tier.groups.find((one) => one.id === groupId)
        return group ? { ...group, tier } : null
      },
    },
    PrivateMasterServiceItem: {
      allEstimateTierItems: ({ id }: ServiceRecord) =>
        tiers()
          .flatMap(itemsOf)
          .filter((item) => item.masterServiceItemId === id),
      allUsers: (service: ServiceRecord) => (service.isAnyUser ? [...company.users.values()] : []),
    },
    PrivateMasterServiceGroup: {
      allMasterServiceItems: (group: ServiceGroupRecord) =>
        [...company.services.values()].filter((service) => service.masterServiceGroupId === group.id),
    },
  }
}
