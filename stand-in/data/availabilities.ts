import { standInData } from '../data.ts'

const days = 60

/** The days on which users work, without an id; asked for by users and days. */
export default standInData({
  list: 'allAvailability',
  count: ({ users }) => users.size * days,
  make: ({ index, random, company, on }) => {
    const users = [...company.users.keys()]
    const date = on(Math.floor(index / Math.max(1, users.length)) - days / 3)
    return {
      userId: users[index % Math.max(1, users.length)] ?? null,
      startOn: date,
      endOn: date,
      startTime: random.pick([480, 510, 540]),
      endTime: random.pick([960, 1020, 1080]),
      startType: 'HOME',
      endType: 'HOME',
    }
  },
})
