import { billingFor } from './billing.ts'
import { contactFor } from './contacts.ts'
import type { Random } from './random.ts'
import type {
  ClientRecord,
  Company,
  ContactRecord,
  EventRecord,
  MeasurementRecord,
  PianoRecord,
  TimelineEntryRecord,
  UserRecord,
} from './records.ts'
import { firstNames, institutions, lastNames, makes, rooms, streets, summaryOf, tags } from './texts.ts'
import { addDays, dateOf } from './zone.ts'

/** Makes complete, realistic records; `patch` sets the fields that matter to the caller. None is put into the company. */
export const makersFor = (company: Company, random: Random) => {
  const stamps = (at: string) => ({ createdAt: at, updatedAt: at })
  const someTags = () => (random.chance(0.2) ? [random.pick(tags)] : [])
  const user = (at: string, patch: Partial<UserRecord> = {}): UserRecord => {
    const firstName = patch.firstName ?? random.pick(firstNames)
    const lastName = patch.lastName ?? random.pick(lastNames)
    return {
      id: random.id('usr'),
      firstName,
      lastName,
      fullName: `${firstName} ${lastName}`,
      email: `${`${firstName}.${lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '')}@example.com`,
      accessLevel: 'TECHNICIAN',
      hasLimitedAccess: false,
      status: 'ACTIVE',
      color: random.pick(['#2f80ed', '#eb5757', '#27ae60', '#f2994a', '#9b51e0']),
      isSchedulable: true,
      isTrafficEnabled: false,
      canViewCompanyMetrics: false,
      timezone: company.timezone,
      region: random.chance(0.5) ? 'QC' : null,
      locale: 'fr_CA',
      wantsReservationNotifications: true,
      ...stamps(at),
      ...patch,
    }
  }

  const contact = (at: string, patch: Partial<ContactRecord> & { clientId: string }) =>
    contactFor(random, at, patch)

  const client = (at: string, patch: Partial<ClientRecord> = {}): ClientRecord => {
    const id = patch.id ?? random.id('cli')
    const nameless = random.chance(0.01)
    const isCompany = random.chance(0.15)
    const blankName = () => (nameless ? { firstName: random.blank(), lastName: random.blank() } : {})
    const more = isCompany ? random.int(0, 3) : Number(random.chance(0.15))
    const secondary = { isDefault: false, isBillingDefault: false }
    return {
      companyName:
        isCompany && !nameless ? `${random.pick(institutions)} ${random.int(1, 999)}` : random.blank(),
      clientType: isCompany ? 'Institution' : random.pick(['Résidentiel', '', null]),
      status: random.weighted([
        ['ACTIVE', 80],
        ['INACTIVE', 12],
        ['PROSPECT', 5],
        ['NEW', 3],
      ]),
      lifecycleState: random.pick(['active', 'no-lifecycle', 'not-due', 'coming-due', null]),
      locale: random.chance(0.75) ? 'fr_CA' : 'en_CA',
      personalNotes: random.chance(0.2) ? 'Chien dans la cour. Sonner deux fois.' : random.blank(),
      preferenceNotes: random.chance(0.15) ? 'Prefers mornings.' : random.blank(),
      preferredTechnicianId: null,
      referredBy: random.chance(0.1) ? 'Google' : random.blank(),
      referenceId: random.blank(),
      region: random.blank(),
      noContactReason: random.blank(),
      noContactUntil: null,
      reasonInactiveCode: null,
      reasonInactiveDetails: random.blank(),
      tags: someTags(),
      ...stamps(at),
      contacts: [
        contact(at, { clientId: id, ...blankName() }),
        ...Array.from({ length: more }, (_, at0) =>
          contact(at, { clientId: id, ...secondary, sortOrder: at0 + 1, archived: random.chance(0.05) }),
        ),
      ],
      ...patch,
      id,
    }
  }

  const piano = (at: string, patch: Partial<PianoRecord> = {}): PianoRecord => {
    const [make, models, type] = random.pick(makes)
    const lastService = random.chance(0.8) ? addDays(company.now.slice(0, 10), -random.int(5, 900)) : null
    const pls = random.chance(0.3)
    return {
      id: random.id('ins'),
      clientId: null,
      make,
      model: random.pick(models),
      serialNumber: random.chance(0.85) ? String(random.int(20_000, 6_200_000)) : random.blank(),
      type,
      year: random.chance(0.7) ? random.int(1890, 2024) : null,
      size: type === 'GRAND' ? random.pick(['5\'8"', '170 cm', '']) : random.blank(),
      caseColor: random.pick(['Noir', 'Acajou', 'Noyer', '', null]),
      caseFinish: random.pick(['Lustré', 'Satiné', null]),
      location: random.chance(0.6) ? random.pick(rooms) : random.blank(),
      notes: random.chance(0.2) ? 'Chevilles un peu lâches dans les aigus.' : random.blank(),
      status: random.weighted([
        ['ACTIVE', 88],
        ['INACTIVE', 10],
        ['UNDER_RESTORATION', 1],
        ['TEMPORARY_STORAGE', 1],
      ]),
      lifecycleState: random.pick(['not-due', 'coming-due', 'overdue-stage-1', 'tuning-scheduled', null]),
      useType: random.pick(['Résidentiel', 'Concert', 'Enseignement', '', null]),
      serviceIntervalMonths: random.pick([6, 12, 12, null]),
      calculatedLastService: lastService,
      calculatedNextService: lastService && addDays(lastService, 365),
      eventLastService: lastService,
      manualLastService: null,
      damppChaserInstalled: pls ? true : random.pick([false, null]),
      damppChaserHumidistatModel: pls ? random.pick(['H-2', 'H-4', null]) : random.blank(),
      damppChaserMfgDate: pls && random.chance(0.5) ? `20${random.int(10, 24)}-06-01` : null,
      hasIvory: random.pick([true, false, null]),
      consignment: false,
      rental: random.chance(0.05),
      totalLoss: false,
      needsRepairOrRebuilding: random.pick([false, false, true, null]),
      playerInstalled: random.pick([false, null]),
      playerMake: random.blank(),
      referenceId: random.blank(),
      potentialPerformanceLevel: random.pick([null, null, 8, 9]),
      tags: someTags(),
      ...stamps(at),
      measurements: [],
      ...patch,
    }
  }

  const measurement = (
    at: string,
    patch: Partial<MeasurementRecord> & { pianoId: string },
  ): MeasurementRecord => ({
    id: random.id('pms'),
    takenOn: dateOf(company.timezone, Date.parse(at)),
    temperature: random.int(17, 26),
    humidity: random.int(22, 58),
    a4Pitch: random.chance(0.3) ? random.int(4350, 4425) : null,
    ...stamps(at),
    ...patch,
  })

  const timelineEntry = (
    at: string,
    patch: Partial<TimelineEntryRecord> & { clientId: string },
  ): TimelineEntryRecord => ({
    id: random.id('tme'),
    type: 'USER_COMMENT',
    occurredAt: at,
    summary: null,
    comment: null,
    pianoId: null,
    userId: null,
    invoiceId: null,
    invoicePaymentId: null,
    estimateId: null,
    appointmentId: null,
    ...patch,
  })

  const event = (at: string, patch: Partial<EventRecord> = {}): EventRecord => {
    const confirmed = random.chance(0.6)
    return {
      id: random.id('evt'),
      title: null,
      start: at,
      duration: random.pick([60, 90, 120, 120, 150]),
      buffer: random.pick([0, 15, 30]),
      isAllDay: false,
      type: 'APPOINTMENT',
      status: 'ACTIVE',
      lifecycleState: confirmed ? 'confirmed' : 'unconfirmed',
      clientId: null,
      userId: null,
      createdById: null,
      notes: random.chance(0.3) ? 'Stationnement à l’arrière. Code 4521#.' : random.blank(),
      addressLine: random.chance(0.8)
        ? `${random.int(10, 9999)} ${random.pick(streets)}, Montréal, QC`
        : random.blank(),
      timezone: company.timezone,
      source: random.pick(['manual_schedule', 'self_schedule', 'lifecycle']),
      travelMode: 'DRIVING',
      confirmationWarning: 'NONE',
      confirmedByClient: confirmed,
      confirmedAt: null,
      createdViaSchedulerVersion: 2,
      isTypeChangeable: true,
      ...stamps(at),
      pianos: [],
      ...patch,
    }
  }

  return {
    user,
    client,
    contact,
    piano,
    measurement,
    timelineEntry,
    event,
    ...billingFor(company, random),
    /** The words of an automatic entry. */
    summary: (type: string, french: boolean, name: string) => summaryOf(type, french, name, random),
  }
}

export type Makers = ReturnType<typeof makersFor>
