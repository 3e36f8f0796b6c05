import { amongOwners } from '../gazelle/neighbours.ts'
import { paged } from '../gazelle/paged.ts'
import { streamsBy } from '../gazelle/values.ts'

const list = 'allTimelineEntries'
const fields = `
  id occurredAt type summary comment client { id } piano { id } user { id } appointment { id } invoice { id }
  estimate { id } invoicePayment { id } emailStatus emailFailureReason emailRecipientName smsStatus duration relatedId
  relatedType alertType`

// What technicians wait for comes first, automatic messages last. The types cut the history into streams that can be read
// side by side; one without a filter proves that no type was forgotten.
const streams = streamsBy('TimelineEntryType', 'type', {
  service: 'SERVICE_ENTRY_MANUAL SERVICE_ENTRY_AUTOMATED PIANO_MEASUREMENT USER_COMMENT',
  appointments: 'APPOINTMENT APPOINTMENT_LOG CONTACT_PHONE_MANUAL_TALKED CONTACT_PHONE_MANUAL_MESSAGE',
  messages: `CONTACT_EMAIL_MANUAL CONTACT_SMS_MANUAL CONTACT_POST_MANUAL CONTACT_OTHER_MANUAL CONTACT_SMS_AUTOMATED
    CONTACT_PHONE_AUTOMATED CONTACT_POST_AUTOMATED SCHEDULED_MESSAGE_EMAIL SCHEDULED_MESSAGE_SMS SCHEDULED_MESSAGE_PHONE
    INVOICE INVOICE_LOG INVOICE_PAYMENT INVOICE_SYNC ESTIMATE ESTIMATE_LOG ERROR_MESSAGE SYSTEM_MESSAGE
    SYSTEM_NOTIFICATION`,
  emails: 'CONTACT_EMAIL_AUTOMATED',
  oldest_emails: 'CONTACT_EMAIL_AUTOMATED',
})

/** Days read again: notes are corrected weeks later, so a nightly run with a window reads far back. */
const overlap = { none: 1, fast: 7, balanced: 30, exhaustive: 60 }

/** The timeline: newest first, no upper bound, no own updatedAt, and no query by id. */
export const timeline = paged({
  name: 'timeline',
  list,
  type: 'PrivateTimelineEntry',
  arguments: { types: '[TimelineEntryType!]', occurredAtGet: 'CoreDateTime' },
  overlap: (window) => `${overlap[window ?? 'none']} days`,
  enums: streams.enums,
  lanes: (request) => {
    const { since } = request
    if (since) return { all: { types: null, occurredAtGet: since.toISOString() } }
    const lanes = Object.entries({ ...streams.lanesOf(request), rest: null })
    return Object.fromEntries(lanes.map(([name, types]) => [name, { types, occurredAtGet: null }]))
  },
  proof: 'rest',
  // Automatic e-mails are 40 % of a history: their lane is read from both ends.
  ends: { oldest_emails: 'emails' },
  fields,
  lookUps: amongOwners({ list, fields, owner: 'client', at: 'occurredAt' }),
})
