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

export type LocationType =
  | 'ADDRESS'
  | 'COORDINATES'
  | 'WHAT3WORDS'
  | '%future added value';

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
  allTags?: Array<string> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  clientType?: Array<string> | null | undefined;
  createdGet?: string | null | undefined;
  createdLet?: string | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  hasNoTimelineActivityGet?: string | null | undefined;
  hasNoTimelineActivityLet?: string | null | undefined;
  hasTimelineActivityGet?: string | null | undefined;
  hasTimelineActivityLet?: string | null | undefined;
  municipality?: Array<string> | null | undefined;
  postCode?: Array<string> | null | undefined;
  preferredTechnicianId?: Array<string> | null | undefined;
  region?: Array<string> | null | undefined;
  search?: string | null | undefined;
  status?: Array<ClientStatus> | null | undefined;
};

export type PrivateAllPianosFilter = {
  allTags?: Array<string> | null | undefined;
  anyTags?: Array<string> | null | undefined;
  clientId?: string | null | undefined;
  consignment?: boolean | null | undefined;
  createdGet?: string | null | undefined;
  createdLet?: string | null | undefined;
  excludePianoIds?: Array<string> | null | undefined;
  excludeTags?: Array<string> | null | undefined;
  hasIvory?: boolean | null | undefined;
  hasNoTimelineActivityGet?: string | null | undefined;
  hasNoTimelineActivityLet?: string | null | undefined;
  hasPianoLifeSaverInstalled?: boolean | null | undefined;
  hasPlayerInstalled?: boolean | null | undefined;
  hasTimelineActivityGet?: string | null | undefined;
  hasTimelineActivityLet?: string | null | undefined;
  isTotalLoss?: boolean | null | undefined;
  make?: Array<string> | null | undefined;
  needsRepairOrRebuilding?: boolean | null | undefined;
  rental?: boolean | null | undefined;
  search?: string | null | undefined;
  serialNumber?: Array<string> | null | undefined;
  status?: Array<PianoStatus> | null | undefined;
  type?: Array<PianoType> | null | undefined;
  useType?: string | null | undefined;
  yearGet?: number | null | undefined;
  yearLet?: number | null | undefined;
};

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

export type ContactFragment = { id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } };

export type ClientFragment = { id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } };

export type ClientsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filters?: PrivateAllClientsFilter | null | undefined;
}>;


export type ClientsQuery = { allClients: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } };

export type ClientQueryVariables = Exact<{
  id: string;
}>;


export type ClientQuery = { client: { id: string | null | undefined, companyName: string | null | undefined, clientType: string | null | undefined, status: ClientStatus | null | undefined, lifecycleState: string | null | undefined, tags: Array<string>, personalNotes: string | null | undefined, preferenceNotes: string | null | undefined, lastResultNotes: string | null | undefined, preferredTechnicianId: string | null | undefined, referenceId: string | null | undefined, referredBy: string | null | undefined, referredByNotes: string | null | undefined, region: string | null | undefined, noContactReason: string | null | undefined, noContactUntil: string | null | undefined, reasonInactiveCode: string | null | undefined, reasonInactiveDetails: string | null | undefined, custom1: string | null | undefined, custom2: string | null | undefined, custom3: string | null | undefined, custom4: string | null | undefined, custom5: string | null | undefined, custom6: string | null | undefined, custom7: string | null | undefined, custom8: string | null | undefined, custom9: string | null | undefined, custom10: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, defaultClientLocalization: { locale: string }, allContacts: { pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined };

export type ClientContactsQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type ClientContactsQuery = { client: { allContacts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, firstName: string | null | undefined, middleName: string | null | undefined, lastName: string | null | undefined, suffix: string | null | undefined, title: string | null | undefined, role: string | null | undefined, isDefault: boolean | null | undefined, isBillingDefault: boolean | null | undefined, archived: boolean, wantsEmail: boolean | null | undefined, wantsPhone: boolean | null | undefined, wantsText: boolean | null | undefined, sortOrder: number | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined, allEmails: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, email: string | null | undefined, isDefault: boolean | null | undefined } | null | undefined> | null | undefined }, allPhones: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, phoneNumber: string | null | undefined, extension: string | null | undefined, type: PhoneType | null | undefined, isDefault: boolean | null | undefined, confirmedAt: string | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined }, allLocations: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string | null | undefined, usageType: ContactLocationUsageType, locationType: LocationType | null | undefined, street1: string | null | undefined, street2: string | null | undefined, municipality: string | null | undefined, region: string | null | undefined, postalCode: string | null | undefined, countryCode: string | null | undefined, latitude: string | null | undefined, longitude: string | null | undefined, what3words: string | null | undefined, isBadAddress: boolean | null | undefined, createdAt: string | null | undefined, updatedAt: string | null | undefined } | null | undefined> | null | undefined } } | null | undefined> | null | undefined } } | null | undefined };

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

export type TimelineQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  types?: Array<TimelineEntryType> | TimelineEntryType | null | undefined;
  occurredAtGet?: string | null | undefined;
}>;


export type TimelineQuery = { allTimelineEntries: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null | undefined }, nodes: Array<{ id: string, occurredAt: string, type: TimelineEntryType, summary: string | null | undefined, comment: string | null | undefined, client: { id: string | null | undefined }, piano: { id: string | null | undefined } | null | undefined, user: { id: string } | null | undefined, appointment: { id: string } | null | undefined, invoice: { id: string | null | undefined } | null | undefined, estimate: { id: string } | null | undefined } | null | undefined> | null | undefined } };

export type UsersQueryVariables = Exact<{ [key: string]: never; }>;


export type UsersQuery = { allUsers: Array<{ id: string, firstName: string, lastName: string, email: string, status: UserStatus, accessLevel: AccessLevel | null | undefined, hasLimitedAccess: boolean | null | undefined, isSchedulable: boolean | null | undefined, color: string, timezone: string, createdAt: string, updatedAt: string }> };

export interface Documents {
  "\n  query Caller {\n    user {\n      id\n      email\n      accessLevel\n      hasLimitedAccess\n    }\n  }\n": { data: CallerQuery; variables: CallerQueryVariables }
  "\n  query Client($id: String!) {\n    client(id: $id) {\n      ...Client\n    }\n  }\n": { data: ClientQuery; variables: ClientQueryVariables }
  "\n  query ClientContacts($id: String!, $after: String!) {\n    client(id: $id) {\n      allContacts(first: 50, after: $after, includeArchived: true) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          ...Contact\n        }\n      }\n    }\n  }\n": { data: ClientContactsQuery; variables: ClientContactsQueryVariables }
  "\n  query Clients($first: Int!, $after: String, $filters: PrivateAllClientsFilter) {\n    allClients(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Client\n      }\n    }\n  }\n": { data: ClientsQuery; variables: ClientsQueryVariables }
  "\n  query Piano($id: String!) {\n    piano(id: $id) {\n      ...Piano\n    }\n  }\n": { data: PianoQuery; variables: PianoQueryVariables }
  "\n  query Pianos($first: Int!, $after: String, $filters: PrivateAllPianosFilter) {\n    allPianos(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...Piano\n      }\n    }\n  }\n": { data: PianosQuery; variables: PianosQueryVariables }
  "\n  query Timeline($first: Int!, $after: String, $types: [TimelineEntryType!], $occurredAtGet: CoreDateTime) {\n    allTimelineEntries(first: $first, after: $after, types: $types, occurredAtGet: $occurredAtGet) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        id\n        occurredAt\n        type\n        summary\n        comment\n        client {\n          id\n        }\n        piano {\n          id\n        }\n        user {\n          id\n        }\n        appointment {\n          id\n        }\n        invoice {\n          id\n        }\n        estimate {\n          id\n        }\n      }\n    }\n  }\n": { data: TimelineQuery; variables: TimelineQueryVariables }
  "\n  query Users {\n    allUsers {\n      id\n      firstName\n      lastName\n      email\n      status\n      accessLevel\n      hasLimitedAccess\n      isSchedulable\n      color\n      timezone\n      createdAt\n      updatedAt\n    }\n  }\n": { data: UsersQuery; variables: UsersQueryVariables }
}
