import { paged } from '../gazelle/paged.ts'

/** Lifecycles: the ways in which clients are reminded. */
export const lifecycles = paged({
  name: 'lifecycles',
  list: 'allLifecycles',
  type: 'PrivateLifecycle',
  sortBy: 'CREATED_AT_ASC',
  fields: 'id name confWindowCode createdAt updatedAt',
})
