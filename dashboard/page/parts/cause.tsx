import { commands, factsOf } from '../words/causes.ts'
import { causeWords, language, named, t } from '../words/words.ts'

/** What a cause means for the data. */
export const meaningOf = (cause: string): string => t(`means.${factsOf(cause)?.means ?? 'waits'}`)

/** What only a developer needs: what the database or Gazelle said, and commands, each with what it does. */
export const Details = (props: {
  cause: string
  message: string | null
  hint?: string | null
  summary?: string
}) => {
  const { cause, message, hint, summary = t('cause.details') } = props
  const helpful = factsOf(cause)?.commands ?? []
  const isForeseen = causeWords(cause) !== undefined
  if (!message && helpful.length === 0) return null
  return (
    <details class="technical">
      <summary>{summary}</summary>
      {message && (
        <p lang={language === 'en' ? undefined : 'en'}>
          <code>{cause}</code> {message}
        </p>
      )}
      {!isForeseen && hint && <p lang="en">{hint}</p>}
      {helpful.length > 0 && (
        <dl class="commands">
          {helpful.map((name) => (
            <div key={name}>
              <dt class="mono">{commands[name]}</dt>
              <dd>{named('command', name)}</dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  )
}
