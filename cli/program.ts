import { Command } from 'commander'

// Each in its file, which is read only when it is called: all of them together take half a second, and 40 MB.
const commands = {
  start: async () => (await import('./commands/start.ts')).start(),
  sync: async () => (await import('./commands/sync.ts')).sync(),
  status: async () => (await import('./commands/status.ts')).status(),
  dashboard: async () => (await import('./commands/dashboard.ts')).dashboard(),
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcile(),
  replay: async () => (await import('./commands/replay.ts')).replay(),
  fetch: async () => (await import('./commands/fetch.ts')).fetch(),
  export: async () => (await import('./commands/export.ts')).exportTables(),
  doctor: async () => (await import('./commands/doctor.ts')).doctor(),
  alerts: async () => (await import('./commands/alerts.ts')).alerts(),
  deletions: async () => (await import('./commands/deletions.ts')).deletions(),
  holes: async () => (await import('./commands/holes.ts')).holes(),
  kept: async () => (await import('./commands/kept.ts')).kept(),
  erase: async () => (await import('./commands/erase.ts')).erase(),
  matches: async () => (await import('./commands/matches.ts')).matches(),
  connect: async () => (await import('./commands/connect.ts')).connect(),
  accounts: async () => (await import('./commands/accounts.ts')).accounts(),
  members: async () => (await import('./commands/members.ts')).members(),
  deploy: async () => (await import('./commands/deploy.ts')).deploy(),
  'migrate-v5': async () => (await import('./commands/migrate-v5.ts')).migrateV5(),
  'new-module': async () => (await import('./commands/new-module.ts')).newModule(),
} satisfies Record<string, () => Promise<Command>>

const isCommand = (name: string): name is keyof typeof commands => Object.hasOwn(commands, name)

/**
 * The command `gazelle`, with the command that is called; with all of them where none is, as for help.
 * @param args what stands behind `gazelle`
 */
export const program = async (args: string[]): Promise<Command> => {
  const gazelle = new Command('gazelle')
    .description('Keeps a Supabase Postgres true to Gazelle.')
    .showHelpAfterError('(--help says more)')
  const called = args[0] ?? ''
  const loaded = isCommand(called) ? [commands[called]] : Object.values(commands)
  for (const command of await Promise.all(loaded.map((load) => load()))) gazelle.addCommand(command)
  return gazelle
}
