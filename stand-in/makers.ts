import type { Random } from './random.ts'
import type {
  ClientRecord,
  Company,
  ContactRecord,
  EstimateRecord,
  EstimateTierRecord,
  EventRecord,
  InvoiceItemRecord,
  InvoicePaymentRecord,
  InvoiceRecord,
  MeasurementRecord,
  PianoRecord,
  ServiceRecord,
  TaxShare,
  TimelineEntryRecord,
  UserRecord,
} from './records.ts'
import {
  firstNames,
  institutions,
  lastNames,
  makes,
  places,
  rooms,
  streets,
  summaryOf,
  tags,
} from './texts.ts'
import { addDays, dateOf, iso } from './zone.ts'

/** Makes complete, life-like records; a patch decides what the caller cares about. None is put into the company. */
export const makersFor = (company: Company, random: Random) => {
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
      defaultBuffer: 15,
      timezone: company.timezone,
      region: random.blank(),
      locale: 'fr_CA',
      wantsReservationNotifications: true,
      ...stamps(at),
      ...patch,
    }
  }

  const contact = (at: string, patch: Partial<ContactRecord> & { clientId: string }): ContactRecord => {
    const firstName = patch.firstName === undefined ? random.pick(firstNames) : patch.firstName
    const lastName = patch.lastName === undefined ? random.pick(lastNames) : patch.lastName
    const [municipality, postalCode, latitude, longitude] = random.pick(places)
    const phone = () => ({
      id: random.id('pho'),
      phoneNumber: `+1514555${String(random.int(0, 9999)).padStart(4, '0')}`,
      extension: random.chance(0.1) ? String(random.int(100, 999)) : random.blank(),
      type: random.pick(['MOBILE', 'HOME', 'WORK']),
      isDefault: true,
      confirmedAt: null,
      confirmedCarrier: null,
      confirmedClass: random.chance(0.5) ? 'MOBILE' : null,
      ...stamps(at),
    })
    return {
      id: random.id('con'),
      firstName,
      lastName,
      middleName: random.blank(),
      suffix: random.blank(),
      title: random.blank(),
      role: random.chance(0.1) ? 'Concierge' : random.blank(),
      archived: false,
      isDefault: true,
      isBillingDefault: true,
      sortOrder: 0,
      wantsEmail: true,
      wantsPhone: random.chance(0.5) ? true : null,
      wantsText: random.chance(0.5),
      ...stamps(at),
      emails: random.chance(0.85)
        ? [{ id: random.id('eml'), email: `client${random.int(1, 99999)}@example.com`, isDefault: true }]
        : [],
      phones: random.chance(0.8)
        ? [phone(), ...(random.chance(0.15) ? [{ ...phone(), isDefault: false }] : [])]
        : [],
      locations: random.chance(0.9)
        ? [
            {
              id: random.id('loc'),
              street1: `${random.int(10, 9999)}, ${random.pick(streets)}`,
              street2: random.chance(0.2) ? `app. ${random.int(1, 40)}` : random.blank(),
              municipality,
              region: 'QC',
              postalCode,
              countryCode: 'CA',
              latitude,
              longitude,
              locationType: 'ADDRESS',
              geocodeType: 'ROOFTOP',
              isBadAddress: random.chance(0.02),
              what3words: null,
              usageType: 'STREET',
              ...stamps(at),
            },
          ]
        : [],
      ...patch,
    }
  }

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
    emailStatus: null,
    emailRecipientName: null,
    duration: null,
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

  return {
    user,
    client,
    contact,
    piano,
    measurement,
    timelineEntry,
    event,
    invoice,
    payment,
    estimate,
    service,
    /** The words of an automatic entry. */
    summary: (type: string, french: boolean, name: string) => summaryOf(type, french, name, random),
  }
}

export type Makers = ReturnType<typeof makersFor>
