import { standInData } from '../data.ts'

/** What clients cancelled themselves. */
export default standInData({
  list: 'allEventCancelNotices',
  count: ({ events }) => events.size / 45,
  make: ({ random, company, any, at }) => {
    const canceled = [...company.events.values()].filter((event) => event.status === 'CANCELED')
    const made = random.int(0, 300)
    const status = made < 5 ? 'OPEN' : random.pick(['OPEN', 'DISMISSED', 'DISMISSED', 'DELETED'])
    return {
      eventId: canceled.length > 0 ? random.pick(canceled).id : any('event'),
      status,
      createdAt: at(-made),
      updatedAt: at(status === 'OPEN' ? -made : -made * random.next()),
    }
  },
})
