import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Call, type CallLog, makeCallLog } from './calls.ts'
import { type Changes, changesFor } from './changes.ts'
import { type Company, type CompanySize, generateCompany } from './company.ts'
import { controlFor } from './control.ts'
import type { Answer, Asked } from './faults/fault.ts'
import { documentReader, graphqlServer, namesOf } from './graphql-server.ts'
import { isRecord, json, jsonOf, textOf } from './http.ts'
import { type Grant, type OAuthOptions, oauthFor } from './oauth.ts'
import { makeRules, type Playing, type Rules } from './rules.ts'
import { schemasFor } from './schema.ts'
import { distortedBy, send } from './sending.ts'

export interface GazelleFakeOptions {
  /** A free one when absent. */
  port?: number
  /** Seed of the generated company; 1 when absent. */
  seed?: number
  /** A company, or how large a one to generate. */
  company?: Company | Partial<CompanySize>
  latencyMs?: number
  /** The most rows in a page; 1000 when absent. */
  pageCap?: number
  apiKey?: string
  oauth?: Partial<OAuthOptions>
  /** The time at which the stand-in's clock starts; it goes on from there. */
  now?: Date
  /** Keeps every answer and gives it again for the same query and variables, until something changes. */
  prerendered?: boolean
}

export interface GazelleFake {
  /** `http://127.0.0.1:PORT/graphql/private`; with a slash at its end it answers too. */
  url: string
  oauthUrl: string
  apiKey: string
  oauth: OAuthOptions & {
    /** Grants a pair of tokens, as after a person's consent. */
    grant(): Required<Grant>
    expireAccessTokens(): void
    revokeRefreshTokens(): void
    /** Whether the person who is asked for access refuses from now on. */
    deny(is: boolean): void
  }
  company: Company
  rules: Rules
  change: Changes
  calls: CallLog
  /** The time of the stand-in's clock. */
  now(): Date
  /** Reads a connection to its end once, so that a prerendered stand-in has every page ready; gives the pages. */
  warm(query: string, variables: Record<string, unknown>, root: string): Promise<number>
  stop(): Promise<void>
}

const isCompany = (value: Company | Partial<CompanySize>): value is Company => value.clients instanceof Map

const unauthorized: Answer = { status: 401, headers: json, body: '{"error":"Unauthorized"}' }
const noQuery: Answer = {
  status: 200,
  headers: json,
  body: '{"errors":[{"message":"No query string was present"}]}',
}

/**
 * Starts a stand-in for Gazelle on 127.0.0.1: a real GraphQL server with Gazelle's schema and habits, over a generated
 * company, with faults that pass or stay (`faults/fault.ts`) and changes that happen during a sync. Each has one company
 * and one credential; a test with two companies starts two. A terminal or another process reaches it through `/_control`
 * (`control.ts`).
 */
export const startGazelleFake = async (options: GazelleFakeOptions = {}): Promise<GazelleFake> => {
  const begun = Date.now()
  const start = options.now?.getTime() ?? begun
  const now = () => start + Date.now() - begun
  const given = options.company ?? {}
  const company = isCompany(given)
    ? given
    : generateCompany({ seed: options.seed ?? 1, now: new Date(start), ...given })
  const apiKey = options.apiKey ?? 'stand-in-api-key'
  const oauthOptions: OAuthOptions = {
    clientId: 'stand-in-client',
    clientSecret: 'stand-in-secret',
    rotateRefresh: true,
    expiresInSeconds: 2_592_000,
    ...options.oauth,
  }
  const oauth = oauthFor(oauthOptions, now)
  const change = changesFor(company, now)
  const rules = makeRules(
    {
      latencyMs: options.latencyMs ?? 0,
      pageCap: options.pageCap ?? 1000,
      filterZone: company.timezone,
      callerId: [...company.users.values()].find((user) => user.accessLevel === 'ADMIN')?.id ?? '',
    },
    { company, change },
    now,
  )
  const unknowns = {
    get activityIncludesEdits() {
      return rules.activityIncludesEdits
    },
    get filterZone() {
      return rules.filterZone
    },
  }
  const schemaWith = schemasFor(company, unknowns, now)
  const answer = graphqlServer(company, rules, schemaWith, options.prerendered ?? false)
  const documentOf = documentReader()
  const calls = makeCallLog()
  const control = controlFor(rules, change, calls.log)
  const stopping = new AbortController()

  const sleep = async (ms: number) => {
    if (ms > 0) await delay(ms, undefined, { signal: stopping.signal })
  }
  const sendJson = (response: ServerResponse, status: number, value: unknown, headers = {}) =>
    send(response, { status, headers: { ...json, ...headers }, body: JSON.stringify(value) }, sleep)

  const isAccepted = ({ headers }: Asked): boolean => {
    const { authorization } = headers
    // The key works alone: beside an Authorization header it is the header that counts.
    if (authorization !== undefined) return oauth.accepts(authorization.replace(/^Bearer /, ''))
    return headers['x-gazelle-api-key'] === apiKey
  }
  const answerOf = async (asked: Asked, faults: readonly Playing[]): Promise<Answer> => {
    if (!isAccepted(asked)) return unauthorized
    return asked.query ? answer(asked, faults) : noQuery
  }
  const recordFault = (call: Call, faults: readonly Playing[]) => {
    const hit = faults.find((fault) => fault.wasHit())
    if (hit) call.fault = hit.kind
  }

  const answerGraphql = async (request: IncomingMessage, response: ServerResponse) => {
    const arrived = performance.now()
    const at = new Date(now()).toISOString()
    const body = jsonOf(await textOf(request))
    const query = typeof body?.query === 'string' ? body.query : ''
    const asked: Asked = {
      query,
      variables: isRecord(body?.variables) ? body.variables : {},
      operationName: typeof body?.operationName === 'string' ? body.operationName : undefined,
      document: documentOf(query),
      headers: request.headers,
    }
    const { operation, rootFields } = namesOf(asked)
    const faults = rules.fitting([operation, ...rootFields])
    const call: Call = { operation, rootFields, variables: asked.variables, at, status: 0, ms: 0 }
    calls.begin()
    calls.record(call)
    try {
      const distorted = distortedBy(faults, asked)
      recordFault(call, faults)
      const answered = distorted.answer ?? (await answerOf(asked, faults))
      recordFault(call, faults)
      await sleep(rules.latencyMs - (performance.now() - arrived))
      call.status = await send(response, answered, sleep, distorted.send)
    } finally {
      calls.end()
      call.ms = performance.now() - arrived
    }
  }

  const answerToken = async (request: IncomingMessage, response: ServerResponse) => {
    const arrived = performance.now()
    const at = new Date(now()).toISOString()
    const text = await textOf(request)
    const isForm = (request.headers['content-type'] ?? '').includes('x-www-form-urlencoded')
    const variables = isForm ? Object.fromEntries(new URLSearchParams(text)) : (jsonOf(text) ?? {})
    const faults = rules.fitting(['token'])
    const call: Call = {
      operation: 'token',
      rootFields: [],
      variables: { grant_type: variables.grant_type },
      at,
      status: 0,
      ms: 0,
    }
    calls.record(call)
    const asked = {
      query: '',
      variables,
      operationName: 'token',
      document: undefined,
      headers: request.headers,
    }
    const distorted = distortedBy(faults, asked)
    recordFault(call, faults)
    const granted = () => {
      const { status, body } = oauth.token(variables)
      return { status, headers: json, body: JSON.stringify(body) }
    }
    call.status = await send(response, distorted.answer ?? granted(), sleep, distorted.send)
    call.ms = performance.now() - arrived
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = `${request.method} ${url.pathname.replace(/\/$/, '')}`
    const controlled = ({ status, value }: ReturnType<typeof control.tell>) =>
      sendJson(response, status, value)
    if (path === 'POST /graphql/private') return answerGraphql(request, response)
    if (path === 'POST /developer/oauth/token') return answerToken(request, response)
    if (path === 'GET /developer/oauth/authorize') {
      const allowed = oauth.authorize(url.searchParams)
      if ('location' in allowed) return sendJson(response, 302, null, { location: allowed.location })
      return sendJson(response, allowed.status, allowed.body)
    }
    if (path === 'POST /_control') return controlled(control.tell(jsonOf(await textOf(request))))
    if (path === 'GET /_control/faults') return controlled(control.faults())
    if (path === 'GET /_control/calls') return controlled(control.calls())
    return sendJson(response, 404, { error: 'Not Found' })
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // The caller has gone, or the server stopped in the middle of an answer: there is no connection to answer on.
      if (stopping.signal.aborted || response.destroyed || response.headersSent) response.destroy()
      else void sendJson(response, 500, { error: String(error) })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the stand-in has no port')
  const origin = `http://127.0.0.1:${address.port}`

  return {
    url: `${origin}/graphql/private`,
    oauthUrl: `${origin}/developer/oauth`,
    apiKey,
    oauth: {
      ...oauthOptions,
      grant: oauth.grant,
      expireAccessTokens: oauth.expireAccessTokens,
      revokeRefreshTokens: oauth.revokeRefreshTokens,
      deny: oauth.deny,
    },
    company,
    rules,
    change,
    calls: calls.log,
    now: () => new Date(now()),
    warm: async (query, variables, root) => {
      const document = documentOf(query)
      const operationName = namesOf({ document, operationName: undefined }).operation || undefined
      let after: unknown = variables.after
      for (let pages = 1; ; pages++) {
        const asked: Asked = {
          query,
          operationName,
          variables: after === undefined ? variables : { ...variables, after },
          document,
          headers: {},
        }
        const data = jsonOf((await answer(asked, [])).body.toString())?.data
        const connection = isRecord(data) ? data[root] : undefined
        const info = isRecord(connection) && isRecord(connection.pageInfo) ? connection.pageInfo : {}
        if (info.hasNextPage !== true) return pages
        after = info.endCursor
      }
    },
    stop: () =>
      new Promise((resolve) => {
        stopping.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
