import { createHash } from 'node:crypto'
import { z } from 'zod'
import { functionSettingNames } from '../../shared/settings.ts'
import { many, type Step } from './step.ts'

const form = z.array(z.looseObject({ name: z.string(), value: z.string().nullish() }))

/** The digest by which Supabase lists a secret. */
const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex')

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
    const kept = only.length > 0 ? `; set there alone, and kept: ${only.join(', ')}` : ''
    if (changed.length === 0) return `${many(ours.length, 'secret')} as here${kept}`
    const names = changed.map(({ name }) => name).join(', ')
    return {
      what: `set ${names}${kept}`,
      apply: async () => {
        await api.change('POST', '/secrets', changed, z.unknown())
        return `${names} set${kept}`
      },
    }
  },
}
