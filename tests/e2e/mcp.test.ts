// The assistant's door over HTTP, from the edge function, with the SDK's own client.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { functions: true })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
test('tools', async () => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${api.functionsUrl}/mcp`), { requestInit: { headers: { apikey: api.secretKey } } }) as never)
  const { tools } = await client.listTools()
  console.log(JSON.stringify(tools, null, 1))
  console.log(LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS, client.getInstructions())
  for (const one of [{name:'list_accounts', arguments:{}},{name:'find', arguments:{text:'steinway'}},{name:'overdue_pianos', arguments:{}},{name:'day', arguments:{}},{name:'search_timeline', arguments:{text:'x'}},{name:'what_changed', arguments:{}},{name:'what_changed', arguments:{since:'2026-01-01T00:00:00Z'}},{name:'data_freshness', arguments:{}},{name:'get_client', arguments:{id:'x'}},{name:'get_timeline', arguments:{client_id:'x'}},{name:'piano_readings', arguments:{id:'x'}}, {name:'list_technicians', arguments:{}}, {name:'client_pianos', arguments:{client_id:'x'}}])
    console.log(one.name, JSON.stringify(await client.callTool(one)).slice(0,1500))
  await client.close()
})
