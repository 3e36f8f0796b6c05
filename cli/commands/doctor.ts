import { Command } from 'commander'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import { gazelleClient } from '../../shared/http/serve.ts'
import { readFunctionSettings, readSettings, type Settings } from '../../shared/settings.ts'
import { requireAccount } from '../accounts.ts'
import {
  checkAlerts,
  checkCredential,
  checkDatabase,
  checkFunctions,
  checkPeople,
  checkSchema,
  checkSealing,
  type Finding,
  findingsOf,
} from '../doctor.ts'
import { exitCodes } from '../errors.ts'
import { status as coloured, faint, table } from '../format.ts'
import { projectEnvironment } from '../gazelle.ts'
import { findProject, type Project } from '../project.ts'

/** `gazelle doctor`: checks everything that a sync needs, with a remedy for each fault. */
export const doctor = () =>
  new Command('doctor')
    .description(
      'Check settings, credential, Gazelle’s schema, database, schedules, Vault, functions, sign-up, members and clocks; exit 1 if a check fails.',
    )
    .option('--account <name>', 'the Gazelle account', 'main')
    .option('--json', 'print the findings as JSON', false)
    .action(async ({ account, json }: { account: string; json: boolean }) => {
      const findings = await examine(account)
      if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
      if (json) {
        process.stdout.write(`${JSON.stringify(findings)}\n`)
        return
      }
      const lines = findings.map(({ check, status, message, remedy }) => [
        check,
        coloured(status),
        remedy ? `${message}\n${faint(remedy)}` : message,
      ])
      process.stdout.write(`${table(['', '', ''], lines)}\n`)
    })

const examine = async (account: string): Promise<Finding[]> => {
  const env = await projectEnvironment()
  const settings = await findingsOf('settings', () => {
    readSettings(env)
    readFunctionSettings(env)
    return { check: 'settings', status: 'ok', message: 'complete', remedy: '' }
  })
  const project = await findProject().catch(() => null)
  if (project && account !== 'main') await requireAccount(project, account)
  const database = await findingsOf('database', async () => checkDatabase(project ?? (await findProject())))
  const withSettings = (
    check: string,
    run: (project: Project, settings: Settings) => Promise<Finding | Finding[]>,
  ) =>
    findingsOf(check, async () =>
      project && settings.every(({ status }) => status === 'ok')
        ? run(project, readSettings(env))
        : { check, status: 'warning', message: 'not checked', remedy: 'Correct the faults above first.' },
    )
  const withGazelle = (check: string, run: (client: GazelleClient) => Promise<Finding | Finding[]>) =>
    withSettings(check, ({ database }, settings) => run(gazelleClient(settings, database, account)))
  return [
    ...settings,
    ...(await findingsOf('alerts', () => checkAlerts(env))),
    ...database,
    ...(project ? await findingsOf('functions', () => checkFunctions(project)) : []),
    ...(project ? await findingsOf('sign-up', () => checkPeople(project)) : []),
    ...(await withSettings('sealing', (project, { encryptionKey }) => checkSealing(project, encryptionKey))),
    ...(await withGazelle('credential', checkCredential)),
    ...(await withGazelle('schema', checkSchema)),
  ]
}
