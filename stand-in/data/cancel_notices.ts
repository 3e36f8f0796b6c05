import { standInData } from '../data.ts'

/** What clients cancelled themselves. */
export default standInData({
  list: 'allEventCancelNotices',
  count: ({ events }) => 3 + events.size / 45,
  make: ({ random, company, any, at }) => {
    let eventId = any('event')
    for (let tries = 0; tries < 30 && company.events.get(eventId ?? '')?.status !== 'CANCELED'; tries++)
      eventId = any('event')
    const made = random.int(0, 300)
    const status = made < 5 ? 'OPEN' : random.pick(['OPEN', 'DISMISSED', 'DISMISSED', 'DELETED'])
    return {
      eventId,
      status,
      createdAt: at(-made),
      updatedAt: at(status === 'OPEN' ? -made : -made * random.next()),
    }
  },
})
