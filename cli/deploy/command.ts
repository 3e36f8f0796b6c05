import { type Failure, failureOf } from '../../shared/errors.ts'
import { examine, type Finding, findingsTable } from '../doctor.ts'
import { exitCodeOf, exitCodes, showUnexpected } from '../errors.ts'
import { status as coloured, faint, fitted } from '../format.ts'
import type { Project } from '../project.ts'
import { projectAt } from '../project-at.ts'
import { t, word } from '../words/words.ts'
import { checked } from './checks.ts'
import { scheduleKey } from './keys.ts'
import { type Outcome, rotationSteps, run, steps } from './run.ts'
import type { Deployment } from './step.ts'

/** What the command was given. */
export interface Options {
  projectRef: string
  dryRun: boolean
  yes: boolean
  keepSignUp: boolean
  rotateKeys: boolean
  json: boolean
}

/** What `--json` prints. */
interface Document {
  checks: { check: string; message: string }[]
  steps: Outcome[]
  doctor: Finding[]
  error: Failure | null
}

/** Puts the whole product onto a hosted Supabase project. */
export const deployTo = async ({
  projectRef,
  json,
  rotateKeys,
  keepSignUp,
  ...options
}: Options): Promise<void> => {
  const say = (head: string, state: string, message: string) => {
    if (!json)
      process.stdout.write(
        `${fitted(`${faint(word(head).padEnd(12))} ${coloured(state).padEnd(10)}  ${message}`)}\n`,
      )
  }
  const document: Document = { checks: [], steps: [], doctor: [], error: null }
  try {
    const ready = await checked(projectRef, process.env, keepSignUp, (check, message) => {
      document.checks.push({ check, message })
      say(check, 'ok', message)
    })
    let told = ''
    const wait: Deployment['wait'] = (milliseconds, what) => {
      if (what !== told) say(t('waiting for'), '', what)
      told = what
      return ready.wait(milliseconds, what)
    }
    const deployment = { ...ready, wait }
    const tell = ({ step, status, message }: Outcome) => say(step, status, message)
    const { outcomes, error } = await run(deployment, rotateKeys ? rotationSteps : steps, {
      ...options,
      tell,
    })
    document.steps = outcomes
    if (error !== null) throw error
    if (!outcomes.some(({ status }) => status === 'would'))
      document.doctor = await examine('main', deployment.env, await projectNow(deployment))
  } catch (error) {
    if (!json) throw error
    document.error = failureOf(error)
    showUnexpected(error)
    process.exitCode = exitCodeOf(error)
  }
  if (document.doctor.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed
  if (json) process.stdout.write(`${JSON.stringify(document)}\n`)
  else if (document.doctor.length > 0) process.stdout.write(`\n${findingsTable(document.doctor)}\n`)
}

/** The project with the key that the schedule uses by now. */
const projectNow = async ({ api, project }: Deployment): Promise<Project> =>
  projectAt(project.apiUrl, (await scheduleKey(api)).value)
