import { Command } from 'commander'
import { speaking } from './usage.ts'
import { type Plain, t } from './words/words.ts'

interface Entry {
  /** Its file is read only when it is called: all of them together take half a second, and 40 MB. */
  load: () => Promise<Command>
  description: Plain
  /** What is left of it after Ctrl-C; nothing was changed where that is absent. */
  standing?: Plain
}

const commands = {
  start: {
    load: async () => (await import('./commands/start.ts')).start(),
    description: 'Run everything on this machine, sync all modules, and stay up until Ctrl-C.',
    standing: 'Everything that was started has ended; the data stays.',
  },
  sync: {
    load: async () => (await import('./commands/sync.ts')).sync(),
    description: 'Sync modules: call their functions and follow their runs.',
    standing: 'What was synced stays; a run that was open is carried on by the schedules or the next sync.',
  },
  status: {
    load: async () => (await import('./commands/status.ts')).status(),
    description:
      'Show what waits for a person, and each module’s freshness, waiting and refused records and sweeps, the worst first; exit 1 if a module is unhealthy, or a critical alert, a hole or a held deletion waits for a person.',
  },
  dashboard: {
    load: async () => (await import('./commands/dashboard.ts')).dashboard(),
    description: 'Serve the live dashboard of the running stack (or of SUPABASE_URL) on this machine.',
    standing: 'The dashboard is served no longer.',
  },
  reconcile: {
    load: async () => (await import('./commands/reconcile.ts')).reconcile(),
    description: 'Promote again the records that wait in staging or were refused.',
    standing: 'What was promoted stays; what is left is promoted by the same command.',
  },
  replay: {
    load: async () => (await import('./commands/replay.ts')).replay(),
    description:
      'Promote everything from staging again, without calling Gazelle: after a change of a rule, a policy or a view.',
    standing: 'What was promoted stays; the same command begins again.',
  },
  fetch: {
    load: async () => (await import('./commands/fetch.ts')).fetch(),
    description: 'Write Gazelle’s records of a module to a JSON file, without a database.',
    standing: 'No file was written.',
  },
  export: {
    load: async () => (await import('./commands/export.ts')).exportTables(),
    description: 'Write the tables of an account as JSON lines or CSV, a file each.',
    standing: 'The tables that were complete stay; nothing is left of the one that was being written.',
  },
  doctor: {
    load: async () => (await import('./commands/doctor.ts')).doctor(),
    description:
      'Check settings, credential, Gazelle’s schema, database, schedules, Vault, functions, sign-up, members and clocks; exit 1 if a check fails.',
  },
  alerts: {
    load: async () => (await import('./commands/alerts.ts')).alerts(),
    description: 'List alerts, test the channels, acknowledge an alert; show and set the rules.',
    standing: 'See gazelle alerts list for what stands.',
  },
  deletions: {
    load: async () => (await import('./commands/deletions.ts')).deletions(),
    description:
      'List records that Gazelle no longer lists; release deletions that are held back, or keep the records.',
    standing: 'See gazelle deletions list for what stands.',
  },
  holes: {
    load: async () => (await import('./commands/holes.ts')).holes(),
    description: 'Show the records and fields that Gazelle cannot give; acknowledge one.',
    standing: 'See gazelle holes list for what stands.',
  },
  changes: {
    load: async () => (await import('./commands/changes.ts')).changes(),
    description: 'Show what has changed, each field before and after; follow it, or go on behind a position.',
    standing: 'gazelle changes --after goes on behind the last position that was printed.',
  },
  webhooks: {
    load: async () => (await import('./commands/webhooks.ts')).webhooks(),
    description:
      'Have changes sent to addresses: add one, list them, test, pause and resume one, rotate its secret, send changes again, remove it.',
    standing: 'See gazelle webhooks list for what stands.',
  },
  mcp: {
    load: async () => (await import('./commands/mcp.ts')).mcp(),
    description:
      'Answer an assistant on this machine over standard input and output (MCP): it finds and reads, and changes nothing.',
  },
  kept: {
    load: async () => (await import('./commands/kept.ts')).kept(),
    description: 'Show the protected fields that Gazelle has emptied and that are kept here; empty them.',
    standing: 'See gazelle kept list for what stands.',
  },
  erase: {
    load: async () => (await import('./commands/erase.ts')).erase(),
    description:
      'Erase a client with everything of theirs, so that it does not come back; or list who was erased.',
    standing: 'See gazelle erase --list for whether it is done: all of it, or nothing.',
  },
  matches: {
    load: async () => (await import('./commands/matches.ts')).matches(),
    description:
      'List imported rows that could not be matched with one of Gazelle’s records, and decide on them.',
    standing: 'See gazelle matches list for what stands.',
  },
  connect: {
    load: async () => (await import('./commands/connect.ts')).connect(),
    description:
      'With OAuth: grant access to Gazelle once in a browser, and store the tokens sealed. For a hosted project it prints a link and waits.',
    standing: 'Nothing waits here any more; a link for a hosted project stays valid until its time is over.',
  },
  accounts: {
    load: async () => (await import('./commands/accounts.ts')).accounts(),
    description:
      'The companies of this database: list them, add one, pause and resume one, replace its API key, seal credentials anew.',
    standing: 'See gazelle accounts list for what stands.',
  },
  members: {
    load: async () => (await import('./commands/members.ts')).members(),
    description:
      'The people who may read an account, and act in its dashboard: list them, add and remove them.',
    standing: 'See gazelle members list for what stands.',
  },
  links: {
    load: async () => (await import('./commands/links.ts')).links(),
    description:
      'Addresses for other programs, without a key: a technician’s calendar, a table for a spreadsheet. Make one, list them, remove one.',
    standing: 'See gazelle links list for what stands.',
  },
  deploy: {
    load: async () => (await import('./commands/deploy.ts')).deploy(),
    description:
      'Put everything on a Supabase project: migrations, exposed schemas, secrets, functions, schedule, first sync. A second run changes nothing.',
    standing: 'The steps that were done stay; the same command goes on with what is missing.',
  },
  'migrate-v5': {
    load: async () => (await import('./commands/migrate-v5.ts')).migrateV5(),
    description:
      'Bring over what version 5 has and Gazelle has not. Without --apply it is a report, and nothing is changed.',
    standing: 'With --apply, what came over stays, and the same command goes on; else nothing was changed.',
  },
  'new-module': {
    load: async () => (await import('./commands/new-module.ts')).newModule(),
    description:
      'Write a module that mirrors one more list of Gazelle’s: query, tables, function, test data.',
    standing: 'See git status for the files that were written.',
  },
} satisfies Record<string, Entry>

/** The names of all commands. */
export const commandNames = Object.keys(commands)

const entryOf = (name = ''): Entry | null =>
  Object.entries<Entry>(commands).find(([one]) => one === name)?.[1] ?? null

const called = ([first, second]: string[]) => (first === 'help' ? second : first)

/** The arguments without `help` before a command that there is not: Commander would show all commands, and not say so. */
export const meant = (args: string[]): string[] =>
  args[0] === 'help' && args[1] !== undefined && !entryOf(args[1]) ? args.slice(1) : args

/** What is left of a command that was interrupted, in a sentence. */
export const standing = (args: string[]): string =>
  t(entryOf(called(args))?.standing ?? 'Nothing was changed.')

/** A command as the list of all shows it, without its options. */
const named = (name: string, { description }: Entry) => new Command(name).description(t(description))

/**
 * The command `gazelle`, with the command that is called; with the names of all where none is, as for help.
 * @param args what stands behind `gazelle`
 */
export const program = async (args: string[]): Promise<Command> => {
  const gazelle = new Command('gazelle').description(t('Keeps a Supabase Postgres true to Gazelle.'))
  const entry = entryOf(called(args))
  if (entry) gazelle.addCommand((await entry.load()).description(t(entry.description)))
  else for (const [name, one] of Object.entries<Entry>(commands)) gazelle.addCommand(named(name, one))
  // The commit takes a moment to find out.
  const asksVersion = ['-V', '--version'].includes(args[0] ?? '')
  gazelle.version(
    asksVersion ? (await import('./version.ts')).version() : '',
    '-V, --version',
    t('show version and commit'),
  )
  return speaking(gazelle)
}
