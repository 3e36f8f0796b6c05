import { readFile } from 'node:fs/promises'
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import type { Document } from '../../shared/gazelle/document.ts'
import type { Module, Request } from '../../shared/modules/module.ts'
import { root, sources } from './sources.ts'

const schema = buildSchema(await readFile(`${root}/shared/gazelle/schema.graphql`, 'utf8'))

const isModule = (value: unknown): value is Module =>
  typeof value === 'object' && value !== null && 'lanes' in value && 'name' in value

const modules: Module[] = []
for (const { path } of await sources('shared/modules')) {
  const name = /(\w+)\.ts$/.exec(path)?.[1]
  const exported: Record<string, unknown> = await import(`../../shared/modules/${name}.ts`)
  modules.push(...Object.values(exported).filter(isModule))
}

/** What a lane's first call sends. */
async function sentBy(module: Module, request: Request) {
  const sent: { query: string; variables: object }[] = []
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request<Data, Variables extends object>(query: Document<Data, Variables>, variables: Variables) {
      sent.push({ query, variables })
      throw new Error('sent')
    },
  }
  for (const lane of module.lanes(request)) await lane.fetch(client, null).catch(() => {})
  return sent
}

const since = new Date('2026-03-08T04:30:00Z')
const until = new Date('2026-03-09T04:30:00Z')
const common = { window: null, timeZone: 'America/Montreal' }
const requests: Request[] = [
  { ...common, mode: 'full', since: null, until: null },
  { ...common, mode: 'incremental', since, until: null },
  { ...common, mode: 'repair', since, until },
]

describe.each(modules)('what $name asks Gazelle for', (module) => {
  test.each(requests)('in mode $mode fits Gazelle’s schema, variables included', async (request) => {
    const sent = await sentBy(module, request)
    expect(sent.length).toBeGreaterThan(0)
    for (const { query, variables } of sent) {
      const document = parse(query)
      expect(validate(schema, document)).toEqual([])
      const asked = getOperationAST(document)?.variableDefinitions ?? []
      expect(getVariableValues(schema, asked, { ...variables }).errors).toBeUndefined()
    }
  })
})
