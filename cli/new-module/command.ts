import { execFile } from 'node:child_process'
import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { promisify } from 'node:util'
import { buildSchema, type GraphQLSchema, parse, printType, validate } from 'graphql'
import { makeFolder } from '../../shared/folder.ts'
import { kindOfList } from '../../stand-in/kinds.ts'
import { repository } from '../../supabase/local/repository.ts'
import { addingMigration, isReleased } from '../../supabase/local/schemas.ts'
import { cliError } from '../errors.ts'
import { faint } from '../format.ts'
import { gazelleClient } from '../gazelle.ts'
import { schemaOf } from '../queries.ts'
import { t } from '../words/words.ts'
import { filesOf, type NewFile, queryOf, withFunction } from './files.ts'
import { type Mirrored, moduleOfList, readMirrored } from './mirrored.ts'
import { sentence } from './names.ts'
import { type Plan, planModule } from './plan.ts'
import { listNamed, listNames } from './schema.ts'
import { sdlFile } from './sdl.ts'

/** What the command was given. */
export interface Options {
  list?: string
  fields?: string
  french?: string
  schema: 'repository' | 'live'
  account: string
  dryRun: boolean
  generate: boolean
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const configFile = 'supabase/config.toml'

/** Writes a module that mirrors one more list of Gazelle's. */
export const writeModule = async (name: string, options: Options): Promise<void> => {
  const known = buildSchema(await readFile(join(repository, sdlFile), 'utf8'))
  const schema =
    options.schema === 'live' ? await schemaOf((await gazelleClient(options.account)).client) : known
  const mirrored = await readMirrored(repository)
  const list = listNamed(schema, options.list ?? (await askForList(schema, mirrored)))
  const fields = options.fields
    ?.split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
  const plan = planModule(schema, mirrored, name, list, fields)
  refuseUnknown(plan, schema, known)
  const hasData = kindOfList(list.name) !== undefined
  const files = filesOf(plan, { french: options.french ?? sentence(name), hasData })
  if (options.dryRun) for (const { path, text } of files) say(`${faint(path)}\n${text}`)
  else await write(plan, files, options.generate)
  for (const line of plan.leftOut) say(t('Left out: {what}.', { what: line }))
  if (!options.french)
    say(t('The page in French says {name}: give --french, or change title.', { name: sentence(name) }))
  if (options.dryRun) say(t('A dry run: nothing of this was written.'))
  else
    say(
      t(
        'Next: npm test. A local stack that was started before says what to delete. By hand: docs/ADDING_A_MODULE.md.',
      ),
    )
}

/** Asks in a terminal for a list that no module mirrors. @throws AppError `bad_usage` without a terminal */
const askForList = async (schema: GraphQLSchema, mirrored: Mirrored): Promise<string> => {
  const known = [...mirrored.lists.values()]
  const others = listNames(schema)
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, module: moduleOfList(schema, mirrored, listNamed(schema, name)) }))
  const free = others.filter(({ module }) => !module).map(({ name }) => name)
  if (!process.stdin.isTTY)
    throw cliError(
      'usage',
      'bad_usage',
      '--list',
      t('say which list of Gazelle’s the module mirrors'),
      t('Write --list with one of: {names}.', { names: free.join(', ') }),
    )
  const lines = others.map(({ name, module }) =>
    module ? faint(t('{name}: records of {module}', { name, module })) : name,
  )
  say(`${t('Lists that no module mirrors yet:')}\n  ${lines.join('\n  ')}`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(`${t('Which one?')} `)).trim()
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    throw cliError(
      'SIGINT',
      'not_answered',
      '--list',
      t('no list was named'),
      t('Run it again, or write --list.'),
    )
  } finally {
    terminal.close()
  }
}

/** What is new in Gazelle must first be in the schema that stand-in and tests use. @throws AppError `schema_differs` */
const refuseUnknown = (plan: Plan, schema: GraphQLSchema, known: GraphQLSchema) => {
  const [error] = validate(known, parse(queryOf(plan)))
  if (!error) return
  const type = schema.getType(plan.list.type.name)
  throw cliError(
    'usage',
    'schema_differs',
    plan.list.name,
    t('{sdlFile} does not know it: {message}', { sdlFile, message: error.message }),
    t('Write there first what Gazelle has now, or name other --fields.{what}', {
      what: type ? `\n${printType(type)}` : '',
    }),
  )
}

const run = promisify(execFile)
const program = (script: string, ...args: string[]) =>
  run(process.execPath, [join(repository, script), ...args], { cwd: repository, maxBuffer: 16 * 1024 * 1024 })

const migrationsFolder = 'supabase/migrations'
const generatedFiles = ['shared/database/types.generated.ts', 'docs/generated/reference.md']

/** The files that a new module changes besides its own, with their texts. */
const changedFiles = async (): Promise<Map<string, string>> => {
  const migrations = (await readdir(join(repository, migrationsFolder))).map(
    (name) => `${migrationsFolder}/${name}`,
  )
  const texts = [configFile, ...generatedFiles, ...migrations].map(
    async (path) => [path, await readFile(join(repository, path), 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}

/** Puts back what was there before: the files that are known, and no others beside the migrations. */
const putBack = async (before: ReadonlyMap<string, string>) => {
  const now = await changedFiles()
  for (const path of now.keys()) if (!before.has(path)) await rm(join(repository, path))
  for (const [path, text] of before) if (now.get(path) !== text) await writeFile(join(repository, path), text)
}

/** Migrations, types and reference that follow from the module's SQL. */
const generateFor = async ({ name }: Plan, sqlFile: string) => {
  if (await isReleased(repository)) {
    const migration = await addingMigration(repository, sqlFile, `add_${name}`)
    await writeFile(join(repository, migrationsFolder, migration.name), migration.text)
    say(t('{file} is written.', { file: `${migrationsFolder}/${migration.name}` }))
  } else {
    await program('supabase/local/write-migrations.ts')
    say(t('{file} is generated.', { file: `${migrationsFolder}/` }))
  }
  say(t('Types and reference follow from the database, which takes a moment …'))
  await program('supabase/local/types.ts')
  await program('supabase/local/reference.ts')
}

/** Writes the files of a module; what fails leaves nothing of it, and nothing else changed. */
const write = async (plan: Plan, files: NewFile[], generate: boolean) => {
  const before = await changedFiles()
  const written: string[] = []
  try {
    for (const { path, text } of files) {
      await makeFolder(dirname(join(repository, path)))
      await writeFile(join(repository, path), text, { flag: 'wx' })
      written.push(path)
      say(t('{file} is written.', { file: path }))
    }
    await writeFile(join(repository, configFile), withFunction(before.get(configFile) ?? '', plan.name))
    const scripts = written.filter((path) => path.endsWith('.ts'))
    await program('node_modules/@biomejs/biome/bin/biome', 'format', '--write', ...scripts)
    const sqlFile = written.find((path) => path.endsWith('.sql'))
    if (generate && sqlFile) await generateFor(plan, sqlFile)
  } catch (error) {
    for (const path of written) await rm(join(repository, path), { force: true })
    await rmdir(join(repository, `functions/sync-${plan.name}`)).catch(() => {})
    await putBack(before)
    throw cliError(
      'failed',
      'not_generated',
      plan.name,
      t('the module could not be written, and nothing of it is left: {message}', {
        message: error instanceof Error ? error.message : String(error),
      }),
      t('Correct what it names, and run the command again.'),
    )
  }
}
