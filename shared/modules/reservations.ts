import { daysOf } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Online bookings: new ones and those to come (which people still approve or decline) often, the rest in full sweeps. */
export const reservations = paged({
  name: 'reservations',
  list: 'allEventReservationsBatched',
  one: 'eventReservation',
  type: 'PrivateEventReservation',
  arguments: { filters: 'PrivateAllEventReservationsFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '1 day',
  lanes: (request) => {
    const { from, to } = daysOf(request)
    if (!from) return { all: { filters: null } }
    return {
      created: { filters: { createdGet: from, createdLet: to } },
      upcoming: { filters: { startsGet: from, startsLet: to } },
    }
  },
  fields: `
    id status type source startsAt duration buffer timezone client { id } user { id } event { id } estimateTier { id }
    addressLine travelMode notes changes statusChangedAt statusChangedBy { id } schedulerAvailability { id }
    clientData {
      clientId firstName lastName email phoneNumber phoneNumberE164 phoneType smsOptIn isGdprConsentAgreed locationType
      street1 street2 municipality region postalCode countryCode latitude longitude geocodeType what3words
    }
    pianoServices { pianoId make model type location isTuning services { name duration amount } }
    createdAt updatedAt`,
})
