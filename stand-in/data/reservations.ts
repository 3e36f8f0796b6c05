import { standInData } from '../data.ts'
import { streets } from '../texts.ts'

const firstOf = <T>(list: readonly T[] | undefined): T | undefined => list?.[0]

/** Bookings that clients made online; most still wait for a decision. */
export default standInData({
  list: 'allEventReservationsBatched',
  one: 'eventReservation',
  count: ({ clients }) => clients.size / 10,
  filters: { reservationDate: 'startsAt' },
  make: ({ random, company, any, at }) => {
    const clientId = any('client')
    const client = company.clients.get(clientId ?? '')
    const contact = firstOf(client?.contacts)
    const pianos = [...company.pianos.values()].filter((piano) => piano.clientId === clientId).slice(0, 2)
    const status = random.weighted([
      ['PENDING', 40],
      ['APPROVED', 50],
      ['DECLINED', 10],
    ])
    const made = random.int(1, 120)
    const starts = made - random.int(3, 40)
    const reviewed = status === 'PENDING' ? null : at(-random.next() * made)
    const offered = random.chance(0.1) ? any('estimate') : null
    return {
      clientId: random.chance(0.8) ? clientId : null,
      clientData: {
        clientId,
        firstName: contact?.firstName ?? null,
        lastName: contact?.lastName ?? null,
        email: firstOf(contact?.emails)?.email ?? null,
        phoneNumber: firstOf(contact?.phones)?.phoneNumber ?? null,
        phoneNumberE164: firstOf(contact?.phones)?.phoneNumber ?? null,
      },
      pianoServices: pianos.map((piano) => ({
        pianoId: piano.id,
        make: piano.make,
        model: piano.model,
        type: piano.type,
        isTuning: true,
        services: [{ name: 'Accord', duration: 90, amount: 17_500 }],
      })),
      addressLine: `${random.int(10, 9999)} ${random.pick(streets)}, Montréal, QC`,
      buffer: random.pick([0, 15, 30]),
      duration: random.pick([90, 120, 150]),
      changes: status === 'APPROVED' && random.chance(0.2) ? ['starts_at'] : [],
      estimateTierId: firstOf(company.estimates.get(offered ?? '')?.tiers)?.id ?? null,
      eventId: status === 'APPROVED' ? any('event') : null,
      status,
      statusChangedAt: reviewed,
      statusChangedById: reviewed ? any('user') : null,
      userId: any('user'),
      source: 'CLIENT_SCHEDULE',
      type: 'APPOINTMENT',
      travelMode: 'DRIVING',
      timezone: company.timezone,
      createdAt: at(-made),
      updatedAt: reviewed ?? at(-made),
      startsAt: at(-starts),
    }
  },
})
