import { graphql } from '../gazelle/document.ts'
import { listLane, type Module } from './module.ts'

const document = graphql(/* GraphQL */ `
  query Services {
    allMasterServiceItems {
      id
      name
      description
      educationDescription
      type
      masterServiceGroup {
        id
        name
      }
      amount
      duration
      isTuning
      isTaxable
      isArchived
      isDefault
      isSelfSchedulable
      isAnyUser
      externalUrl
      order
      createdAt
      updatedAt
    }
  }
`)

/** The price list comes as one plain list, whatever the mode. */
export const services: Module = {
  name: 'services',
  overlap: () => '0',
  lanes: () => [listLane('all', document, (data) => data.allMasterServiceItems)],
}
