import { standInData } from '../data.ts'

/** Working hours as the scheduler knows them: a rule, from a date on. */
export default standInData({
  list: 'allSchedulerAvailabilities',
  one: 'schedulerAvailability',
  count: ({ users }) => users.size * 2,
  filters: { userId: 'serviceArea.user' },
  make: ({ random, any, on }) => {
    const starts = random.int(-700, 60)
    return {
      name: random.pick(['Semaine', 'Samedi', 'Été', '', null]),
      serviceAreaId: any('service_areas'),
      startDate: on(starts),
      endDate: random.chance(0.3) ? on(starts + random.int(30, 400)) : null,
      recurrenceRule: random.chance(0.85)
        ? random.pick(['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'FREQ=WEEKLY;BYDAY=SA'])
        : null,
      excludeDates: random.chance(0.3) ? [on(random.int(1, 90))] : [],
      includeDates: [],
      roundingMinutes: 15,
    }
  },
})
