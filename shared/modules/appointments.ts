import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, dayOf, type Module, nestedConnection, recordById } from './module.ts'

const appointment = /* GraphQL */ `
  fragment Appointment on PrivateEvent {
    id
    title
    type
    status
    start
    duration
    buffer
    isAllDay
    client {
      id
    }
    user {
      id
    }
    createdBy {
      id
    }
    confirmedByClient
    confirmedAt
    confirmationWarning
    lifecycleState
    notes
    addressLine
    location {
      singleLineAddress
    }
    timezone
    travelMode
    source
    recurrenceId
    createdAt
    updatedAt
    allEventPianos(first: 100) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...AppointmentPiano
      }
    }
  }
`

const appointmentPiano = /* GraphQL */ `
  fragment AppointmentPiano on PrivateEventPiano {
    piano {
      id
    }
    isTuning
  }
`

const document = graphql(
  /* GraphQL */ `
  query Appointments($first: Int!, $after: String, $filters: PrivateAllEventsFilter) {
    allEventsBatched(first: $first, after: $after, filters: $filters, sortBy: [START_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Appointment
      }
    }
  }
`,
  appointment,
  appointmentPiano,
)

const appointmentDocument = graphql(
  /* GraphQL */ `
  query Appointment($id: String!) {
    event(eventId: $id) {
      ...Appointment
    }
  }
`,
  appointment,
  appointmentPiano,
)

const pianosDocument = graphql(
  /* GraphQL */ `
  query AppointmentPianos($id: String!, $after: String!) {
    event(eventId: $id) {
      allEventPianos(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...AppointmentPiano
        }
      }
    }
  }
`,
  appointmentPiano,
)

const pianos = nestedConnection('allEventPianos', pianosDocument, (data) => data.event?.allEventPianos)

const lane = (filters: VariablesOf<typeof document>['filters']) =>
  connectionLane('all', document, { filters }, (data) => data.allEventsBatched, { nested: [pianos] })

/** Appointments of a window of days, or all. A window is swept whole, so that what left it is noticed. */
export const appointments: Module = {
  name: 'appointments',
  overlap: () => '0',
  byId: recordById(appointmentDocument, (data) => data.event, [pianos]),
  lanes: ({ since, until, timeZone }) => [
    lane({
      dateGet: since && dayOf(since, timeZone, -1),
      dateLet: until && dayOf(until, timeZone, 1),
    }),
  ],
}
