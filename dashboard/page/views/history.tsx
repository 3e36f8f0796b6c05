import { Fragment } from 'preact'
import { useModuleNames, useNames, useRows } from '../context.ts'
import { Details } from '../parts/cause.tsx'
import { FirstChanges, useChangesOfRuns } from '../parts/changes.tsx'
import { Words } from '../parts/name.tsx'
import { Panel } from '../parts/panel.tsx'
import { Shape } from '../parts/status.tsx'
import { every, health, openAlerts } from '../questions.ts'
import type { Alert, Change, Health, Name } from '../rows.ts'
import { dayOf, minute } from '../time.ts'
import { causeWords, ending, many, named, number, t, type Word, wordsOfCause } from '../words/words.ts'
import { useFailing } from './overview.tsx'

const alertWords = new Map<string, Word>([
  ['alert_opened', 'history.alert_opened'],
  ['alert_escalated', 'history.alert_escalated'],
  ['alert_more', 'history.alert_more'],
])

/** A timeline of what changed, by day, newest first. */
export const HistoryView = () => {
  const moduleName = useModuleNames()
  const { rows, failure } = useRows<Change>({ view: 'history', limit: 300 }, every.list)
  const { rows: modules = [] } = useRows<Health>(health, every.state)
  const { rows: open = [] } = useRows<Alert>(openAlerts, every.todo)
  const isFailing = useFailing()
  const nameOf = useNames(
    (rows ?? []).flatMap((row) => idsOf(row).map((id) => ({ kind: row.module ?? '', id }))),
  )
  const changed = useChangesOfRuns(
    (rows ?? []).flatMap(({ run_id }) => run_id ?? []),
    3,
  )
  // What is over is not red: a failure that a later run has made good, an alert that has ended.
  const toneOfChange = (row: Change) => {
    if (row.severity === 'info') return 'good'
    const isOver = row.alert_id
      ? !open.some(({ alert_id }) => alert_id === row.alert_id)
      : !modules.some(
          (one) => one.module === row.module && one.account_id === row.account_id && isFailing(one),
        )
    if (row.kind === 'run' && row.severity === 'warning') return 'warn'
    return isOver ? 'calm' : row.severity === 'error' ? 'bad' : 'warn'
  }
  const days = Map.groupBy(rows ?? [], (row) => dayOf(row.at))
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
                <Shape tone={toneOfChange(change)} />
                <div>
                  {change.run_id ? (
                    <a href={`#/run/${change.run_id}`}>{sentence(change, moduleName(change.module))}</a>
                  ) : (
                    <span>{sentence(change, moduleName(change.module))}</span>
                  )}
                  <Records ids={idsOf(change)} nameOf={(id) => nameOf(change.module ?? '', id)} />
                  {change.run_id && <FirstChanges rows={changed.of(change.run_id)} nameOf={changed.nameOf} />}
                  {change.message && <Message change={change} />}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Panel>
  )
}

/** The ids of the records that a decision was about. */
const idsOf = ({ kind, about, module }: Change): string[] => {
  if (kind !== 'decision' || !module) return []
  const [action = '', ...rest] = (about ?? '').split(' ')
  return /^(retry_reject|release_deletions|dismiss_deletions|accept_blanks)$/.test(action)
    ? rest.join(' ').split(', ').filter(Boolean).slice(0, 10)
    : []
}

const Message = ({ change: { kind, about, message, code } }: { change: Change }) => {
  if (kind === 'alert_resolved') return <small class="quiet block">{ending(about, message)}</small>
  if (kind === 'decision') return null
  return (
    <>
      {code && <small class="block">{wordsOfCause(code).what}</small>}
      <Details cause={code ?? about ?? ''} message={message} summary={t('cause.more')} />
    </>
  )
}

/** The first records of a decision, by name. */
const Records = ({ ids, nameOf }: { ids: string[]; nameOf: (id: string) => Name | undefined }) => {
  const shown = ids.slice(0, 3)
  return (
    <>
      {shown.map((id, index) => (
        <Fragment key={id}>
          {index === 0 ? ' · ' : '; '}
          <Words name={nameOf(id)} id={id} />
        </Fragment>
      ))}
      {ids.length > shown.length && ` +${number(ids.length - shown.length)}`}
    </>
  )
}

const sentence = (change: Change, module: string): string => {
  const counts = change.counts ?? {}
  const count = (name: string) => Number(counts[name] ?? 0)
  if (change.kind === 'run') {
    if (change.severity === 'error') return t('history.failed', { module })
    return [
      t('history.run', { module, changed: many('history.changed', count('changed')) }),
      count('rejected') > 0 ? many('history.rejected', count('rejected')) : '',
      count('deleted') > 0 ? many('history.deleted', count('deleted')) : '',
    ]
      .filter(Boolean)
      .join(', ')
  }
  if (change.kind === 'decision') {
    const [action = ''] = (change.about ?? '').split(' ')
    const by = change.decided_by === 'service_role' ? t('history.local') : (change.decided_by ?? '')
    const records = count('records') || count('tried')
    return [
      t('history.decision', { by, what: named('action', action) }),
      module,
      records > 0 ? many('todo.records', records) : '',
    ]
      .filter(Boolean)
      .join(' · ')
  }
  const what = causeWords(change.about ?? '')?.what ?? named('alert', change.about)
  return t(alertWords.get(change.kind ?? '') ?? 'history.alert_resolved', { what })
}
