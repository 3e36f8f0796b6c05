import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startGazelleFake } from '../../stand-in/server.ts'
import { repository } from '../../supabase/local/api.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { startApi } from '../harness/api.ts'
import { fillForAssistant } from '../harness/assistant.ts'
import { createTestDatabase } from '../harness/database.ts'
import { cacheImports, denoVersion, serve, unpack } from './deno.ts'
import { deployToLoopback, type Upload } from './upload.ts'

const entries = await readdir(join(repository, 'functions'), { withFileTypes: true })
const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)

let folder: string
let cache: string
let uploads: Map<string, Upload>

const uploadOf = (name: string): Upload => {
  const upload = uploads.get(name)
  if (!upload) throw new Error(`${name} was not uploaded`)
  return upload
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-functions-'))
  cache = join(folder, 'cache')
  uploads = await deployToLoopback(names)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the Deno here is the one that Supabase’s edge runtime embeds', async () => {
  expect(await denoVersion()).toBe('2.1.4')
})

test('functions deploy uploads every function, and leaves the check of its key to it', () => {
  expect([...uploads.keys()].toSorted()).toEqual(names.toSorted())
  expect(names.filter((name) => uploadOf(name).verifyJwt)).toEqual([])
})

/** What those say that open to strangers, with a link: a page, or no other method. */
const forStrangers: Record<string, { status: number; body: unknown }> = {
  'gazelle-oauth': { status: 404, body: expect.stringContaining('connect_link_gone') },
  calendar: { status: 405, body: expect.stringContaining('bad_method') },
  csv: { status: 405, body: expect.stringContaining('bad_method') },
}

describe.each(names)('%s, from exactly the uploaded files', (name) => {
  test('boots on the Deno of hosted Supabase and does nothing without a key (case H1)', async () => {
    const upload = uploadOf(name)
    const alone = join(folder, name)
    await unpack(upload, alone)
    await cacheImports(upload, alone, cache)
    const { secretKey, publishableKey } = newKeys()
    const { url, child } = await serve(upload, alone, cache, {
      SUPABASE_URL: 'http://127.0.0.1:9',
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: secretKey }),
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: publishableKey }),
    })
    try {
      const answer = await fetch(`${url}/${name}`, { method: 'POST', body: '{}' })
      const refusal = forStrangers[name] ?? { status: 401 }
      expect({ status: answer.status, body: await answer.text() }).toMatchObject(refusal)
    } finally {
      await child.stop()
    }
  })
})

test('this check sees what it is for: with nodeModulesDir in deno.json, no function boots (case H1)', async () => {
  const upload = uploadOf(names[0] ?? '')
  const config = JSON.parse(upload.files.get(upload.importMap) ?? '{}')
  const files = new Map(upload.files)
  files.set(upload.importMap, JSON.stringify({ ...config, nodeModulesDir: 'manual' }))
  const alone = join(folder, 'with-node-modules-dir')
  await unpack({ ...upload, files }, alone)
  await expect(cacheImports(upload, alone, cache)).rejects.toThrow('Could not find a matching package')
})

/** The edge runtime gives a worker `EdgeRuntime`; Deno alone does not have it. */
const withEdgeRuntime = (entrypoint: string) => `
  globalThis.EdgeRuntime = { waitUntil: (work) => void work.catch(console.error) }
  const { default: served } = await import('./${entrypoint}')
  export default { fetch: (request) => served.fetch(request) }
`

test('a sync function answers 202 at once where its caller prefers that, goes on to its end, and notes what it used (cases H4, H5)', async () => {
  const upload = uploadOf('sync-users')
  const alone = join(folder, 'answers-at-once')
  await unpack(upload, alone)
  await cacheImports(upload, alone, cache)
  await writeFile(join(alone, 'worker.js'), withEdgeRuntime(upload.entrypoint))
  const database = await createTestDatabase()
  const api = await startApi(database)
  const gazelle = await startGazelleFake({})
  const { url, child } = await serve({ ...upload, entrypoint: 'worker.js' }, alone, cache, {
    SUPABASE_URL: api.apiUrl,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: api.secretKey }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: api.publishableKey }),
    GAZELLE_API_URL: gazelle.url,
    GAZELLE_AUTH_MODE: 'api_key',
    GAZELLE_API_KEY: 'stand-in-api-key',
  })
  try {
    const answer = await fetch(`${url}/sync-users`, {
      method: 'POST',
      headers: { apikey: api.secretKey, prefer: 'respond-async' },
    })
    const begun = await answer.json()
    expect({ status: answer.status, begun }).toMatchObject({ status: 202, begun: { module: 'users' } })
    await vi.waitFor(
      async () =>
        expect(
          await database.query(
            `select run_id::int as run, status, cpu_ms, peak_memory_bytes > 1e6 as has_memory, bytes > 0 as has_bytes from sync.runs`,
          ),
        ).toEqual([
          // Deno 2.1.4 does not tell the CPU of a worker: its bytes bound it.
          { run: begun.runId, status: 'success', cpu_ms: null, has_memory: true, has_bytes: true },
        ]),
      { timeout: 20_000, interval: 50 },
    )
  } finally {
    await child.stop()
    await gazelle.stop()
    await api.stop()
    await database.drop()
  }
})

test('an assistant is answered on the Deno of hosted Supabase, by the SDK’s own client', async () => {
  const upload = uploadOf('mcp')
  const alone = join(folder, 'assistant')
  await unpack(upload, alone)
  await cacheImports(upload, alone, cache)
  const database = await createTestDatabase()
  await fillForAssistant(database)
  const api = await startApi(database)
  const { url, child } = await serve(upload, alone, cache, {
    SUPABASE_URL: api.apiUrl,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: api.secretKey }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: api.publishableKey }),
  })
  const client = new Client({ name: 'test', version: '1' })
  try {
    const requestInit = { headers: { apikey: api.secretKey } }
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit })
    // Its type allows an absent session id; the SDK's interface for transports does not say so.
    await client.connect(transport as Parameters<Client['connect']>[0])
    expect((await client.listTools()).tools.length).toBeGreaterThan(10)
    expect(await client.callTool({ name: 'find', arguments: { text: 'steinway' } })).toMatchObject({
      structuredContent: { records: [{ id: 'ins_new' }, { id: 'ins_old' }] },
    })
  } finally {
    await client.close()
    await child.stop()
    await api.stop()
    await database.drop()
  }
})
