import { daysOf } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Appointments of a window of days, or all. A window is swept whole, so that what left it is noticed. */
export const appointments = paged({
  name: 'appointments',
  list: 'allEventsBatched',
  one: 'event(eventId)',
  type: 'PrivateEvent',
  arguments: { filters: 'PrivateAllEventsFilter' },
  sortBy: 'START_ASC',
  lanes: (request) => {
    const { from, to } = daysOf(request)
    return { all: { filters: { dateGet: from, dateLet: to } } }
  },
  fields: `
    id title type status start duration buffer isAllDay client { id } user { id } createdBy { id } confirmedByClient
    confirmedAt confirmationWarning lifecycleState notes addressLine location { singleLineAddress } timezone travelMode
    source recurrenceId createdAt updatedAt`,
  nested: { allEventPianos: { first: 100, fields: 'piano { id } isTuning' } },
})
