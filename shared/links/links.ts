import { z } from 'zod'
import { call, type Rpc } from '../database/rpc.ts'
import { hexOf } from '../gazelle/seal.ts'

export const linkKinds = ['calendar', 'csv'] as const
export type LinkKind = (typeof linkKinds)[number]

/** What a link is to show. */
export interface NewLink {
  account: string
  kind: LinkKind
  label: string
  technician?: string | undefined
  entity?: string | undefined
  client?: string | undefined
}

const created = z.object({ link: z.int(), token: z.string() })

/**
 * Makes a link.
 * @param db schema `sync` of the Data API, as service_role
 * @throws AppError `GZ400` for what no link shows, `GZ403` for an unknown account
 */
export const addLink = (
  db: Rpc,
  { account, kind, label, technician, entity, client }: NewLink,
): Promise<z.output<typeof created>> =>
  call(
    db,
    'add_link',
    {
      p_account: account,
      p_kind: kind,
      p_label: label,
      p_technician: technician ?? null,
      p_entity: entity ?? null,
      p_client: client ?? null,
    },
    created,
  )

/** The address of a link. @param functions the functions' public address */
export const sharedAddress = (functions: string, kind: LinkKind, token: string): string =>
  `${functions}/${kind}?token=${token}`

const tokenForm = /^[0-9a-f]{64}$/

/** The hash by which the database knows a token; null for what is none. */
export const hashOf = async (token: string): Promise<string | null> =>
  tokenForm.test(token) ? hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))) : null

/** Notes that a link was asked for, once an hour at most. @param db schema `sync` of the Data API, as service_role */
export const noteUse = (db: Rpc, hash: string): Promise<null> =>
  call(db, 'note_link_use', { p_token_hash: hash }, z.null())
