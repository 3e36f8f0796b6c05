import { touchedOrCreated } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Measurements have no list of their own: what is read is each piano with its list. */
export const measurements = paged({
  name: 'measurements',
  list: 'allPianos',
  one: 'piano',
  type: 'PrivatePiano',
  arguments: { filters: 'PrivateAllPianosFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '1 day',
  lanes: touchedOrCreated,
  fields: `
    id
    allPianoMeasurements {
      id takenOn temperature humidity a0Pitch a1Pitch a2Pitch a3Pitch a4Pitch a5Pitch a6Pitch a7Pitch
      a0Dip a1Dip a2Dip a3Dip a4Dip a5Dip a6Dip a7Dip g6SustainPlayed g6SustainPlucked c7SustainPlayed
      c7SustainPlucked d6SustainPlayed d6SustainPlucked createdAt updatedAt
    }`,
})
