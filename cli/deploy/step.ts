import type { Settings } from '../../shared/settings.ts'
import type { Project } from '../project.ts'
import { many as manyOf } from '../words/words.ts'
import type { Management } from './management.ts'

/** What the steps of a deployment know. */
export interface Deployment {
  api: Management
  /** The project as its own Data API and functions show it, with the secret key that the schedule uses. */
  project: Project
  env: NodeJS.ProcessEnv
  settings: Settings
  /** Leaves sign-up as it is. */
  keepSignUp: boolean
  /** How long a function may work on the project's plan. */
  workerSeconds: number
  /** Lets time pass; says what is waited for. */
  wait(milliseconds: number, what: string): Promise<void>
}

/** A change that is due. */
export interface Change {
  /** What is done, as a verb and its object: `apply 3 migrations`. */
  what: string
  /** Makes the change, and says what it did. Where it is cut in between, the next run does what is left. */
  apply(): Promise<string>
}

/** A step of a deployment. */
export interface Step {
  name: string
  /** Compares the project with what it should be; changes nothing. @returns the change, or a sentence that says why none is due */
  plan(deployment: Deployment): Promise<Change | string>
}

const things = {
  function: ['{n} function', '{n} functions'],
  job: ['{n} job', '{n} jobs'],
  migration: ['{n} migration', '{n} migrations'],
  minute: ['{n} minute', '{n} minutes'],
  module: ['{n} module', '{n} modules'],
  secret: ['{n} secret', '{n} secrets'],
  setting: ['{n} setting', '{n} settings'],
  slice: ['{n} slice', '{n} slices'],
  step: ['{n} step', '{n} steps'],
} as const

/** A number of things: `1 function`, `3 functions`. */
export const many = (count: number, thing: keyof typeof things): string => {
  const [one, other] = things[thing]
  return manyOf(count, one, other)
}
