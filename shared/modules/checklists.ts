import { listed } from '../gazelle/paged.ts'

/** Estimate checklists with their groups and items. */
export const checklists = listed({
  name: 'checklists',
  list: 'allEstimateChecklists',
  one: 'estimateChecklist',
  type: 'PrivateEstimateChecklist',
  fields: `
    id name isDefault createdAt updatedAt
    allEstimateChecklistGroups { id name sequenceNumber createdAt updatedAt }
    allEstimateChecklistItems {
      id estimateChecklistGroup { id } sequenceNumber name masterServiceItem { id } createdAt updatedAt
    }`,
})
