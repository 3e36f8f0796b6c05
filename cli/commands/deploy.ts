import { Command } from 'commander'
import { checked } from '../deploy/checks.ts'
import { scheduleKey } from '../deploy/keys.ts'
import { errorIn, type Outcome, rotationSteps, run, steps } from '../deploy/run.ts'
import type { Deployment } from '../deploy/step.ts'
import { examine, type Finding, findingsTable } from '../doctor.ts'
import { exitCodeOf, exitCodes, showUnexpected } from '../errors.ts'
import { status as coloured, faint } from '../format.ts'
import { type Project, projectAt } from '../project.ts'

interface Options {
  projectRef: string
  dryRun: boolean
  yes: boolean
  keepSignUp: boolean
  rotateKeys: boolean
  json: boolean
}

/** `gazelle deploy`: the whole product onto a hosted Supabase project. */
export const deploy = () =>
  new Command('deploy')
    .description(
      'Put everything on a Supabase project: migrations, exposed schemas, secrets, functions, schedule, first sync. A second run changes nothing.',
    )
    .requiredOption('--project-ref <reference>', 'the 20 letters in the project’s address')
    .option('--dry-run', 'check everything, say what would be done, change nothing', false)
    .option('--yes', 'do not ask before the first change', false)
    .option('--keep-sign-up', 'leave sign-up on if it is on', false)
    .option('--rotate-keys', 'give the schedule a new secret key, and nothing else', false)
    .option('--json', 'print one JSON document', false)
    .action(async ({ projectRef, json, rotateKeys, keepSignUp, ...options }: Options) => {
      const say = (head: string, state: string, message: string) => {
        if (!json)
          process.stdout.write(`${faint(head.padEnd(12))} ${coloured(state).padEnd(10)}  ${message}\n`)
      }
      const checks: { check: string; message: string }[] = []
      const deployment = await checked(projectRef, process.env, keepSignUp, (check, message) => {
        checks.push({ check, message })
        say(check, 'ok', message)
      })
      const tell = ({ step, status, message }: Outcome) => say(step, status, message)
      const result = await run(deployment, rotateKeys ? rotationSteps : steps, { ...options, tell })
      const isReal = !result.outcomes.some(({ status }) => status === 'would')
      const findings: Finding[] =
        isReal && result.error === null
          ? await examine('main', deployment.env, await projectNow(deployment))
          : []
      if (findings.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
      if (json) {
        const document = { checks, steps: result.outcomes, doctor: findings, error: errorIn(result) }
        process.stdout.write(`${JSON.stringify(document)}\n`)
        if (result.error !== null) {
          showUnexpected(result.error)
          process.exitCode = exitCodeOf(result.error)
        }
        return
      }
      if (result.error !== null) throw result.error
      if (findings.length > 0) process.stdout.write(`\n${findingsTable(findings)}\n`)
    })

/** The project with the key that the schedule uses by now. */
const projectNow = async ({ api, project }: Deployment): Promise<Project> =>
  projectAt(project.apiUrl, (await scheduleKey(api)).value)
