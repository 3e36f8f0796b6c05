import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import pg from 'pg'
import { z } from 'zod'

/** An edge function as the played project has it. */
export interface PlayedFunction {
  id: string
  slug: string
  version: number
  updated_at: number
  ezbr_sha256: string
  entrypoint: string
  importMap: string
  verifyJwt: boolean
  /** Default ACTIVE. */
  status?: string
  /** Each file's text by its path. */
  files: Map<string, string>
}

/** The state of a hosted project that Supabase's Management API shows and changes. */
export interface PlayedState {
  status: string
  postgresEngine: string
  plan: string
  keys: {
    id: string
    name: string
    type: 'secret' | 'publishable' | 'legacy'
    api_key: string
    inserted_at: string
  }[]
  postgrest: { db_schema: unknown; max_rows: number; db_extra_search_path: string }
  auth: { disable_signup: boolean; external_anonymous_users_enabled: boolean; site_url: string }
  secrets: Map<string, string>
  functions: Map<string, PlayedFunction>
}

/** A call that was made; a write changed something, or would have. */
export interface PlayedCall {
  call: string
  isWrite: boolean
}

/** A fault of some calls: an answer in their place, or a connection that breaks before or after they are done. */
export interface PlayedFault {
  /** Such as `POST /secrets`; `?slug=` belongs to it. */
  call: RegExp
  /** So many calls are served first. */
  after?: number
  /** So many calls are hit; then it is over. Default 1. */
  times?: number
  answer: 'breaks before' | 'breaks after' | { status: number; message: string }
}

/** Supabase's Management API, played for one project. */
export interface ManagementApi {
  url: string
  ref: string
  token: string
  state: PlayedState
  calls: PlayedCall[]
  /** What changed something since the last look. */
  writes(): string[]
  faults: PlayedFault[]
  stop(): Promise<void>
}

/** Told after a change, before it is answered. */
export type Changed = (what: 'keys' | 'postgrest' | 'secrets' | 'functions') => Promise<void>

/** A key in the form that Supabase gives it. */
export const newKey = (type: 'secret' | 'publishable', name: string) => ({
  id: randomUUID(),
  name,
  type,
  api_key: `sb_${type}_${randomBytes(24).toString('base64url')}`,
  inserted_at: new Date().toISOString(),
})

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const metadataForm = z.object({
  entrypoint_path: z.string(),
  import_map_path: z.string(),
  verify_jwt: z.boolean(),
})
const queryForm = z.strictObject({
  query: z.string(),
  parameters: z.array(z.unknown()).optional(),
  read_only: z.boolean().optional(),
})
const secretsForm = z.array(z.strictObject({ name: z.string(), value: z.string() }))
const keyForm = z.looseObject({
  type: z.enum(['secret', 'publishable']),
  name: z.string().regex(/^[a-z_][a-z0-9_]+$/),
})
const functionsForm = z.array(z.looseObject({ slug: z.string(), ezbr_sha256: z.string() }))

const bodyOf = async (request: IncomingMessage): Promise<Buffer<ArrayBuffer>> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const jsonOf = (body: Buffer): unknown => (body.length === 0 ? {} : JSON.parse(body.toString()))

/**
 * Starts the Management API of one hosted project: stateful, with a real database behind `database/query`.
 * @param options.databaseUrl as the role `postgres`
 */
export const startManagementApi = async (options: {
  databaseUrl: string
  changed: Changed
}): Promise<ManagementApi> => {
  const { databaseUrl, changed } = options
  const ref = Array.from(randomBytes(20), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
  const token = `sbp_${randomBytes(20).toString('hex')}`
  const state: PlayedState = {
    status: 'ACTIVE_HEALTHY',
    postgresEngine: '17',
    plan: 'free',
    keys: [newKey('publishable', 'default'), newKey('secret', 'default')],
    postgrest: { db_schema: 'public, shop', max_rows: 500, db_extra_search_path: 'public, extensions' },
    auth: {
      disable_signup: false,
      external_anonymous_users_enabled: false,
      site_url: 'http://localhost:3000',
    },
    secrets: new Map(),
    functions: new Map(),
  }
  const calls: PlayedCall[] = []
  const faults: PlayedFault[] = []
  const bundles = new Map<string, PlayedFunction>()
  let looked = 0

  /** @returns the last statement's rows, and whether anything was written */
  const query = async (body: unknown) => {
    const { query: text, parameters } = queryForm.parse(body)
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'management' })
    await client.connect()
    try {
      await client.query('begin')
      const results = [await client.query(text, parameters)].flat()
      const { rows } = await client.query<{ id: string | null }>(
        'select pg_current_xact_id_if_assigned()::text as id',
      )
      await client.query('commit')
      return { rows: results.at(-1)?.rows ?? [], isWrite: rows[0]?.id !== null }
    } catch (error) {
      throw new Refused(
        400,
        `Failed to run sql query: ERROR: ${error instanceof Error ? error.message : error}`,
      )
    } finally {
      await client.end()
    }
  }

  const shown = (one: PlayedFunction) => ({
    id: one.id,
    slug: one.slug,
    name: one.slug,
    status: one.status ?? 'ACTIVE',
    version: one.version,
    created_at: 1,
    updated_at: one.updated_at,
    verify_jwt: one.verifyJwt,
    entrypoint_path: one.entrypoint,
    import_map_path: one.importMap,
    ezbr_sha256: one.ezbr_sha256,
  })

  const readUpload = async (
    request: IncomingMessage,
    body: Buffer<ArrayBuffer>,
    slug: string,
  ): Promise<PlayedFunction> => {
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const parts = await new Response(body, { headers }).formData()
    const metadata = metadataForm.parse(JSON.parse(z.string().parse(parts.get('metadata'))))
    const files = new Map<string, string>()
    for (const part of parts.getAll('file')) if (part instanceof File) files.set(part.name, await part.text())
    const before = state.functions.get(slug)
    return {
      id: before?.id ?? randomUUID(),
      slug,
      version: (before?.version ?? 0) + 1,
      updated_at: Date.now(),
      ezbr_sha256: digestOf(JSON.stringify([...files].toSorted())),
      entrypoint: metadata.entrypoint_path,
      importMap: metadata.import_map_path,
      verifyJwt: metadata.verify_jwt,
      files,
    }
  }

  type Answer = { status?: number; body: unknown; isWrite?: boolean }
  const serve = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const body = await bodyOf(request)
    if (request.headers.authorization !== `Bearer ${token}`) throw new Refused(401, 'Unauthorized')
    if (url.pathname === '/v1/organizations/acme')
      return {
        body: {
          id: 'acme',
          name: 'Acme Pianos',
          plan: state.plan,
          opt_in_tags: [],
          allowed_release_channels: [],
        },
      }
    const [, project, path = ''] = /^\/v1\/projects\/([a-z]+)(\/.*)?$/.exec(url.pathname) ?? []
    if (project !== ref) throw new Refused(404, 'Project not found')
    const call = `${request.method} ${path}`
    const key = /^DELETE \/api-keys\/(.+)$/.exec(call)?.[1]
    if (key) {
      state.keys = state.keys.filter(({ id }) => id !== key)
      await changed('keys')
      return { body: {}, isWrite: true }
    }
    switch (call) {
      case 'GET ':
        return {
          body: {
            id: ref,
            ref,
            organization_id: 'acme',
            organization_slug: 'acme',
            name: 'Pianos',
            region: 'ca-central-1',
            created_at: '2026-11-01T00:00:00Z',
            status: state.status,
            database: {
              host: `db.${ref}.supabase.co`,
              version: `${state.postgresEngine}.6.1`,
              postgres_engine: state.postgresEngine,
            },
          },
        }
      case 'GET /api-keys': {
        const isRevealed = url.searchParams.get('reveal') === 'true'
        const mask = (text: string) => (isRevealed ? text : `${text.slice(0, 15)}···`)
        return { body: state.keys.map((one) => ({ ...one, api_key: mask(one.api_key), description: null })) }
      }
      case 'POST /api-keys': {
        const { type, name } = keyForm.parse(jsonOf(body))
        const made = newKey(type, name)
        state.keys = [...state.keys, made]
        await changed('keys')
        return { status: 201, body: made, isWrite: true }
      }
      case 'GET /postgrest':
        return { body: state.postgrest }
      case 'PATCH /postgrest':
        Object.assign(state.postgrest, jsonOf(body))
        await changed('postgrest')
        return { body: state.postgrest, isWrite: true }
      case 'GET /config/auth':
        return { body: state.auth }
      case 'PATCH /config/auth':
        Object.assign(state.auth, jsonOf(body))
        return { body: state.auth, isWrite: true }
      case 'GET /secrets': {
        const own = ['SUPABASE_URL', 'SUPABASE_SECRET_KEYS'].map((name) => ({ name, value: digestOf(name) }))
        return {
          body: [...own, ...[...state.secrets].map(([name, value]) => ({ name, value: digestOf(value) }))],
        }
      }
      case 'POST /secrets':
        for (const { name, value } of secretsForm.parse(jsonOf(body))) {
          if (name.startsWith('SUPABASE_'))
            throw new Refused(400, 'Secret name must not start with the SUPABASE_ prefix')
          state.secrets.set(name, value)
        }
        await changed('secrets')
        return { status: 201, body: {}, isWrite: true }
      case 'GET /functions':
        return { body: [...state.functions.values()].map(shown) }
      case 'POST /functions/deploy': {
        const slug = url.searchParams.get('slug') ?? ''
        const upload = await readUpload(request, body, slug)
        if (url.searchParams.get('bundleOnly') === 'true') bundles.set(slug, upload)
        else {
          state.functions.set(slug, upload)
          await changed('functions')
        }
        return { status: 201, body: shown(upload), isWrite: true }
      }
      case 'PUT /functions':
        for (const { slug, ezbr_sha256 } of functionsForm.parse(jsonOf(body))) {
          const bundle = bundles.get(slug)
          if (bundle?.ezbr_sha256 !== ezbr_sha256) throw new Refused(400, `no bundle of ${slug}`)
          state.functions.set(slug, { ...bundle, updated_at: Date.now() })
        }
        await changed('functions')
        return { body: { functions: [...state.functions.values()].map(shown) }, isWrite: true }
      case 'POST /database/query': {
        const { rows, isWrite } = await query(jsonOf(body))
        return { status: 201, body: rows, isWrite }
      }
      default:
        throw new Refused(404, 'Cannot be found')
    }
  }

  const faultOf = (call: string): PlayedFault['answer'] | null => {
    for (const fault of faults) {
      if (!fault.call.test(call)) continue
      if ((fault.after ?? 0) > 0) {
        fault.after = (fault.after ?? 0) - 1
        continue
      }
      const left = (fault.times ?? 1) - 1
      if (left <= 0) faults.splice(faults.indexOf(fault), 1)
      fault.times = left
      return fault.answer
    }
    return null
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const call = `${request.method} ${url.pathname.replace(`/v1/projects/${ref}`, '')}${url.search}`
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const fault = faultOf(call)
    try {
      if (fault === 'breaks before') return request.socket.destroy()
      if (fault && fault !== 'breaks after') throw new Refused(fault.status, fault.message)
      const { status = 200, body, isWrite = false } = await serve(request, url)
      calls.push({ call, isWrite })
      if (fault === 'breaks after') return request.socket.destroy()
      send(status, body)
    } catch (error) {
      calls.push({ call, isWrite: false })
      send(error instanceof Refused ? error.status : 500, {
        message: error instanceof Error ? error.message : '',
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    ref,
    token,
    state,
    calls,
    faults,
    writes: () => {
      const fresh = calls.slice(looked)
      looked = calls.length
      return fresh.flatMap(({ call, isWrite }) => (isWrite ? [call] : []))
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
