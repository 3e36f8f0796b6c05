import { listed } from '../gazelle/paged.ts'

const location =
  'id type addressLine manualLat manualLng coordinates { latitude longitude } what3words { what3words }'

/** Service areas of all active users: without its argument the list may be the caller's own. */
export const service_areas = listed({
  name: 'service_areas',
  list: 'allSchedulerServiceAreas',
  arguments: 'allActiveUsers: true',
  fields: `
    id name user { id } algorithm buffer travelMode routingPreference includeTraffic isSelfSchedulable
    maxGoodTravelTimeMinutes outsideServiceAreaMinutes invalidAddressTravelTime openDayWeight
    selfScheduleMaxTravelTimes { daysFromToday maxTravelTime }
    radialParameter { id travelTime center { ${location} } }
    polygonParameter {
      id
      shapes {
        id name type inclusionMethod circleCenter { latitude longitude } circleRadius circleRadiusUnit
        polygonPoints { latitude longitude }
      }
    }`,
})
