import { listed } from '../gazelle/paged.ts'

/** Users, and calendars that are users too. */
export const users = listed({
  name: 'users',
  list: 'allUsers',
  fields: `
    id firstName lastName email status accessLevel hasLimitedAccess isSchedulable color timezone region defaultBuffer
    schedulerSettings {
      id defaultTravelMode longTermLimitDays longTermLimitMessage shortTermLimitHours shortTermLimitHoursType
      shortTermLimitMessage
    }
    createdAt updatedAt`,
})
