import { listed } from '../gazelle/paged.ts'

const location =
  'id type addressLine manualLat manualLng coordinates { latitude longitude } what3words { what3words }'

/** Working hours, asked for user by user: without its argument the list may be the caller's own. */
export const availabilities = listed({
  name: 'availabilities',
  list: 'allSchedulerAvailabilities',
  each: { list: 'allUsers', argument: 'userId' },
  one: 'schedulerAvailability',
  type: 'PrivateSchedulerAvailability',
  fields: `
    id name serviceArea { id user { id } } startDate endDate startTime endTime recurrenceRule includeDates excludeDates
    isExclusive maxAppointmentsPerDay roundingMinutes preferredSlotPolicy preferredSlotTimes adjustPreferredSlots
    startOfDayType startOfDayLocation { ${location} } endOfDayType endOfDayLocation { ${location} }
    floatingDowntimeRules { id duration startTime endTime }`,
})
