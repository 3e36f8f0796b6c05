import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createYoga, type Plugin } from 'graphql-yoga'
import { type Changes, changesFor } from './changes.ts'
import { type Company, type CompanySize, generateCompany } from './company.ts'
import { type DocumentNode, type GraphQLSchema, Kind, parse } from './graphql.ts'
import { type Grant, type OAuthOptions, oauthFor } from './oauth.ts'
import type { PageFault } from './pages.ts'
import type { Context } from './resolvers.ts'
import { type Fault, isFault, makeRules, type Rules } from './rules.ts'
import { type Drift, schemasFor } from './schema.ts'
import { reworded } from './words.ts'

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

/** One call that was answered, or cut. */
export interface Call {
  /** The operation's name, the first root field when it has none, or `token`. */
  operation: string
  rootFields: readonly string[]
  variables: Record<string, unknown>
  /** When it came, on the stand-in's clock. */
  at: string
  /** The HTTP status; 0 when the connection was cut before the head. */
  status: number
  ms: number
  fault?: Fault['kind']
}

export interface CallLog {
  readonly all: readonly Call[]
  /** The most GraphQL calls that were ever under way at once. */
  readonly peak: number
  /** The calls of an operation, by its name or by a root field. */
  of(name: string): readonly Call[]
  clear(): void
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

interface Asked {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCompany = (value: Company | Partial<CompanySize>): value is Company => value.clients instanceof Map

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

const jsonOf = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What a page fault means for the page that this call asks for. */
const pageFaultOf = (fault: Fault | undefined, variables: Record<string, unknown>): PageFault | undefined => {
  if (fault?.kind === 'nullNodes') return { nulls: fault.at }
  if (fault?.kind === 'shiftedPage') return { shift: fault.by }
  if (fault?.kind === 'repeatedPage')
    return { shift: -(typeof variables.first === 'number' ? variables.first : 100) }
  if (fault?.kind === 'emptyPage') return { empty: true }
  if (fault?.kind === 'stuckCursor') return { stuck: true }
  if (fault?.kind === 'totalCount') return { totalCount: fault.count }
  return undefined
}

const driftOf = (fault: Fault | undefined): Drift[] => {
  if (fault?.kind === 'undefinedField') return [{ removeField: fault.field }]
  if (fault?.kind === 'undefinedArgument') return [{ removeArgument: fault.argument }]
  if (fault?.kind === 'partial') return [{ breakField: fault.field }]
  return []
}

/** Operation name and root fields of a query; an unreadable one has none. */
const namesOf = (document: DocumentNode | undefined, operationName: string | undefined) => {
  const operation = document?.definitions
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .find((one) => !operationName || one.name?.value === operationName)
  const rootFields = (operation?.selectionSet.selections ?? []).flatMap((one) =>
    one.kind === Kind.FIELD ? [one.name.value] : [],
  )
  return { operation: operation?.name?.value ?? rootFields[0] ?? '', rootFields }
}

const json = { 'content-type': 'application/json; charset=utf-8' }
const mostCalls = 50_000

interface Served extends Context {
  schema: GraphQLSchema
  document: DocumentNode | undefined
}

/** Words refusals as graphql-ruby does. */
const rubyWords: Plugin<object, Served> = {
  onResultProcess: ({ result, setResult, serverContext }) => {
    if (!('errors' in result) || !result.errors) return
    setResult({ ...result, errors: result.errors.map((error) => reworded(error, serverContext.document)) })
  },
}

/** The GraphQL side: yoga, on a schema that may drift from call to call. */
const graphqlServer = () => {
  const yoga = createYoga<Served>({
    schema: (context) => context.schema,
    graphqlEndpoint: '*',
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    plugins: [rubyWords],
  })
  return async (asked: Asked, served: Served) => {
    const headers = { ...json, accept: 'application/json' }
    const body = JSON.stringify(asked)
    const response = await yoga.fetch('http://stand-in/graphql', { method: 'POST', headers, body }, served)
    return response.text()
  }
}

/**
 * Starts a stand-in for Gazelle on 127.0.0.1: a real GraphQL server with Gazelle's schema and habits, over a
 * generated company, with rules for faults and changes that happen during a sync. For a person at a terminal,
 * `POST /_control` takes `{"change": "editClient", "args": [...]}`, `{"rule": {...}}` (a fault, or settings such as
 * `latencyMs`) or `{"clear": true}`, and `GET /_control/calls` lists the calls.
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
  const rules = makeRules({
    latencyMs: options.latencyMs ?? 0,
    pageCap: options.pageCap ?? 1000,
    filterZone: company.timezone,
    callerId: [...company.users.values()].find((user) => user.accessLevel === 'ADMIN')?.id ?? '',
  })
  const unknowns = {
    get activityIncludesEdits() {
      return rules.activityIncludesEdits
    },
    get filterZone() {
      return rules.filterZone
    },
  }
  const schemaWith = schemasFor(company, unknowns, now)
  const change = changesFor(company, now)
  const graphql = graphqlServer()
  const stopping = new AbortController()

  let calls: Call[] = []
  let peak = 0
  let underWay = 0
  const record = (call: Call) => {
    calls.push(call)
    if (calls.length > mostCalls) calls = calls.slice(-mostCalls / 2)
  }
  const documents = new Map<string, DocumentNode | undefined>()
  const documentOf = (query: string) => {
    if (!documents.has(query)) {
      let document: DocumentNode | undefined
      try {
        document = parse(query)
      } catch {
        document = undefined
      }
      documents.set(query, document)
    }
    return documents.get(query)
  }
  const rendered = new Map<string, Buffer>()
  let renderedFor = ''

  const sleep = (ms: number) => (ms > 0 ? delay(ms, undefined, { signal: stopping.signal }) : undefined)

  /** Answers with the fault applied; gives the status that was sent. */
  const send = async (
    response: ServerResponse,
    fault: Fault | undefined,
    status: number,
    body: string | Buffer,
    headers: Record<string, string> = json,
  ): Promise<number> => {
    if (response.destroyed) return 0
    if (fault?.kind === 'cut' && !fault.midway) {
      response.destroy()
      return 0
    }
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
    const half = Math.floor(bytes.length / 2)
    if (fault?.kind === 'cut') {
      response.write(bytes.subarray(0, half), () => response.destroy())
    } else if (fault?.kind === 'slowBody') {
      response.write(bytes.subarray(0, half))
      await sleep(fault.ms)
      response.end(bytes.subarray(half))
    } else response.end(bytes)
    return status
  }

  /** The answer of a fault that leaves no answer of GraphQL's; `undefined` for the other kinds. */
  const refusal = (fault: Fault | undefined) => {
    const retry = (after: number | string | undefined) => ({
      ...(after !== undefined && { 'retry-after': String(after) }),
    })
    const html = { 'content-type': 'text/html; charset=utf-8' }
    if (fault?.kind === 'unauthorized')
      return { status: 401, body: '{"error":"Unauthorized"}', headers: { ...json } }
    if (fault?.kind === 'throttled')
      return {
        status: 429,
        body: '{"error":"Too many requests"}',
        headers: { ...json, ...retry(fault.retryAfter) },
      }
    if (fault?.kind === 'serverError')
      return {
        status: fault.status ?? 500,
        body: '<html><body><h1>We’re sorry, but something went wrong.</h1></body></html>',
        headers: { ...html, ...retry(fault.retryAfter) },
      }
    if (fault?.kind === 'notJson')
      return { status: 200, body: '<html><body>Maintenance</body></html>', headers: html }
    if (fault?.kind === 'errors') {
      const message = fault.message ?? "undefined method 'each' for nil"
      const error = { message, ...(fault.code && { extensions: { code: fault.code } }) }
      return { status: 200, body: JSON.stringify({ errors: [error] }), headers: { ...json } }
    }
    return undefined
  }

  const accepted = (request: IncomingMessage): boolean => {
    const key = request.headers['x-gazelle-api-key']
    const { authorization } = request.headers
    // The key works alone: beside an Authorization header it is the header that counts.
    if (authorization !== undefined) return oauth.accepts(authorization.replace(/^Bearer /, ''))
    return key === apiKey
  }

  const answer = async (asked: Asked, fault: Fault | undefined): Promise<string | Buffer> => {
    const { query, variables } = asked
    const render = () => {
      const page = pageFaultOf(fault, variables)
      const partial = fault?.kind === 'partial' ? fault : undefined
      return graphql(asked, {
        caller: company.users.get(rules.callerId),
        pageCap: rules.pageCap,
        ...(page && { page }),
        ...(partial && { brokenAt: partial.at ?? [0] }),
        ...(partial?.message && { brokenMessage: partial.message }),
        schema: schemaWith([...rules.drifts, ...driftOf(fault)]),
        document: documentOf(query),
      })
    }
    if (!options.prerendered || fault) return render()
    const { callerId, pageCap, drifts } = rules
    const state = JSON.stringify([company.version, callerId, pageCap, drifts, unknowns])
    if (state !== renderedFor) {
      rendered.clear()
      renderedFor = state
    }
    const key = JSON.stringify([asked.operationName, query, variables])
    const known = rendered.get(key)
    if (known) return known
    const made = Buffer.from(await render())
    rendered.set(key, made)
    return made
  }

  const answerGraphql = async (request: IncomingMessage, response: ServerResponse) => {
    const arrived = performance.now()
    const at = new Date(now()).toISOString()
    const body = jsonOf(await textOf(request))
    const asked: Asked = {
      query: typeof body?.query === 'string' ? body.query : '',
      variables: isRecord(body?.variables) ? body.variables : {},
      operationName: typeof body?.operationName === 'string' ? body.operationName : undefined,
    }
    const { operation, rootFields } = namesOf(documentOf(asked.query), asked.operationName)
    const fault = rules.hit([operation, ...rootFields])
    underWay++
    peak = Math.max(peak, underWay)
    const call: Call = { operation, rootFields, variables: asked.variables, at, status: 0, ms: 0 }
    if (fault) call.fault = fault.kind
    record(call)
    try {
      const refused = refusal(fault) ?? (accepted(request) ? undefined : refusal({ kind: 'unauthorized' }))
      const answered =
        refused?.body ??
        (asked.query ? await answer(asked, fault) : '{"errors":[{"message":"No query string was present"}]}')
      await sleep(rules.latencyMs - (performance.now() - arrived) + (fault?.kind === 'slow' ? fault.ms : 0))
      call.status = await send(response, fault, refused?.status ?? 200, answered, refused?.headers)
    } finally {
      underWay--
      call.ms = performance.now() - arrived
    }
  }

  const answerToken = async (request: IncomingMessage, response: ServerResponse) => {
    const arrived = performance.now()
    const at = new Date(now()).toISOString()
    const text = await textOf(request)
    const isForm = (request.headers['content-type'] ?? '').includes('x-www-form-urlencoded')
    const asked = isForm ? Object.fromEntries(new URLSearchParams(text)) : (jsonOf(text) ?? {})
    const fault = rules.hit(['token'])
    const call: Call = {
      operation: 'token',
      rootFields: [],
      variables: { grant_type: asked.grant_type },
      at,
      status: 0,
      ms: 0,
    }
    if (fault) call.fault = fault.kind
    record(call)
    await sleep(fault?.kind === 'slow' ? fault.ms : 0)
    const refused = refusal(fault)
    const { status, body } = refused ?? oauth.token(asked)
    const answered = typeof body === 'string' ? body : JSON.stringify(body)
    call.status = await send(response, fault, status, answered, refused?.headers)
    call.ms = performance.now() - arrived
  }

  const control = async (request: IncomingMessage, response: ServerResponse) => {
    const body = jsonOf(await textOf(request))
    const done = (status: number, value: unknown) => send(response, undefined, status, JSON.stringify(value))
    if (!body) return done(400, { error: 'the body must be a JSON object' })
    if (body.clear === true) rules.clear()
    if (isRecord(body.rule)) {
      if (isFault(body.rule)) rules.add(body.rule)
      else if ('kind' in body.rule) return done(400, { error: 'no such kind of fault' })
      else Object.assign(rules, body.rule)
    }
    if (body.change === undefined) return done(200, { ok: true })
    const made: unknown = Object.hasOwn(change, String(body.change))
      ? Reflect.get(change, String(body.change))
      : undefined
    if (typeof made !== 'function')
      return done(400, { error: 'no such change', changes: Object.keys(change) })
    try {
      const args: unknown[] = Array.isArray(body.args) ? body.args : []
      return done(200, { ok: true, result: Reflect.apply(made, undefined, args) ?? null })
    } catch (error) {
      return done(400, { error: error instanceof Error ? error.message : String(error) })
    }
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = `${request.method} ${url.pathname.replace(/\/$/, '')}`
    if (path === 'POST /graphql/private') return answerGraphql(request, response)
    if (path === 'POST /developer/oauth/token') return answerToken(request, response)
    if (path === 'GET /developer/oauth/authorize') {
      const allowed = oauth.authorize(url.searchParams)
      if ('location' in allowed) return send(response, undefined, 302, '', { location: allowed.location })
      return send(response, undefined, allowed.status, JSON.stringify(allowed.body))
    }
    if (path === 'POST /_control') return control(request, response)
    if (path === 'GET /_control/calls') return send(response, undefined, 200, JSON.stringify(calls))
    return send(response, undefined, 404, '{"error":"Not Found"}')
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // The caller has gone, or the server stopped in the middle of an answer: there is no connection to answer on.
      if (stopping.signal.aborted || response.destroyed || response.headersSent) response.destroy()
      else void send(response, undefined, 500, JSON.stringify({ error: String(error) }))
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
    },
    company,
    rules,
    change,
    calls: {
      get all() {
        return calls
      },
      get peak() {
        return peak
      },
      of: (name) => calls.filter((call) => call.operation === name || call.rootFields.includes(name)),
      clear: () => {
        calls = []
        peak = 0
      },
    },
    now: () => new Date(now()),
    warm: async (query, variables, root) => {
      const operationName = namesOf(documentOf(query), undefined).operation || undefined
      let after: unknown = variables.after
      for (let pages = 1; ; pages++) {
        const asked = {
          query,
          operationName,
          variables: after === undefined ? variables : { ...variables, after },
        }
        const data = jsonOf((await answer(asked, undefined)).toString())?.data
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
