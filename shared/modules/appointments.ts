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
    confirmedAt confirmationWarning lifecycleState notes addressLine geocodeType lat lng manualAddressLine manualGeocodeType
    manualLat manualLng timezone travelMode source recurrenceId recurrenceType recurrenceInterval recurrenceWeekdays
    recurrenceWeeks recurrenceDates recurrenceEndingType recurrenceEndingDate recurrenceEndingOccurrences remoteType
    remoteCalendar { id calendarDisplayName remoteCalendarName type impactsAvailability importAsBusy }
    schedulerAvailability { id }
    location {
      id singleLineAddress locationType street1 street2 municipality region postalCode countryCode latitude longitude
      geocodeType what3words createdAt updatedAt
    }
    createdAt updatedAt`,
  nested: { allEventPianos: { first: 100, fields: 'piano { id } isTuning' } },
})
