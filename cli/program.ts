import { Command } from 'commander'
import { accounts } from './commands/accounts.ts'
import { alerts } from './commands/alerts.ts'
import { connect } from './commands/connect.ts'
import { dashboard } from './commands/dashboard.ts'
import { deletions } from './commands/deletions.ts'
import { deploy } from './commands/deploy.ts'
import { doctor } from './commands/doctor.ts'
import { erase } from './commands/erase.ts'
import { exportTables } from './commands/export.ts'
import { fetch } from './commands/fetch.ts'
import { holes } from './commands/holes.ts'
import { kept } from './commands/kept.ts'
import { matches } from './commands/matches.ts'
import { members } from './commands/members.ts'
import { migrateV5 } from './commands/migrate-v5.ts'
import { newModule } from './commands/new-module.ts'
import { reconcile } from './commands/reconcile.ts'
import { replay } from './commands/replay.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { sync } from './commands/sync.ts'

/** The command `gazelle`, with all its commands. */
export const program = (): Command => {
  const gazelle = new Command('gazelle')
    .description('Keeps a Supabase Postgres true to Gazelle.')
    .showHelpAfterError('(--help says more)')
  for (const command of [
    start(),
    sync(),
    status(),
    dashboard(),
    reconcile(),
    replay(),
    fetch(),
    exportTables(),
    doctor(),
    alerts(),
    deletions(),
    holes(),
    kept(),
    erase(),
    matches(),
    connect(),
    accounts(),
    members(),
    deploy(),
    migrateV5(),
    newModule(),
  ])
    gazelle.addCommand(command)
  return gazelle
}
