import { daysOf } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Estimates with tiers and items: new ones and open ones (which people still edit) often, the archive in full sweeps. */
export const estimates = paged({
  name: 'estimates',
  list: 'allEstimates',
  one: 'estimate',
  type: 'PrivateEstimate',
  arguments: { filters: 'PrivateAllEstimatesFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '1 day',
  lanes: (request) => {
    const { from, to } = daysOf(request)
    if (!from) return { all: { filters: null } }
    return {
      created: { filters: { createdGet: from, createdLet: to } },
      open: { filters: { archived: false } },
    }
  },
  fields: `
    id number client { id } contact { id } piano { id } assignedTo { id } createdBy { id } estimatedOn expiresOn
    isArchived locale notes tags currentPerformanceLevel recommendedTierTotal createdAt updatedAt
    allEstimateTiers {
      id sequenceNumber isPrimary allowSelfSchedule recommendation { id } notes targetPerformanceLevel subtotal taxTotal
      total createdAt updatedAt
      allEstimateTierItems {
        id estimateTierGroup { name } sequenceNumber name description educationDescription type
        masterServiceItem { id } quantity amount subtotal taxTotal total duration isTaxable isTuning externalUrl
        taxes { id taxId name rate total } createdAt updatedAt
      }
    }`,
})
