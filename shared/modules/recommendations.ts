import { listed } from '../gazelle/paged.ts'

/** What estimates recommend, archived texts too: old estimates name them. */
export const recommendations = listed({
  name: 'recommendations',
  list: 'allRecommendations',
  arguments: 'includeArchived: true',
  fields: 'id name explanation type isArchived',
})
