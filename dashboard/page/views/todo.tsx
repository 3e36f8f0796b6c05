import { useModuleNames, useRows } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { Panel } from '../parts/panel.tsx'
import { Shape, Status } from '../parts/status.tsx'
import { acknowledgedHoles, every, openAlerts, required } from '../questions.ts'
import type { Alert, Hole, Required } from '../rows.ts'
import { at } from '../time.ts'
import { many, named, number, t, translated } from '../words/words.ts'

// An alert about a listed action is shown with it, not a second time.
const rulesOf: Record<string, string[]> = {
  connect: ['token_refused'],
  failing: ['run_failed', 'field_gone', 'gazelle_away', 'wrong_address', 'token_refused'],
  release_deletions: ['deletion_held'],
  rejects: ['rejects_stay'],
  hole: ['hole_stays'],
  placeholders: ['placeholders_stay'],
}

const belongs = (alert: Alert, item: Required) =>
  (rulesOf[item.kind] ?? []).includes(alert.rule) &&
  (alert.account_id ?? item.account_id) === item.account_id &&
  [item.module, item.about, item.account_id].includes(alert.subject)

/** A placeholder that is named by its id, see monitoring.named_placeholders. */
const isUnknown = ({ kind }: Required) => kind.startsWith('unknown_')

/** What needs a person, with its buttons. */
export const Todo = () => {
  const actions = useRows<Required>(required, every.todo)
  const open = useRows<Alert>(openAlerts, every.todo)
  const items = actions.rows ?? []
  const alerts = open.rows ?? []
  const others = alerts.filter((alert) => !items.some((item) => belongs(alert, item)))
  // One row a placeholder: there can be a hundred.
  const unknown = items.filter(isUnknown)
  const holes = items.filter(({ kind }) => kind === 'hole')
  const single = items.filter((item) => !isUnknown(item) && item.kind !== 'hole')
  const shown = [...single, ...unknown.slice(0, 3), ...holes.slice(0, 3)]
  const none = actions.rows !== undefined && shown.length + others.length === 0
  return (
    <Panel title={t('todo.title')} failure={actions.failure}>
      {none && (
        <p class="quiet row">
          <Shape tone="good" /> {t('todo.none')}
        </p>
      )}
      <ul class="todo">
        {shown.map((item) => (
          <Item
            key={`${item.kind} ${item.module} ${item.account_id} ${item.about}`}
            item={item}
            alert={alerts.find((alert) => belongs(alert, item))}
          />
        ))}
        {others.map((alert) => (
          <AlertItem key={alert.alert_id} alert={alert} />
        ))}
      </ul>
      {[unknown, holes].map(
        ({ length }) => length > 3 && <p class="quiet">{many('todo.more', length - 3)}</p>,
      )}
      <AcknowledgedHoles />
    </Panel>
  )
}

/** What a person knows that Gazelle cannot give: it asks for nothing, and is there to be seen. */
const AcknowledgedHoles = () => {
  const moduleName = useModuleNames()
  const { rows = [], count } = useRows<Hole>(acknowledgedHoles, every.todo)
  if (rows.length === 0) return null
  return (
    <details class="acknowledged">
      <summary>{many('todo.holes', count ?? rows.length)}</summary>
      <ul>
        {rows.map((row) => (
          <li key={row.hole_id}>
            <span>{moduleName(row.module)}</span>{' '}
            <span lang="en">
              {[row.kind, row.place, row.path, row.message && `(${row.message})`].filter(Boolean).join(' ')}
            </span>{' '}
            <span class="quiet">
              {[
                many('todo.met', row.times),
                t('todo.since', { at: at(row.first_seen_at) }),
                acknowledgedBy(row.acknowledged_by),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** How many runs have met a hole. */
const Met = ({ hole }: { hole: number }) => {
  const { rows } = useRows<Hole>({ view: 'holes', where: { hole_id: hole }, limit: 1 }, every.todo)
  return rows?.[0] ? <span class="quiet">{many('todo.met', rows[0].times)}</span> : null
}

const Item = ({ item, alert }: { item: Required; alert: Alert | undefined }) => {
  const { kind, module, account_id: account, records } = item
  const name = useModuleNames()(module)
  const help =
    kind === 'failing' ? translated('hint', item.about, item.remedy) : named('help', kind, item.remedy)
  return (
    <li data-kind={kind} data-module={module}>
      <div class="row">
        <Status status={alert?.severity === 'critical' ? 'critical' : item.severity} />
        <strong>{named('kind', kind, item.sentence)}</strong>
        {module && <a href={`#/module/${module}`}>{name}</a>}
        <span class="quiet">
          {[records ? many('todo.records', records) : '', t('todo.since', { at: at(item.since) })]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {kind === 'hole' && <Met hole={Number(item.about)} />}
      </div>
      {(kind === 'failing' || kind === 'hole') && (
        <p class="error" lang="en">
          {item.sentence}
        </p>
      )}
      {isUnknown(item) && <p class="mono">{item.about}</p>}
      <p class="quiet">{help}</p>
      <div class="row">
        {kind === 'failing' && module && (
          <ActionButton
            label={t('do.sync')}
            title={t('do.sync.title', { module: name })}
            text={t('do.sync.text')}
            about={name}
            kind="main"
            account={account}
            action={{ action: 'sync_now', args: { p_module: module, p_account: account } }}
          />
        )}
        {kind === 'rejects' && module && (
          <>
            <a class="button main" href={`#/rejects?module=${module}`}>
              {t('todo.show')}
            </a>
            <RetryAll module={module} account={account} />
          </>
        )}
        {kind === 'hole' && module && (
          <ActionButton
            label={t('do.acknowledge_hole')}
            title={t('do.acknowledge_hole.title', { module: name })}
            text={t('do.acknowledge_hole.text')}
            about={name}
            account={account}
            action={{ action: 'acknowledge_hole', args: { p_hole: Number(item.about) } }}
          />
        )}
        {kind === 'release_deletions' && module && (
          <>
            <a class="button main" href="#/deletions">
              {t('todo.show')}
            </a>
            <DeletionButtons module={module} account={account} ids={null} />
          </>
        )}
        {alert && <AlertButtons alert={alert} />}
      </div>
    </li>
  )
}

export const RetryAll = ({ module, account }: { module: string; account: string }) => {
  const name = useModuleNames()(module)
  return (
    <ActionButton
      label={t('do.retry_all')}
      title={t('do.retry_all.title', { module: name })}
      text={t('do.retry_all.text')}
      about={name}
      account={account}
      action={{ action: 'retry_rejects', args: { p_module: module, p_account: account } }}
    />
  )
}

/** Release and dismiss: for the ids given, or for all of a module's held-back deletions. */
export const DeletionButtons = (props: {
  module: string
  account: string
  ids: string[] | null
  onDone?: () => void
}) => {
  const { module, account, ids, onDone } = props
  const what = ids === null ? t('do.all') : many('do.some', ids.length)
  const name = useModuleNames()(module)
  const args = { p_module: module, p_account: account, ...(ids && { p_ids: ids }) }
  return (
    <>
      <ActionButton
        label={t('do.release')}
        title={t('do.release.title', { what, module: name })}
        text={t('do.release.text')}
        about={`${name}, ${what}`}
        kind="danger"
        disabled={ids?.length === 0}
        account={account}
        action={{ action: 'release_deletions', args }}
        {...(onDone && { onDone })}
      />
      <ActionButton
        label={t('do.dismiss')}
        title={t('do.dismiss.title', { what, module: name })}
        text={t('do.dismiss.text')}
        about={`${name}, ${what}`}
        disabled={ids?.length === 0}
        account={account}
        action={{ action: 'dismiss_deletions', args }}
        {...(onDone && { onDone })}
      />
    </>
  )
}

const acknowledgedBy = (by: string | null) =>
  by === 'service_role' ? t('todo.acknowledged_here') : t('todo.acknowledged', { by: by ?? '' })

const AlertButtons = ({ alert }: { alert: Alert }) => {
  const about = named('alert', alert.rule, alert.sentence)
  return (
    <>
      {alert.acknowledged_at ? (
        <span class="quiet">{acknowledgedBy(alert.acknowledged_by)}</span>
      ) : (
        <ActionButton
          label={t('do.acknowledge')}
          title={t('do.acknowledge.title')}
          text={t('do.acknowledge.text')}
          about={about}
          account={alert.account_id}
          action={{ action: 'acknowledge', args: { p_alert: alert.alert_id } }}
        />
      )}
      <ActionButton
        label={t('do.resolve')}
        title={t('do.resolve.title')}
        text={t('do.resolve.text')}
        about={about}
        account={alert.account_id}
        action={{ action: 'resolve_alert', args: { p_alert: alert.alert_id } }}
      />
    </>
  )
}

const AlertItem = ({ alert }: { alert: Alert }) => {
  const moduleName = useModuleNames()
  return (
    <li data-kind="alert" data-rule={alert.rule}>
      <div class="row">
        <Status status={alert.severity} />
        <strong>{named('alert', alert.rule, alert.sentence)}</strong>
        <span>{moduleName(alert.subject)}</span>
        <span class="quiet">{t('todo.since', { at: at(alert.opened_at) })}</span>
      </div>
      <p lang="en">{alert.message}</p>
      <p class="quiet">{translated('remedy', alert.rule, alert.remedy)}</p>
      <div class="row">
        <AlertButtons alert={alert} />
      </div>
    </li>
  )
}

/** A count for the navigation; empty for none. */
export const countOf = (n: number | null): string => (n === null || n === 0 ? '' : number(n))
