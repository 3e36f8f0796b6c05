import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import pg from 'pg'
import { makeFolder } from '../../shared/folder.ts'
import type { CompanySize } from '../../stand-in/company.ts'
import { type SizeName, sizes } from '../../stand-in/sizes.ts'
import { generateV5 } from '../../stand-in/v5/generate.ts'
import { type Damage, damages, isDamage } from '../../stand-in/v5/shape.ts'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'

interface Options {
  database: string
  create: boolean
  size?: SizeName
  seed: number
  now?: Date
  damage?: Damage[]
  truth?: string
}

/** The company that a stand-in serves: its size by name, and the instant for which it was generated. */
export interface Served {
  size: SizeName
  now: Date
}

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}

const instant = (text: string): Date => {
  const read = new Date(text)
  if (Number.isNaN(read.getTime()))
    throw new InvalidArgumentError('It takes an instant such as 2026-11-27T15:00:00Z.')
  return read
}

const isPostgresUrl = (text: string) => /^postgres(ql)?:\/\/.+\/.+/.test(text) && URL.canParse(text)

const damageNames = (text: string): Damage[] => {
  if (text === 'none') return []
  // Users have one key: of the three, `all` takes the one that is most unlike the others.
  if (text === 'all')
    return Object.keys(damages)
      .filter((name) => name !== 'users-by-id')
      .filter(isDamage)
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !isDamage(name))
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no ${unknown.join(', ')}; there are ${Object.keys(damages).join(', ')}.`,
    )
  return names.filter(isDamage)
}

/** Makes the database that an address names, where the server has none of that name. */
const createDatabase = async (databaseUrl: string) => {
  const server = new URL(databaseUrl)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href, application_name: 'stand-in v5' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

const explained = (error: unknown, database: string): unknown =>
  error instanceof pg.DatabaseError && error.code === '3D000'
    ? cliError(
        'failed',
        'v5_database_missing',
        new URL(database).pathname.slice(1),
        error.message,
        t('Make it first, or add --create.'),
      )
    : error

/**
 * The command that makes a V5 database.
 * @param served the company of the stand-in that `npm start` keeps; null where there is none
 * @param say prints a line
 */
export const v5Command = (served: () => Promise<Served | null>, say: (line: string) => void): Command =>
  new Command('stand-in:v5')
    .description(
      'Makes a damaged database of version 5 in an empty database, for the same company as the stand-in for Gazelle.',
    )
    .requiredOption('--database <postgres URL>', 'the empty database')
    .option('--create', 'make the database first, where the server has none of that name', false)
    .addOption(
      new Option(
        '--size <size>',
        'of the company; else that of the stand-in that npm start keeps, or usual',
      ).choices(Object.keys(sizes)),
    )
    .option(
      '--seed <number>',
      'the same seed gives the same rows; npm start has the company of seed 1',
      wholeNumber,
      1,
    )
    .option(
      '--now <instant>',
      'for which the company is generated; else that of the stand-in, or now',
      instant,
    )
    .option(
      '--damage <names>',
      `all, none, or names with commas between; else drawn from the seed:\n${Object.entries(damages)
        .map(([name, what]) => `${name}: ${what}`)
        .join('\n')}`,
      damageNames,
    )
    .option('--truth <file>', 'write what must survive, and what each damage touched, as JSON')
    .action(async ({ database, create, size, seed, now, damage, truth: file }: Options, command: Command) => {
      if (!isPostgresUrl(database))
        command.error('error: --database takes an address such as postgresql://postgres:…@127.0.0.1:54322/v5')
      const kept = await served()
      const name = size ?? kept?.size ?? 'usual'
      const company: Partial<CompanySize> = {
        ...sizes[name],
        seed,
        now: now ?? (kept?.size === name ? kept.now : new Date()),
      }
      // Before minutes of work: a folder that cannot be made is refused at once.
      if (file !== undefined) await makeFolder(dirname(file))
      if (create) await createDatabase(database)
      const truth = await generateV5({
        databaseUrl: database,
        company,
        ...(damage !== undefined && { damages: damage }),
        onTable: (table, rows) => say(`${table.padEnd(26)} ${rows} rows`),
      }).catch((error: unknown) => {
        throw explained(error, database)
      })
      if (file !== undefined) await writeFile(file, JSON.stringify(truth))
      say(
        `seed ${truth.seed}, now ${truth.now}, damages: ${truth.damages.join(', ') || 'none of whole tables'}`,
      )
      say(
        `${truth.kept.length} values exist only here, ${truth.twins.length} entries exist twice, ` +
          `${truth.legacy.length} entries Gazelle no longer gives.`,
      )
    })
