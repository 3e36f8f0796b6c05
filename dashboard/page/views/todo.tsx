import { useState } from 'preact/hooks'
import type { Action } from '../../ask.ts'
import { useModuleNames, useNames, useRows } from '../context.ts'
import { ActionButton, type Outcome } from '../parts/action.tsx'
import { Details, meaningOf } from '../parts/cause.tsx'
import { Words } from '../parts/name.tsx'
import { Panel } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { acknowledgedHoles, causes, every } from '../questions.ts'
import type { Cause, Hole } from '../rows.ts'
import { at } from '../time.ts'
import { factsOf } from '../words/causes.ts'
import { many, number, t, wordsOfCause } from '../words/words.ts'

/** How many cards of one kind are shown: there can be a hundred placeholders of users. */
const most = 5
const mostNames = 3
const mostModules = 4

/** What needs a person: one card for one cause. Nothing of it where nothing does. */
export const Todo = () => {
  const { rows, failure } = useRows<Cause>(causes, every.todo)
  const kinds = Map.groupBy(rows ?? [], ({ kind }) => kind)
  const shown = (rows ?? []).filter((row) => (kinds.get(row.kind) ?? []).indexOf(row) < most)
  const accounts = new Set(rows?.flatMap(({ account_id }) => account_id ?? []))
  const severalAccounts = accounts.size > 1
  const left = (rows?.length ?? 0) - shown.length
  const { rows: holes = [], count } = useRows<Hole>(acknowledgedHoles, every.todo)
  if (!failure && shown.length === 0 && holes.length === 0) return null
  return (
    <Panel title={t('todo.title')} failure={failure}>
      {shown.length === 0 && <p class="quiet">{t('todo.none')}</p>}
      <ul class="todo">
        {shown.map((row) => (
          <Card
            key={`${row.kind} ${row.cause} ${row.account_id} ${row.modules} ${row.about?.[0]}`}
            row={row}
            account={severalAccounts ? row.account_id : null}
          />
        ))}
      </ul>
      {left > 0 && <p class="quiet">{many('todo.more', left)}</p>}
      {holes.length > 0 && <AcknowledgedHoles rows={holes} count={count ?? holes.length} />}
    </Panel>
  )
}

/** What a person knows that Gazelle cannot give: it asks for nothing, and is there to be seen. */
const AcknowledgedHoles = ({ rows, count }: { rows: Hole[]; count: number }) => {
  const moduleName = useModuleNames()
  const nameOf = useNames(rows.map(({ module, id }) => ({ kind: module, id })))
  return (
    <details class="acknowledged">
      <summary>{many('todo.holes', count)}</summary>
      <ul>
        {rows.map((row) => (
          <li key={row.hole_id}>
            <span>{moduleName(row.module)}</span>{' '}
            <b>{row.id ? <Words name={nameOf(row.module, row.id)} id={row.id} /> : row.place}</b>{' '}
            <span lang="en">{[row.path, row.message && `(${row.message})`].filter(Boolean).join(' ')}</span>{' '}
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

/** Whose data it is: modules with links, and how many more. */
const Modules = ({ modules }: { modules: string[] }) => {
  const moduleName = useModuleNames()
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? modules : modules.slice(0, mostModules)
  return (
    <span class="modules">
      {shown.map((module, index) => (
        <span key={module}>
          {index > 0 && ', '}
          <a href={`#/module/${module}`}>{moduleName(module)}</a>
        </span>
      ))}
      {shown.length < modules.length && (
        <>
          {' '}
          <button type="button" class="link" onClick={() => setOpen(true)}>
            {many('todo.modules', modules.length - shown.length)}
          </button>
        </>
      )}
    </span>
  )
}

/** The holes of a card: which records, and what of them. */
const Holes = ({ row }: { row: Cause }) => {
  const [module = ''] = row.modules ?? []
  const ids = row.about ?? []
  const { rows = [] } = useRows<Hole>(
    {
      view: 'holes',
      where: { module, status: 'open' },
      order: [{ column: 'first_seen_at' }, { column: 'hole_id' }],
      limit: 100,
    },
    every.todo,
  )
  const shown = rows.filter(({ hole_id }) => ids.includes(String(hole_id))).slice(0, mostNames)
  const nameOf = useNames(shown.map(({ id }) => ({ kind: module, id })))
  return (
    <ul class="names">
      {shown.map((hole) => (
        <li key={hole.hole_id}>
          {hole.id ? <Words name={nameOf(module, hole.id)} id={hole.id} /> : hole.place}{' '}
          {hole.path && <code>{hole.path}</code>}{' '}
          <span class="quiet">
            {many('todo.met', hole.times)} · {t('todo.since', { at: at(hole.first_seen_at) })}
          </span>
        </li>
      ))}
      {ids.length > shown.length && shown.length > 0 && (
        <li class="quiet">{many('todo.records_more', ids.length - shown.length)}</li>
      )}
    </ul>
  )
}

/** The records of a card, each by what people call it. */
const Records = ({ row }: { row: Cause }) => {
  const [module = ''] = row.modules ?? []
  const ids = row.about ?? []
  const shown = ids.slice(0, mostNames)
  const nameOf = useNames(shown.map((id) => ({ kind: module, id })))
  const left = Math.max(ids.length, row.records ?? 0) - shown.length
  return (
    <ul class="names">
      {shown.map((id) => (
        <li key={id}>
          <Words name={nameOf(module, id)} id={id} />
        </li>
      ))}
      {left > 0 && <li class="quiet">{many('todo.records_more', left)}</li>}
    </ul>
  )
}

/** A setting by its name, such as GAZELLE_API_URL: who does not know where it is cannot correct it. */
const namesSetting = /\b[A-Z]+_[A-Z_]+\b|\.env\b/

const Card = ({ row, account }: { row: Cause; account: string | null }) => {
  const { cause, kind, modules, records, since } = row
  const { what, todo } = wordsOfCause(cause)
  return (
    <li
      class={`cause ${row.severity}`}
      data-kind={kind}
      data-cause={cause}
      data-module={modules?.length === 1 ? modules[0] : undefined}
    >
      <div class="row">
        <Status status={row.severity} />
        <h3>{what}</h3>
      </div>
      <p class="row quiet who">
        {account && <b>{account}</b>}
        {modules && modules.length > 0 && <Modules modules={modules} />}
        <span>
          {[records ? many('todo.records', records) : '', t('todo.since', { at: at(since) })]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      {kind === 'hole' && <Holes row={row} />}
      {factsOf(cause)?.isOnData && <Records row={row} />}
      {kind.startsWith('unknown_') && <p class="mono">{row.about?.[0]}</p>}
      <dl class="says">
        <div>
          <dt>{t('cause.means')}</dt>
          <dd>{meaningOf(cause)}</dd>
        </div>
        <div>
          <dt>{t('cause.todo')}</dt>
          <dd>
            {todo}
            {namesSetting.test(todo) && <span class="quiet"> {t('settings.where')}</span>}
          </dd>
        </div>
      </dl>
      <Buttons row={row} />
      <Details cause={cause} message={row.message} hint={row.hint} />
    </li>
  )
}

const Buttons = ({ row }: { row: Cause }) => {
  const { cause, kind, modules, account_id: account, records, alert_ids: alerts } = row
  const [module] = modules ?? []
  // Of several, each is decided on its own page.
  const isOne = modules?.length === 1
  const { what } = wordsOfCause(cause)
  return (
    <div class="row actions">
      {row.can_connect && isAboutCredential(cause) && account && <ConnectButton account={account} />}
      {(kind === 'failing' || syncs.has(cause)) && modules && account && (
        <SyncAll
          modules={modules}
          account={account}
          full={sweeps.has(cause)}
          isMain={kind === 'alert' || factsOf(cause)?.means === 'waits'}
        />
      )}
      {(kind === 'rejects' || cause === 'rejects_stay' || cause === 'error_share') && module && (
        <a class="button main" href={isOne ? `#/rejects?module=${module}` : '#/rejects'}>
          {t('todo.show')}
        </a>
      )}
      {kind === 'rejects' && isOne && module && account && (
        <RetryAll module={module} account={account} records={records ?? 0} />
      )}
      {kind === 'hole' && account && (
        <ActionButton
          label={t('do.acknowledge_hole')}
          title={many('do.acknowledge_hole.title', row.about?.length ?? 1)}
          text={t('do.acknowledge_hole.text')}
          about={what}
          kind="main"
          account={account}
          action={(row.about ?? []).map((hole) => ({
            action: 'acknowledge_hole',
            args: { p_hole: Number(hole) },
          }))}
        />
      )}
      {(kind === 'release_deletions' || cause === 'look_ups_fail') && (
        <a class="button main" href="#/deletions">
          {t('todo.show')}
        </a>
      )}
      {kind === 'release_deletions' && isOne && module && account && (
        <DeletionButtons module={module} account={account} ids={null} count={records ?? 0} />
      )}
      {(kind === 'placeholders' || kind.startsWith('unknown_') || cause === 'placeholders_stay') && (
        <a class="button main" href="#/placeholders">
          {t('todo.show')}
        </a>
      )}
      {alerts && alerts.length > 0 && (
        <AlertButtons alerts={alerts} account={account} about={what} by={row.acknowledged_by} />
      )}
    </div>
  )
}

const isAboutCredential = (cause: string) =>
  /credential_refused|not_connected|other_company|token_|rights_lost/.test(cause)

// What a full sweep mends, and what any sync does.
const sweeps = new Set(['sweep_overdue', 'sweep_short'])
const syncs = new Set([...sweeps, 'stale', 'run_failed'])

/** Asks for a sync of each of the modules. */
const SyncAll = (props: { modules: string[]; account: string; full: boolean; isMain: boolean }) => {
  const { modules, account, full, isMain } = props
  const moduleName = useModuleNames()
  const which = isMain ? (full ? 'do.full' : 'do.sync') : 'do.try'
  const [only = ''] = modules
  const what = modules.length === 1 ? moduleName(only) : many('do.modules', modules.length)
  return (
    <ActionButton
      label={t(which)}
      title={t(`${which}.title`, { module: what })}
      text={t(full ? 'do.full.text' : 'do.sync.text')}
      about={what}
      kind={isMain ? 'main' : 'plain'}
      account={account}
      action={modules.map(
        (module): Action => ({
          action: 'sync_now',
          args: { p_module: module, p_mode: full ? 'full' : 'incremental', p_account: account },
        }),
      )}
    />
  )
}

/** Makes a link with which a full admin connects the account again, and shows it. */
const ConnectButton = ({ account }: { account: string }) => {
  const [url, setUrl] = useState<string | null>(null)
  if (url)
    return (
      <a class="button main" href={url} target="_blank" rel="noreferrer">
        {t('do.connect_link.open')}
      </a>
    )
  return (
    <ActionButton
      label={t('do.connect_link')}
      title={t('do.connect_link.title')}
      text={t('do.connect_link.text')}
      about={account}
      kind="main"
      account={account}
      action={{ action: 'connect_link', args: { p_account: account } }}
      onDone={(outcome) => setUrl(typeof outcome?.url === 'string' ? outcome.url : null)}
    />
  )
}

/** Tries refused records again, a thousand at a time: all of a module, or those of one cause. */
export const RetryAll = (props: {
  module: string
  account: string
  records: number
  group?: { rule: string; field: string | null; words: string }
}) => {
  const { module, account, records, group } = props
  const name = useModuleNames()(module)
  const args = {
    p_module: module,
    p_account: account,
    ...(group && { p_rule: group.rule, p_field: group.field }),
  }
  const which = group ? 'do.retry_group' : 'do.retry_all'
  return (
    <ActionButton
      label={t(which, { n: records })}
      title={many(`${which}.title`, records, { module: name, cause: group?.words ?? '' })}
      text={t('do.retry_all.text')}
      about={[name, group?.words].filter(Boolean).join(', ')}
      account={account}
      action={{ action: 'retry_rejects', args }}
      next={({ after }: Outcome) =>
        typeof after === 'string' ? { action: 'retry_rejects', args: { ...args, p_after: after } } : null
      }
    />
  )
}

/** Release and dismiss: for the ids given, or for all of a module's held-back deletions. */
export const DeletionButtons = (props: {
  module: string
  account: string
  ids: string[] | null
  /** How many there are in all. */
  count: number
  onDone?: () => void
}) => {
  const { module, account, ids, count, onDone } = props
  const n = ids?.length ?? count
  const what = many(ids === null ? 'do.all' : 'do.some', n)
  const name = useModuleNames()(module)
  const args = { p_module: module, p_account: account, ...(ids && { p_ids: ids }) }
  return (
    <>
      <ActionButton
        label={t('do.release', { n })}
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
        label={t('do.dismiss', { n })}
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

const AlertButtons = (props: {
  alerts: number[]
  account: string | null
  about: string
  by: string | null
}) => {
  const { alerts, account, about, by } = props
  return (
    <>
      {by ? (
        <span class="quiet">{acknowledgedBy(by)}</span>
      ) : (
        <ActionButton
          label={t('do.acknowledge')}
          title={many('do.acknowledge.title', alerts.length)}
          text={t('do.acknowledge.text')}
          about={about}
          account={account}
          action={alerts.map((alert) => ({ action: 'acknowledge', args: { p_alert: alert } }))}
        />
      )}
      <ActionButton
        label={t('do.resolve')}
        title={t('do.resolve.title')}
        text={t('do.resolve.text')}
        about={about}
        account={account}
        // The rules are evaluated as a whole: one alert stands for all.
        action={{ action: 'resolve_alert', args: { p_alert: alerts[0] ?? 0 } }}
      />
    </>
  )
}

/** A count for the navigation; empty for none. */
export const countOf = (n: number | null): string => (n === null || n === 0 ? '' : number(n))
