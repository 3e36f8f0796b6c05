import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commandNames, program } from '../../cli/program.ts'
import { v5Command } from '../../cli/stand-in-v5/command.ts'
import { syncBody } from '../../shared/http/body.ts'
import { repository } from '../../supabase/local/api.ts'

const read = (file: string) => readFileSync(join(repository, file), 'utf8')
const isThere = (path: string) => existsSync(join(repository, path))

const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts
const pages = [
  'README.md',
  'README.fr.md',
  'CONTRIBUTING.md',
  ...globSync('docs/**/*.md', { cwd: repository }).toSorted(),
]

/** Each command of the Supabase CLI that a page's sentences name; they name ours in part only. */
const namedIn = (file: string): string[] =>
  [...read(file).matchAll(/`(npx\s[^`]+)`/g)].map(([, line = '']) => line.replaceAll(/\s+/g, ' '))

/** Each shell command that a page shows as runnable, without its comment. */
const commandsIn = (file: string): string[] =>
  [...read(file).matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .flatMap((line) => line.replace(/(^|\s)#.*/, '').split('&&'))
      .map((line) => line.trim())
      .filter(Boolean),
  )

/** The words of a command as a shell reads them, without a file for its input. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/\s<\s*\S+$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )

/** Reads arguments as the command line would, without doing anything. */
const understood = async (args: string[], given?: Command) => {
  const command = given ?? (await program(args))
  const ran: string[] = []
  const idle = (command: Command): Command => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    for (const one of command.commands) idle(one)
    if (command.commands.length === 0)
      command.action(() => {
        ran.push(command.name())
      })
    return command
  }
  idle(command).parse(args, { from: 'user' })
  return ran
}

const run = promisify(execFile)
const helpOf = async (command: string[]): Promise<string> => {
  const { stdout } = await run(join(repository, 'node_modules/.bin/supabase'), [...command, '--help'], {
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1' },
  })
  return stdout
}

/** What is wrong with a line of the Supabase CLI, by that command's own help. */
const supabaseFaults = async (args: string[]): Promise<string[]> => {
  const optionsAt = args.findIndex((arg) => arg.startsWith('-'))
  const command = optionsAt < 0 ? args : args.slice(0, optionsAt)
  const help = await helpOf(command)
  const names = args.filter((arg) => arg.startsWith('-')).map((arg) => arg.replace(/=.*/, ''))
  return [
    ...(help.includes(`\n  supabase ${command.join(' ')} `) ? [] : [`no command ${command.join(' ')}`]),
    ...names.filter((name) => !new RegExp(`^ +(?:--[\\w-]+, )?${name}\\b`, 'm').test(help)),
    // The help says so where a command changes the database of this machine unless told otherwise.
    ...(help.includes('Local by default') && !names.includes('--remote')
      ? ['changes the local database']
      : []),
  ]
}

/** What is wrong with `curl`: address, method or body that no function of ours has. */
const curlFaults = (args: string[]): string[] => {
  const after = (option: string) => args[args.indexOf(option) + 1] ?? ''
  const [address = ''] = args.filter((arg) => arg.startsWith('$FUNCTIONS_URL/'))
  const name = address.slice('$FUNCTIONS_URL/'.length)
  if (!isThere(`functions/${name}/index.ts`)) return [`no function ${name}`]
  const method = args.includes('-X') ? after('-X') : 'GET'
  const isGet = ['calendar', 'changes', 'csv', 'health', 'metrics'].includes(name)
  return [
    ...(method === (isGet ? 'GET' : 'POST') ? [] : [`not by ${method}`]),
    ...(args.includes('-d') && name.startsWith('sync-')
      ? (syncBody.safeParse(JSON.parse(after('-d'))).error?.issues.map(({ message }) => message) ?? [])
      : []),
  ]
}

/** What is wrong with `npm test -- …`: a filter that is in no test's path. */
const filterFaults = (filters: string[]): string[] => {
  const files = globSync(['tests/**/*.test.ts', 'supabase/tests/**/*.sql'], { cwd: repository })
  return filters.filter((filter) => !files.some((file) => file.includes(filter)))
}

/** What is wrong with `npm …`. */
const npmFaults = async ([verb = '', ...rest]: string[]): Promise<string[]> => {
  if (verb === 'install') return rest
  const words = verb === 'run' ? rest.filter((word) => word !== '-s') : [verb, ...rest]
  const [script = '', ...args] = words
  const own = args[0] === '--' ? args.slice(1) : args
  if (!(script in scripts)) return [`no script ${script}`]
  if (script === 'gazelle') return (await understood(own)).length === 1 ? [] : [`no command ${own.join(' ')}`]
  if (script === 'stand-in:v5')
    return (
      await understood(
        own,
        v5Command(async () => null, String),
      )
    ).length === 1
      ? []
      : ['no such command']
  if (script === 'start') return (await understood(['start', ...own])).length === 1 ? [] : ['no such start']
  if (script === 'test') return filterFaults(own)
  if (script === 'bench') return own.filter((word) => /^[a-z-]/.test(word) && !isOfBench(word))
  if (script === 'test:faults') return optionFaults('tests/faults/main.ts', own)
  if (script === 'example')
    return own.flatMap((word) => (word.includes('/') && !isThere(word) ? [`no file ${word}`] : []))
  if (script === 'generate:migration') return own.length === 1 ? [] : ['one name']
  return own
}
const checks = ['tsc --noEmit -p .', 'biome check .']
const bench = read('bench/main.ts')
const isOfBench = (word: string) => new RegExp(`^ {2}${word}\\b`, 'm').test(bench)

/** What is wrong with options of a script of ours, which reads them with `parseArgs`. */
const optionFaults = (file: string, args: string[]): string[] =>
  args.filter(
    (arg) => arg.startsWith('--') && !new RegExp(`^ {4}${arg.slice(2)}: \\{ type`, 'm').test(read(file)),
  )

/** What is wrong with a line that a page shows. */
const faultsOf = async (line: string): Promise<string[]> => {
  const [program = '', ...args] = wordsOf(line)
  if (program === 'npm') return npmFaults(args)
  if (program === 'npx' && args[0] === 'supabase') return supabaseFaults(args.slice(1))
  // As the guide to a new module is proved by them, word by word.
  if (program === 'npx') return checks.includes(args.join(' ')) ? [] : [`no check ${args.join(' ')}`]
  if (program === 'curl') return curlFaults(args)
  if (program === 'node') return isThere(args[0] ?? '') ? [] : [`no file ${args[0]}`]
  return [`nothing here reads lines of ${program}`]
}

describe.each(['README.md', 'README.fr.md'])('%s', (file) => {
  test('shows the two commands that a newcomer types', () => {
    expect(commandsIn(file).slice(0, 4)).toEqual(['npm install', 'npm start', 'npm install', 'npm test'])
  })
})

const linesOf = (page: string) => [...new Set([...commandsIn(page), ...namedIn(page)])]

describe.each(pages.filter((page) => linesOf(page).length > 0))('%s', (page) => {
  test.each(linesOf(page))('shows a command that exists, with options that it has: %s', async (line) => {
    expect(await faultsOf(line)).toEqual([])
  })
})

test.each([
  ['npm run nothing', 'no script nothing'],
  ['npm run check:types -- --sideways', '--sideways'],
  ['npm run bench -- guitars', 'guitars'],
  ['npm run bench -- load --sideways', '--sideways'],
  ['npm test -- tests/unit/guitars', 'tests/unit/guitars'],
  ['npx supabase db push', 'changes the local database'],
  ['npx supabase db push --remote --sideways', '--sideways'],
  ['npx supabase db shove --remote', 'no command db shove'],
  ['curl "$FUNCTIONS_URL/sync-guitars"', 'no function sync-guitars'],
  ['curl "$FUNCTIONS_URL/sync-users"', 'not by GET'],
  ['npm run example docs/examples/guitars.ts', 'no file docs/examples/guitars.ts'],
  ['node nothing.ts', 'no file nothing.ts'],
  ['npm run test:faults -- --sideways 3', '--sideways'],
  ['npx guitars', 'no check guitars'],
  ['docker ps', 'nothing here reads lines of docker'],
])('a page that showed "%s" would fail: %s', async (line, fault) => {
  expect(await faultsOf(line)).toContain(fault)
})

test.each([
  'npm run gazelle -- guitars',
  'npm run gazelle -- status --sideways',
  'npm run gazelle -- accounts add second third',
  'npm run stand-in:v5',
  'npm run stand-in:v5 -- --database "$V5_DATABASE_URL" --sideways',
])('a page that showed "%s" would fail', async (line) => {
  await expect(faultsOf(line)).rejects.toThrow()
})

const commands = await Promise.all(
  commandNames.map(async (name) => {
    const { commands } = await program([name])
    const [command] = commands
    if (!command) throw new Error(`no command ${name}`)
    return command
  }),
)

test.each(['README.md', 'README.fr.md'])('%s names every command, and no other', (file) => {
  const named = [...read(file).matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name)
  expect(named).toEqual(commands.map((command) => command.name()))
})

test.each(commands.map((command) => [command.name(), command] as const))(
  'gazelle %s --help explains each of its options',
  async (name, command) => {
    await expect(understood([name, '--help'])).rejects.toThrow('(outputHelp)')
    expect(command.description()).not.toBe('')
    for (const option of command.options) expect(option.description, option.flags).not.toBe('')
  },
)
