import { withSupabase } from '@supabase/server'
import { z } from 'zod'
import { fetchWithRetry } from '../database/client.ts'
import { call, type Rpc } from '../database/rpc.ts'
import { errorBody } from '../error-body.ts'
import { hexOf } from '../gazelle/seal.ts'
import { calendarForm, calendarText } from '../links/calendar.ts'
import { hashOf, type LinkKind, noteUse } from '../links/links.ts'
import { readSheet } from '../links/sheet.ts'
import { logError } from '../log.ts'
import { refuseMethod } from './method.ts'
import type { EdgeFunction } from './serve.ts'

/** The schemas of the Data API that a link needs, as service_role. */
export interface LinkDatabase {
  app: Rpc
  sync: Rpc
}

/** The program that asks gives up sooner than a sync would. */
const patienceMs = 15_000

const readers: Record<
  LinkKind,
  {
    type: string
    read: (database: LinkDatabase, hash: string, query: URLSearchParams) => Promise<string | null>
  }
> = {
  calendar: {
    type: 'text/calendar; charset=utf-8',
    read: async ({ app }, hash) => {
      const calendar = await call(app, 'read_calendar', { p_token_hash: hash }, calendarForm.nullable())
      return calendar && calendarText(calendar)
    },
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    read: ({ app }, hash, query) =>
      readSheet(
        app,
        hash,
        z
          .enum(['en', 'fr'])
          .optional()
          .catch(undefined)
          .parse(query.get('lang') ?? undefined),
      ),
  },
}

/** A function that opens to strangers, and shows what the link is for whose token is in the address. */
export const serveLink = (kind: LinkKind): EdgeFunction => {
  const fetch = withSupabase(
    {
      auth: 'none',
      cors: false,
      supabaseOptions: { global: { fetch: fetchWithRetry({ forMs: patienceMs }) } },
    },
    (request, { supabaseAdmin }) =>
      answerLink(request, kind, { app: supabaseAdmin.schema('app'), sync: supabaseAdmin.schema('sync') }),
  )
  // A stranger's body is not read.
  return { fetch: ({ url, method, headers }) => fetch(new Request(url, { method, headers })) }
}

// Kept by the program that asked alone, and by it no longer than it takes to ask whether it is still the same.
const headers = {
  'cache-control': 'private, no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

/** Whatever is wrong with a token, the answer is the same. */
const notFound = () =>
  Response.json(
    { error: { code: 'not_found', message: 'there is nothing at this address', hint: '' } },
    { status: 404, headers },
  )

/**
 * Answers `GET calendar?token=…` and `GET csv?token=…&lang=fr`: 200 with an ETag, 304 where the caller has it already, 404 for whatever
 * is no valid token.
 */
export const answerLink = async (
  request: Request,
  kind: LinkKind,
  database: LinkDatabase,
): Promise<Response> => {
  if (!['GET', 'HEAD'].includes(request.method)) return refuseMethod('GET')
  try {
    const query = new URL(request.url).searchParams
    const hash = await hashOf(query.get('token') ?? '')
    const { type, read } = readers[kind]
    const text = hash && (await read(database, hash, query))
    if (!hash || text === null || text === '') return notFound()
    // That it was used is worth a note, but no refusal.
    await noteUse(database.sync, hash).catch((error) => logError(error, { function: kind }))
    const body = new TextEncoder().encode(text)
    const etag = `"${hexOf(await crypto.subtle.digest('SHA-256', body)).slice(0, 32)}"`
    const said = { ...headers, etag }
    if (isKnown(request, etag)) return new Response(null, { status: 304, headers: said })
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...said, 'content-type': type, 'content-length': String(body.length) },
    })
  } catch (error) {
    // The address of the request holds the token: it is neither logged nor answered.
    logError(error, { function: kind })
    return Response.json(
      { error: errorBody(error) },
      { status: 503, headers: { ...headers, 'retry-after': '60' } },
    )
  }
}

/** Whether the caller has this text already; a proxy may have made its tag a weak one. */
const isKnown = ({ headers }: Request, etag: string): boolean =>
  (headers.get('if-none-match') ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')
