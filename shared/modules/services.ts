import { listed } from '../gazelle/paged.ts'

/** The price list. */
export const services = listed({
  name: 'services',
  list: 'allMasterServiceItems',
  fields: `
    id name description educationDescription type masterServiceGroup { id name } amount duration isTuning isTaxable
    isArchived isDefault isSelfSchedulable isAnyUser externalUrl order createdAt updatedAt`,
})
