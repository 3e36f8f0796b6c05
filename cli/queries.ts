import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  getOperationAST,
  getVariableValues,
  type IntrospectionQuery,
  isEnumType,
  parse,
  validate,
} from 'graphql'
import { callerQuery } from '../shared/gazelle/caller.ts'
import type { GazelleClient } from '../shared/gazelle/client.ts'
import { GazelleError } from '../shared/gazelle/errors.ts'
import type { Module, Query, Request } from '../shared/gazelle/module.ts'

/** Gazelle's schema as it is now. */
export const schemaOf = async (client: GazelleClient): Promise<GraphQLSchema> =>
  buildClientSchema(
    (await client.request<IntrospectionQuery>(getIntrospectionQuery(), {}, { retries: 1 })).data,
    {
      assumeValid: true,
    },
  )

const sampleInstant = new Date('2026-01-01T12:00:00Z')
const requests: Request[] = [null, sampleInstant].map((since) => ({
  mode: since ? 'incremental' : 'full',
  window: null,
  since,
  until: null,
  timeZone: 'America/Montreal',
}))

/** What Gazelle says of the queries that are sent to it. */
export interface QueriesChecked {
  /** How many queries, each with its variables. */
  queries: number
  /** What each of them asks for in vain, with the queries that do. */
  refused: { reason: string; queries: string[] }[]
  /** Values of enums that Gazelle has and a module does not name. */
  unnamed: { module: string; enum: string; values: string[] }[]
  /** Whether Gazelle answered its schema; if not, each query was asked for one record. */
  byIntrospection: boolean
}

/** Every query that is sent to Gazelle, once for each set of variables. */
const queriesOf = (modules: Module[]): Query[] => {
  const all = [
    { name: 'caller', text: callerQuery, variables: {} },
    ...modules.flatMap((module) => requests.flatMap((request) => module.queries(request))),
  ]
  return [...new Map(all.map((query) => [JSON.stringify([query.text, query.variables]), query])).values()]
}

/**
 * Whether Gazelle, as it is now, takes every query with its variables: by its schema in one call, else, where it does not
 * tell that, by asking each query for one record.
 * @throws GazelleError where Gazelle is away, or refuses the credential
 */
export const checkQueries = async (client: GazelleClient, modules: Module[]): Promise<QueriesChecked> => {
  const queries = queriesOf(modules)
  const schema = await schemaOf(client).catch((error) => {
    if (isRefusal(error)) return null
    throw error
  })
  const reasons = new Map<string, Set<string>>()
  for (const query of queries)
    for (const reason of schema ? reasonsIn(schema, query) : await reasonsAsked(client, query))
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(query.name))
  return {
    queries: queries.length,
    refused: [...reasons].map(([reason, names]) => ({ reason, queries: [...names] })),
    unnamed: schema ? unnamedIn(schema, modules) : [],
    byIntrospection: schema !== null,
  }
}

const refusals = new Set([
  'gazelle_field_gone',
  'gazelle_value_gone',
  'gazelle_query_refused',
  'gazelle_query_too_costly',
])

/** Whether Gazelle refused what was asked, not who asked it. */
const isRefusal = (error: unknown): error is GazelleError =>
  error instanceof GazelleError && refusals.has(error.code)

/** What a query asks for that a schema lacks. */
const reasonsIn = (schema: GraphQLSchema, { text, variables }: Query): string[] => {
  const document = parse(text)
  const errors = validate(schema, document)
  const declared = getOperationAST(document)?.variableDefinitions ?? []
  const refused = errors.length > 0 ? [] : (getVariableValues(schema, declared, variables).errors ?? [])
  return [...errors, ...refused].map(({ message }) => message)
}

/** What Gazelle answers to a query that it refuses. */
const reasonsAsked = async (client: GazelleClient, { text, variables }: Query): Promise<string[]> => {
  try {
    await client.request(text, variables, { retries: 1, byField: true })
    return []
  } catch (error) {
    if (isRefusal(error)) return [error.message]
    // A query by id is asked for a record that there is not, which Gazelle may answer with an error.
    const ran = error instanceof GazelleError && /^gazelle_(server_error|cursor_refused)$/.test(error.code)
    if (ran && Object.values(variables).includes('x')) return []
    throw error
  }
}

const unnamedIn = (schema: GraphQLSchema, modules: Module[]) =>
  modules.flatMap(({ name: module, enums = {} }) =>
    Object.entries(enums).flatMap(([name, { values }]) => {
      const type = schema.getType(name)
      const unnamed = isEnumType(type)
        ? type.getValues().flatMap((value) => (values.includes(value.name) ? [] : value.name))
        : []
      return unnamed.length > 0 ? [{ module, enum: name, values: unnamed }] : []
    }),
  )
