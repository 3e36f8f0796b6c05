import { type ASTNode, type DocumentNode, GraphQLError, Kind, visit } from './graphql.ts'

interface Place {
  /** Query and field names from the operation to the place of the error, as graphql-ruby gives them. */
  path: (string | number)[]
  field: string
  argument: string
}

/** Finds the place of a node in a document. */
const placeOf = (document: DocumentNode, sought: ASTNode | undefined): Place => {
  const place: Place = { path: [], field: '', argument: '' }
  const names: { node: ASTNode; name: string }[] = []
  let found = false
  visit(document, {
    enter: (node) => {
      if (found) return
      if (node.kind === Kind.OPERATION_DEFINITION)
        names.push({ node, name: `${node.operation}${node.name ? ` ${node.name.value}` : ''}` })
      else if (node.kind === Kind.FRAGMENT_DEFINITION)
        names.push({ node, name: `fragment ${node.name.value}` })
      else if (node.kind === Kind.FIELD || node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD)
        names.push({ node, name: node.name.value })
      // The query was parsed twice, so the same node is known by its place.
      if (node.kind !== sought?.kind || node.loc?.start !== sought.loc?.start) return
      found = true
      const last = (kind: Kind) => names.findLast((one) => one.node.kind === kind)?.name
      place.path = names.map((one) => one.name)
      place.field = last(Kind.FIELD) ?? ''
      place.argument = last(Kind.ARGUMENT) ?? ''
    },
    leave: (node) => {
      if (!found && names.at(-1)?.node === node) names.pop()
    },
  })
  return place
}

interface Wording {
  pattern: RegExp
  say: (match: string[], place: Place) => { message: string; extensions: Record<string, unknown> }
}

/** graphql-js's messages, and graphql-ruby's messages for the same refusals. */
const wordings: Wording[] = [
  {
    pattern: /^Cannot query field "(\w+)" on type "(\w+)"/,
    say: ([, fieldName, typeName]) => ({
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: 'undefinedField', typeName, fieldName },
    }),
  },
  {
    pattern: /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    say: ([, argumentName, name]) => ({
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: 'argumentNotAccepted', name, typeName: 'Field', argumentName },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" got invalid value .*Field "(\w+)" is not defined by type "(\w+)"/s,
    say: ([, variable, field, type]) => ({
      message: `Variable $${variable} of type ${type} was provided invalid value for ${field} (Field is not defined on ${type})`,
      extensions: { problems: [{ path: [field], explanation: `Field is not defined on ${type}` }] },
    }),
  },
  {
    pattern: /^Field "(\w+)" is not defined by type "(\w+)"/,
    say: ([, argumentName, name]) => ({
      message: `InputObject '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: 'argumentNotAccepted', name, typeName: 'InputObject', argumentName },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" of required type "(.+)" was not provided/,
    say: ([, variable, type]) => ({
      message: `Variable $${variable} of type ${type} was provided invalid value`,
      extensions: { value: null, problems: [{ path: [], explanation: 'Expected value to not be null' }] },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" got invalid value (.*?)(?: at "(.+?)")?; (.*)$/s,
    say: ([, variable, , at, why]) => ({
      message: `Variable $${variable} was provided invalid value${at ? ` for ${at}` : ''} (${why})`,
      extensions: { problems: [{ path: at ? [at] : [], explanation: why }] },
    }),
  },
  {
    pattern:
      /^Value "(\w+)" does not exist in "(\w+)" enum|^Enum "(\w+)" cannot represent|^(\w+) cannot represent/,
    say: ([, value, type], place) => ({
      message: `Argument '${place.argument}' on Field '${place.field}' has an invalid value${value ? ` (${value})` : ''}. Expected type '${type ?? ''}'.`,
      extensions: {
        code: 'argumentLiteralsIncompatible',
        typeName: 'Field',
        argumentName: place.argument,
      },
    }),
  },
  {
    pattern: /^Field "(\w+)" of type "(.+)" must have a selection of subfields/,
    say: ([, nodeName, typeName]) => ({
      message: `Field must have selections (field '${nodeName}' returns ${typeName} but has no selections. Did you mean '${nodeName} { ... }'?)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${nodeName}'`, typeName },
    }),
  },
  {
    pattern: /^Field "(\w+)" must not have a selection since type "(.+)" has no subfields/,
    say: ([, nodeName, typeName]) => ({
      message: `Selections can't be made on scalars (field '${nodeName}' returns ${typeName} but has selections)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${nodeName}'`, typeName },
    }),
  },
  {
    pattern: /^Field "(\w+)" argument "(\w+)" of type .* is required/,
    say: ([, name, argument]) => ({
      message: `Field '${name}' is missing required arguments: ${argument}`,
      extensions: { code: 'missingRequiredArguments', className: 'Field', name, arguments: argument },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" of type "(.+)" used in position expecting type "(.+)"/,
    say: ([, variable, type, expected], place) => ({
      message: `Type mismatch on variable $${variable} and argument ${place.argument} (${type} / ${expected})`,
      extensions: { code: 'variableMismatch', variableName: variable, typeName: type },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" is not defined(?: by operation "(\w+)")?/,
    say: ([, variableName, operation]) => ({
      message: `Variable $${variableName} is used by ${operation ?? 'anonymous query'} but not declared`,
      extensions: { code: 'variableNotDefined', variableName },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" is never used(?: in operation "(\w+)")?/,
    say: ([, variableName, operation]) => ({
      message: `Variable $${variableName} is declared by ${operation ?? 'anonymous query'} but not used`,
      extensions: { code: 'variableNotUsed', variableName },
    }),
  },
  {
    pattern: /^Unknown type "(\w+)"/,
    say: ([, typeName]) => ({
      message: `${typeName} isn't a defined input type (on $${typeName})`,
      extensions: { code: 'undefinedType', typeName },
    }),
  },
  {
    pattern: /^Unknown fragment "(\w+)"/,
    say: ([, fragmentName]) => ({
      message: `Fragment ${fragmentName} was used, but not defined`,
      extensions: { code: 'useAndDefineFragment', fragmentName },
    }),
  },
  {
    pattern: /^Syntax Error: (.*)/,
    say: ([, what]) => ({ message: `Parse error: ${what}`, extensions: { code: 'parseError' } }),
  },
  {
    pattern: /^Unknown operation named "(\w+)"/,
    say: ([, name]) => ({ message: `No operation named "${name}"`, extensions: {} }),
  },
]

/** Words a refusal as graphql-ruby does, with its code; a message that is not listed stays as it is. */
export const reworded = (error: GraphQLError, document: DocumentNode | undefined): GraphQLError => {
  if (error.path) return error
  for (const { pattern, say } of wordings) {
    const match = pattern.exec(error.message)
    if (!match) continue
    const sought = error.nodes?.find((one) => one.kind === Kind.VARIABLE) ?? error.nodes?.[0]
    const place = document ? placeOf(document, sought) : { path: [], field: '', argument: '' }
    const { message, extensions } = say([...match], place)
    // The value of a variable has no place in the query.
    const path = 'problems' in extensions ? [] : place.path
    return new GraphQLError(message, {
      ...(error.nodes && { nodes: error.nodes }),
      ...(error.source && error.positions && { source: error.source, positions: error.positions }),
      ...(path.length > 0 && { path }),
      extensions,
    })
  }
  return error
}
