import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, dayOf, type Module, recordById } from './module.ts'

const estimate = /* GraphQL */ `
  fragment Estimate on PrivateEstimate {
    id
    number
    client {
      id
    }
    contact {
      id
    }
    piano {
      id
    }
    assignedTo {
      id
    }
    createdBy {
      id
    }
    estimatedOn
    expiresOn
    isArchived
    locale
    notes
    tags
    currentPerformanceLevel
    recommendedTierTotal
    createdAt
    updatedAt
    allEstimateTiers {
      id
      sequenceNumber
      isPrimary
      allowSelfSchedule
      notes
      targetPerformanceLevel
      subtotal
      taxTotal
      total
      createdAt
      updatedAt
      allEstimateTierItems {
        id
        estimateTierGroup {
          name
        }
        sequenceNumber
        name
        description
        educationDescription
        type
        masterServiceItem {
          id
        }
        quantity
        amount
        subtotal
        taxTotal
        total
        duration
        isTaxable
        isTuning
        externalUrl
        taxes {
          id
          taxId
          name
          rate
          total
        }
        createdAt
        updatedAt
      }
    }
  }
`

const document = graphql(
  /* GraphQL */ `
  query Estimates($first: Int!, $after: String, $filters: PrivateAllEstimatesFilter) {
    allEstimates(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Estimate
      }
    }
  }
`,
  estimate,
)

const estimateDocument = graphql(
  /* GraphQL */ `
  query Estimate($id: String!) {
    estimate(id: $id) {
      ...Estimate
    }
  }
`,
  estimate,
)

const lane = (name: string, filters: VariablesOf<typeof document>['filters']) =>
  connectionLane(name, document, { filters }, (data) => data.allEstimates)

/** Estimates with tiers and items: new ones and open ones (which people still edit) often, the archive in full sweeps. */
export const estimates: Module = {
  name: 'estimates',
  overlap: () => '1 day',
  byId: recordById(estimateDocument, (data) => data.estimate),
  lanes: ({ since, until, timeZone }) => {
    if (!since) return [lane('all', null)]
    const from = dayOf(since, timeZone, -1)
    const to = until && dayOf(until, timeZone, 1)
    return [lane('created', { createdGet: from, createdLet: to }), lane('open', { archived: false })]
  },
}
