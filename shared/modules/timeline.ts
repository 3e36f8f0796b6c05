import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, type Module } from './module.ts'

const document = graphql(/* GraphQL */ `
  query Timeline($first: Int!, $after: String, $types: [TimelineEntryType!], $occurredAtGet: CoreDateTime) {
    allTimelineEntries(first: $first, after: $after, types: $types, occurredAtGet: $occurredAtGet) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        occurredAt
        type
        summary
        comment
        client {
          id
        }
        piano {
          id
        }
        user {
          id
        }
        appointment {
          id
        }
        invoice {
          id
        }
        estimate {
          id
        }
      }
    }
  }
`)

type Types = VariablesOf<typeof document>['types']

const lane = (name: string, types: Types, occurredAtGet: string | null, wholeSweep = false) =>
  connectionLane(name, document, { types, occurredAtGet }, (data) => data.allTimelineEntries, { wholeSweep })

// What technicians wait for comes first, automatic messages last; `types` cuts the history into streams that can be
// read side by side (about equal in length in a real company).
const lanes: Record<string, Types> = {
  service: ['SERVICE_ENTRY_MANUAL', 'SERVICE_ENTRY_AUTOMATED', 'PIANO_MEASUREMENT', 'USER_COMMENT'],
  appointments: [
    'APPOINTMENT',
    'APPOINTMENT_LOG',
    'CONTACT_PHONE_MANUAL_TALKED',
    'CONTACT_PHONE_MANUAL_MESSAGE',
  ],
  messages: [
    'CONTACT_EMAIL_MANUAL',
    'CONTACT_SMS_MANUAL',
    'CONTACT_POST_MANUAL',
    'CONTACT_OTHER_MANUAL',
    'CONTACT_SMS_AUTOMATED',
    'CONTACT_PHONE_AUTOMATED',
    'CONTACT_POST_AUTOMATED',
    'SCHEDULED_MESSAGE_EMAIL',
    'SCHEDULED_MESSAGE_SMS',
    'SCHEDULED_MESSAGE_PHONE',
    'INVOICE',
    'INVOICE_LOG',
    'INVOICE_PAYMENT',
    'INVOICE_SYNC',
    'ESTIMATE',
    'ESTIMATE_LOG',
    'ERROR_MESSAGE',
    'SYSTEM_MESSAGE',
    'SYSTEM_NOTIFICATION',
  ],
  emails: ['CONTACT_EMAIL_AUTOMATED'],
}

const overlapDays = { none: 1, fast: 7, balanced: 30, exhaustive: 60 }

/**
 * The timeline: newest first, no upper bound, no own updatedAt. Notes are corrected weeks later, so a nightly run with
 * a window reads far back. History is read in lanes, and one without a filter proves that no type was forgotten.
 */
export const timeline: Module = {
  name: 'timeline',
  overlap: (window) => `${overlapDays[window ?? 'none']} days`,
  lanes: ({ since }) => {
    if (since) return [lane('all', null, since.toISOString())]
    return [
      ...Object.entries(lanes).map(([name, types]) => lane(name, types, null)),
      lane('rest', null, null, true),
    ]
  },
}
