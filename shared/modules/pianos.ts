import { touchedOrCreated } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/**
 * Pianos with their photos. Those with new timeline entries, and those created lately, are cheap to ask for; an edit that leaves no
 * timeline entry is seen by a full sweep.
 */
export const pianos = paged({
  name: 'pianos',
  list: 'allPianos',
  one: 'piano',
  type: 'PrivatePiano',
  arguments: { filters: 'PrivateAllPianosFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '1 day',
  lanes: touchedOrCreated,
  fields: `
    id client { id } make model serialNumber type year size location status lifecycleState notes tags useType
    caseColor caseFinish hasIvory consignment rental rentalContractEndsOn needsRepairOrRebuilding totalLoss
    potentialPerformanceLevel playerInstalled playerMake playerModel playerSerialNumber damppChaserInstalled
    damppChaserHumidistatModel damppChaserMfgDate referenceId serviceIntervalMonths calculatedLastService
    calculatedNextService eventLastService manualLastService nextServiceOverride lifecycleContactPausedUntil
    primaryPianoPhoto { id } createdAt updatedAt`,
  nested: {
    allPianoPhotos: {
      arguments: 'sortBy: [CREATED_AT_ASC]',
      fields: `
        id takenAt notes isUsedByEstimates original { url mimeType size dimensions { width height } } thumbnail { url }
        createdAt`,
    },
  },
})
