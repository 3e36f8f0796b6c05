import { touchedOrCreated } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Clients with their contacts. What was touched or created lately is cheap to ask for; other edits need a full sweep. */
export const clients = paged({
  name: 'clients',
  list: 'allClients',
  one: 'client',
  type: 'PrivateClient',
  arguments: { filters: 'PrivateAllClientsFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '1 day',
  lanes: touchedOrCreated,
  fields: `
    id companyName clientType status lifecycleState defaultClientLocalization { locale } tags personalNotes
    preferenceNotes lastResultNotes preferredTechnicianId referenceId referredBy referredByNotes region noContactReason
    noContactUntil reasonInactiveCode reasonInactiveDetails custom1 custom2 custom3 custom4 custom5 custom6 custom7
    custom8 custom9 custom10 lifecycle { id } referralClient { id } createdAt updatedAt`,
  nested: {
    allContacts: {
      arguments: 'includeArchived: true',
      fields: `
        id firstName middleName lastName suffix title role isDefault isBillingDefault archived wantsEmail wantsPhone
        wantsText sortOrder defaultLocation { id } defaultMailingLocation { id } defaultBillingLocation { id } createdAt
        updatedAt`,
      nested: {
        allEmails: { of: 'contact', fields: 'id email isDefault' },
        allPhones: {
          of: 'contact',
          fields: 'id phoneNumber extension type isDefault confirmedAt createdAt updatedAt',
        },
        allLocations: {
          of: 'contact',
          fields: `
            id usageType locationType street1 street2 municipality region postalCode countryCode latitude longitude
            geocodeType what3words isBadAddress createdAt updatedAt`,
        },
      },
    },
  },
})
