import { loadModule, parsePlPgSQLSync, parseSync } from 'libpg-query'
import { z } from 'zod'

await loadModule()

/** A top-level statement of an SQL file: the function or object it makes, its kind, and where it lies. */
export interface Statement {
  name: string
  kind: string
  text: string
  node: unknown
}

type Visit = (key: string, value: Record<string, unknown>) => void

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const walk = (tree: unknown, visit: Visit, key = ''): void => {
  if (Array.isArray(tree)) for (const item of tree) walk(item, visit, key)
  if (!isObject(tree)) return
  visit(key, tree)
  for (const [name, value] of Object.entries(tree)) walk(value, visit, name)
}

const texts = (tree: unknown): string[] => {
  const found: string[] = []
  walk(tree, (_, { sval }) => {
    if (typeof sval === 'string') found.push(sval)
  })
  return found
}

const create = z.object({ CreateFunctionStmt: z.object({ funcname: z.unknown(), options: z.unknown() }) })

/** The statements of an SQL file. */
export const statementsOf = (sql: string): Statement[] => {
  const bytes = Buffer.from(sql)
  return (parseSync(sql).stmts ?? []).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const kind = Object.keys(stmt ?? {})[0] ?? ''
    const made = create.safeParse(stmt)
    const text = bytes.subarray(start, length ? start + length : bytes.length).toString()
    const [line = ''] = text.replace(/^(\s|--.*)*/, '').split('\n')
    return {
      name: made.success ? texts(made.data.CreateFunctionStmt.funcname).join('.') : line.slice(0, 80),
      kind,
      text,
      node: stmt,
    }
  })
}

const optionOf = (options: unknown, name: string): string[] => {
  const found: string[] = []
  walk(options, (key, value) => {
    if (key === 'DefElem' && value.defname === name) found.push(...texts(value.arg))
  })
  return found
}

// What format() would put in: an identifier, a literal, or a part of a statement that only the database knows.
const filled = (literal: string): string =>
  literal
    .replaceAll(/%(?:\d+\$)?I/g, 'name')
    .replaceAll(/%(?:\d+\$)?L/g, `'text'`)
    .replaceAll('%%', '%')

// An EXECUTE'd text is parsed where it is a whole statement; a part of one is looked at word by word.
const offendersInText = (literal: string): string[] => {
  const text = filled(literal)
  try {
    return offendersIn(parseSync(text))
  } catch {
    const changes = text
      .split(/(?=\b(?:update\s+(?!set\b)[\w.]+(?:\s+\w+)?\s+set|delete\s+from)\b)/i)
      .filter((part) => /^(update|delete)\s/i.test(part))
    return changes.filter((part) => !/\bwhere\b/i.test(part)).map((part) => part.slice(0, 80))
  }
}

const offendersIn = (tree: unknown): string[] => {
  const found: string[] = []
  walk(tree, (key, value) => {
    if ((key === 'UpdateStmt' || key === 'DeleteStmt') && !value.whereClause) {
      const { relation } = value
      found.push(
        `${key === 'UpdateStmt' ? 'update' : 'delete from'} ${isObject(relation) ? relation.relname : ''}`,
      )
    }
  })
  return found
}

const offendersInPlPgSql = (text: string): string[] => {
  const found: string[] = []
  walk(parsePlPgSQLSync(text), (_, value) => {
    const { query, parseMode } = value
    if (typeof query !== 'string') return
    // 0 is a statement; the others are expressions and assignments, which hold no change but may hold EXECUTE'd text.
    const tree = parseMode
      ? parseSync(`select ${query.replace(/^[\w."[\]]+\s*:?=(?!>)/, '')}`)
      : parseSync(query)
    found.push(...offendersIn(tree), ...texts(tree).flatMap(offendersInText))
  })
  return found
}

/** The UPDATEs and DELETEs of a statement that have no WHERE: in itself, in the body it gives to a function, in texts. */
export const withoutWhere = ({ kind, text, node }: Statement): string[] => {
  if (kind === 'DoStmt') return offendersInPlPgSql(text)
  if (kind !== 'CreateFunctionStmt') return [...offendersIn(node), ...texts(node).flatMap(offendersInText)]
  if (optionOf(node, 'language').includes('plpgsql')) return offendersInPlPgSql(text)
  return [...offendersIn(node), ...optionOf(node, 'as').flatMap((body) => offendersIn(parseSync(body)))]
}
