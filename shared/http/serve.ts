import { withSupabase } from '@supabase/server'
import { Redis } from '@upstash/redis'
import { connect, type DatabaseClient } from '../database/client.ts'
import { credentialOf } from '../database/credentials.ts'
import { postgresLimiter } from '../database/limiter.ts'
import type { Rpc } from '../database/rpc.ts'
import { type ErrorBody, errorBody } from '../error-body.ts'
import { type AccountClient, createGazelleClient } from '../gazelle/client.ts'
import type { Module } from '../gazelle/module.ts'
import type { Credential } from '../gazelle/tokens.ts'
import { upstashLimiter } from '../gazelle/upstash.ts'
import { logError, wordsOf } from '../log.ts'
import { type Environment, readFunctionSettings, readSettings, type Settings } from '../settings.ts'
import { beginSync, type Outcome } from '../sync/sync.ts'
import { readBody, syncBody } from './body.ts'
import { refuseMethod } from './method.ts'
import { respond } from './respond-async.ts'

/** The default export of an edge function. */
export interface EdgeFunction {
  fetch(request: Request): Promise<Response>
}

/** The function `sync-<module>`: one slice of that module's sync. It can be answered as soon as its run is known. */
export const serveSync = (module: Module): EdgeFunction =>
  serveSecretly('POST', async (request, database) => {
    const body = await readBody(request, syncBody)
    const settings = readSettings(environment())
    const gazelle = (account: string) => gazelleClient(settings, database, account)
    const since = body.since === null ? null : new Date(body.since)
    const until = body.until === null ? null : new Date(body.until)
    const { slice } = readFunctionSettings(environment())
    const triggeredBy = request.headers.get('x-triggered-by') ?? 'http'
    const asked = { ...body, since, until, triggeredBy }
    const { run, outcome } = await beginSync(module, asked, { database, gazelle, slice })
    const work = outcome.then(answerOf)
    if (run === null) return work
    const begun = { runId: run.runId, module: module.name, mode: run.mode, status: 'running' }
    return respond(request, begun, work, { function: functionOf(request), run: run.runId })
  })

/** What a slice answers at its end. */
const answerOf = (outcome: Outcome): Response => {
  if ('report' in outcome) return Response.json(outcome.report)
  const { failure, runId } = outcome
  const status = isCallerError(failure) ? 400 : 500
  return Response.json({ error: failure, ...(runId !== null && { runId }) }, { status })
}

/**
 * Guards a function: only a secret key opens it (compared in constant time), only one method, and every error is
 * answered as `{"error": {code, message, hint}}`.
 */
export const serveSecretly = (
  method: 'GET' | 'POST',
  answer: (request: Request, database: DatabaseClient) => Promise<Response>,
): EdgeFunction => ({
  fetch: withSupabase({ auth: 'secret:*', cors: false }, async (request) => {
    try {
      if (request.method !== method) return refuseMethod(method)
      const key = request.headers.get('apikey') ?? ''
      const { patience } = readFunctionSettings(environment())
      return await answer(request, connect(environment().SUPABASE_URL ?? '', key, patience))
    } catch (error) {
      const failure = errorBody(error)
      const status = isCallerError(failure) ? 400 : 500
      if (status === 500) logError(error, { function: functionOf(request) })
      return Response.json({ error: failure }, { status })
    }
  }),
})

/** A client for Gazelle with the account's credential and a limiter that all functions share. */
export const gazelleClient = (
  settings: Settings,
  database: DatabaseClient,
  account: string,
): AccountClient => {
  const db = database.schema('sync')
  return gazelleClientWith(credentialOf(settings, db, account), settings, db, account)
}

/** The same with another credential. @param db schema `sync` of the Data API, as service_role */
export function gazelleClientWith(
  credential: Credential,
  settings: Settings,
  db: Rpc,
  account: string,
): AccountClient {
  const { upstash } = settings
  const callsPerSecond = settings.rateLimitOf(account)
  return createGazelleClient({
    url: settings.apiUrl,
    credential,
    limiter: upstash
      ? upstashLimiter({ redis: new Redis(upstash), account, callsPerSecond, onFallback: warnFallback })
      : postgresLimiter({ db, account, callsPerSecond, onFallback: warnFallback }),
  })
}

/** Whether the fault is in the request. */
const isCallerError = ({ code }: ErrorBody) =>
  ['bad_input', 'unknown_account', 'account_paused', 'unknown_module', 'not_found'].includes(code)

/** The function's name, as its address has it. */
export const functionOf = (request: Request) => new URL(request.url).pathname.split('/').at(-1) ?? ''

const warnFallback = (error: unknown) =>
  console.warn(`limiter_alone: the shared limiter is away: ${wordsOf(error)}`)

/** The environment of the function, under Deno as under Node. */
export const environment = (): Environment => process.env
