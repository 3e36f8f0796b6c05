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

const constant = z.object({ A_Const: z.looseObject({ sval: z.object({ sval: z.string() }) }) })
const call = z.object({
  FuncCall: z.object({ funcname: z.unknown(), args: z.array(z.unknown()).optional() }),
})
const concatenation = z.object({
  A_Expr: z.looseObject({ name: z.unknown(), lexpr: z.unknown(), rexpr: z.unknown() }),
})
const column = z.object({ ColumnRef: z.object({ fields: z.unknown() }) })
const choice = z.object({
  CaseExpr: z.object({
    args: z.array(z.object({ CaseWhen: z.object({ result: z.unknown() }) })),
    defresult: z.unknown(),
  }),
})
const subselect = z.object({
  SubLink: z.looseObject({
    subselect: z.object({
      SelectStmt: z.looseObject({
        targetList: z.array(z.object({ ResTarget: z.object({ val: z.unknown() }) })),
      }),
    }),
  }),
})

/** Where the parts of an SQL text come from: nowhere, where all are constants; else the columns, variables and functions. */
const sourcesOf = (node: unknown): string[] => {
  if (constant.safeParse(node).success) return []
  const made = call.safeParse(node)
  if (made.success) {
    const name = texts(made.data.FuncCall.funcname).join('.')
    const [first, ...rest] = made.data.FuncCall.args ?? []
    if (name === 'string_agg') return sourcesOf(first)
    if (name !== 'format') return [name]
    const template = constant.safeParse(first)
    if (!template.success) return sourcesOf(first)
    // An identifier or a literal is quoted; what %s puts in is SQL.
    let next = 0
    return [...template.data.A_Const.sval.sval.matchAll(/%(?:(\d+)\$)?([sIL%])/g)].flatMap(
      ([, place, kind]) => {
        if (kind === '%') return []
        const argument = rest[place ? Number(place) - 1 : next++]
        return kind === 's' ? sourcesOf(argument) : []
      },
    )
  }
  const joined = concatenation.safeParse(node)
  if (joined.success) return [...sourcesOf(joined.data.A_Expr.lexpr), ...sourcesOf(joined.data.A_Expr.rexpr)]
  const chosen = choice.safeParse(node)
  if (chosen.success)
    return [
      ...chosen.data.CaseExpr.args.flatMap(({ CaseWhen }) => sourcesOf(CaseWhen.result)),
      ...sourcesOf(chosen.data.CaseExpr.defresult),
    ]
  const selected = subselect.safeParse(node)
  if (selected.success)
    return selected.data.SubLink.subselect.SelectStmt.targetList.flatMap(({ ResTarget }) =>
      sourcesOf(ResTarget.val),
    )
  const named = column.safeParse(node)
  return [named.success ? texts(named.data.ColumnRef.fields).join('.') : JSON.stringify(node)]
}

const target = z.object({
  stmts: z
    .array(
      z.object({
        stmt: z.object({
          SelectStmt: z.looseObject({
            targetList: z.array(z.object({ ResTarget: z.object({ val: z.unknown() }) })),
          }),
        }),
      }),
    )
    .length(1),
})
const expression = z.object({ PLpgSQL_expr: z.object({ query: z.string() }) })

/** The texts that a PL/pgSQL function executes, each with who writes it: the function itself, or a source that it is taken from. */
export const executedTexts = (text: string): { text: string; writtenBy: string }[] => {
  const found: { text: string; writtenBy: string }[] = []
  walk(parsePlPgSQLSync(text), (key, value) => {
    const isDynamic = key === 'PLpgSQL_stmt_dynexecute' || key === 'PLpgSQL_stmt_dynfors'
    const executed = expression.safeParse(isDynamic ? value.query : value.dynquery)
    if (!executed.success) return
    const { query } = executed.data.PLpgSQL_expr
    const parsed = target.parse(parseSync(`select ${query}`))
    const values = parsed.stmts.flatMap(({ stmt }) =>
      stmt.SelectStmt.targetList.map(({ ResTarget }) => ResTarget.val),
    )
    const [writtenBy = 'itself'] = values.flatMap(sourcesOf)
    found.push({ text: query, writtenBy })
  })
  return found
}
