import { useId, useRef, useState } from 'preact/hooks'
import { type Action, QueryError } from '../../ask.ts'
import { useMayAct, usePage } from '../context.ts'
import { named, t, translated } from '../words/words.ts'

interface Outcome {
  outcome: string
  [name: string]: unknown
}

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'outcome' in value

const wordsOf = (value: unknown): string => {
  if (!isOutcome(value)) return ''
  // Its numbers and messages go into the sentence.
  return named('outcome', value.outcome).replace(/\{(\w+)\}/g, (_, name: string) => String(value[name] ?? ''))
}

/** A button that asks for confirmation, does its action, and shows the outcome. */
export const ActionButton = (props: {
  label: string
  title: string
  text: string
  action: Action
  /** Whose admins may do it; null: what is about all accounts. */
  account: string | null
  kind?: 'main' | 'plain' | 'danger'
  disabled?: boolean
  /** Distinguishes it from buttons of the same label for screen readers. */
  about?: string
  onDone?: () => void
}) => {
  const { label, title, text, action, account, kind = 'plain', disabled, about, onDone } = props
  const { source, live, say } = usePage()
  const mayAct = useMayAct(account)
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()

  const go = async () => {
    setBusy(true)
    try {
      const outcome = await source.act(action)
      const bad = isOutcome(outcome) && ['rejected', 'still_open'].includes(outcome.outcome)
      say(wordsOf(outcome), bad ? 'bad' : 'good')
      onDone?.()
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      const { code, message, hint } = error
      const english = [message, hint].filter(Boolean).join('. ')
      say(t('outcome.failed', { message: translated('hint', code, english) }), 'bad')
    } finally {
      setBusy(false)
      dialog.current?.close()
      live.refresh()
    }
  }

  return (
    <>
      <button
        type="button"
        class={`button ${kind}`}
        disabled={disabled || !mayAct}
        title={mayAct ? undefined : t('sign.reads')}
        aria-label={about ? `${label}: ${about}` : undefined}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}t`} aria-describedby={`${id}d`}>
        <h2 id={`${id}t`}>{title}</h2>
        <p id={`${id}d`}>{text}</p>
        <div class="row end">
          <button type="button" class="button plain" onClick={() => dialog.current?.close()}>
            {t('do.cancel')}
          </button>
          <button
            type="button"
            class={`button ${kind === 'danger' ? 'danger' : 'main'}`}
            disabled={busy}
            onClick={go}
          >
            {label}
          </button>
        </div>
      </dialog>
    </>
  )
}
