import { z } from 'zod'
import { functionSettingNames } from '../../shared/settings.ts'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'
import { digestOf, hasRelation, type Management } from './management.ts'
import { many, type Step } from './step.ts'

const form = z.array(z.looseObject({ name: z.string(), value: z.string().nullish() }))

/** The settings that functions get: those that are written, none that is empty. */
export const functionSecrets = (env: NodeJS.ProcessEnv): { name: string; value: string }[] =>
  functionSettingNames.flatMap((name) => {
    const value = env[name]?.trim()
    return value ? [{ name, value }] : []
  })

/** Settings that are there with nothing in them. */
export const emptySettings = (env: NodeJS.ProcessEnv): string[] =>
  functionSettingNames.filter((name) => env[name] !== undefined && env[name].trim() === '')

/** The functions' secrets are the settings of this machine; only what differs is sent, nothing empty, and nothing is taken away. */
export const secrets: Step = {
  name: 'secrets',
  plan: async ({ api, env }) => {
    const there = new Map((await api.read('/secrets', form)).map(({ name, value }) => [name, value]))
    const ours = functionSecrets(env)
    const changed = ours.filter(({ name, value }) => there.get(name) !== digestOf(value))
    const only = functionSettingNames.filter(
      (name) => there.has(name) && !ours.some((one) => one.name === name),
    )
    const kept =
      only.length > 0
        ? `; ${t('set there alone, and kept: {names} (to remove: npx supabase secrets unset {list} --project-ref {ref})', { names: only.join(', '), list: only.join(' '), ref: api.ref })}`
        : ''
    await refuseTakenSecrets(
      api,
      changed.flatMap(({ name }) => (there.has(name) ? [name] : [])),
    )
    if (changed.length === 0) return t('{what} as here', { what: many(ours.length, 'secret') }) + kept
    const names = changed.map(({ name }) => name).join(', ')
    return {
      what: t('set {names}', { names }) + kept,
      apply: async () => {
        await api.change('POST', '/secrets', changed, z.unknown())
        return t('{names} set', { names }) + kept
      },
    }
  },
}

/** A name that is not the product's own, set before the product came: another application lives by it. */
const refuseTakenSecrets = async (api: Management, changed: string[]) => {
  const taken = changed.filter((name) => !name.startsWith('GAZELLE_'))
  if (taken.length === 0 || (await hasRelation(api, 'sync.runs'))) return
  const names = taken.join(', ')
  throw cliError(
    'failed',
    'deploy_secret_taken',
    names,
    t('the project has secrets by these names with other values, which are not of this product: {names}', {
      names,
    }),
    t(
      'Write the same values into .env, or take the lines out of it: the functions use those of the project then. If nobody needs them, remove them under Edge Functions, Secrets.',
    ),
  )
}
