import type { CodegenConfig } from '@graphql-codegen/cli'
import type { CodegenPlugin, Types } from '@graphql-codegen/plugin-helpers'
import * as operations from '@graphql-codegen/typescript-operations'
import { type DefinitionNode, Kind, type OperationDefinitionNode } from 'graphql'

const header =
  '// Made by `npm run generate:documents` from the queries under shared/ and Gazelle’s schema. Do not edit.'

const isOperation = (definition: DefinitionNode): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION

const suffix = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }

/** Looks up an operation's types by its text, so that a query and its types cannot drift apart. */
const documentsByText: CodegenPlugin = {
  plugin: (_schema, documents) => {
    const entries = documents.flatMap(({ document, rawSDL }) => {
      const operation = document?.definitions.find(isOperation)
      if (!operation?.name || !rawSDL) return []
      const type = operation.name.value + suffix[operation.operation]
      return [`  ${JSON.stringify(rawSDL)}: { data: ${type}; variables: ${type}Variables }`]
    })
    return { prepend: [header], content: `export interface Documents {\n${entries.sort().join('\n')}\n}\n` }
  },
}

const config: CodegenConfig = {
  schema: 'shared/gazelle/schema.graphql',
  documents: ['shared/gazelle/caller.ts', 'shared/modules/*.ts'],
  generates: {
    'shared/gazelle/documents.generated.ts': {
      preset: {
        buildGeneratesSection: (options): Types.GenerateOptions[] => [
          {
            filename: options.baseOutputDir,
            schema: options.schema,
            ...(options.schemaAst && { schemaAst: options.schemaAst }),
            documents: options.documents,
            config: options.config,
            pluginMap: { operations, documentsByText },
            plugins: [{ operations: {} }, { documentsByText: {} }],
          },
        ],
      },
      config: {
        scalars: {
          BigInt: 'number | string',
          CoreDate: 'string',
          CoreDateTime: 'string',
          I18nString: 'Record<string, string>',
          ISO8601Date: 'string',
          JSON: 'unknown',
        },
        strictScalars: true,
        skipTypename: true,
        futureProofEnums: true,
        // What an error took out of a record is absent; see withoutErroredFields.
        maybeValue: 'T | null | undefined',
        inputMaybeValue: 'T | null | undefined',
      },
    },
  },
}

export default config
