import { z } from 'zod'

/** Where users find what they reach through the Data API, object by object. */
export const referenceFile = 'docs/generated/reference.md'

const who = z.object({ authenticated: z.boolean(), service_role: z.boolean() })
const relationForm = who.extend({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view']),
  comment: z.string().nullable(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      refers_to: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
})
const functionForm = who.extend({
  schema: z.string(),
  name: z.string(),
  arguments: z.string(),
  result: z.string(),
  comment: z.string().nullable(),
})
type Relation = z.infer<typeof relationForm>
type Callable = z.infer<typeof functionForm>

const relationsQuery = `
  select n.nspname as schema, c.relname as name, case c.relkind when 'v' then 'view' else 'table' end as kind,
    obj_description(c.oid, 'pg_class') as comment,
    has_table_privilege('authenticated', c.oid, 'select') as authenticated,
    has_table_privilege('service_role', c.oid, 'select') as service_role,
    (
      select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'comment', col_description(c.oid, a.attnum),
        'refers_to', (
          select max(f.confrelid::regclass::text) from pg_constraint f
          where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]
        )
      ) order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      -- What each production table has of its parent is said once.
      and not exists (
        select from pg_inherits i join pg_attribute s on s.attrelid = i.inhparent and s.attname = a.attname
        where i.inhrelid = c.oid and i.inhparent = 'reconcile.mirror'::regclass
      )
    ) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('gazelle', 'app', 'changes', 'webhooks', 'monitoring') and c.relkind in ('r', 'p', 'v')
    and (has_table_privilege('authenticated', c.oid, 'select') or has_table_privilege('service_role', c.oid, 'select'))
  order by 1, 2`

const sharedQuery = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, null as refers_to,
    col_description(a.attrelid, a.attnum) as comment
  from pg_attribute a where a.attrelid = 'reconcile.mirror'::regclass and a.attnum > 0 and not a.attisdropped
  order by a.attnum`

const functionsQuery = `
  select n.nspname as schema, p.proname as name, pg_get_function_arguments(p.oid) as arguments,
    pg_get_function_result(p.oid) as result, obj_description(p.oid, 'pg_proc') as comment,
    has_function_privilege('authenticated', p.oid, 'execute') as authenticated,
    has_function_privilege('service_role', p.oid, 'execute') as service_role
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('gazelle', 'app', 'changes', 'webhooks', 'monitoring') and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
    and (has_function_privilege('authenticated', p.oid, 'execute') or has_function_privilege('service_role', p.oid, 'execute'))
  order by 1, 2, 3`

const cell = (text: string | null) => (text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')
const reached = ({ authenticated, service_role }: z.infer<typeof who>) =>
  authenticated ? (service_role ? 'members, secret key' : 'members') : 'secret key'

const columnsTable = (columns: Relation['columns']): string[] => [
  '| Column | Type | |',
  '|---|---|---|',
  ...columns.map(({ name, type, refers_to, comment }) => {
    const reference = refers_to ? `→ \`${refers_to}\`` : ''
    return `| \`${name}\` | ${cell(type)} | ${[reference, cell(comment)].filter(Boolean).join(' ')} |`
  }),
]

const relationSection = (relation: Relation): string[] => [
  `### \`${relation.schema}.${relation.name}\``,
  `${relation.comment ?? ''} (${relation.kind}; ${reached(relation)})`.trim(),
  '',
  ...columnsTable(relation.columns),
  '',
]

const functionsTable = (functions: Callable[]): string[] => [
  '| Call | Answer | |',
  '|---|---|---|',
  ...functions.map(
    (one) =>
      `| \`${one.schema}.${one.name}(${cell(one.arguments)})\` | \`${cell(one.result)}\` | ${cell(one.comment)} |`,
  ),
  '',
]

/**
 * The tables, views and functions of production and monitoring that members and the secret key reach, as the catalogue describes them.
 * @param query gives the rows of a statement
 */
export const referenceText = async (query: (text: string) => Promise<unknown[]>): Promise<string> => {
  const relations = z.array(relationForm).parse(await query(relationsQuery))
  const shared = relationForm.shape.columns.parse(await query(sharedQuery))
  const functions = z.array(functionForm).parse(await query(functionsQuery))
  return [
    '# Tables, views and functions',
    '',
    'What members and the secret key reach in the schemas `gazelle` (production), `app` (production as people look at it) and `monitoring`. Written from the database’s own',
    'comments by `npm run generate:reference`. [API_REFERENCE.md](../API_REFERENCE.md) says how they are called.',
    '',
    '## Columns of every production table',
    ...columnsTable(shared),
    '',
    ...['gazelle', 'app', 'changes', 'webhooks', 'monitoring'].flatMap((schema) => [
      `## Schema ${schema}`,
      ...relations.filter((one) => one.schema === schema).flatMap(relationSection),
    ]),
    '## Functions for members',
    ...functionsTable(functions.filter(({ authenticated }) => authenticated)),
    '## Functions for the secret key alone',
    ...functionsTable(functions.filter(({ authenticated }) => !authenticated)),
  ].join('\n')
}
