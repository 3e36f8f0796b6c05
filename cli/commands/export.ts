import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { makeFolder } from '../../shared/folder.ts'
import { writePrivate } from '../../shared/private-file.ts'
import { repository } from '../../supabase/local/repository.ts'
import { requireAccount } from '../accounts.ts'
import { cliError } from '../errors.ts'
import { writeOut, writeWhole } from '../export/destination.ts'
import { csv, type Format, jsonLines } from '../export/formats.ts'
import { type Page, pagesOf } from '../export/pages.ts'
import {
  type Choice,
  chosenTables,
  conditionsOf,
  type SchemaName,
  schemaNames,
  type Table,
} from '../export/tables.ts'
import { duration, table } from '../format.ts'
import { keepHeapSmall } from '../heap.ts'
import { progressBars } from '../progress.ts'
import { findProject, type Project } from '../project.ts'
import { interruption } from '../signals.ts'
import { many, t } from '../words/words.ts'

interface Options extends Choice {
  tables?: string
  schema: SchemaName
  format: 'jsonl' | 'csv'
  delimiter?: string
  out?: string
  gzip: boolean
  account: string
  json: boolean
}

interface Job {
  project: Project
  format: Format
  options: Options
  signal: AbortSignal
}

/** A table that was written. */
interface Exported {
  table: string
  rows: number
  bytes: number
}

/** `gazelle export`: the tables of an account as files, for a spreadsheet or another program. */
export const exportTables = () =>
  new Command('export')
    .option('--tables <names>', t('only these, with commas between them; without it all of the schema'))
    .addOption(
      new Option(
        '--schema <name>',
        t('gazelle: production; staging: what Gazelle answered; v5: in the shape of version 5'),
      )
        .choices(schemaNames)
        .default('gazelle'),
    )
    .addOption(
      new Option('--format <format>', t('JSON lines for programs, CSV for spreadsheets'))
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .addOption(
      new Option('--delimiter <character>', t('between the cells of CSV; a comma without it')).choices([
        ',',
        ';',
        'tab',
      ]),
    )
    .option('--out <folder>', t('where the files are written; - writes one table to standard output'))
    .option('--gzip', t('compress each file'), false)
    .option('--with-deleted', t('also records that Gazelle has no longer'), false)
    .option('--with-placeholders', t('also records that others refer to and Gazelle has not given'), false)
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print files and counts as JSON'), false)
    .action(async (options: Options) => {
      keepHeapSmall()
      const signal = interruption()
      const format = formatOf(options)
      const chosen = options.tables === undefined ? null : namesIn(options.tables)
      const isPiped = options.out === '-'
      if (isPiped) checkPiped(chosen, options)
      const project = await findProject()
      await requireAccount(project, options.account)
      const tables = await chosenTables(project, options.schema, chosen, signal)
      const job = { project, format, options, signal }
      if (!isPiped) return exportToFolder(job, tables)
      for (const one of tables)
        await exportTable(job, one, { quiet: process.stdout.isTTY }, (text) =>
          writeOut(text, { ...options, signal }),
        )
    })

const badUsage = (about: string, message: string, hint: string) =>
  cliError('usage', 'bad_usage', about, message, hint)

const formatOf = ({ format, delimiter }: Options): Format => {
  if (format === 'csv') return csv(delimiter === 'tab' ? '\t' : (delimiter ?? ','))
  if (delimiter === undefined) return jsonLines
  throw badUsage('--delimiter', t('JSON lines have no delimiter'), t('Add --format csv, or leave it out.'))
}

const namesIn = (list: string) => {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length > 0) return [...new Set(names)]
  throw badUsage(
    '--tables',
    t('no table is named'),
    t('Write their names with commas, or leave --tables out.'),
  )
}

const checkPiped = (chosen: string[] | null, { json }: Options) => {
  if (chosen?.length !== 1)
    throw badUsage('--out', t('standard output takes one table'), t('Name one: --tables clients.'))
  if (json)
    throw badUsage(
      '--json',
      t('the table itself goes to standard output'),
      t('Leave --json out, or name a folder.'),
    )
}

const textOf = async function* (
  { project, format, options, signal }: Job,
  one: Table,
  follow: (page: Page) => void,
): AsyncGenerator<string> {
  yield format.head(one.columns)
  const conditions = conditionsOf(options.schema, options)
  for await (const page of pagesOf(project, one, options.account, conditions, signal)) {
    follow(page)
    yield format.lines(one.columns, page.rows)
  }
}

/** Exports a table under a bar of its own: those of all would be more than a terminal's lines. */
const exportTable = async (
  job: Job,
  one: Table,
  shown: { width?: number; quiet?: boolean },
  write: (text: AsyncIterable<string>) => Promise<number>,
): Promise<Exported> => {
  const begun = Date.now()
  const bars = progressBars([one.name], shown)
  const bar = bars.bar(one.name)
  let rows = 0
  let total: number | null = null
  const follow = (page: Page) => {
    rows += page.rows.length
    total ??= page.total
    bar.update({ done: rows, total })
  }
  try {
    const bytes = await write(textOf(job, one, follow))
    bar.end(`${t('{n} rows', { n: rows })}  ${duration(Date.now() - begun)}`)
    return { table: one.name, rows, bytes }
  } finally {
    bars.stop()
  }
}

/** A whole export has this file, with what it holds, beside its tables. */
const contents = 'export.json'

const exportToFolder = async (job: Job, tables: Table[]) => {
  const { format, signal } = job
  const { account, schema, gzip, withDeleted, withPlaceholders, json, out } = job.options
  const folder = resolve(out ?? join(repository, 'output', 'exports', account, schema))
  await makeFolder(folder, 0o700)
  await rm(join(folder, contents), { force: true })
  const startedAt = new Date().toISOString()
  const width = Math.max(...tables.map(({ name }) => name.length))
  const exported: (Exported & { file: string })[] = []
  for (const one of tables) {
    const file = `${one.name}.${format.extension}${gzip ? '.gz' : ''}`
    const written = await exportTable(job, one, { width }, (text) =>
      writeWhole(join(folder, file), text, { gzip, signal }),
    )
    exported.push({ ...written, file })
  }
  const report = {
    account,
    schema,
    format: format.extension,
    gzip,
    withDeleted,
    withPlaceholders,
    startedAt,
    finishedAt: new Date().toISOString(),
    tables: exported,
  }
  await writePrivate(join(folder, contents), `${JSON.stringify(report, null, 2)}\n`)
  process.stdout.write(`${json ? JSON.stringify({ folder, ...report }) : summary(exported, folder)}\n`)
}

const summary = (exported: Exported[], folder: string) => {
  const sum = exported.reduce((rows, one) => rows + one.rows, 0)
  const lines = exported.map(({ table, rows, bytes }) => [table, rows, bytes])
  const rows = many(
    exported.length,
    '{sum} rows of one table: {folder}',
    '{sum} rows of {n} tables: {folder}',
    {
      sum,
      folder,
    },
  )
  return `${table([t('table'), t('rows'), t('bytes')], lines)}\n${rows}`
}
