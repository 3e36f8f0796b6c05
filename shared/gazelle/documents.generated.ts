/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
// Made by `npm run generate:documents` from the queries under shared/ and Gazelle’s schema. Do not edit.
export type AccessLevel =
  | 'ADMIN'
  | 'ASSISTANT'
  | 'TECHNICIAN'
  | '%future added value';

export type ClientStatus =
  | 'ACTIVE'
  | 'INACTIVE'
  | 'NEW'
  | 'PROSPECT'
  | '%future added value';

export type ContactLocationUsageType =
  | 'BILLING'
  | 'MAILING'
  | 'STREET'
  | '%future added value';

export type ContactsWithEmail =
  | 'ALL_CONTACTS_HAVE_EMAIL'
  | 'BILLING_CONTACT_HAS_EMAIL'
  | 'BILLING_CONTACT_HAS_NO_EMAIL'
  | 'NO_CONTACTS_HAVE_EMAIL'
  | 'PRIMARY_CONTACT_HAS_EMAIL'
  | 'PRIMARY_CONTACT_HAS_NO_EMAIL'
  | '%future added value';

export type ContactsWithPhone =
  | 'ALL_CONTACTS_HAVE_PHONE'
  | 'BILLING_CONTACT_HAS_NO_PHONE'
  | 'BILLING_CONTACT_HAS_PHONE'
  | 'NO_CONTACTS_HAVE_PHONE'
  | 'PRIMARY_CONTACT_HAS_NO_PHONE'
  | 'PRIMARY_CONTACT_HAS_PHONE'
  | '%future added value';

export type ContactsWithTextablePhone =
  | 'ALL_CONTACTS_HAVE_TEXTABLE_PHONE'
  | 'BILLING_CONTACT_HAS_NO_TEXTABLE_PHONE'
  | 'BILLING_CONTACT_HAS_TEXTABLE_PHONE'
  | 'NO_CONTACTS_HAVE_TEXTABLE_PHONE'
  | 'PRIMARY_CONTACT_HAS_NO_TEXTABLE_PHONE'
  | 'PRIMARY_CONTACT_HAS_TEXTABLE_PHONE'
  | '%future added value';

export type EventConfirmationWarning =
  | 'CRITICAL'
  | 'NONE'
  | 'NOTICE'
  | '%future added value';

export type EventStatus =
  | 'ACTIVE'
  | 'CANCELED'
  | 'COMPLETE'
  | 'NO_SHOW'
  | '%future added value';

export type EventType =
  | 'APPOINTMENT'
  | 'MEMO'
  | 'PERSONAL'
  | 'SYNCED'
  | '%future added value';

export type InvoiceItemType =
  | 'EXPENSE'
  | 'LABOR_FIXED_RATE'
  | 'LABOR_HOURLY'
  | 'LEGACY_GROUP'
  | 'MILEAGE'
  | 'OTHER'
  | '%future added value';

export type InvoicePaymentSource =
  | 'MANUAL'
  | 'QUICKBOOKS_ONLINE'
  | 'STRIPE'
  | '%future added value';

export type InvoicePaymentStatus =
  | 'CANCELED'
  | 'DISPUTED'
  | 'FAILED'
  | 'PROCESSING'
  | 'REFUNDED'
  | 'REQUIRES_ACTION'
  | 'REQUIRES_CAPTURE'
  | 'REQUIRES_CONFIRMATION'
  | 'REQUIRES_PAYMENT_METHOD'
  | 'SUCCEEDED'
  | '%future added value';

export type InvoicePaymentType =
  | 'ACH'
  | 'BANCONTACT'
  | 'CASH'
  | 'CHECK'
  | 'CREDIT_CARD'
  | 'DEBIT_CARD'
  | 'ELECTRONIC_FUNDS_TRANSFER'
  | 'EPS'
  | 'GIROPAY'
  | 'IDEAL'
  | 'OTHER'
  | 'P24'
  | 'PAYPAL'
  | 'SEPA'
  | 'SOFORT'
  | 'VENMO'
  | 'ZELLE'
  | '%future added value';

export type InvoiceStatus =
  | 'CANCELED'
  | 'DELETED'
  | 'DRAFT'
  | 'OPEN'
  | 'OVERDUE'
  | 'PAID'
  | '%future added value';

export type LocationType =
  | 'ADDRESS'
  | 'COORDINATES'
  | 'WHAT3WORDS'
  | '%future added value';

export type MasterServiceItemType =
  | 'EXPENSE'
  | 'LABOR_FIXED_RATE'
  | 'LABOR_HOURLY'
  | 'MILEAGE'
  | 'OTHER'
  | '%future added value';

export type NullableFilterStringInput = {
  value?: string | null | undefined;
};

export type PaymentMethodFilterInput = {
  invoicePaymentType?: Array<InvoicePaymentType> | null | undefined;
  quickbooksPaymentType?: Array<InvoicePaymentType> | null | undefined;
  stripePaymentMethod?: Array<StripePaymentMethods> | null | undefined;
};

export type PhoneType =
  | 'FAX'
  | 'HOME'
  | 'MOBILE'
  | 'PRIMARY'
  | 'SECONDARY'
  | 'UNKNOWN'
  | 'WORK'
  | '%future added value';

export type PianoStatus =
  | 'ACTIVE'
  | 'INACTIVE'
  | 'TEMPORARY_STORAGE'
  | 'UNDER_RESTORATION'
  | '%future added value';

export type PianoType =
  | 'AUTOHARP'
  | 'CLAVICHORD'
  | 'CONSOLE'
  | 'DIGITAL'
  | 'FORTEPIANO'
  | 'GRAND'
  | 'HARPSICHORD'
  | 'HYBRID'
  | 'ORGAN'
  | 'SPINET'
  | 'SQUARE_GRAND'
  | 'STUDIO'
  | 'UNKNOWN'
  | 'UPRIGHT'
  | '%future added value';

export type PrivateAllClientsFilter = {
  activePianoCountGet?: number | null | undefined;
  activePianoCountLet?: number | null | undefined;
  allActivePianosLastTunedGet?: string | null | undefined;
  allActivePianosLastTunedLet?: string | null | undefined;
  allActivePianosNextTuningDueGet?: string | null | undefined;
  allActivePianosNextTuningDueLet?: string | null | undefined;
  allPianoStatus?: Array<PianoStatus> | null | undefined;
  allTags?: Array<string> | null | undefined;
  anyPianoStatus?: Array<PianoStatus> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  clientType?: Array<string> | null | undefined;
  contactsWithEmail?: ContactsWithEmail | null | undefined;
  contactsWithPhone?: ContactsWithPhone | null | undefined;
  contactsWithTextablePhone?: ContactsWithTextablePhone | null | undefined;
  createdGet?: string | null | undefined;
  createdLet?: string | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  hasAppointmentGet?: string | null | undefined;
  hasAppointmentLet?: string | null | undefined;
  hasBadAddress?: boolean | null | undefined;
  hasFutureAppointmentScheduled?: boolean | null | undefined;
  hasNoTimelineActivityGet?: string | null | undefined;
  hasNoTimelineActivityLet?: string | null | undefined;
  hasPastAppointmentScheduled?: boolean | null | undefined;
  hasPianoLastTunedGet?: string | null | undefined;
  hasPianoLastTunedLet?: string | null | undefined;
  hasTimelineActivityGet?: string | null | undefined;
  hasTimelineActivityLet?: string | null | undefined;
  hasTuningAppointmentGet?: string | null | undefined;
  hasTuningAppointmentLet?: string | null | undefined;
  isPaused?: boolean | null | undefined;
  lifecycleIds?: Array<NullableFilterStringInput> | null | undefined;
  municipality?: Array<string> | null | undefined;
  nextTuningDueGet?: string | null | undefined;
  nextTuningDueLet?: string | null | undefined;
  postCode?: Array<string> | null | undefined;
  preferredTechnicianId?: Array<string> | null | undefined;
  preferredTechnicianIds?: Array<NullableFilterStringInput> | null | undefined;
  primaryContactWantsEmail?: boolean | null | undefined;
  primaryContactWantsPhone?: boolean | null | undefined;
  primaryContactWantsText?: boolean | null | undefined;
  referredBy?: Array<string> | null | undefined;
  region?: Array<string> | null | undefined;
  search?: string | null | undefined;
  status?: Array<ClientStatus> | null | undefined;
};

export type PrivateAllEstimatesFilter = {
  allTags?: Array<string> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  anyTierTotalGet?: number | null | undefined;
  anyTierTotalLet?: number | null | undefined;
  archived?: boolean | null | undefined;
  assignedToId?: Array<string> | null | undefined;
  clientId?: string | null | undefined;
  createdById?: Array<string> | null | undefined;
  createdGet?: string | null | undefined;
  createdLet?: string | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  expired?: boolean | null | undefined;
  expiresGet?: string | null | undefined;
  expiresLet?: string | null | undefined;
  municipality?: Array<string> | null | undefined;
  pianoId?: string | null | undefined;
  pianoType?: Array<PianoType> | null | undefined;
  postCode?: Array<string> | null | undefined;
  primaryTierTotalGet?: number | null | undefined;
  primaryTierTotalLet?: number | null | undefined;
  recommendedTierTotalGet?: number | null | undefined;
  recommendedTierTotalLet?: number | null | undefined;
  region?: Array<string> | null | undefined;
  search?: string | null | undefined;
};

export type PrivateAllEventsFilter = {
  appointmentHasPiano?: boolean | null | undefined;
  appointmentIsCompleted?: boolean | null | undefined;
  appointmentIsConfirmed?: boolean | null | undefined;
  appointmentIsTuning?: boolean | null | undefined;
  clientId?: Array<string> | null | undefined;
  dateGet?: string | null | undefined;
  dateLet?: string | null | undefined;
  endOn?: string | null | undefined;
  pianoId?: Array<string> | null | undefined;
  search?: string | null | undefined;
  startOn?: string | null | undefined;
  status?: Array<EventStatus> | null | undefined;
  type?: Array<EventType> | null | undefined;
  userId?: Array<string> | null | undefined;
};

export type PrivateAllInvoicesFilter = {
  allTags?: Array<string> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  archived?: boolean | null | undefined;
  assignedTo?: Array<string> | null | undefined;
  clientId?: string | null | undefined;
  createdBy?: Array<string> | null | undefined;
  dueDateGet?: string | null | undefined;
  dueDateLet?: string | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  invoiceDateGet?: string | null | undefined;
  invoiceDateLet?: string | null | undefined;
  invoiceIds?: Array<string> | null | undefined;
  municipality?: Array<string> | null | undefined;
  needsQuickbooksSync?: boolean | null | undefined;
  paymentDateGet?: string | null | undefined;
  paymentDateLet?: string | null | undefined;
  paymentMethods?: PaymentMethodFilterInput | null | undefined;
  pianoId?: string | null | undefined;
  postCode?: Array<string> | null | undefined;
  quickbooksSyncNotices?: Array<QuickbooksSyncNoticeType> | null | undefined;
  region?: Array<string> | null | undefined;
  search?: string | null | undefined;
  status?: Array<InvoiceStatus> | null | undefined;
  tipIncluded?: boolean | null | undefined;
  tipTotalGet?: number | null | undefined;
  tipTotalLet?: number | null | undefined;
  totalGet?: number | null | undefined;
  totalLet?: number | null | undefined;
};

export type PrivateAllPianosFilter = {
  allTags?: Array<string> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  caseColor?: string | null | undefined;
  caseFinish?: string | null | undefined;
  clientId?: string | null | undefined;
  consignment?: boolean | null | undefined;
  createdGet?: string | null | undefined;
  createdLet?: string | null | undefined;
  excludePianoIds?: Array<string> | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  hasAppointmentGet?: string | null | undefined;
  hasAppointmentLet?: string | null | undefined;
  hasBeenTuned?: boolean | null | undefined;
  hasFutureAppointmentScheduled?: boolean | null | undefined;
  hasFutureTuningScheduled?: boolean | null | undefined;
  hasInvoiceGet?: string | null | undefined;
  hasInvoiceLet?: string | null | undefined;
  hasIvory?: boolean | null | undefined;
  hasManuallyEnteredServiceHistory?: boolean | null | undefined;
  hasNoLastTuningDateOrInterval?: boolean | null | undefined;
  hasNoTimelineActivityGet?: string | null | undefined;
  hasNoTimelineActivityLet?: string | null | undefined;
  hasPastAppointmentScheduled?: boolean | null | undefined;
  hasPastTuningScheduled?: boolean | null | undefined;
  hasPianoLifeSaverInstalled?: boolean | null | undefined;
  hasPlayerInstalled?: boolean | null | undefined;
  hasServiceInterval?: boolean | null | undefined;
  hasTimelineActivityGet?: string | null | undefined;
  hasTimelineActivityLet?: string | null | undefined;
  isTotalLoss?: boolean | null | undefined;
  lastTunedGet?: string | null | undefined;
  lastTunedLet?: string | null | undefined;
  lifecycleIds?: Array<NullableFilterStringInput> | null | undefined;
  make?: Array<string> | null | undefined;
  mostRecentPastAppointmentWasTuning?: boolean | null | undefined;
  needsRepairOrRebuilding?: boolean | null | undefined;
  nextTuningDueGet?: string | null | undefined;
  nextTuningDueLet?: string | null | undefined;
  nextTuningScheduledGet?: string | null | undefined;
  nextTuningScheduledLet?: string | null | undefined;
  playerModel?: Array<string> | null | undefined;
  rental?: boolean | null | undefined;
  rentalContractEndsGet?: string | null | undefined;
  rentalContractEndsLet?: string | null | undefined;
  search?: string | null | undefined;
  serialNumber?: Array<string> | null | undefined;
  serviceIntervalMonthsGet?: number | null | undefined;
  serviceIntervalMonthsLet?: number | null | undefined;
  size?: string | null | undefined;
  status?: Array<PianoStatus> | null | undefined;
  type?: Array<PianoType> | null | undefined;
  useType?: string | null | undefined;
  yearGet?: number | null | undefined;
  yearLet?: number | null | undefined;
};

export type QuickbooksSyncNoticeType =
  | 'TAX_MISMATCH'
  | 'UNKNOWN'
  | '%future added value';

export type SchedulerTravelMode =
  | 'BICYCLING'
  | 'DRIVING'
  | 'TRANSIT'
  | 'WALKING'
  | '%future added value';

export type StripePaymentMethods =
  | 'ACH'
  | 'BANCONTACT'
  | 'CARD'
  | 'EPS'
  | 'GIROPAY'
  | 'IDEAL'
  | 'P24'
  | 'SEPA_DEBIT'
  | 'SOFORT'
  | '%future added value';

export type TimelineEntryType =
  | 'APPOINTMENT'
  | 'APPOINTMENT_LOG'
  | 'CONTACT_EMAIL_AUTOMATED'
  | 'CONTACT_EMAIL_MANUAL'
  | 'CONTACT_OTHER_MANUAL'
  | 'CONTACT_PHONE_AUTOMATED'
  | 'CONTACT_PHONE_MANUAL_MESSAGE'
  | 'CONTACT_PHONE_MANUAL_TALKED'
  | 'CONTACT_POST_AUTOMATED'
  | 'CONTACT_POST_MANUAL'
  | 'CONTACT_SMS_AUTOMATED'
  | 'CONTACT_SMS_MANUAL'
  | 'ERROR_MESSAGE'
  | 'ESTIMATE'
  | 'ESTIMATE_LOG'
  | 'INVOICE'
  | 'INVOICE_LOG'
  | 'INVOICE_PAYMENT'
  | 'INVOICE_SYNC'
  | 'PIANO_MEASUREMENT'
  | 'SCHEDULED_MESSAGE_EMAIL'
  | 'SCHEDULED_MESSAGE_PHONE'
  | 'SCHEDULED_MESSAGE_SMS'
  | 'SERVICE_ENTRY_AUTOMATED'
  | 'SERVICE_ENTRY_MANUAL'
  | 'SYSTEM_MESSAGE'
  | 'SYSTEM_NOTIFICATION'
  | 'USER_COMMENT'
  | '%future added value';

export type UserStatus =
  | 'ACTIVE'
  | 'INACTIVE'
  | '%future added value';

export type CallerQueryVariables = Exact<{ [key: string]: never; }>;


export type CallerQuery = { user: { id: string, email: string, accessLevel: AccessLevel | null | undefined, hasLimitedAccess: boolean | null | undefined } | null | undefined };

export type AppointmentFragment = { id: string, title: string | null | undefined, type: EventType | null | undefined, status: EventStatus | null | undefined, start: string | null | undefined, duration: number | null | undefined, buffer: number | null | undefined, isAllDay: boolean | null | undefined, confirmedByClient: boolean | null | undefined, confirmedAt: string | null | undefined, confirmationWarning: EventConfirmationWarning | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, addressLine: string | null | undefined, timezone: string | null | undefined, travelMode: SchedulerTravelMode | null | undefined, source: string | null | undefined, recurrenceId: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, location: { singleLineAddress: string | null | undefined } | null | undefined, allEventPianos: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ isTuning: boolean, piano: { id: string | null | undefined } } | null | undefined> | null | undefined } | null | undefined };

export type AppointmentPianoFragment = { isTuning: boolean, piano: { id: string | null | undefined } };

export type AppointmentsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllEventsFilter | null | undefined;
}>;


export type AppointmentsQuery = { allEventsBatched: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, title: string | null | undefined, type: EventType | null | undefined, status: EventStatus | null | undefined, start: string | null | undefined, duration: number | null | undefined, buffer: number | null | undefined, isAllDay: boolean | null | undefined, confirmedByClient: boolean | null | undefined, confirmedAt: string | null | undefined, confirmationWarning: EventConfirmationWarning | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, addressLine: string | null | undefined, timezone: string | null | undefined, travelMode: SchedulerTravelMode | null | undefined, source: string | null | undefined, recurrenceId: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, location: { singleLineAddress: string | null | undefined } | null | undefined, allEventPianos: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ isTuning: boolean, piano: { id: string | null | undefined } } | null | undefined> | null | undefined } | null | undefined } | null | undefined> | null | undefined } };

export type AppointmentQueryVariables = Exact<{
  id: string;
}>;


export type AppointmentQuery = { event: { id: string, title: string | null | undefined, type: EventType | null | undefined, status: EventStatus | null | undefined, start: string | null | undefined, duration: number | null | undefined, buffer: number | null | undefined, isAllDay: boolean | null | undefined, confirmedByClient: boolean | null | undefined, confirmedAt: string | null | undefined, confirmationWarning: EventConfirmationWarning | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, addressLine: string | null | undefined, timezone: string | null | undefined, travelMode: SchedulerTravelMode | null | undefined, source: string | null | undefined, recurrenceId: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, location: { singleLineAddress: string | null | undefined } | null | undefined, allEventPianos: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ isTuning: boolean, piano: { id: string | null | undefined } } | null | undefined> | null | undefined } | null | undefined } | null | undefined };

export type AppointmentPianosQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type AppointmentPianosQuery = { event: { allEventPianos: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ isTuning: boolean, piano: { id: string | null | undefined } } | null | undefined> | null | undefined } | null | undefined } | null | undefined };

export type EmailFragment = { id: string, email: string | null | undefined, isDefault: boolean | null | undefined };

export type PhoneFragment = { id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined };

export type LocationFragment = { id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined };

export type ContactFragment = { id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } };

export type ClientFragment = { id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } };

export type ClientsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllClientsFilter | null | undefined;
}>;


export type ClientsQuery = { allClients: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } };

export type ClientQueryVariables = Exact<{
  id: string;
}>;


export type ClientQuery = { client: { id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined };

export type ClientContactsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type ClientContactsQuery = { client: { allContacts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined };

export type ContactEmailsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type ContactEmailsQuery = { contact: { allEmails: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined } } | null | undefined };

export type ContactPhonesQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type ContactPhonesQuery = { contact: { allPhones: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined };

export type ContactLocationsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type ContactLocationsQuery = { contact: { allLocations: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined };

export type EstimateFragment = { id: string, number: number, estimatedOn: string, expiresOn: string, isArchived: boolean, locale: string, notes: string | null | undefined, tags: Array<string>, currentPerformanceLevel: number | null | undefined, recommendedTierTotal: number | null | undefined, createdAt: string, updatedAt: string, client: { id: string | null | undefined }, contact: { id: string } | null | undefined, piano: { id: string | null | undefined }, assignedTo: { id: string } | null | undefined, createdBy: { id: string }, allEstimateTiers: Array<{ id: string, sequenceNumber: number, isPrimary: boolean, allowSelfSchedule: boolean, notes: string | null | undefined, targetPerformanceLevel: number | null | undefined, subtotal: number, taxTotal: number, total: number, createdAt: string, updatedAt: string, allEstimateTierItems: Array<{ id: string, sequenceNumber: number, name: string, description: string | null | undefined, educationDescription: string | null | undefined, type: MasterServiceItemType, quantity: number, amount: number, subtotal: number, taxTotal: number, total: number, duration: number, isTaxable: boolean, isTuning: boolean, externalUrl: string | null | undefined, createdAt: string, updatedAt: string, estimateTierGroup: { name: string } | null | undefined, masterServiceItem: { id: string } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> | null | undefined }> }> };

export type EstimatesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllEstimatesFilter | null | undefined;
}>;


export type EstimatesQuery = { allEstimates: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, number: number, estimatedOn: string, expiresOn: string, isArchived: boolean, locale: string, notes: string | null | undefined, tags: Array<string>, currentPerformanceLevel: number | null | undefined, recommendedTierTotal: number | null | undefined, createdAt: string, updatedAt: string, client: { id: string | null | undefined }, contact: { id: string } | null | undefined, piano: { id: string | null | undefined }, assignedTo: { id: string } | null | undefined, createdBy: { id: string }, allEstimateTiers: Array<{ id: string, sequenceNumber: number, isPrimary: boolean, allowSelfSchedule: boolean, notes: string | null | undefined, targetPerformanceLevel: number | null | undefined, subtotal: number, taxTotal: number, total: number, createdAt: string, updatedAt: string, allEstimateTierItems: Array<{ id: string, sequenceNumber: number, name: string, description: string | null | undefined, educationDescription: string | null | undefined, type: MasterServiceItemType, quantity: number, amount: number, subtotal: number, taxTotal: number, total: number, duration: number, isTaxable: boolean, isTuning: boolean, externalUrl: string | null | undefined, createdAt: string, updatedAt: string, estimateTierGroup: { name: string } | null | undefined, masterServiceItem: { id: string } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> | null | undefined }> }> } | null | undefined> | null | undefined } };

export type EstimateQueryVariables = Exact<{
  id: string;
}>;


export type EstimateQuery = { estimate: { id: string, number: number, estimatedOn: string, expiresOn: string, isArchived: boolean, locale: string, notes: string | null | undefined, tags: Array<string>, currentPerformanceLevel: number | null | undefined, recommendedTierTotal: number | null | undefined, createdAt: string, updatedAt: string, client: { id: string | null | undefined }, contact: { id: string } | null | undefined, piano: { id: string | null | undefined }, assignedTo: { id: string } | null | undefined, createdBy: { id: string }, allEstimateTiers: Array<{ id: string, sequenceNumber: number, isPrimary: boolean, allowSelfSchedule: boolean, notes: string | null | undefined, targetPerformanceLevel: number | null | undefined, subtotal: number, taxTotal: number, total: number, createdAt: string, updatedAt: string, allEstimateTierItems: Array<{ id: string, sequenceNumber: number, name: string, description: string | null | undefined, educationDescription: string | null | undefined, type: MasterServiceItemType, quantity: number, amount: number, subtotal: number, taxTotal: number, total: number, duration: number, isTaxable: boolean, isTuning: boolean, externalUrl: string | null | undefined, createdAt: string, updatedAt: string, estimateTierGroup: { name: string } | null | undefined, masterServiceItem: { id: string } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> | null | undefined }> }> } | null | undefined };

export type InvoiceFragment = { id: string | null | undefined, number: number | null | undefined, status: InvoiceStatus | null | undefined, archived: boolean | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, tipTotal: number | null | undefined, total: number | null | undefined, paidTotal: number | null | undefined, dueTotal: number | null | undefined, dueOn: string | null | undefined, netDays: number | null | undefined, notes: string | null | undefined, topNotes: string | null | undefined, tags: Array<string>, summarize: boolean | null | undefined, altBillingCompanyName: string | null | undefined, altBillingFirstName: string | null | undefined, altBillingLastName: string | null | undefined, altBillingEmail: string | null | undefined, altBillingPhone: string | null | undefined, altBillingStreet1: string | null | undefined, altBillingStreet2: string | null | undefined, altBillingMunicipality: string | null | undefined, altBillingRegion: string | null | undefined, altBillingPostalCode: string | null | undefined, altBillingCountryCode: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, contact: { id: string } | null | undefined, assignedTo: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, currency: { code: string }, allInvoiceItems: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, sequenceNumber: number | null | undefined, type: InvoiceItemType | null | undefined, description: string | null | undefined, quantity: number | null | undefined, amount: number | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, total: number | null | undefined, billable: boolean | null | undefined, taxable: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, masterServiceItem: { id: string } | null | undefined, piano: { id: string | null | undefined } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> } | null | undefined> | null | undefined }, allInvoicePayments: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, type: InvoicePaymentType, status: InvoicePaymentStatus, paymentSource: InvoicePaymentSource, amount: number, tipTotal: number, paidAt: string | null | undefined, notes: string | null | undefined, paymentDetails: string | null | undefined, failureReason: string | null | undefined, isStripePayment: boolean, wasInitiatedByClient: boolean | null | undefined, createdAt: string, currency: { code: string } } | null | undefined> | null | undefined } };

export type InvoiceItemFragment = { id: string | null | undefined, sequenceNumber: number | null | undefined, type: InvoiceItemType | null | undefined, description: string | null | undefined, quantity: number | null | undefined, amount: number | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, total: number | null | undefined, billable: boolean | null | undefined, taxable: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, masterServiceItem: { id: string } | null | undefined, piano: { id: string | null | undefined } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> };

export type InvoicePaymentFragment = { id: string, type: InvoicePaymentType, status: InvoicePaymentStatus, paymentSource: InvoicePaymentSource, amount: number, tipTotal: number, paidAt: string | null | undefined, notes: string | null | undefined, paymentDetails: string | null | undefined, failureReason: string | null | undefined, isStripePayment: boolean, wasInitiatedByClient: boolean | null | undefined, createdAt: string, currency: { code: string } };

export type InvoicesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllInvoicesFilter | null | undefined;
}>;


export type InvoicesQuery = { allInvoices: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, number: number | null | undefined, status: InvoiceStatus | null | undefined, archived: boolean | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, tipTotal: number | null | undefined, total: number | null | undefined, paidTotal: number | null | undefined, dueTotal: number | null | undefined, dueOn: string | null | undefined, netDays: number | null | undefined, notes: string | null | undefined, topNotes: string | null | undefined, tags: Array<string>, summarize: boolean | null | undefined, altBillingCompanyName: string | null | undefined, altBillingFirstName: string | null | undefined, altBillingLastName: string | null | undefined, altBillingEmail: string | null | undefined, altBillingPhone: string | null | undefined, altBillingStreet1: string | null | undefined, altBillingStreet2: string | null | undefined, altBillingMunicipality: string | null | undefined, altBillingRegion: string | null | undefined, altBillingPostalCode: string | null | undefined, altBillingCountryCode: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, contact: { id: string } | null | undefined, assignedTo: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, currency: { code: string }, allInvoiceItems: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, sequenceNumber: number | null | undefined, type: InvoiceItemType | null | undefined, description: string | null | undefined, quantity: number | null | undefined, amount: number | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, total: number | null | undefined, billable: boolean | null | undefined, taxable: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, masterServiceItem: { id: string } | null | undefined, piano: { id: string | null | undefined } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> } | null | undefined> | null | undefined }, allInvoicePayments: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, type: InvoicePaymentType, status: InvoicePaymentStatus, paymentSource: InvoicePaymentSource, amount: number, tipTotal: number, paidAt: string | null | undefined, notes: string | null | undefined, paymentDetails: string | null | undefined, failureReason: string | null | undefined, isStripePayment: boolean, wasInitiatedByClient: boolean | null | undefined, createdAt: string, currency: { code: string } } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } };

export type InvoiceQueryVariables = Exact<{
  id: string;
}>;


export type InvoiceQuery = { invoice: { id: string | null | undefined, number: number | null | undefined, status: InvoiceStatus | null | undefined, archived: boolean | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, tipTotal: number | null | undefined, total: number | null | undefined, paidTotal: number | null | undefined, dueTotal: number | null | undefined, dueOn: string | null | undefined, netDays: number | null | undefined, notes: string | null | undefined, topNotes: string | null | undefined, tags: Array<string>, summarize: boolean | null | undefined, altBillingCompanyName: string | null | undefined, altBillingFirstName: string | null | undefined, altBillingLastName: string | null | undefined, altBillingEmail: string | null | undefined, altBillingPhone: string | null | undefined, altBillingStreet1: string | null | undefined, altBillingStreet2: string | null | undefined, altBillingMunicipality: string | null | undefined, altBillingRegion: string | null | undefined, altBillingPostalCode: string | null | undefined, altBillingCountryCode: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined, contact: { id: string } | null | undefined, assignedTo: { id: string } | null | undefined, createdBy: { id: string } | null | undefined, currency: { code: string }, allInvoiceItems: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, sequenceNumber: number | null | undefined, type: InvoiceItemType | null | undefined, description: string | null | undefined, quantity: number | null | undefined, amount: number | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, total: number | null | undefined, billable: boolean | null | undefined, taxable: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, masterServiceItem: { id: string } | null | undefined, piano: { id: string | null | undefined } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> } | null | undefined> | null | undefined }, allInvoicePayments: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, type: InvoicePaymentType, status: InvoicePaymentStatus, paymentSource: InvoicePaymentSource, amount: number, tipTotal: number, paidAt: string | null | undefined, notes: string | null | undefined, paymentDetails: string | null | undefined, failureReason: string | null | undefined, isStripePayment: boolean, wasInitiatedByClient: boolean | null | undefined, createdAt: string, currency: { code: string } } | null | undefined> | null | undefined } } | null | undefined };

export type InvoiceItemsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type InvoiceItemsQuery = { invoice: { allInvoiceItems: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, sequenceNumber: number | null | undefined, type: InvoiceItemType | null | undefined, description: string | null | undefined, quantity: number | null | undefined, amount: number | null | undefined, subTotal: number | null | undefined, taxTotal: number | null | undefined, total: number | null | undefined, billable: boolean | null | undefined, taxable: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, masterServiceItem: { id: string } | null | undefined, piano: { id: string | null | undefined } | null | undefined, taxes: Array<{ id: string, taxId: string, name: string, rate: number, total: number }> } | null | undefined> | null | undefined } } | null | undefined };

export type InvoicePaymentsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type InvoicePaymentsQuery = { invoice: { allInvoicePayments: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, type: InvoicePaymentType, status: InvoicePaymentStatus, paymentSource: InvoicePaymentSource, amount: number, tipTotal: number, paidAt: string | null | undefined, notes: string | null | undefined, paymentDetails: string | null | undefined, failureReason: string | null | undefined, isStripePayment: boolean, wasInitiatedByClient: boolean | null | undefined, createdAt: string, currency: { code: string } } | null | undefined> | null | undefined } } | null | undefined };

export type MeasuredPianoFragment = { id: string | null | undefined, allPianoMeasurements: Array<{ id: string | null | undefined, takenOn: string | null | undefined, temperature: number | null | undefined, humidity: number | null | undefined, a0Pitch: number | null | undefined, a1Pitch: number | null | undefined, a2Pitch: number | null | undefined, a3Pitch: number | null | undefined, a4Pitch: number | null | undefined, a5Pitch: number | null | undefined, a6Pitch: number | null | undefined, a7Pitch: number | null | undefined, a0Dip: number | null | undefined, a1Dip: number | null | undefined, a2Dip: number | null | undefined, a3Dip: number | null | undefined, a4Dip: number | null | undefined, a5Dip: number | null | undefined, a6Dip: number | null | undefined, a7Dip: number | null | undefined, g6SustainPlayed: number | null | undefined, g6SustainPlucked: number | null | undefined, c7SustainPlayed: number | null | undefined, c7SustainPlucked: number | null | undefined, d6SustainPlayed: number | null | undefined, d6SustainPlucked: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined }> };

export type MeasurementsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllPianosFilter | null | undefined;
}>;


export type MeasurementsQuery = { allPianos: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, allPianoMeasurements: Array<{ id: string | null | undefined, takenOn: string | null | undefined, temperature: number | null | undefined, humidity: number | null | undefined, a0Pitch: number | null | undefined, a1Pitch: number | null | undefined, a2Pitch: number | null | undefined, a3Pitch: number | null | undefined, a4Pitch: number | null | undefined, a5Pitch: number | null | undefined, a6Pitch: number | null | undefined, a7Pitch: number | null | undefined, a0Dip: number | null | undefined, a1Dip: number | null | undefined, a2Dip: number | null | undefined, a3Dip: number | null | undefined, a4Dip: number | null | undefined, a5Dip: number | null | undefined, a6Dip: number | null | undefined, a7Dip: number | null | undefined, g6SustainPlayed: number | null | undefined, g6SustainPlucked: number | null | undefined, c7SustainPlayed: number | null | undefined, c7SustainPlucked: number | null | undefined, d6SustainPlayed: number | null | undefined, d6SustainPlucked: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined }> } | null | undefined> | null | undefined } };

export type PianoMeasurementsQueryVariables = Exact<{
  id: string;
}>;


export type PianoMeasurementsQuery = { piano: { id: string | null | undefined, allPianoMeasurements: Array<{ id: string | null | undefined, takenOn: string | null | undefined, temperature: number | null | undefined, humidity: number | null | undefined, a0Pitch: number | null | undefined, a1Pitch: number | null | undefined, a2Pitch: number | null | undefined, a3Pitch: number | null | undefined, a4Pitch: number | null | undefined, a5Pitch: number | null | undefined, a6Pitch: number | null | undefined, a7Pitch: number | null | undefined, a0Dip: number | null | undefined, a1Dip: number | null | undefined, a2Dip: number | null | undefined, a3Dip: number | null | undefined, a4Dip: number | null | undefined, a5Dip: number | null | undefined, a6Dip: number | null | undefined, a7Dip: number | null | undefined, g6SustainPlayed: number | null | undefined, g6SustainPlucked: number | null | undefined, c7SustainPlayed: number | null | undefined, c7SustainPlucked: number | null | undefined, d6SustainPlayed: number | null | undefined, d6SustainPlucked: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined }> } | null | undefined };

export type PianoFragment = { id: string | null | undefined, make: string | null | undefined, model: string | null | undefined, serialNumber: string | null | undefined, type: PianoType | null | undefined, year: number | null | undefined, size: string | null | undefined, location: string | null | undefined, status: PianoStatus | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, tags: Array<string>, useType: string | null | undefined, caseColor: string | null | undefined, caseFinish: string | null | undefined, hasIvory: boolean | null | undefined, consignment: boolean | null | undefined, rental: boolean | null | undefined, rentalContractEndsOn: string | null | undefined, needsRepairOrRebuilding: boolean | null | undefined, totalLoss: boolean | null | undefined, potentialPerformanceLevel: number | null | undefined, playerInstalled: boolean | null | undefined, playerMake: string | null | undefined, playerModel: string | null | undefined, playerSerialNumber: string | null | undefined, damppChaserInstalled: boolean | null | undefined, damppChaserHumidistatModel: string | null | undefined, damppChaserMfgDate: string | null | undefined, referenceId: string | null | undefined, serviceIntervalMonths: number | null | undefined, calculatedLastService: string | null | undefined, calculatedNextService: string | null | undefined, eventLastService: string | null | undefined, manualLastService: string | null | undefined, nextServiceOverride: string | null | undefined, lifecycleContactPausedUntil: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined };

export type PianosQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllPianosFilter | null | undefined;
}>;


export type PianosQuery = { allPianos: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, make: string | null | undefined, model: string | null | undefined, serialNumber: string | null | undefined, type: PianoType | null | undefined, year: number | null | undefined, size: string | null | undefined, location: string | null | undefined, status: PianoStatus | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, tags: Array<string>, useType: string | null | undefined, caseColor: string | null | undefined, caseFinish: string | null | undefined, hasIvory: boolean | null | undefined, consignment: boolean | null | undefined, rental: boolean | null | undefined, rentalContractEndsOn: string | null | undefined, needsRepairOrRebuilding: boolean | null | undefined, totalLoss: boolean | null | undefined, potentialPerformanceLevel: number | null | undefined, playerInstalled: boolean | null | undefined, playerMake: string | null | undefined, playerModel: string | null | undefined, playerSerialNumber: string | null | undefined, damppChaserInstalled: boolean | null | undefined, damppChaserHumidistatModel: string | null | undefined, damppChaserMfgDate: string | null | undefined, referenceId: string | null | undefined, serviceIntervalMonths: number | null | undefined, calculatedLastService: string | null | undefined, calculatedNextService: string | null | undefined, eventLastService: string | null | undefined, manualLastService: string | null | undefined, nextServiceOverride: string | null | undefined, lifecycleContactPausedUntil: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined } | null | undefined> | null | undefined } };

export type PianoQueryVariables = Exact<{
  id: string;
}>;


export type PianoQuery = { piano: { id: string | null | undefined, make: string | null | undefined, model: string | null | undefined, serialNumber: string | null | undefined, type: PianoType | null | undefined, year: number | null | undefined, size: string | null | undefined, location: string | null | undefined, status: PianoStatus | null | undefined, lifecycleState: string | null | undefined, notes: string | null | undefined, tags: Array<string>, useType: string | null | undefined, caseColor: string | null | undefined, caseFinish: string | null | undefined, hasIvory: boolean | null | undefined, consignment: boolean | null | undefined, rental: boolean | null | undefined, rentalContractEndsOn: string | null | undefined, needsRepairOrRebuilding: boolean | null | undefined, totalLoss: boolean | null | undefined, potentialPerformanceLevel: number | null | undefined, playerInstalled: boolean | null | undefined, playerMake: string | null | undefined, playerModel: string | null | undefined, playerSerialNumber: string | null | undefined, damppChaserInstalled: boolean | null | undefined, damppChaserHumidistatModel: string | null | undefined, damppChaserMfgDate: string | null | undefined, referenceId: string | null | undefined, serviceIntervalMonths: number | null | undefined, calculatedLastService: string | null | undefined, calculatedNextService: string | null | undefined, eventLastService: string | null | undefined, manualLastService: string | null | undefined, nextServiceOverride: string | null | undefined, lifecycleContactPausedUntil: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, client: { id: string | null | undefined } | null | undefined } | null | undefined };

export type ServicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ServicesQuery = { allMasterServiceItems: Array<{ id: string, name: Record<string, string>, description: Record<string, string>, educationDescription: Record<string, string>, type: MasterServiceItemType, amount: number | null | undefined, duration: number, isTuning: boolean, isTaxable: boolean, isArchived: boolean, isDefault: boolean, isSelfSchedulable: boolean, isAnyUser: boolean, externalUrl: string | null | undefined, order: number, createdAt: string, updatedAt: string, masterServiceGroup: { id: string, name: Record<string, string> } }> };

export type TimelineEntryFragment = { id: string, occurredAt: string, type: TimelineEntryType, summary: string | null | undefined, comment: string | null | undefined, client: { id: string | null | undefined }, piano: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, appointment: { id: string } | null | undefined, invoice: { id: string | null | undefined } | null | undefined, estimate: { id: string } | null | undefined };

export type TimelineQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  types?: Array<TimelineEntryType> | TimelineEntryType | null | undefined;
  occurredAtGet?: string | null | undefined;
}>;


export type TimelineQuery = { allTimelineEntries: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, occurredAt: string, type: TimelineEntryType, summary: string | null | undefined, comment: string | null | undefined, client: { id: string | null | undefined }, piano: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, appointment: { id: string } | null | undefined, invoice: { id: string | null | undefined } | null | undefined, estimate: { id: string } | null | undefined } | null | undefined> | null | undefined } };

export type TimelineNearbyQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  clientId?: string | null | undefined;
  occurredAtGet?: string | null | undefined;
}>;


export type TimelineNearbyQuery = { allTimelineEntries: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, occurredAt: string, type: TimelineEntryType, summary: string | null | undefined, comment: string | null | undefined, client: { id: string | null | undefined }, piano: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, appointment: { id: string } | null | undefined, invoice: { id: string | null | undefined } | null | undefined, estimate: { id: string } | null | undefined } | null | undefined> | null | undefined } };

export type UsersQueryVariables = Exact<{ [key: string]: never; }>;


export type UsersQuery = { allUsers: Array<{ id: string, firstName: string, lastName: string, email: string, status: UserStatus, accessLevel: AccessLevel | null | undefined, hasLimitedAccess: boolean | null | undefined, isSchedulable: boolean | null | undefined, color: string, timezone: string, createdAt: string, updatedAt: string }> };

export interface Documents {
  "\n  query Appointment($id: String!) {\n    event(eventId: $id) {\n      ...Appointment\n    }\n  }\n": { data: AppointmentQuery; variables: AppointmentQueryVariables }
  "\n  query AppointmentPianos($id: String!, $after: String!) {\n    event(eventId: $id) {\n      allEventPianos(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...AppointmentPiano\n        }\n      }\n    }\n  }\n": { data: AppointmentPianosQuery; variables: AppointmentPianosQueryVariables }
  "\n  query Appointments($first: Int!, $after: String, $filters: PrivateAllEventsFilter) {\n    allEventsBatched(first: $first, after: $after, filters: $filters, sortBy: [START_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Appointment\n      }\n    }\n  }\n": { data: AppointmentsQuery; variables: AppointmentsQueryVariables }
  "\n  query Caller {\n    user {\n      id\n      email\n      accessLevel\n      hasLimitedAccess\n    }\n  }\n": { data: CallerQuery; variables: CallerQueryVariables }
  "\n  query Client($id: String!) {\n    client(id: $id) {\n      ...Client\n    }\n  }\n": { data: ClientQuery; variables: ClientQueryVariables }
  "\n  query ClientContacts($id: String!, $after: String!) {\n    client(id: $id) {\n      allContacts(first: 50, after: $after, includeArchived: true) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...Contact\n        }\n      }\n    }\n  }\n": { data: ClientContactsQuery; variables: ClientContactsQueryVariables }
  "\n  query Clients($first: Int!, $after: String, $filters: PrivateAllClientsFilter) {\n    allClients(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Client\n      }\n    }\n  }\n": { data: ClientsQuery; variables: ClientsQueryVariables }
  "\n  query ContactEmails($id: String!, $after: String!) {\n    contact(id: $id) {\n      allEmails(first: 50, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...Email\n        }\n      }\n    }\n  }\n": { data: ContactEmailsQuery; variables: ContactEmailsQueryVariables }
  "\n  query ContactLocations($id: String!, $after: String!) {\n    contact(id: $id) {\n      allLocations(first: 50, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...Location\n        }\n      }\n    }\n  }\n": { data: ContactLocationsQuery; variables: ContactLocationsQueryVariables }
  "\n  query ContactPhones($id: String!, $after: String!) {\n    contact(id: $id) {\n      allPhones(first: 50, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...Phone\n        }\n      }\n    }\n  }\n": { data: ContactPhonesQuery; variables: ContactPhonesQueryVariables }
  "\n  query Estimate($id: String!) {\n    estimate(id: $id) {\n      ...Estimate\n    }\n  }\n": { data: EstimateQuery; variables: EstimateQueryVariables }
  "\n  query Estimates($first: Int!, $after: String, $filters: PrivateAllEstimatesFilter) {\n    allEstimates(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Estimate\n      }\n    }\n  }\n": { data: EstimatesQuery; variables: EstimatesQueryVariables }
  "\n  query Invoice($id: String!) {\n    invoice(id: $id) {\n      ...Invoice\n    }\n  }\n": { data: InvoiceQuery; variables: InvoiceQueryVariables }
  "\n  query InvoiceItems($id: String!, $after: String!) {\n    invoice(id: $id) {\n      allInvoiceItems(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...InvoiceItem\n        }\n      }\n    }\n  }\n": { data: InvoiceItemsQuery; variables: InvoiceItemsQueryVariables }
  "\n  query InvoicePayments($id: String!, $after: String!) {\n    invoice(id: $id) {\n      allInvoicePayments(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...InvoicePayment\n        }\n      }\n    }\n  }\n": { data: InvoicePaymentsQuery; variables: InvoicePaymentsQueryVariables }
  "\n  query Invoices($first: Int!, $after: String, $filters: PrivateAllInvoicesFilter) {\n    allInvoices(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Invoice\n      }\n    }\n  }\n": { data: InvoicesQuery; variables: InvoicesQueryVariables }
  "\n  query Measurements($first: Int!, $after: String, $filters: PrivateAllPianosFilter) {\n    allPianos(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...MeasuredPiano\n      }\n    }\n  }\n": { data: MeasurementsQuery; variables: MeasurementsQueryVariables }
  "\n  query Piano($id: String!) {\n    piano(id: $id) {\n      ...Piano\n    }\n  }\n": { data: PianoQuery; variables: PianoQueryVariables }
  "\n  query PianoMeasurements($id: String!) {\n    piano(id: $id) {\n      ...MeasuredPiano\n    }\n  }\n": { data: PianoMeasurementsQuery; variables: PianoMeasurementsQueryVariables }
  "\n  query Pianos($first: Int!, $after: String, $filters: PrivateAllPianosFilter) {\n    allPianos(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Piano\n      }\n    }\n  }\n": { data: PianosQuery; variables: PianosQueryVariables }
  "\n  query Services {\n    allMasterServiceItems {\n      id\n      name\n      description\n      educationDescription\n      type\n      masterServiceGroup {\n        id\n        name\n      }\n      amount\n      duration\n      isTuning\n      isTaxable\n      isArchived\n      isDefault\n      isSelfSchedulable\n      isAnyUser\n      externalUrl\n      order\n      createdAt\n      updatedAt\n    }\n  }\n": { data: ServicesQuery; variables: ServicesQueryVariables }
  "\n  query Timeline($first: Int!, $after: String, $types: [TimelineEntryType!], $occurredAtGet: CoreDateTime) {\n    allTimelineEntries(first: $first, after: $after, types: $types, occurredAtGet: $occurredAtGet) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...TimelineEntry\n      }\n    }\n  }\n": { data: TimelineQuery; variables: TimelineQueryVariables }
  "\n  query TimelineNearby($first: Int!, $after: String, $clientId: String, $occurredAtGet: CoreDateTime) {\n    allTimelineEntries(first: $first, after: $after, clientId: $clientId, occurredAtGet: $occurredAtGet) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...TimelineEntry\n      }\n    }\n  }\n": { data: TimelineNearbyQuery; variables: TimelineNearbyQueryVariables }
  "\n  query Users {\n    allUsers {\n      id\n      firstName\n      lastName\n      email\n      status\n      accessLevel\n      hasLimitedAccess\n      isSchedulable\n      color\n      timezone\n      createdAt\n      updatedAt\n    }\n  }\n": { data: UsersQuery; variables: UsersQueryVariables }
}
