import { useId, useRef, useState } from 'preact/hooks'
import { type Action, QueryError } from '../../ask.ts'
import { useMayAct, usePage } from '../context.ts'
import { causeWords, language, named, number, t } from '../words/words.ts'

/** What a function of an action answers. */
export interface Outcome {
  outcome: string
  [name: string]: unknown
}

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'outcome' in value

const shown = (value: unknown) => (typeof value === 'number' ? number(value) : String(value ?? ''))

const wordsOf = (value: Outcome | undefined): string =>
  // Its numbers and messages go into the sentence.
  value ? named('outcome', value.outcome).replace(/\{(\w+)\}/g, (_, name: string) => shown(value[name])) : ''

/** Counts of several answers are added; everything else is the last one's. */
const added = (before: Outcome | undefined, next: Outcome): Outcome => {
  const sum = { ...next }
  for (const [name, value] of Object.entries(before ?? {}))
    if (typeof value === 'number' && typeof next[name] === 'number') sum[name] = value + next[name]
  return sum
}

/** Why an action failed, and what to do. */
export const lostIn = (error: QueryError): string => {
  const { kind, code, message, hint } = error
  if (kind === 'away') return t('failure.away')
  const words = causeWords(code)
  if (words) return `${words.what} ${words.todo}`
  const said = [message, hint].filter(Boolean).join('. ')
  // The database speaks English.
  return language === 'en' ? said : `${t('cause.other', { code: code || kind })} (${said})`
}

/** A button that asks for confirmation, does its action or several, and shows the outcome. */
export const ActionButton = (props: {
  label: string
  title: string
  text: string
  action: Action | Action[]
  /** What follows an answer, where an action takes several calls. */
  next?: (outcome: Outcome) => Action | null
  /** Whose admins may do it; null: what is about all accounts. */
  account: string | null
  kind?: 'main' | 'plain' | 'danger'
  disabled?: boolean
  /** Distinguishes it from buttons of the same label for screen readers. */
  about?: string
  onDone?: (outcome: Outcome | undefined) => void
  /** Takes an answer that has more than an outcome, and `done` says that it is there. */
  onAnswer?: (answer: unknown) => void
  done?: string
}) => {
  const { label, title, text, action, next, account, kind = 'plain', disabled, about } = props
  const { onDone, onAnswer, done } = props
  const { source, live, say } = usePage()
  const mayAct = useMayAct(account)
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()

  const go = async () => {
    setBusy(true)
    const waiting = Array.isArray(action) ? [...action] : [action]
    let outcome: Outcome | undefined
    try {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        const answer = await source.act(one)
        onAnswer?.(answer)
        if (!isOutcome(answer)) continue
        outcome = added(outcome, answer)
        const more = next?.(answer)
        if (more) waiting.unshift(more)
      }
      const bad = outcome !== undefined && ['rejected', 'still_open'].includes(outcome.outcome)
      say(done ?? wordsOf(outcome), bad ? 'bad' : 'good')
      onDone?.(outcome)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      say(t('outcome.failed', { message: lostIn(error) }), 'bad')
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
        aria-label={about ? t('label.about', { label, about }) : undefined}
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
            {busy ? t('do.busy') : label}
          </button>
        </div>
      </dialog>
    </>
  )
}
