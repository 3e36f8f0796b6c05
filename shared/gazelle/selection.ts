/** A connection inside a record. Its items are read whole; what goes on past its first page is read on. */
export interface Nested {
  /** GraphQL fields of an item. */
  fields: string
  /** More arguments of the connection, such as `includeArchived: true`. */
  arguments?: string
  /** Root field that gives what the connection is in by its id; the module's own for connections of its records. */
  of?: string
  /** Items asked for at first. */
  first?: number
  nested?: Record<string, Nested>
}

/** How many items of a connection come with its record. */
export const firstOf = ({ first = 50 }: Nested): number => first

const itemsOf = ({ fields, nested }: Nested) => selectionOf(fields, nested)

const connectionOf = (field: string, nested: Nested) => {
  const args = [`first: ${firstOf(nested)}`, nested.arguments].filter(Boolean).join(', ')
  return `${field}(${args}) { pageInfo { hasNextPage endCursor } nodes { ${itemsOf(nested)} } }`
}

/** The selection of a record: its fields, and the first page of each connection inside it. */
export const selectionOf = (fields: string, nested: Record<string, Nested> = {}): string =>
  [
    fields.replaceAll(/\s+/g, ' ').trim(),
    ...Object.entries(nested).map(([field, one]) => connectionOf(field, one)),
  ].join(' ')

/** A root field that gives one record: `piano`, or `event(eventId)` where its argument is not called `id`. */
export const rootOf = (one: string): { field: string; argument: string } => {
  const [, field = one, argument = 'id'] = /^(\w+)\((\w+)\)$/.exec(one) ?? []
  return { field, argument }
}

/** The query that reads a nested connection, with the cursors by which its pages are joined. */
export const readOnQuery = (name: string, of: string, field: string, nested: Nested): string => {
  const { field: root, argument } = rootOf(of)
  const args = ['first: $first, after: $after', nested.arguments].filter(Boolean).join(', ')
  const connection = `${field}(${args}) { pageInfo { hasNextPage endCursor } edges { cursor node { ${itemsOf(nested)} } } }`
  return `query ${name}($id: String!, $first: Int!, $after: String) { ${root}(${argument}: $id) { ${connection} } }`
}

const variables = (types: Record<string, string>) =>
  Object.entries(types)
    .map(([name, type]) => `, $${name}: ${type}`)
    .join('')
const passed = (types: Record<string, string>) =>
  Object.keys(types)
    .map((name) => `, ${name}: $${name}`)
    .join('')

/**
 * The query of a page of a connection.
 * @param types GraphQL types of the arguments that lanes give
 * @param backwards from the list's end
 */
export const pageQuery = (
  name: string,
  list: string,
  selection: string,
  types: Record<string, string>,
  sortBy?: string,
  backwards = false,
): string => {
  const sorted = sortBy ? `, sortBy: [${sortBy}]` : ''
  // Read from its other end, a list has its next page before its first record.
  const [paging, pageInfo] = backwards
    ? ['last: $first, before: $after', 'hasNextPage: hasPreviousPage endCursor: startCursor']
    : ['first: $first, after: $after', 'hasNextPage endCursor']
  return (
    `query ${name}($first: Int!, $after: String${variables(types)}) { ` +
    `${list}(${paging}${passed(types)}${sorted}) ` +
    `{ totalCount pageInfo { ${pageInfo} } edges { cursor node { ${selection} } } } }`
  )
}

/** The query of a plain list, or of one object; `args` are always the same, such as `allActiveUsers: true`. */
export const listQuery = (name: string, list: string, selection: string, args?: string): string =>
  `query ${name} { ${list}${args ? `(${args})` : ''} { ${selection} } }`

/** The query of a plain list for each of `count` owners, under aliases of their own. */
export const listsQuery = (
  name: string,
  list: string,
  argument: string,
  selection: string,
  count: number,
): string => {
  const places = Array.from({ length: count }, (_, at) => at)
  const declared = places.map((at) => `$id${at}: String!`).join(', ')
  const asked = places.map((at) => `list${at}: ${list}(${argument}: $id${at}) { ${selection} }`).join(' ')
  return `query ${name}(${declared}) { ${asked} }`
}

/** The query that asks for `count` records by their ids, each under an alias of its own. */
export const recordsQuery = (
  name: string,
  one: string,
  type: string,
  selection: string,
  count: number,
): string => {
  const { field, argument } = rootOf(one)
  const places = Array.from({ length: count }, (_, at) => at)
  const declared = places.map((at) => `$id${at}: String!`).join(', ')
  const asked = places.map((at) => `record${at}: ${field}(${argument}: $id${at}) { ...Record }`).join(' ')
  return `query ${name}(${declared}) { ${asked} } fragment Record on ${type} { ${selection} }`
}

/** A selection without one of its own fields, with all that is asked for inside it. */
export const withoutField = (selection: string, field: string): string => {
  const kept: string[] = []
  let depth = 0
  let isInside = false
  for (const token of selection.match(/[{}]|[^\s{}]+/g) ?? []) {
    if (depth === 0) isInside = token === '{' ? isInside : token === field
    if (token === '{') depth++
    if (token === '}') depth--
    if (!isInside) kept.push(token)
  }
  return kept.join(' ')
}
