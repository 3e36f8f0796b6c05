import { useState } from 'preact/hooks'
import type { Session } from '../source.ts'
import { t } from '../words/words.ts'

/** The sign-in form of a hosted page. */
export const SignIn = ({
  session,
  ended,
  onDone,
}: {
  session: Session
  ended: boolean
  onDone: () => void
}) => {
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const form = new FormData(event.currentTarget)
    setBusy(true)
    const reason = await session.signIn(String(form.get('email')), String(form.get('password')))
    setBusy(false)
    setWrong(reason)
    if (reason === null) onDone()
  }
  return (
    <form class="panel sign" onSubmit={submit}>
      <h1>{t('sign.title')}</h1>
      {ended ? <p role="alert">{t('live.ended')}</p> : <p class="quiet">{t('sign.text')}</p>}
      <label>
        {t('sign.email')}
        <input name="email" type="email" autocomplete="username" required />
      </label>
      <label>
        {t('sign.password')}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {wrong && (
        <p class="error" role="alert">
          {wrong}
        </p>
      )}
      <button type="submit" class="button main" disabled={busy}>
        {t('sign.in')}
      </button>
    </form>
  )
}
