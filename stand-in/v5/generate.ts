// Makes a damaged V5 database in an empty one.
import pg from 'pg'
import { type CompanySize, defaultSize } from '../company.ts'
import { iso } from '../zone.ts'
import { type Damaged, damagedBy, missingColumns, missingTables } from './damaged.ts'
import { type Damage, shapeOf } from './shape.ts'
import type { Row, Table } from './table.ts'
import { appointments } from './tables/appointments.ts'
import { clients } from './tables/clients.ts'
import { contacts } from './tables/contacts.ts'
import { invoiceItems, invoices } from './tables/invoices.ts'
import { alertStates, institutions, overlays, requests, serviceRecords } from './tables/own.ts'
import { pianos } from './tables/pianos.ts'
import { settings } from './tables/settings.ts'
import { syncLogs } from './tables/sync-logs.ts'
import { timeline } from './tables/timeline.ts'
import { users } from './tables/users.ts'
import { type Teller, type Truth, tellerOf } from './truth.ts'
import { type World, worldOf } from './world.ts'

export type { Truth } from './truth.ts'

export interface V5Options {
  /** An empty database. */
  databaseUrl: string
  /** The company of the stand-in beside which it will be read: the same seed, sizes and `now`. */
  company?: Partial<CompanySize>
  /** The shape's damages; drawn from the seed where absent. */
  damages?: readonly Damage[]
  /** Called when a table is filled; until the last one is, no one else sees any. */
  onTable?: (table: string, rows: number) => void
}

/** Rows in one insert: about a megabyte. */
const batchSize = 2000

const tablesOf = (world: World): Table[] => [
  users(world),
  clients(world),
  contacts(world),
  pianos(world),
  appointments(world),
  timeline(world),
  invoices(world),
  invoiceItems(world),
  settings(world),
  syncLogs(world),
  // After the timeline, to which they refer.
  institutions(world),
  overlays(world),
  serviceRecords(world),
  requests(world),
  alertStates(world),
]

const refusal = ({ message, ...rest }: { code: string; message: string; hint: string; about: string }) =>
  Object.assign(new Error(message), rest)

/** Refuses a database in which there is anything but what extensions brought. */
const refuseUsed = async (client: pg.Client, database: string) => {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by 1
     limit 3`,
  )
  if (rows.length === 0) return
  throw refusal({
    code: 'v5_database_not_empty',
    message: `the database ${database} has tables already: ${rows.map(({ name }) => name).join(', ')}`,
    hint: 'Name an empty one. Nothing was changed.',
    about: database,
  })
}

/** Supabase gives the roles of its Data API every table of `public`; where these roles are, so is V5. */
const grantToApi = `
  do $$
  declare
    v_role text;
  begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
      execute format('grant usage on schema public to %I', v_role);
      execute format('grant all on all tables in schema public to %I', v_role);
    end loop;
  end
  $$`

// The columns differ by shape, so the statements are put together here; every name is one of ours.
const create = ({ table, columns, isUnique }: Damaged): string => {
  const lines = columns.map(([name, type]) => `${name} ${type}`)
  if (isUnique) {
    lines.push(`unique (${table.key})`)
    if ('id' in table.columns && table.key !== 'id') lines.push('primary key (id)')
  }
  return `create table public.${table.name} (\n  ${lines.join(',\n  ')}\n)`
}

const insert = ({ table, columns }: Damaged): string => {
  const names = columns.map(([name]) => name).join(', ')
  const types = columns.map(([name, type]) => `${name} ${type === 'serial' ? 'integer' : type}`).join(', ')
  return `insert into public.${table.name} (${names}) select ${names} from json_to_recordset($1) r (${types})`
}

const setSerial = ({ table }: Damaged): string =>
  `select setval(pg_get_serial_sequence('public.${table.name}', 'id'), (select max(id) from public.${table.name}))`

const fill = async (client: pg.Client, damaged: Damaged): Promise<number> => {
  const statement = insert(damaged)
  let batch: Row[] = []
  let count = 0
  const flush = async () => {
    await client.query(statement, [JSON.stringify(batch)])
    count += batch.length
    batch = []
  }
  for (const row of damaged.rows()) {
    batch.push(row)
    if (batch.length === batchSize) await flush()
  }
  if (batch.length > 0) await flush()
  if (damaged.columns.some(([name, type]) => name === 'id' && type === 'serial'))
    await client.query(setSerial(damaged))
  return count
}

const emptyTruth = (size: CompanySize, damages: ReadonlySet<string>, userKey: string): Truth => ({
  seed: size.seed,
  now: iso(size.now.getTime()),
  damages: [...damages].toSorted(),
  userKey,
  rows: {},
  missingTables: [],
  missingColumns: {},
  kept: [],
  twins: [],
  legacy: [],
  references: [],
  gone: {},
  doubled: {},
  touched: {},
})

/**
 * Makes a V5 database with all the damage that V5 has, in one transaction: it is whole, or nothing was made. The same
 * seed, sizes, `now` and damages give the same rows. Entries are made one after the other and never kept; what the
 * truth tells of them is.
 * @returns what must survive, record by record, and what each damage touched
 * @throws Error with the code `v5_database_not_empty`
 */
export const generateV5 = async ({
  databaseUrl,
  company = {},
  damages,
  onTable,
}: V5Options): Promise<Truth> => {
  const size: CompanySize = { ...defaultSize, now: new Date(), ...company }
  const shape = shapeOf(size.seed, damages)
  const truth = emptyTruth(size, shape.damages, shape.userKey)
  const has = (table: string, column: string) =>
    !truth.missingTables.includes(table) && !truth.missingColumns[table]?.includes(column)
  const teller: Teller = tellerOf(truth, has)

  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stand-in v5' })
  // A connection that breaks is told by the query that waits for it.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    await refuseUsed(client, client.database ?? '')
    const world = worldOf(size, shape, teller)
    const tables = tablesOf(world)
    truth.missingTables = missingTables(tables, world)
    const present = tables.filter(({ name }) => !truth.missingTables.includes(name))
    for (const table of present) {
      const missing = missingColumns(table, world)
      if (missing.length > 0) truth.missingColumns[table.name] = missing
      const damaged = damagedBy(world, table, missing)
      await client.query(create(damaged))
      const rows = await fill(client, damaged)
      truth.rows[table.name] = rows
      onTable?.(table.name, rows)
    }
    await client.query(grantToApi)
    await client.query('commit')
    return truth
  } finally {
    // Without a commit the server undoes everything.
    await client.end()
  }
}
