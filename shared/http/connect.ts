import { withSupabase } from '@supabase/server'
import { fetchWithRetry } from '../database/client.ts'
import {
  beginConnect,
  finishConnect,
  type LinkedAccount,
  readConnectLink,
  takeConnectState,
} from '../database/connect-links.ts'
import type { Rpc } from '../database/rpc.ts'
import { errorBody } from '../error-body.ts'
import { AppError, failureOf } from '../errors.ts'
import { limitOf, rightsOf } from '../gazelle/caller.ts'
import { GazelleError } from '../gazelle/errors.ts'
import { accessCredential, authorizeUrl, exchangeCode, type Tokens } from '../gazelle/tokens.ts'
import { logError } from '../log.ts'
import {
  type Environment,
  publicFunctions,
  readSettings,
  type Settings,
  sealingKeyOf,
  settingsError,
} from '../settings.ts'
import { connected, invitation, notConnected, page, sendOn, type Words } from './connect-page.ts'
import { type EdgeFunction, environment, gazelleClientWith } from './serve.ts'

/** A person waits, so that this is shorter than a sync's patience. */
const patienceMs = 15_000

/** The function `gazelle-oauth`: opens to strangers, and does nothing without a link that was made for an account. */
export const serveConnect = (patience = patienceMs): EdgeFunction => {
  const fetch = withSupabase(
    {
      auth: 'none',
      cors: false,
      supabaseOptions: { global: { fetch: fetchWithRetry({ forMs: patience }) } },
    },
    (request, { supabaseAdmin }) => answerConnect(request, supabaseAdmin.schema('sync'), environment()),
  )
  // No body is expected, and a stranger's is not read.
  return { fetch: ({ url, method, headers }) => fetch(new Request(url, { method, headers })) }
}

/**
 * Answers `GET|POST start?link=…` and `GET callback?state=…&code=…`, always with a page for people.
 * @param db schema `sync` of the Data API, as service_role
 */
export async function answerConnect(request: Request, db: Rpc, env: Environment): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const action = `${request.method} ${pathname.split('/').at(-1)}`
  let form: 'html' | 'text' = 'text'
  const show = (words: Words, options?: { status?: number; asks?: boolean }) => page(words, form, options)
  try {
    const { address, isOwnDomain } = publicFunctions(env, env.SUPABASE_URL ?? '')
    if (isOwnDomain) form = 'html'
    const redirectUrl = `${address}/gazelle-oauth/callback`
    const token = searchParams.get('link') ?? ''
    switch (action) {
      // Scanners ask so; it says nothing of the link.
      case 'HEAD start':
        return new Response(null)
      case 'GET start':
        // Without a page there is no button; a browser that only fetches ahead is shown no way on.
        if (isOwnDomain || isPrefetch(request))
          return show(invitation(await openLink(db, token)), { asks: true })
        return sendOn(await addressAtGazelle(db, token, env, redirectUrl))
      case 'POST start':
        return sendOn(await addressAtGazelle(db, token, env, redirectUrl))
      case 'GET callback':
        return show(await finish(searchParams, db, env, redirectUrl))
      default:
        throw gone()
    }
  } catch (error) {
    const status = expected[failureOf(error).code]
    if (status === undefined) logError(error, { function: 'gazelle-oauth' })
    return show(notConnected({ ...errorBody(error), about: '' }), { status: status ?? 503 })
  }
}

/** What a person did; everything else is in the log. */
const expected: Record<string, number> = {
  connect_link_gone: 404,
  connect_denied: 400,
  gazelle_not_full_admin: 400,
  gazelle_other_company: 400,
}

/** Whatever is wrong with a link or a state, the answer is the same. */
const gone = () => new AppError('connect_link_gone', 'the link is not valid')

const isPrefetch = ({ headers }: Request) =>
  /\bprefetch\b|\bprerender\b/i.test(`${headers.get('sec-purpose')} ${headers.get('purpose')}`)

const openLink = async (db: Rpc, token: string): Promise<LinkedAccount> => {
  const linked = await readConnectLink(db, token)
  if (linked) return linked
  throw gone()
}

/** The settings with those of OAuth. */
const oauthSettings = (env: Environment): Settings & { auth: { mode: 'oauth' } } => {
  const settings = readSettings(env)
  const { auth } = settings
  if (auth.mode === 'oauth') return { ...settings, auth }
  throw settingsError([{ name: 'GAZELLE_AUTH_MODE', problem: 'is api_key: a key needs no connecting' }])
}

/** Where the person agrees. The link is asked for first: without one, nothing of the settings is told. */
const addressAtGazelle = async (db: Rpc, token: string, env: Environment, redirectUrl: string) => {
  await openLink(db, token)
  const { auth } = oauthSettings(env)
  const state = await beginConnect(db, token)
  if (state === null) throw gone()
  return authorizeUrl(auth, redirectUrl, state)
}

const longestCode = 2000

const finish = async (
  asked: URLSearchParams,
  db: Rpc,
  env: Environment,
  redirectUrl: string,
): Promise<Words> => {
  const [state, code] = ['state', 'code'].map((name) => asked.get(name) ?? '')
  const { linked, paused } = await storeGranted(db, env, { state, code, redirectUrl })
  return connected(linked, paused)
}

/**
 * Changes the code for tokens, asks whose they are, and stores them only for a full administrator of the right company.
 * @param granted what Gazelle sent the person back with
 * @throws AppError `connect_link_gone`, `connect_denied`, `gazelle_not_full_admin`, `gazelle_other_company`, `token_not_stored`
 */
export const storeGranted = async (
  db: Rpc,
  env: Environment,
  {
    state = '',
    code = '',
    redirectUrl,
  }: { state: string | undefined; code: string | undefined; redirectUrl: string },
) => {
  const linked = await takeConnectState(db, state)
  if (!linked) throw gone()
  if (!code || code.length > longestCode)
    throw new AppError('connect_denied', 'Gazelle sent the person back without a code')
  const settings = oauthSettings(env)
  const keys = sealingKeyOf(settings)
  const tokens = await exchangeCode(settings.auth, code, redirectUrl)
  const caller = await fullAdmin(settings, db, linked, tokens)
  try {
    return { linked, caller, ...(await finishConnect(db, state, tokens, caller, keys)) }
  } catch (cause) {
    const { code, message } = failureOf(cause)
    if (expected[code]) throw new AppError(code, message.replace(/^finish_connect failed: /, ''), { cause })
    logError(cause, { function: 'gazelle-oauth' })
    throw new GazelleError('token_not_stored', 'The new Gazelle token could not be stored', { cause })
  }
}

/** Whose tokens these are. @throws AppError `gazelle_not_full_admin` */
const fullAdmin = async (settings: Settings, db: Rpc, { account }: LinkedAccount, tokens: Tokens) => {
  const client = gazelleClientWith(accessCredential(tokens), settings, db, account)
  const rights = await rightsOf(client, { retries: 2 })
  const limit = limitOf(rights.user)
  if (limit !== null) throw new AppError('gazelle_not_full_admin', limit)
  return rights
}
