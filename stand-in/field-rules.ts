// Values of handwritten kinds' fields that follow from the rest of the record, where a random value would not look real.
import type { Values } from './data.ts'
import { currency, french } from './localizations.ts'
import { chanceOf, hashOf, randomFrom } from './random.ts'
import type { Company } from './records.ts'
import { fieldsOf } from './shapes.ts'
import { firstNames } from './texts.ts'
import type { Asked } from './values.ts'
import { iso } from './zone.ts'

export interface RuleAsked extends Asked {
  source: Values
  company: Company
  /** A field of another record, by its type and name. */
  read(type: string, name: string, source: Values): unknown
}

/** Gives a value as the record could have it: a reference by its id. `undefined` leaves it to the generator. */
export type Rule = (asked: RuleAsked) => unknown

const none: Rule = () => null
const empty: Rule = () => []
const day = 86_400_000

const isType = ({ source }: RuleAsked, pattern: RegExp) => pattern.test(String(source.type))
/** A value for a share of the records that meet a condition. */
const sometimes =
  (share: number, make: Rule, holds: (asked: RuleAsked) => boolean = () => true): Rule =>
  (asked) =>
    holds(asked) && asked.random.chance(share) ? make(asked) : null
const isEmail = (asked: RuleAsked) => isType(asked, /EMAIL/)

const timelineEntry: Record<string, Rule> = {
  alertType: sometimes(
    1,
    ({ source, random }) => (source.type === 'ERROR_MESSAGE' ? 'ERROR' : random.pick(['INFO', 'WARNING'])),
    (asked) => isType(asked, /^SYSTEM_NOTIFICATION|^ERROR/),
  ),
  duration: sometimes(
    0.9,
    ({ random }) => random.pick([30, 60, 90, 120]),
    (asked) => isType(asked, /^APPOINTMENT$|^SERVICE_ENTRY|^CONTACT_PHONE_MANUAL_TALKED/),
  ),
  emailFailureReason: ({ source, random }) =>
    /BOUNCED|FAILED|DROPPED|UNDELIVERED/.test(String(source.emailStatus))
      ? random.pick(['550 5.1.1 The email account does not exist', 'Mailbox full', 'Boîte pleine'])
      : null,
  emailRecipientName: sometimes(1, ({ random }) => random.pick(firstNames), isEmail),
  emailStatus: sometimes(1, ({ random }) => random.pick(['DELIVERED', 'OPENED', 'SENT']), isEmail),
  relatedId: ({ source }) => source.appointmentId ?? source.invoiceId ?? source.estimateId ?? null,
  relatedType: ({ source }) =>
    source.appointmentId ? 'Event' : source.invoiceId ? 'Invoice' : source.estimateId ? 'Estimate' : null,
  smsStatus: sometimes(
    1,
    ({ random }) => random.pick(['DELIVERED', 'DELIVERED', 'QUEUED', 'UNDELIVERED']),
    (asked) => isType(asked, /SMS/),
  ),
}

const image = (width: number, height: number, size: number): Values => ({
  dimensions: { width, height },
  mimeType: 'image/jpeg',
  size,
})

const piano: Record<string, Rule> = {
  allPianoPhotos: ({ random, now }) => {
    const count = random.weighted([
      [0, 70],
      [1, 15],
      [2, 10],
      [3, 5],
    ])
    return Array.from({ length: count }, (): Values => {
      const taken = iso(now - random.int(1, 1500) * day)
      return {
        takenAt: random.chance(0.8) ? taken : null,
        createdAt: taken,
        original: image(4032, 3024, random.int(800, 4000) * 1000),
        thumbnail: image(320, 240, random.int(10, 40) * 1000),
      }
    })
  },
  primaryPianoPhoto: ({ other }) => {
    const photos = other('allPianoPhotos')
    return Array.isArray(photos) ? (photos[0] ?? null) : null
  },
  lifecycleContactPausedUntil: sometimes(0.05, ({ now, random }) => iso(now + random.int(10, 200) * day)),
  manualLastService: none,
  nextServiceOverride: sometimes(0.05, ({ now, random }) =>
    iso(now + random.int(10, 400) * day).slice(0, 10),
  ),
  playerModel: none,
  playerSerialNumber: none,
  rentalContractEndsOn: ({ source, now, random }) =>
    source.rental === true ? iso(now + random.int(-100, 700) * day).slice(0, 10) : null,
  searchString: ({ source }) =>
    `${source.make ?? ''} ${source.model ?? ''} ${source.serialNumber ?? ''}`.trim(),
}

/** The calendars from which events are read, the same two in each event. */
const remoteCalendars = (company: Company): Values[] =>
  ['Agenda personnel', 'Conservatoire'].map((name, at) => ({
    id: randomFrom(hashOf(`${company.seed} ${name}`)).id('rca'),
    calendarDisplayName: name,
    remoteCalendarName: name,
    type: at === 0 ? 'GOOGLE' : 'ICS',
    isSyncInProgress: false,
  }))
const isSynced = ({ source }: RuleAsked) => source.type === 'SYNCED'
const isRecurring = (asked: RuleAsked) => asked.other('recurrenceId') !== null
const recurring = (make: Rule): Rule => sometimes(1, make, isRecurring)
const hasPlace = ({ source }: RuleAsked) => Boolean(source.addressLine)
const coordinate = (at: 2 | 3): Rule => sometimes(1, ({ place }) => Number(place()[at]), hasPlace)

const event: Record<string, Rule> = {
  geocodeType: sometimes(0.95, ({ random }) => random.pick(['ROOFTOP', 'ROOFTOP', 'APPROXIMATE']), hasPlace),
  lat: coordinate(2),
  lng: coordinate(3),
  location: sometimes(
    1,
    ({ source, random, place }) => {
      const stamps = { createdAt: source.createdAt, updatedAt: source.updatedAt }
      const [municipality, postalCode, latitude, longitude] = place()
      const geocoded = { latitude, longitude, geocodeType: random.pick(['ROOFTOP', 'RANGE_INTERPOLATED']) }
      const [street1 = ''] = String(source.addressLine).split(', ')
      const address = { street1, municipality, postalCode, region: 'QC', countryCode: 'CA' }
      const nothing = { street1: null, street2: null, municipality: null, postalCode: null, region: null }
      const single = { ...nothing, countryCode: null, singleLineAddress: source.addressLine }
      return random.chance(0.4)
        ? { ...single, ...geocoded, locationType: 'SINGLE_LINE_ADDRESS', what3words: null, ...stamps }
        : {
            ...address,
            ...geocoded,
            street2: random.chance(0.2) ? 'app. 4' : random.blank(),
            singleLineAddress: null,
            locationType: 'ADDRESS',
            what3words: null,
            ...stamps,
          }
    },
    hasPlace,
  ),
  manualAddressLine: none,
  manualGeocodeType: none,
  manualLat: none,
  manualLng: none,
  recurrenceId: sometimes(
    0.4,
    ({ random }) => random.id('rec'),
    (asked) => isType(asked, /PERSONAL|MEMO/),
  ),
  recurrenceType: recurring(({ random }) => random.pick(['WEEKLY', 'WEEKLY', 'MONTHLY'])),
  recurrenceInterval: recurring(({ random }) => random.pick([1, 1, 2])),
  recurrenceWeekdays: (asked) =>
    isRecurring(asked) && asked.other('recurrenceType') === 'WEEKLY' ? [1, 3] : null,
  recurrenceWeeks: (asked) =>
    isRecurring(asked) && asked.other('recurrenceType') === 'MONTHLY' ? [1] : null,
  recurrenceDates: none,
  recurrenceEndingType: recurring(({ random }) => random.pick(['OCCURRENCES', 'DATE', null])),
  recurrenceEndingDate: ({ other, now }) =>
    other('recurrenceEndingType') === 'DATE' ? iso(now + 180 * day).slice(0, 10) : null,
  recurrenceEndingOccurrences: ({ other }) => (other('recurrenceEndingType') === 'OCCURRENCES' ? 10 : null),
  remoteCalendar: sometimes(1, ({ random, company }) => random.pick(remoteCalendars(company)), isSynced),
  remoteType: sometimes(1, () => 'APPOINTMENT', isSynced),
  schedulerAvailability: (asked) => (asked.source.source === 'self_schedule' ? undefined : null),
}

const client: Record<string, Rule> = {
  referralClient: (asked) => (asked.random.chance(0.92) ? null : undefined),
  referredByNotes: sometimes(0.1, () => 'Par une amie du conservatoire.'),
  searchString: ({ source }) => source.companyName ?? '',
}

/** Few invoices go to another address than the client's. */
const altBilling: Rule = ({ source, random }) =>
  chanceOf(hashOf(`${source.id} elsewhere`)) < 0.06 ? undefined : random.blank()

const invoice: Record<string, Rule> = {
  ...Object.fromEntries(
    [...fieldsOf('PrivateInvoice').keys()]
      .filter((name) => name.startsWith('altBilling'))
      .map((name) => [name, altBilling]),
  ),
  allClientLogs: ({ source, random, now }) =>
    Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, (): Values => {
      const made = Date.parse(String(source.createdAt))
      const at = iso(made + random.next() * Math.max(0, now - made))
      return {
        clientId: source.clientId,
        pianoId: null,
        createdById: source.createdById,
        type: 'INVOICE',
        status: random.pick(['EMAILED', 'EMAIL', 'OTHER', null]),
        automated: random.chance(0.6),
        createdAt: at,
        updatedAt: at,
      }
    }),
  hasQuickbooksSyncNotices: () => false,
  quickbooksSyncNotices: empty,
  notesHeader: none,
  topNotesHeader: none,
  lastQuickbooksSyncAt: none,
}

const user: Record<string, Rule> = {
  defaultBuffer: ({ random }) => random.pick([15, 15, 30, 0]),
  calendarDefaultUserId: ({ source }) => source.id,
  schedulerSettings: ({ source }) => (source.isSchedulable === true ? undefined : null),
  sharedCalendars: empty,
  authorizedIntegrations: empty,
}

const named = (type: string, fields: Record<string, Rule>) =>
  Object.entries(fields).map(([name, rule]) => [`${type}.${name}`, rule] as const)

/** The rules, by type and field. */
export const rules: Record<string, Rule> = Object.fromEntries([
  ...named('PrivateTimelineEntry', timelineEntry),
  ...named('PrivatePiano', piano),
  ...named('PrivateEvent', event),
  ...named('PrivateClient', client),
  ...named('PrivateInvoice', invoice),
  ...named('PrivateUser', user),
  ...named('PrivateEstimate', {
    pianoPhoto: ({ source, company, read }) => {
      const photographed = company.pianos.get(String(source.pianoId))
      return photographed ? read('PrivatePiano', 'primaryPianoPhoto', photographed) : null
    },
  }),
  ...named('PrivateMasterServiceItem', { allEstimateChecklistItems: empty }),
])

/** Values that are the same wherever a type appears. */
export const constants: Record<string, Rule> = {
  CoreCurrency: () => currency,
  CoreLocalization: () => french,
}
