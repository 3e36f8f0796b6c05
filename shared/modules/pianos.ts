import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, type Module, recordById, touchedOrCreated } from './module.ts'

const piano = /* GraphQL */ `
  fragment Piano on PrivatePiano {
    id
    client {
      id
    }
    make
    model
    serialNumber
    type
    year
    size
    location
    status
    lifecycleState
    notes
    tags
    useType
    caseColor
    caseFinish
    hasIvory
    consignment
    rental
    rentalContractEndsOn
    needsRepairOrRebuilding
    totalLoss
    potentialPerformanceLevel
    playerInstalled
    playerMake
    playerModel
    playerSerialNumber
    damppChaserInstalled
    damppChaserHumidistatModel
    damppChaserMfgDate
    referenceId
    serviceIntervalMonths
    calculatedLastService
    calculatedNextService
    eventLastService
    manualLastService
    nextServiceOverride
    lifecycleContactPausedUntil
    createdAt
    updatedAt
  }
`

const document = graphql(
  /* GraphQL */ `
  query Pianos($first: Int!, $after: String, $filters: PrivateAllPianosFilter) {
    allPianos(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Piano
      }
    }
  }
`,
  piano,
)

const pianoDocument = graphql(
  /* GraphQL */ `
  query Piano($id: String!) {
    piano(id: $id) {
      ...Piano
    }
  }
`,
  piano,
)

const lane = (name: string, filters: VariablesOf<typeof document>['filters']) =>
  connectionLane(name, document, { filters }, (data) => data.allPianos)

/** Pianos. What was touched or created lately is cheap to ask for; other edits need a full sweep. */
export const pianos: Module = {
  name: 'pianos',
  overlap: () => '1 day',
  byId: recordById(pianoDocument, (data) => data.piano),
  lanes: (request) => touchedOrCreated(request, lane),
}
