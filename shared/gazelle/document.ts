import type { Documents } from './documents.generated.ts'

/** The text of a GraphQL operation that knows the type of its answer and of its variables. */
export type Document<Data = unknown, Variables extends object = Record<string, unknown>> = string & {
  readonly __apiType?: (variables: Variables) => Data
}

/** What a document answers. */
export type DataOf<D> = D extends Document<infer Data, infer _Variables> ? Data : never
/** What a document takes. */
export type VariablesOf<D> = D extends Document<infer _Data, infer Variables> ? Variables : never

/**
 * Types a query by its own text: `graphql(/* GraphQL *\/ `query Pianos …`)`. A type error here means that the text
 * changed since `npm run generate:documents`.
 * @param fragments texts of the fragments that the query spreads
 */
export const graphql = <const Text extends keyof Documents>(
  text: Text,
  ...fragments: string[]
): Document<Documents[Text]['data'], Documents[Text]['variables']> => [text, ...fragments].join('')
