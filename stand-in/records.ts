// What the stand-in keeps of each thing, in Gazelle's own field names. A reference is kept as `<field>Id`, what a
// parent owns as a list inside it. A field that is not kept answers null.

import type { DataRecord } from './data.ts'

type Text = string | null
/** Rarely used fields (custom1, altBillingCity, recurrenceType …) can be set too. */
interface Other {
  [field: string]: unknown
}

export interface UserRecord extends Other {
  id: string
  firstName: string
  lastName: string
  fullName: Text
  email: string
  accessLevel: Text
  hasLimitedAccess: boolean | null
  status: string
  color: string
  isSchedulable: boolean | null
  timezone: string
  locale: string
  createdAt: string
  updatedAt: string
}

export interface EmailRecord extends Other {
  id: string
  email: Text
  isDefault: boolean | null
}

export interface PhoneRecord extends Other {
  id: string
  /** E.164; the query's `format` decides how it is shown. */
  phoneNumber: Text
  extension: Text
  type: Text
  isDefault: boolean | null
  createdAt: string
  updatedAt: string
}

export interface LocationRecord extends Other {
  id: string
  street1: Text
  street2: Text
  municipality: Text
  region: Text
  postalCode: Text
  countryCode: Text
  latitude: Text
  longitude: Text
  locationType: Text
  usageType: string
  createdAt: string
  updatedAt: string
}

export interface ContactRecord extends Other {
  id: string
  clientId: string
  firstName: Text
  lastName: Text
  title: Text
  role: Text
  archived: boolean
  isDefault: boolean | null
  isBillingDefault: boolean | null
  sortOrder: number | null
  wantsEmail: boolean | null
  wantsPhone: boolean | null
  wantsText: boolean | null
  createdAt: string
  updatedAt: string
  emails: EmailRecord[]
  phones: PhoneRecord[]
  locations: LocationRecord[]
}

export interface ClientRecord extends Other {
  id: string
  companyName: Text
  clientType: Text
  status: Text
  lifecycleState: Text
  locale: string
  personalNotes: Text
  preferenceNotes: Text
  preferredTechnicianId: Text
  referredBy: Text
  referenceId: Text
  region: Text
  tags: string[]
  createdAt: string
  updatedAt: string
  contacts: ContactRecord[]
}

export interface MeasurementRecord extends Other {
  id: string
  pianoId: string
  takenOn: Text
  temperature: number | null
  humidity: number | null
  a4Pitch: number | null
  createdAt: string
  updatedAt: string
}

export interface PianoRecord extends Other {
  id: string
  clientId: Text
  make: Text
  model: Text
  serialNumber: Text
  type: Text
  year: number | null
  size: Text
  location: Text
  notes: Text
  status: Text
  lifecycleState: Text
  useType: Text
  serviceIntervalMonths: number | null
  calculatedLastService: Text
  calculatedNextService: Text
  damppChaserInstalled: boolean | null
  damppChaserHumidistatModel: Text
  damppChaserMfgDate: Text
  tags: string[]
  createdAt: string
  updatedAt: string
  measurements: MeasurementRecord[]
}

export interface TimelineEntryRecord extends Other {
  id: string
  /** One of the 28 known types, or a new one. */
  type: string
  occurredAt: string
  summary: Text
  comment: Text
  clientId: string
  pianoId: Text
  userId: Text
  invoiceId: Text
  invoicePaymentId: Text
  estimateId: Text
  appointmentId: Text
}

export interface EventRecord extends Other {
  id: string
  title: Text
  start: Text
  duration: number | null
  buffer: number | null
  isAllDay: boolean | null
  type: Text
  status: Text
  lifecycleState: Text
  clientId: Text
  userId: Text
  createdById: Text
  notes: Text
  addressLine: Text
  timezone: Text
  source: Text
  travelMode: Text
  confirmedByClient: boolean | null
  confirmedAt: Text
  createdAt: string
  updatedAt: string
  pianos: { pianoId: string; isTuning: boolean }[]
}

export interface TaxRecord extends Other {
  id: string
  name: string
  /** Thousandths of a percent: 9975 is 9.975 %. */
  rate: number
  default: boolean | null
  activeOrHistorical: Text
}

export interface TaxShare {
  id: string
  taxId: string
  name: string
  rate: number
  total: number
}

export interface InvoiceItemRecord extends Other {
  id: string
  description: Text
  type: Text
  /** Cents for one. */
  amount: number | null
  /** Hundredths: 100 is one. */
  quantity: number | null
  subTotal: number | null
  taxTotal: number | null
  total: number | null
  taxable: boolean | null
  billable: boolean | null
  sequenceNumber: number | null
  pianoId: Text
  masterServiceItemId: Text
  taxes: TaxShare[]
  createdAt: string
  updatedAt: string
}

export interface InvoicePaymentRecord extends Other {
  id: string
  invoiceId: string
  amount: number
  tipTotal: number
  type: string
  status: string
  paymentSource: string
  paidAt: Text
  notes: Text
  createdAt: string
}

export interface InvoiceRecord extends Other {
  id: string
  number: number | null
  status: Text
  clientId: Text
  contactId: Text
  createdById: Text
  assignedToId: Text
  archived: boolean | null
  netDays: number | null
  dueOn: Text
  notes: Text
  topNotes: Text
  subTotal: number | null
  taxTotal: number | null
  tipTotal: number | null
  total: number | null
  paidTotal: number | null
  dueTotal: number | null
  tags: string[]
  createdAt: string
  updatedAt: string
  items: InvoiceItemRecord[]
  payments: InvoicePaymentRecord[]
}

export interface EstimateItemRecord extends Other {
  id: string
  groupId: Text
  masterServiceItemId: Text
  name: string
  description: Text
  type: string
  amount: number
  quantity: number
  duration: number
  subtotal: number
  taxTotal: number
  total: number
  isTaxable: boolean
  isTuning: boolean
  sequenceNumber: number
  taxes: TaxShare[]
  createdAt: string
  updatedAt: string
}

export interface EstimateTierRecord extends Other {
  id: string
  estimateId: string
  isPrimary: boolean
  allowSelfSchedule: boolean
  notes: Text
  sequenceNumber: number
  targetPerformanceLevel: number | null
  subtotal: number
  taxTotal: number
  total: number
  createdAt: string
  updatedAt: string
  groups: { id: string; name: string; sequenceNumber: number; createdAt: string; updatedAt: string }[]
  items: EstimateItemRecord[]
}

export interface EstimateRecord extends Other {
  id: string
  number: number
  clientId: string
  pianoId: string
  contactId: Text
  createdById: string
  assignedToId: Text
  estimatedOn: string
  expiresOn: string
  isArchived: boolean
  locale: string
  notes: Text
  currentPerformanceLevel: number | null
  recommendedTierTotal: number | null
  tags: string[]
  createdAt: string
  updatedAt: string
  tiers: EstimateTierRecord[]
}

export type Translated = Record<string, string>

export interface ServiceGroupRecord extends Other {
  id: string
  name: Translated
  isArchived: boolean
  isMultiChoice: boolean
  estimateChecklistCount: number
  order: number
  createdAt: string
  updatedAt: string
}

export interface ServiceRecord extends Other {
  id: string
  masterServiceGroupId: string
  name: Translated
  description: Translated
  educationDescription: Translated
  amount: number | null
  duration: number
  type: string
  isAnyUser: boolean
  isArchived: boolean
  isDefault: boolean
  isSelfSchedulable: boolean
  isTaxable: boolean
  isTuning: boolean
  order: number
  createdAt: string
  updatedAt: string
}

/** Everything the stand-in serves. Each list is a map by id; the order of insertion means nothing. */
export interface Company {
  readonly seed: number
  readonly name: string
  readonly timezone: string
  readonly now: string
  users: Map<string, UserRecord>
  clients: Map<string, ClientRecord>
  pianos: Map<string, PianoRecord>
  timelineEntries: Map<string, TimelineEntryRecord>
  events: Map<string, EventRecord>
  invoices: Map<string, InvoiceRecord>
  estimates: Map<string, EstimateRecord>
  services: Map<string, ServiceRecord>
  serviceGroups: Map<string, ServiceGroupRecord>
  taxes: Map<string, TaxRecord>
  /** The records of the kinds that are declared in data/, by kind; made when they are first asked for. */
  data: Map<string, Map<string, DataRecord>>
  /** The ids that each kind was made with. */
  pools: Map<string, readonly string[]>
  /** Grows with every change, so that lists kept for paging are made anew. */
  version: number
}

/** How much of each to generate. */
export interface CompanySize {
  seed: number
  clients: number
  pianos: number
  users: number
  timelineEntries: number
  appointments: number
  invoices: number
  estimates: number
  services: number
  /** Pianos that were measured each month for three years; none when absent. */
  followed?: number
  now: Date
}
