// Gazelle's OAuth token in version 5's settings: it never leaves this process in clear.
import { z } from 'zod'
import { sealTokens } from '../../shared/database/credentials.ts'
import { call } from '../../shared/database/rpc.ts'
import { ownerOf } from '../../shared/gazelle/caller.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { accessCredential, type Tokens } from '../../shared/gazelle/tokens.ts'
import { noteSecret } from '../../shared/secrets.ts'
import { readSettings, sealingKeyOf } from '../../shared/settings.ts'
import { cliError } from '../errors.ts'
import { describeCaller, projectEnvironment } from '../gazelle.ts'
import type { Project } from '../project.ts'
import { t } from '../words/words.ts'
import { pageSize } from './source/page-size.ts'
import type { Row } from './source/source.ts'

const settingsTable = 'system_settings'
const tokenKey = 'gazelle_oauth_token'

/** Rows whose token is struck out: settings go to the database without it. */
export const withoutTokens = (rows: Row[]): Row[] =>
  rows.map((row) => (row.key === tokenKey ? { ...row, value: '•••' } : row))

/** JSON through every layer of quoting. */
const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    const inner: unknown = JSON.parse(value)
    return parsed(inner)
  } catch {
    return value
  }
}

const seconds = z.coerce.number().positive()
const tokenForm = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: seconds.nullish(),
  created_at: seconds.nullish(),
})

/** The tokens in a value of version 5's settings; null when there are none. */
export const tokensOf = (value: unknown): Tokens | null => {
  const read = tokenForm.safeParse(parsed(value))
  if (!read.success) return null
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: lasts,
    created_at: made,
  } = read.data
  noteSecret(accessToken)
  noteSecret(refreshToken)
  const issuedAt = made ? made * 1000 : Date.now()
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    issuedAt,
    // Of a token without its age nothing is known but that it worked a moment ago.
    expiresAt: lasts && made ? issuedAt + lasts * 1000 : null,
  }
}

const noToken = (name: string) =>
  cliError(
    'failed',
    'v5_no_token',
    name,
    t('{name} holds no OAuth token of Gazelle', { name }),
    t('Connect without it: gazelle connect.'),
  )

/**
 * Takes the token of version 5 over: asks Gazelle whose it is, and stores it sealed.
 * @param from the address of version 5's database
 * @returns a sentence on whose it is
 * @throws AppError `v5_no_token`, `bad_setting`, those of `openSource` and of Gazelle
 */
export const connectWithV5 = async (
  project: Project,
  account: string,
  from: string,
  signal: AbortSignal,
): Promise<string> => {
  const settings = readSettings(await projectEnvironment())
  const sealingKey = sealingKeyOf(settings)
  const { openSource } = await import('./source/source.ts')
  const source = await openSource(from, process.env.V5_KEY, signal)
  let tokens: Tokens | null = null
  try {
    const table = (await source.tables()).find(({ name }) => name === settingsTable)
    if (table)
      for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal }))
        for (const row of rows) if (row.key === tokenKey) tokens ??= tokensOf(row.value)
  } finally {
    await source.close()
  }
  if (!tokens) throw noToken(source.name)
  const { user, company } = await ownerOf(
    createGazelleClient({
      url: settings.apiUrl,
      credential: accessCredential(tokens),
      limiter: memoryLimiter(settings.rateLimitOf(account)),
    }),
  )
  const db = project.database.schema('sync')
  await call(
    db,
    'check_company',
    { p_account: account, p_company_id: company?.id ?? null, p_company_name: company?.name ?? null },
    z.unknown(),
  )
  await call(
    db,
    'store_credential',
    { p_account: account, ...(await sealTokens(tokens, sealingKey)) },
    z.unknown(),
  )
  return describeCaller(t('Connected as'), user)
}
