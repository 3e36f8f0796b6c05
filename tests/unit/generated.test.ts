import { readFile } from 'node:fs/promises'
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { loadModule, loadModules } from '../../cli/modules.ts'
import { callerQuery } from '../../shared/gazelle/caller.ts'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import type { Module, Request } from '../../shared/gazelle/module.ts'
import { root } from './sources.ts'

const schema = buildSchema(await readFile(`${root}/shared/gazelle/schema.graphql`, 'utf8'))
const modules = await loadModules()

/** What a lane's first call sends. */
async function sentBy(module: Module, request: Request) {
  const sent: { text: string; variables: object }[] = []
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request(text: string, variables: object) {
      sent.push({ text, variables })
      throw new Error('sent')
    },
  }
  for (const lane of module.lanes(request)) await lane.fetch(client, null, { first: 1 }).catch(() => {})
  return sent
}

const remedy = (name: string) =>
  `Mend fields, lanes or arguments in shared/modules/${name}.ts, or write into shared/gazelle/schema.graphql what Gazelle has`

const misfits = (text: string, variables: Record<string, unknown>) => {
  const document = parse(text)
  const errors = validate(schema, document)
  const declared = getOperationAST(document)?.variableDefinitions ?? []
  return [
    ...errors,
    ...(errors.length > 0 ? [] : (getVariableValues(schema, declared, variables).errors ?? [])),
  ]
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
    const queries = module.queries(request)
    expect(
      queries.flatMap(({ text, variables }) => misfits(text, variables)),
      remedy(module.name),
    ).toEqual([])
    const sent = await sentBy(module, request)
    expect(sent.length).toBeGreaterThan(0)
    for (const one of sent) expect(queries).toContainEqual(expect.objectContaining(one))
  })
})

test('the look-up of a timeline entry is among the queries that are checked', async () => {
  const queries = (await loadModule('timeline')).queries({
    ...common,
    mode: 'full',
    since: null,
    until: null,
  })
  expect(queries.map(({ text }) => text)).toContainEqual(expect.stringContaining('query Neighbours'))
})

test('a query that asks for what Gazelle’s schema does not know is named, with the field', () => {
  expect(
    misfits('query { allPianos { nodes { lastTunedDate } } }', {}).map(({ message }) => message),
  ).toEqual([expect.stringContaining('"lastTunedDate"')])
  expect(misfits('query ($id: String!) { piano(id: $id) { id } }', {})).toHaveLength(1)
})

test('the query that asks who the credential belongs to fits Gazelle’s schema', () => {
  expect(misfits(callerQuery, {})).toEqual([])
})
