import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { promisify } from 'node:util'
import { Command, Option } from 'commander'
import { buildSchema, type GraphQLSchema, parse, printType, validate } from 'graphql'
import { makeFolder } from '../../shared/folder.ts'
import { kindOfList } from '../../stand-in/kinds.ts'
import { repository } from '../../supabase/local/api.ts'
import { cliError } from '../errors.ts'
import { faint } from '../format.ts'
import { gazelleClient } from '../gazelle.ts'
import { filesOf, type NewFile, queryOf, withFunction } from '../new-module/files.ts'
import { type Mirrored, readMirrored } from '../new-module/mirrored.ts'
import { sentence } from '../new-module/names.ts'
import { type Plan, planModule } from '../new-module/plan.ts'
import { listNamed, listNames } from '../new-module/schema.ts'
import { schemaOf } from '../queries.ts'

interface Options {
  list?: string
  fields?: string
  french?: string
  schema: 'repository' | 'live'
  account: string
  dryRun: boolean
  generate: boolean
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const sdlFile = 'shared/gazelle/schema.graphql'
const configFile = 'supabase/config.toml'

/** `gazelle new-module`: writes a module that mirrors one more list of Gazelle's. */
export const newModule = () =>
  new Command('new-module')
    .description(
      'Write a module that mirrors one more list of Gazelle’s: query, tables, function, test data.',
    )
    .argument('<name>', 'name of the module and its table, such as sync_batches')
    .option('--list <field>', 'root field of Gazelle’s schema that gives the records; default: asked for')
    .option('--fields <names>', 'fields of a record, separated by commas; default: all that can be kept')
    .option('--french <name>', 'the module’s name in French')
    .addOption(
      new Option('--schema <which>', `${sdlFile}, or Gazelle’s own, live`)
        .choices(['repository', 'live'])
        .default('repository'),
    )
    .option('--account <name>', 'with --schema live: the Gazelle account', 'main')
    .option('--dry-run', 'show the files, write nothing', false)
    .option('--no-generate', 'write the files only; generate migrations and types later')
    .action(async (name: string, options: Options) => {
      const known = buildSchema(await readFile(join(repository, sdlFile), 'utf8'))
      const schema =
        options.schema === 'live' ? await schemaOf((await gazelleClient(options.account)).client) : known
      const mirrored = await readMirrored(repository)
      const list = listNamed(schema, options.list ?? (await askForList(schema, mirrored)))
      const fields = options.fields?.split(',').map((field) => field.trim())
      const plan = planModule(schema, mirrored, name, list, fields)
      refuseUnknown(plan, schema, known)
      const hasData = kindOfList(list.name) !== undefined
      const files = filesOf(plan, { french: options.french ?? sentence(name), hasData })
      if (options.dryRun) for (const { path, text } of files) say(`${faint(path)}\n${text}`)
      else await write(plan, files, options.generate)
      for (const line of plan.leftOut) say(`Left out: ${line}.`)
      if (!options.french) say(`The page in French says ${sentence(name)}: give --french, or change title.`)
      if (options.dryRun) say('A dry run: nothing of this was written.')
      else say('Next: npm test. What to change by hand: docs/ADDING_A_MODULE.md.')
    })

/** Asks in a terminal for a list that no module mirrors. @throws AppError `bad_usage` without a terminal */
const askForList = async (schema: GraphQLSchema, mirrored: Mirrored): Promise<string> => {
  const known = [...mirrored.lists.values()]
  const free = listNames(schema).filter((name) => !known.includes(name))
  if (!process.stdin.isTTY)
    throw cliError(
      'usage',
      'bad_usage',
      '--list',
      'say which list of Gazelle’s the module mirrors',
      `Write --list with one of: ${free.join(', ')}.`,
    )
  say(`Lists that no module mirrors yet:\n  ${free.join('\n  ')}`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question('Which one? ')).trim()
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
    `${sdlFile} does not know it: ${error.message}`,
    `Write there first what Gazelle has now, or name other --fields.${type ? `\n${printType(type)}` : ''}`,
  )
}

const run = promisify(execFile)
const program = (script: string, ...args: string[]) =>
  run(process.execPath, [join(repository, script), ...args], { cwd: repository, maxBuffer: 16 * 1024 * 1024 })

/** Writes the files of a module; what fails leaves nothing of it. */
const write = async (plan: Plan, files: NewFile[], generate: boolean) => {
  const config = await readFile(join(repository, configFile), 'utf8')
  const undo = async () => {
    for (const { path } of files) await rm(join(repository, path), { force: true })
    await rm(join(repository, `functions/sync-${plan.name}`), { recursive: true, force: true })
    await writeFile(join(repository, configFile), config)
    if (generate) await program('supabase/local/write-migrations.ts')
  }
  try {
    for (const { path, text } of files) {
      await makeFolder(dirname(join(repository, path)))
      await writeFile(join(repository, path), text, { flag: 'wx' })
      say(`${path} is written.`)
    }
    await writeFile(join(repository, configFile), withFunction(config, plan.name))
    const paths = files.map(({ path }) => path).filter((path) => path.endsWith('.ts'))
    await program('node_modules/@biomejs/biome/bin/biome', 'format', '--write', ...paths)
    if (!generate) return
    await program('supabase/local/write-migrations.ts')
    say('supabase/migrations/ is generated. Types follow from the database, which takes a moment …')
    await program('supabase/local/types.ts')
  } catch (error) {
    await undo()
    throw cliError(
      'failed',
      'not_generated',
      plan.name,
      `the module could not be written, and nothing of it is left: ${error instanceof Error ? error.message : error}`,
      'Correct what it names, and run the command again.',
    )
  }
}
