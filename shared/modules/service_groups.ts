import { listed } from '../gazelle/paged.ts'

/** The groups of the price list. */
export const service_groups = listed({
  name: 'service_groups',
  list: 'allMasterServiceGroups',
  fields: 'id name order isMultiChoice isArchived createdAt updatedAt',
})
