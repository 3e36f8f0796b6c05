import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, type Module, recordById, touchedOrCreated } from './module.ts'

const measured = /* GraphQL */ `
  fragment MeasuredPiano on PrivatePiano {
    id
    allPianoMeasurements {
      id
      takenOn
      temperature
      humidity
      a0Pitch
      a1Pitch
      a2Pitch
      a3Pitch
      a4Pitch
      a5Pitch
      a6Pitch
      a7Pitch
      a0Dip
      a1Dip
      a2Dip
      a3Dip
      a4Dip
      a5Dip
      a6Dip
      a7Dip
      g6SustainPlayed
      g6SustainPlucked
      c7SustainPlayed
      c7SustainPlucked
      d6SustainPlayed
      d6SustainPlucked
      createdAt
      updatedAt
    }
  }
`

const document = graphql(
  /* GraphQL */ `
  query Measurements($first: Int!, $after: String, $filters: PrivateAllPianosFilter) {
    allPianos(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...MeasuredPiano
      }
    }
  }
`,
  measured,
)

const pianoDocument = graphql(
  /* GraphQL */ `
  query PianoMeasurements($id: String!) {
    piano(id: $id) {
      ...MeasuredPiano
    }
  }
`,
  measured,
)

const lane = (name: string, filters: VariablesOf<typeof document>['filters']) =>
  connectionLane(name, document, { filters }, (data) => data.allPianos)

/** Measurements have no list of their own: what is read is each piano with its list. */
export const measurements: Module = {
  name: 'measurements',
  overlap: () => '1 day',
  byId: recordById(pianoDocument, (data) => data.piano),
  lanes: (request) => touchedOrCreated(request, lane),
}
