// The files of a new module, as text.
import { listQuery, pageQuery } from '../../shared/gazelle/selection.ts'
import { quoted, sentence, singular } from './names.ts'
import type { Plan, Table } from './plan.ts'

/** A file to write: its path from the repository, and its text. */
export interface NewFile {
  path: string
  text: string
}

const width = 108

/** Fields as one line where they fit, else as an indented block of a template literal. */
const fieldsText = (selection: string[], indent: string): string => {
  const line = selection.join(' ')
  if (line.length + indent.length + 12 < width) return `'${line}'`
  const lines: string[] = []
  for (const word of line.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && `${indent}  ${last} ${word}`.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return `\`\n${lines.map((one) => `${indent}  ${one}`).join('\n')}\``
}

const moduleText = ({ name, list, selection, nested }: Plan): string => {
  const maker = list.isConnection ? 'paged' : 'listed'
  const connections = nested.map(
    ({ field, selection: fields }) => `    ${field}: { fields: ${fieldsText(fields, '    ')} },\n`,
  )
  return [
    `import { ${maker} } from '../gazelle/paged.ts'\n\n`,
    `/** ${sentence(name)}, as ${list.name} gives them. */\n`,
    `export const ${name} = ${maker}({\n`,
    `  name: '${name}',\n  list: '${list.name}',\n`,
    ...(list.one ? [`  one: '${list.one}',\n`] : []),
    ...(list.isConnection || list.one ? [`  type: '${list.type.name}',\n`] : []),
    ...(list.isConnection && list.sortBy ? [`  sortBy: '${list.sortBy}',\n`] : []),
    `  fields: ${fieldsText(selection, '  ')},\n`,
    ...(connections.length > 0 ? [`  nested: {\n${connections.join('')}  },\n`] : []),
    `})\n`,
  ].join('')
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

const aboutOf = ({ name, list }: Table, plan: Plan): string => {
  const all = plan.name.replaceAll('_', ' ')
  if (!list) return `Gazelle's ${all}.`
  return `${sentence(name.replace(`${singular(plan.name)}_`, ''))} of ${all}.`
}

const tableText = (table: Table, plan: Plan): string => {
  const lines = table.columns.map(
    (column) =>
      `  ${quoted(column.name)} ${column.type}${column.parent ? ` references gazelle.${column.parent}` : ''}`,
  )
  return [
    `create table gazelle.${table.name} (\n`,
    ['  id text primary key', '  account_id text not null', ...lines].join(',\n'),
    `\n);\n\ncomment on table gazelle.${table.name} is ${literal(aboutOf(table, plan))};\n`,
  ].join('')
}

const entityText = ({ name, columns, owner, list }: Table, plan: Plan): string => {
  const paths = columns.flatMap((column) => (column.path ? [[column.name, column.path]] : []))
  const parts = [
    literal(name),
    ...(owner && list ? [literal(plan.name), `owner => ${literal(owner)}`, `list => ${literal(list)}`] : []),
  ]
  if (paths.length > 0)
    parts.push(
      `fields => '{\n    ${paths.map(([column, path]) => `"${column}": "${path}"`).join(',\n    ')}\n  }'`,
    )
  const line = `select reconcile.add_entity(${parts.join(', ')});\n`
  if (line.length <= width && paths.length === 0) return line
  const last = paths.length > 0 ? [parts.slice(0, -1).join(', '), parts.slice(-1)[0]] : [parts.join(', ')]
  return `select reconcile.add_entity(\n  ${last.join(',\n  ')}\n);\n`
}

/** Minutes that spread the calls of modules over the hour. */
const schedulesOf = (position: number) => ({
  polls: `${(position * 7) % 60} * * * *`,
  sweeps: `${(position * 11) % 60} 6 * * *`,
})

const sqlText = (plan: Plan, french: string): string => {
  const { name, list, position, tables } = plan
  const { polls, sweeps } = schedulesOf(position)
  const title = JSON.stringify({ en: sentence(name), fr: french })
    .replace(',', ', ')
    .replaceAll('":"', '": "')
  const byId = list.one ? ', by_id => true' : ''
  return [
    `-- ${sentence(name)}, as Gazelle gives them in ${list.name}.\n\n`,
    `select sync.add_module(\n  ${literal(name)}, ${position}, title => ${literal(title)},\n  fresh_within => '26 hours'${byId}, `,
    `polls => '${polls}', sweeps => '${sweeps}'\n);\n\n`,
    ...tables.map((table) => `${tableText(table, plan)}\n`),
    ...tables.map((table) => entityText(table, plan)),
  ].join('')
}

const functionText = ({ name }: Plan) =>
  [
    `import { serveSync } from '../../shared/http/serve.ts'\n`,
    `import { ${name} } from '../../shared/modules/${name}.ts'\n\n`,
    `export default serveSync(${name})\n`,
  ].join('')

const dataText = ({ list }: Plan) =>
  `import { standInData } from '../data.ts'\n\nexport default standInData({ list: '${list.name}', count: 12 })\n`

/** `supabase/config.toml` with the function of a new module, after those of the others. */
export const withFunction = (config: string, name: string): string => {
  const entry = [
    `[functions.sync-${name}]`,
    'verify_jwt = false',
    `entrypoint = "../functions/sync-${name}/index.ts"`,
    'import_map = "../deno.json"',
  ].join('\n')
  const last = [...config.matchAll(/^\[functions\.sync-[^\]]+\]\n(?:[^\n[].*\n?)+/gm)].at(-1)
  const end = last ? last.index + last[0].length : config.length
  return `${config.slice(0, end).trimEnd()}\n\n${entry}\n${config.slice(end)}`
}

/**
 * The files of a new module.
 * @param french the module's name in French
 * @param hasData whether the stand-in serves that list already
 */
export const filesOf = (plan: Plan, { french, hasData }: { french: string; hasData: boolean }): NewFile[] => [
  { path: `shared/modules/${plan.name}.ts`, text: moduleText(plan) },
  {
    path: `supabase/schemas/gazelle/${String(plan.position).padStart(2, '0')}_${plan.name}.sql`,
    text: sqlText(plan, french),
  },
  { path: `functions/sync-${plan.name}/index.ts`, text: functionText(plan) },
  ...(hasData ? [] : [{ path: `stand-in/data/${plan.name}.ts`, text: dataText(plan) }]),
]

/** The first query of a module, to be validated against a schema. */
export const queryOf = ({ list, selection, nested, name }: Plan): string => {
  const fields = [
    ...selection,
    ...nested.map(
      (one) =>
        `${one.field}(first: 50) { pageInfo { hasNextPage endCursor } nodes { ${one.selection.join(' ')} } }`,
    ),
  ].join(' ')
  return list.isConnection
    ? pageQuery(name, list.name, fields, {}, list.sortBy ?? undefined)
    : listQuery(name, list.name, fields)
}
