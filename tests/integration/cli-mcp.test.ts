// The assistant's door over standard input and output, as an assistant's program starts it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { type Api, repository } from '../../supabase/local/api.ts'
import { keepUser } from '../../supabase/local/auth-users.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { startApi } from '../harness/api.ts'
import { contentOf, fillForAssistant } from '../harness/assistant.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { asAdmin } from '../harness/server.ts'
import { runCli } from './cli-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  await fillForAssistant(database)
  api = await startApi(database)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const settings = () => ({ SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey })

/** The SDK's client, with a `gazelle mcp` of its own. */
const connected = async (env: Record<string, string> = settings()) => {
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(repository, 'cli/main.ts'), 'mcp'],
    env: { PATH: process.env.PATH ?? '', SUPABASE_SECRET_KEY: '', MEMBER_EMAIL: '', ...env },
    cwd: repository,
    stderr: 'pipe',
  })
  onTestFinished(() => client.close())
  await client.connect(transport)
  // From then on the client holds each answer against the tool's schema.
  const { tools } = await client.listTools()
  return { client, tools }
}

const answerForm = z.record(z.string(), z.any())
const call = async (client: Client, name: string, args: Record<string, unknown> = {}) => {
  const { structuredContent, content, isError } = await client.callTool({ name, arguments: args })
  expect({ isError, content }).toMatchObject({ isError: undefined })
  return answerForm.parse(structuredContent)
}

test('an assistant finds a client and its pianos, with the age of what it is told', async () => {
  await database.query(
    `insert into sync.watermarks (module, account_id, watermark) values ('clients', 'main', now() - interval '90 seconds'), ('pianos', 'main', now())`,
  )
  const { client } = await connected()
  const { records, ...age } = await call(client, 'find', { text: 'marguerite', kind: 'client' })
  expect(records).toMatchObject([{ id: 'cli_2', untrusted: { title: 'Marguerite Tremblay' } }])
  expect(age.age_seconds).toBeGreaterThanOrEqual(90)
  expect(age.age_seconds).toBeLessThan(300)
  expect(Date.now() - Date.parse(age.as_of) - age.age_seconds * 1000).toBeLessThan(10_000)
  expect((await call(client, 'client_pianos', { client_id: records[0].id })).pianos).toMatchObject([
    { id: 'ins_new' },
  ])
  expect(await client.ping()).toEqual({})
})

test('it asks the Data API by GET alone, which a transaction that only reads answers, and changes no row', async () => {
  const asked: string[] = []
  const app = new Hono()
  app.all('*', async (context) => {
    const { pathname, search } = new URL(context.req.url)
    asked.push(`${context.req.method} ${pathname}`)
    const answer = await fetch(`${api.apiUrl}${pathname}${search}`, {
      method: context.req.method,
      headers: context.req.raw.headers,
    })
    return new Response(await answer.text(), {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'text/plain' },
    })
  })
  const port = await freePort()
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { client, tools } = await connected({ ...settings(), SUPABASE_URL: `http://127.0.0.1:${port}` })
  const before = await contentOf(database)
  const args: Record<string, unknown> = {
    text: 'accord',
    id: 'ins_new',
    client_id: 'cli_2',
    technician: 'lessard',
    since: '2026-01-01T00:00:00Z',
  }
  for (const { name, inputSchema } of tools) {
    const those = Object.entries(args).filter(([one]) => one in (inputSchema.properties ?? {}))
    await call(client, name, { ...Object.fromEntries(those), ...(name === 'get_client' && { id: 'cli_2' }) })
  }
  await call(client, 'what_changed')
  expect(new Set(asked.map((one) => one.split(' ')[0]))).toEqual(new Set(['GET']))
  expect(asked.length).toBeGreaterThan(tools.length)
  expect(await contentOf(database)).toEqual(before)
  // What such a transaction is: a function that writes is refused in it.
  const writing = await fetch(`${api.apiUrl}/rest/v1/rpc/prune`, {
    headers: { apikey: database.keys.secretKey, 'accept-profile': 'sync' },
  })
  expect((await writing.json()).code).toBe('25006')
})

test('a member signs in, and reads what is theirs', async () => {
  const [email, password] = ['member@example.com', 'a long password of a member']
  const { id } = await asAdmin(database.url, (admin) => keepUser(admin, { email, password }))
  await database.query(
    `insert into gazelle.members (account_id, user_id, role) values ('second', $1, 'reader')`,
    [id],
  )
  const member = {
    SUPABASE_URL: api.apiUrl,
    SUPABASE_PUBLISHABLE_KEY: database.keys.publishableKey,
    MEMBER_EMAIL: email,
    MEMBER_PASSWORD: password,
  }
  const { client } = await connected(member)
  expect((await call(client, 'list_accounts')).accounts).toMatchObject([{ account_id: 'second' }])
  expect((await call(client, 'find', { text: 'kawai', account: 'second' })).records).toMatchObject([
    { id: 'ins_900' },
  ])
  expect(await client.callTool({ name: 'find', arguments: { text: 'yamaha' } })).toMatchObject({
    isError: true,
  })

  const wrong = await runCli(['mcp'], { ...member, MEMBER_PASSWORD: 'another' })
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('sign_in_failed')
  const missing = await runCli(['mcp'], { ...member, SUPABASE_PUBLISHABLE_KEY: '' })
  expect(missing).toMatchObject({ code: 2, stdout: '' })
  expect(missing.stderr).toContain('SUPABASE_PUBLISHABLE_KEY')
})

const lineOf = (message: Record<string, unknown>) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`
const hello = lineOf({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

test('standard output is the protocol’s alone, and closed input ends it once what was asked is answered', async () => {
  const asked = [
    hello,
    lineOf({ method: 'notifications/initialized' }),
    'no JSON at all\n',
    lineOf({ id: 2, method: 'tools/call', params: { name: 'find', arguments: { text: 'steinway' } } }),
    lineOf({ id: 3, method: 'tools/call', params: { name: 'nothing', arguments: {} } }),
    lineOf({ id: 4, method: 'sampling/createMessage', params: {} }),
  ]
  const { code, stdout } = await runCli(['mcp'], settings(), asked.join(''))
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(code).toBe(0)
  expect(answers.map(({ id }) => id).toSorted()).toEqual([1, 2, 3, 4])
  expect(answers.find(({ id }) => id === 2).result.structuredContent.records).toHaveLength(2)
  expect(answers.find(({ id }) => id === 3).error.code).toBe(-32602)
  expect(answers.find(({ id }) => id === 4).error.code).toBe(-32601)
})

test('Ctrl-C ends it', async () => {
  const child = spawn(process.execPath, [join(repository, 'cli/main.ts'), 'mcp'], {
    cwd: repository,
    env: { PATH: process.env.PATH, MEMBER_EMAIL: '', ...settings() },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', (data) => {
    said += data
  })
  child.stdin.write(hello)
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([130, null])
  expect(said).toBe('gazelle: interrupted. Nothing was changed.\n')
})

test('without a project it says so on standard error', async () => {
  const { code, stdout, stderr } = await runCli(['mcp'], { LOCAL_DATA_DIR: '/nonexistent', SUPABASE_URL: '' })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain('no_project')
})
