import { Command } from 'commander'
import { examine, findingsTable } from '../doctor.ts'
import { exitCodes } from '../errors.ts'
import { projectEnvironment } from '../gazelle.ts'
import { findProject } from '../project.ts'

/** `gazelle doctor`: checks everything that a sync needs, with a remedy for each fault. */
export const doctor = () =>
  new Command('doctor')
    .description(
      'Check settings, credential, Gazelle’s schema, database, schedules, Vault, functions, sign-up, members and clocks; exit 1 if a check fails.',
    )
    .option('--account <name>', 'the Gazelle account', 'main')
    .option('--json', 'print the findings as JSON', false)
    .action(async ({ account, json }: { account: string; json: boolean }) => {
      const env = await projectEnvironment()
      const findings = await examine(account, env, await findProject().catch(() => null))
      if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
      if (json) {
        process.stdout.write(`${JSON.stringify(findings)}\n`)
        return
      }
      process.stdout.write(`${findingsTable(findings)}\n`)
    })
