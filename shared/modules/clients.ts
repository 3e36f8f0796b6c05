import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, type Module, nestedConnection, recordById, touchedOrCreated } from './module.ts'

const email = /* GraphQL */ `
  fragment Email on PrivateContactEmail {
    id
    email
    isDefault
  }
`

const phone = /* GraphQL */ `
  fragment Phone on PrivateContactPhone {
    id
    phoneNumber
    extension
    type
    isDefault
    confirmedAt
    createdAt
    updatedAt
  }
`

const location = /* GraphQL */ `
  fragment Location on PrivateContactLocation {
    id
    usageType
    locationType
    street1
    street2
    municipality
    region
    postalCode
    countryCode
    latitude
    longitude
    what3words
    isBadAddress
    createdAt
    updatedAt
  }
`

const contact = /* GraphQL */ `
  fragment Contact on PrivateContact {
    id
    firstName
    middleName
    lastName
    suffix
    title
    role
    isDefault
    isBillingDefault
    archived
    wantsEmail
    wantsPhone
    wantsText
    sortOrder
    createdAt
    updatedAt
    allEmails(first: 50) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Email
      }
    }
    allPhones(first: 50) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Phone
      }
    }
    allLocations(first: 50) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Location
      }
    }
  }
`

const contactParts = [contact, email, phone, location]

const client = /* GraphQL */ `
  fragment Client on PrivateClient {
    id
    companyName
    clientType
    status
    lifecycleState
    defaultClientLocalization {
      locale
    }
    tags
    personalNotes
    preferenceNotes
    lastResultNotes
    preferredTechnicianId
    referenceId
    referredBy
    referredByNotes
    region
    noContactReason
    noContactUntil
    reasonInactiveCode
    reasonInactiveDetails
    custom1
    custom2
    custom3
    custom4
    custom5
    custom6
    custom7
    custom8
    custom9
    custom10
    createdAt
    updatedAt
    allContacts(first: 50, includeArchived: true) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Contact
      }
    }
  }
`

const document = graphql(
  /* GraphQL */ `
  query Clients($first: Int!, $after: String, $filters: PrivateAllClientsFilter) {
    allClients(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Client
      }
    }
  }
`,
  client,
  ...contactParts,
)

const clientDocument = graphql(
  /* GraphQL */ `
  query Client($id: String!) {
    client(id: $id) {
      ...Client
    }
  }
`,
  client,
  ...contactParts,
)

const contactsDocument = graphql(
  /* GraphQL */ `
  query ClientContacts($id: String!, $after: String!) {
    client(id: $id) {
      allContacts(first: 50, after: $after, includeArchived: true) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...Contact
        }
      }
    }
  }
`,
  ...contactParts,
)

const emailsDocument = graphql(
  /* GraphQL */ `
  query ContactEmails($id: String!, $after: String!) {
    contact(id: $id) {
      allEmails(first: 50, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...Email
        }
      }
    }
  }
`,
  email,
)

const phonesDocument = graphql(
  /* GraphQL */ `
  query ContactPhones($id: String!, $after: String!) {
    contact(id: $id) {
      allPhones(first: 50, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...Phone
        }
      }
    }
  }
`,
  phone,
)

const locationsDocument = graphql(
  /* GraphQL */ `
  query ContactLocations($id: String!, $after: String!) {
    contact(id: $id) {
      allLocations(first: 50, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...Location
        }
      }
    }
  }
`,
  location,
)

const contacts = nestedConnection('allContacts', contactsDocument, (data) => data.client?.allContacts, [
  nestedConnection('allEmails', emailsDocument, (data) => data.contact?.allEmails),
  nestedConnection('allPhones', phonesDocument, (data) => data.contact?.allPhones),
  nestedConnection('allLocations', locationsDocument, (data) => data.contact?.allLocations),
])

const lane = (name: string, filters: VariablesOf<typeof document>['filters']) =>
  connectionLane(name, document, { filters }, (data) => data.allClients, { nested: [contacts] })

/** Clients with their contacts. What was touched or created lately is cheap to ask for; other edits need a full sweep. */
export const clients: Module = {
  name: 'clients',
  overlap: () => '1 day',
  byId: recordById(clientDocument, (data) => data.client, [contacts]),
  lanes: (request) => touchedOrCreated(request, lane),
}
