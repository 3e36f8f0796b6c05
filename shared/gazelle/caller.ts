import { z } from 'zod'
import type { GazelleClient } from './client.ts'
import { GazelleError } from './errors.ts'
import type { Spent } from './module.ts'

/** The query that asks who the credential belongs to, and which company they are of. */
export const callerQuery =
  'query Caller { user { id email accessLevel hasLimitedAccess } company { id name } }'

const answer = z.looseObject({
  user: z
    .looseObject({
      id: z.string(),
      email: z.string().nullish(),
      accessLevel: z.string().nullish(),
      hasLimitedAccess: z.boolean().nullish(),
    })
    .nullish(),
  company: z.looseObject({ id: z.string(), name: z.string().nullish() }).nullish().catch(null),
})

/** The user behind a credential. */
export type Caller = NonNullable<z.infer<typeof answer>['user']>

/** The company that a credential opens. */
export interface Company {
  id: string
  name?: string | null | undefined
}

/** Whose a credential is, as the database keeps it: a row of `sync.callers`. */
export const callerRow = ({ user, company }: Rights) =>
  user && { ...user, companyId: company?.id ?? null, companyName: company?.name ?? null }

/** What a credential may see. */
export interface Rights {
  user: Caller | null
  /** Null where Gazelle does not name it. */
  company: Company | null
  /** Anybody else does not see every record, and gets no error. */
  isFullAdmin: boolean
  apiCalls: number
  waitedMs: number
}

/** Whose a credential is. */
export type Owner = Omit<Rights, 'isFullAdmin' | 'apiCalls' | 'waitedMs'>

/** Why Gazelle silently leaves rows out for a user; null for a full administrator, the only one whom it shows all. */
export const limitOf = (user: Caller | null): string | null => {
  if (!user) return 'Gazelle does not name the user of the credential'
  if (user.accessLevel !== 'ADMIN') return `the credential is of a user of access level ${user.accessLevel}`
  return user.hasLimitedAccess ? 'the user of the credential has limited access' : null
}

/**
 * Whose credential it is, and whether Gazelle shows it every record.
 * @throws GazelleError also when Gazelle does not say whose credential it is
 */
export async function rightsOf(
  client: GazelleClient,
  options: { signal?: AbortSignal; retries?: number; spent?: Spent } = {},
): Promise<Rights & { user: Caller }> {
  const { data, apiCalls, waitedMs } = await client.request<unknown>(callerQuery, {}, options)
  const { user, company = null } = answer.safeParse(data).data ?? {}
  if (!user)
    throw new GazelleError('gazelle_answer_unreadable', 'Gazelle does not say whose credential it is')
  return { user, company, isFullAdmin: limitOf(user) === null, apiCalls, waitedMs }
}

/** Who the credential belongs to, and of which company they are; null where Gazelle does not say. See `limitOf` for what it may see. */
export async function ownerOf(client: GazelleClient): Promise<Owner> {
  const { data } = await client.request<unknown>(callerQuery, {}, {})
  const { user = null, company = null } = answer.parse(data)
  return { user, company }
}

/** The user alone. */
export const caller = async (client: GazelleClient): Promise<Caller | null> => (await ownerOf(client)).user
