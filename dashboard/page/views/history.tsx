import { useModuleNames, useRows } from '../context.ts'
import { Panel } from '../parts/panel.tsx'
import { Shape, toneOf } from '../parts/status.tsx'
import { every } from '../questions.ts'
import type { Change } from '../rows.ts'
import { minute } from '../time.ts'
import { locale, named, t, translated, type Word } from '../words/words.ts'

const alertWords = new Map<string, Word>([
  ['alert_opened', 'history.alert_opened'],
  ['alert_escalated', 'history.alert_escalated'],
  ['alert_more', 'history.alert_more'],
])

const dayOf = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })

/** A timeline of what changed, by day, newest first. */
export const HistoryView = () => {
  const moduleName = useModuleNames()
  const { rows, failure } = useRows<Change>({ view: 'history', limit: 300 }, every.list)
  const days = Map.groupBy(rows ?? [], (row) => dayOf.format(new Date(row.at)))
  return (
    <Panel main title={t('history.title')} text={t('history.text')} failure={failure}>
      {rows?.length === 0 && <p class="quiet">{t('history.none')}</p>}
      {[...days].map(([day, changes]) => (
        <section key={day}>
          <h2>{day}</h2>
          <ol class="timeline">
            {changes.map((change, index) => (
              <li key={index}>
                <time dateTime={change.at} class="quiet numbers">
                  {minute(change.at)}
                </time>
                <Shape tone={change.severity === 'info' ? 'good' : toneOf(change.severity)} />
                <span>
                  {change.run_id ? (
                    <a href={`#/run/${change.run_id}`}>{sentence(change, moduleName(change.module))}</a>
                  ) : (
                    <span>{sentence(change, moduleName(change.module))}</span>
                  )}
                  {change.message && <Message change={change} />}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Panel>
  )
}

const Message = ({ change: { kind, about, message } }: { change: Change }) =>
  kind === 'alert_resolved' ? (
    <small class="quiet block">{translated('ending', about, message)}</small>
  ) : (
    <small class="quiet block" lang="en">
      {message}
    </small>
  )

const sentence = (change: Change, module: string): string => {
  const counts = change.counts ?? {}
  const count = (name: string) => Number(counts[name] ?? 0)
  if (change.kind === 'run') {
    if (change.severity === 'error') return t('history.failed', { module })
    return [
      t('history.run', { module, changed: count('changed') }),
      count('rejected') > 0 ? t('history.rejected', { n: count('rejected') }) : '',
      count('deleted') > 0 ? t('history.deleted', { n: count('deleted') }) : '',
    ]
      .filter(Boolean)
      .join(', ')
  }
  if (change.kind === 'decision') {
    const [action = '', ...about] = (change.about ?? '').split(' ')
    const by = change.decided_by === 'service_role' ? t('history.local') : (change.decided_by ?? '')
    return [t('history.decision', { by, what: named('action', action) }), module, about.join(' ')]
      .filter(Boolean)
      .join(' · ')
  }
  const what = named('alert', change.about)
  return t(alertWords.get(change.kind ?? '') ?? 'history.alert_resolved', { what })
}
