import { z } from 'zod'
import { t } from '../words/words.ts'
import type { Step } from './step.ts'

const form = z.looseObject({
  disable_signup: z.boolean().nullish(),
  external_anonymous_users_enabled: z.boolean().nullish(),
})

/** People are invited: with sign-up on, strangers have an account in the project. */
export const signUp: Step = {
  name: 'sign-up',
  plan: async ({ api, keepSignUp }) => {
    const { disable_signup, external_anonymous_users_enabled } = await api.read('/config/auth', form)
    const on = [
      ...(disable_signup ? [] : [t('sign-up')]),
      ...(external_anonymous_users_enabled ? [t('anonymous sign-in')] : []),
    ]
    if (on.length === 0) return t('sign-up is off')
    if (keepSignUp) return t('{names} left on, as asked', { names: on.join(t(' and ')) })
    const settings = { disable_signup: true, external_anonymous_users_enabled: false }
    return {
      what: t('switch {names} off (--keep-sign-up leaves it on)', { names: on.join(t(' and ')) }),
      apply: async () => {
        await api.change('PATCH', '/config/auth', settings, z.unknown())
        // So that no alert is raised, or stays, until Supabase Auth is next asked.
        await api.run('select monitoring.take_sign_up_check(), monitoring.note_sign_up(false, false)')
        return t('{names} switched off: invite people in the dashboard', { names: on.join(t(' and ')) })
      },
    }
  },
}
