import { Command } from 'commander'
import { exitCodes } from '../errors.ts'
import { findProject } from '../project.ts'
import { t } from '../words/words.ts'

/** `gazelle doctor`: checks everything that a sync needs, with a remedy for each fault. */
export const doctor = () =>
  new Command('doctor')
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print the findings as JSON'), false)
    .action(async ({ account, json }: { account: string; json: boolean }) => {
      const [{ examine, findingsTable }, { projectEnvironment }] = await Promise.all([
        import('../doctor.ts'),
        import('../gazelle.ts'),
      ])
      const env = await projectEnvironment()
      const findings = await examine(account, env, await findProject().catch(() => null))
      if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
      if (json) {
        process.stdout.write(`${JSON.stringify(findings)}\n`)
        return
      }
      process.stdout.write(`${findingsTable(findings)}\n`)
    })
