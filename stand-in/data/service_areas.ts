import { standInData } from '../data.ts'

const names = ['Montréal', 'Rive-Sud', 'Rive-Nord', 'Québec']

/** Where a user works. */
export default standInData({
  list: 'allSchedulerServiceAreas',
  count: ({ users }) => users.size * 1.5,
  make: ({ index, random, company }) => {
    const users = [...company.users.keys()]
    const isRadial = random.chance(0.5)
    return {
      name: names[index % names.length],
      userId: users[index % Math.max(1, users.length)] ?? null,
      algorithm: isRadial ? 'RADIAL' : 'POLYGON',
      ...(isRadial ? { polygonParameter: null } : { radialParameter: null }),
    }
  },
})
