import { z } from 'zod'
import type { GazelleClient } from './client.ts'

/** The query that asks who the credential belongs to. */
export const callerQuery = 'query Caller { user { id email accessLevel hasLimitedAccess } }'

const answer = z.looseObject({
  user: z
    .looseObject({
      id: z.string(),
      email: z.string().nullish(),
      accessLevel: z.string().nullish(),
      hasLimitedAccess: z.boolean().nullish(),
    })
    .nullish(),
})

/**
 * Who the credential belongs to. Any access level but `ADMIN`, or `hasLimitedAccess`, means that Gazelle
 * silently leaves rows out.
 */
export async function caller(client: GazelleClient, signal?: AbortSignal) {
  const { data } = await client.request<unknown>(callerQuery, {}, { signal })
  return answer.parse(data).user ?? null
}
