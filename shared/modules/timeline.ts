import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { unreadable } from '../gazelle/page.ts'
import { connectionLane, type FetchedRecord, type Module } from './module.ts'

const entry = /* GraphQL */ `
  fragment TimelineEntry on PrivateTimelineEntry {
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
`

const document = graphql(
  /* GraphQL */ `
  query Timeline($first: Int!, $after: String, $types: [TimelineEntryType!], $occurredAtGet: CoreDateTime) {
    allTimelineEntries(first: $first, after: $after, types: $types, occurredAtGet: $occurredAtGet) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...TimelineEntry
      }
    }
  }
`,
  entry,
)

const nearbyDocument = graphql(
  /* GraphQL */ `
  query TimelineNearby($first: Int!, $after: String, $clientId: String, $occurredAtGet: CoreDateTime) {
    allTimelineEntries(first: $first, after: $after, clientId: $clientId, occurredAtGet: $occurredAtGet) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...TimelineEntry
      }
    }
  }
`,
  entry,
)

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

const dayMs = 86_400_000

/**
 * Looks for an entry among all of its client's: Gazelle gives none by its id, and its time may have been corrected. One
 * without a client is looked for from two days before it on, because in which zone the bound is read is not known.
 */
const lookedFor: NonNullable<Module['byId']> = async (client, id, signal, known) => {
  const clientId = known && isReference(known.client) ? known.client.id : null
  const occurredAt = Date.parse(String(known?.occurredAt))
  if (clientId === null && Number.isNaN(occurredAt))
    throw unreadable('a look-up of an entry', 'neither its client nor its time is known')
  const nearby = connectionLane(
    'nearby',
    nearbyDocument,
    { clientId, occurredAtGet: clientId ? null : new Date(occurredAt - 2 * dayMs).toISOString() },
    (data) => data.allTimelineEntries,
    { retries: 1 },
  )
  const record: FetchedRecord = { node: null, apiCalls: 0, waitedMs: 0 }
  const seen = new Set<unknown>()
  for (let cursor: string | null = null; ; ) {
    const page = await nearby.fetch(client, cursor, signal)
    record.apiCalls += page.apiCalls
    record.waitedMs += page.waitedMs
    record.node = page.nodes.find((node) => node.id === id) ?? null
    if (page.apiErrors > 0 || page.nullNodes > 0)
      throw unreadable('a look-up of an entry', 'some of its neighbours did not come')
    for (const node of page.nodes) seen.add(node.id)
    if (record.node) return record
    if (!page.hasNextPage) {
      if (seen.size < (page.totalCount ?? 0))
        throw unreadable('a look-up of an entry', 'its neighbours are fewer than totalCount')
      return record
    }
    cursor = page.endCursor
  }
}

const isReference = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'

const overlapDays = { none: 1, fast: 7, balanced: 30, exhaustive: 60 }

/**
 * The timeline: newest first, no upper bound, no own updatedAt. Notes are corrected weeks later, so a nightly run with
 * a window reads far back. History is read in lanes, and one without a filter proves that no type was forgotten.
 */
export const timeline: Module = {
  name: 'timeline',
  overlap: (window) => `${overlapDays[window ?? 'none']} days`,
  byId: lookedFor,
  lanes: ({ since }) => {
    if (since) return [lane('all', null, since.toISOString())]
    return [
      ...Object.entries(lanes).map(([name, types]) => lane(name, types, null)),
      lane('rest', null, null, true),
    ]
  },
}
