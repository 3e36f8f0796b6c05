// The GraphQL side of the stand-in: yoga, on a schema that may drift from call to call.
import { createYoga, type Plugin } from 'graphql-yoga'
import type { Answer, Asked, Refusal } from './faults/fault.ts'
import { withRaw } from './faults/fault.ts'
import type { WatchedContext } from './fields.ts'
import { type DocumentNode, type GraphQLSchema, Kind, parse } from './graphql.ts'
import { json } from './http.ts'
import type { Company } from './records.ts'
import type { Playing, Rules } from './rules.ts'
import type { schemasFor } from './schema.ts'
import { reworded } from './words.ts'

interface Served extends WatchedContext {
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

/** Parses each query once; an unreadable one has no document. */
export const documentReader = () => {
  const documents = new Map<string, DocumentNode | undefined>()
  return (query: string): DocumentNode | undefined => {
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
}

/** Operation name and root fields of a query; an unreadable one has none. */
export const namesOf = ({ document, operationName }: Pick<Asked, 'document' | 'operationName'>) => {
  const operation = document?.definitions
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .find((one) => !operationName || one.name?.value === operationName)
  const rootFields = (operation?.selectionSet.selections ?? []).flatMap((one) =>
    one.kind === Kind.FIELD ? [one.name.value] : [],
  )
  return { operation: operation?.name?.value ?? rootFields[0] ?? '', rootFields }
}

/** Answers queries; with `isPrerendered`, the same one from memory until something changes. */
export const graphqlServer = (
  company: Company,
  rules: Rules,
  schemaWith: ReturnType<typeof schemasFor>,
  isPrerendered: boolean,
) => {
  const yoga = createYoga<Served>({
    schema: (context) => context.schema,
    graphqlEndpoint: '*',
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    plugins: [rubyWords],
  })

  const render = async (asked: Asked, faults: readonly Playing[]): Promise<Answer> => {
    const { query, variables, operationName, document } = asked
    const drifts = faults.flatMap(({ hooks, hit }) => (hooks.drift && hit() ? [hooks.drift] : []))
    const isWatched = faults.some(({ hooks }) => hooks.field || hooks.rows || hooks.page)
    let caller = company.users.get(rules.callerId)
    for (const { hooks, hit } of faults) if (caller && hooks.caller && hit()) caller = hooks.caller(caller)
    let refusal: Refusal | undefined
    const served: Served = {
      caller,
      pageCap: rules.pageCap,
      faults,
      refuse: (thrown) => {
        refusal = thrown
      },
      schema: schemaWith(drifts, isWatched),
      document,
    }
    const headers = { ...json, accept: 'application/json' }
    const body = JSON.stringify({ query, variables, operationName })
    const response = await yoga.fetch('http://stand-in/graphql', { method: 'POST', headers, body }, served)
    let text = withRaw(await response.text())
    if (refusal) return refusal.answer
    for (const { hooks, hit } of faults) if (hooks.body && hit()) text = hooks.body(text)
    return { status: 200, headers: json, body: text }
  }

  const rendered = new Map<string, Answer>()
  let renderedFor = ''
  return async (asked: Asked, faults: readonly Playing[]): Promise<Answer> => {
    if (!isPrerendered || faults.length > 0) return render(asked, faults)
    const { callerId, pageCap, activityIncludesEdits, filterZone } = rules
    const state = JSON.stringify([company.version, callerId, pageCap, activityIncludesEdits, filterZone])
    if (state !== renderedFor) {
      rendered.clear()
      renderedFor = state
    }
    const key = JSON.stringify([asked.operationName, asked.query, asked.variables])
    const known = rendered.get(key)
    if (known) return known
    const answer = await render(asked, faults)
    const made = { ...answer, body: Buffer.from(answer.body) }
    rendered.set(key, made)
    return made
  }
}
