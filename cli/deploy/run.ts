import { failureOf } from '../../shared/errors.ts'
import { confirm } from '../confirm.ts'
import { t } from '../words/words.ts'
import { firstSync } from './first-sync.ts'
import { functions } from './functions.ts'
import { limits } from './limits.ts'
import { migrations } from './migrations.ts'
import { rotation } from './rotation.ts'
import { schedules, vault } from './schedule.ts'
import { schemas } from './schemas.ts'
import { secrets } from './secrets.ts'
import { signUp } from './sign-up.ts'
import { type Change, type Deployment, many, type Step } from './step.ts'

/** The steps of a deployment, in their order: nothing is shown or called before sign-up is off. */
export const steps: Step[] = [
  migrations,
  signUp,
  limits,
  schemas,
  secrets,
  functions,
  vault,
  schedules,
  firstSync,
]

/** The steps of `--rotate-keys`. */
export const rotationSteps: Step[] = [rotation]

/** What became of a step. */
export interface Outcome {
  step: string
  status: 'done' | 'already so' | 'would' | 'failed' | 'not done'
  message: string
}

/** What became of all. */
export interface Result {
  outcomes: Outcome[]
  /** Null when nothing failed. */
  error: unknown
}

/** How a deployment is run. */
export interface RunOptions {
  dryRun: boolean
  yes: boolean
  tell: (outcome: Outcome) => void
}

/**
 * Compares the project with what it should be, asks, and does step after step what is due. The first step that fails ends it.
 * @returns what became of each step; the error of the one that failed, of a comparison, or of a missing confirmation
 */
export const run = async (
  deployment: Deployment,
  all: Step[],
  { dryRun, yes, tell }: RunOptions,
): Promise<Result> => {
  const plans: { step: Step; plan: Change | string }[] = []
  const outcomes: Outcome[] = []
  const note = (outcome: Outcome) => {
    outcomes.push(outcome)
    tell(outcome)
  }
  try {
    for (const step of all) plans.push({ step, plan: await step.plan(deployment) })
    const due = plans.filter(({ plan }) => typeof plan !== 'string').length
    if (dryRun || due === 0 || !yes) for (const { step, plan } of plans) note(outcomeOf(step, plan))
    if (dryRun || due === 0) return { outcomes, error: null }
    if (!yes)
      await confirm(
        t('Change the project {ref} ({what})?', { ref: deployment.api.ref, what: many(due, 'step') }),
      )
  } catch (error) {
    return { outcomes, error }
  }
  outcomes.splice(0)
  for (const [at, { step }] of plans.entries())
    try {
      // Steps before this one may have changed what it compares.
      const plan = await step.plan(deployment)
      if (typeof plan === 'string') note(outcomeOf(step, plan))
      else note({ step: step.name, status: 'done', message: await plan.apply() })
    } catch (error) {
      note({ step: step.name, status: 'failed', message: failureOf(error).message })
      for (const { step: later, plan } of plans.slice(at + 1))
        if (typeof plan !== 'string') note({ step: later.name, status: 'not done', message: plan.what })
      return { outcomes, error }
    }
  return { outcomes, error: null }
}

const outcomeOf = ({ name }: Step, plan: Change | string): Outcome =>
  typeof plan === 'string'
    ? { step: name, status: 'already so', message: plan }
    : { step: name, status: 'would', message: plan.what }
