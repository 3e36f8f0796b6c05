import type { GazelleClient } from './client.ts'
import { type DataOf, graphql } from './document.ts'

const document = graphql(/* GraphQL */ `
  query Caller {
    user {
      id
      email
      accessLevel
      hasLimitedAccess
    }
  }
`)

/**
 * Who the credential belongs to. Any access level but `ADMIN`, or `hasLimitedAccess`, means that Gazelle
 * silently leaves rows out.
 */
export async function caller(
  client: GazelleClient,
  signal?: AbortSignal,
): Promise<DataOf<typeof document>['user']> {
  const { data } = await client.request(document, {}, { signal })
  return data.user
}
