import { graphql } from '../gazelle/document.ts'
import { listLane, type Module } from './module.ts'

const document = graphql(/* GraphQL */ `
  query Users {
    allUsers {
      id
      firstName
      lastName
      email
      status
      accessLevel
      hasLimitedAccess
      isSchedulable
      color
      timezone
      createdAt
      updatedAt
    }
  }
`)

/** Users come as one plain list, whatever the mode. */
export const users: Module = {
  name: 'users',
  overlap: () => '0',
  lanes: () => [listLane('all', document, (data) => data.allUsers)],
}
