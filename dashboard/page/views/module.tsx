import { useModuleNames, useRows } from '../context.ts'
import { DayChart } from '../parts/chart.tsx'
import { MonthCalendar } from '../parts/month.tsx'
import { Panel, Table } from '../parts/panel.tsx'
import { Progress } from '../parts/progress.tsx'
import { Status } from '../parts/status.tsx'
import { every, freshness, health, throughput } from '../questions.ts'
import type { Failure, FreshDay, Health, Hour, Run } from '../rows.ts'
import { ago, at, duration, interval } from '../time.ts'
import { named, number, t, translated } from '../words/words.ts'
import { Age, Chips, countWords, ModuleStatus, nextSweep, SyncButton, useFailing } from './overview.tsx'
import { RetryAll } from './todo.tsx'

/** One kind of data: state, day, month, runs, errors. */
export const ModuleView = ({ name }: { name: string }) => {
  const moduleName = useModuleNames()
  const known = useRows<Health>(health, every.state)
  const newest = [{ column: 'run_id', descending: true }]
  const runs = useRows<Run>({ view: 'runs', where: { module: name }, order: newest, limit: 25 }, every.state)
  const hours = useRows<Hour>(throughput, every.hours)
  const days = useRows<FreshDay>(freshness, every.days)
  const errors = useRows<Failure>({ view: 'recent_errors', where: { module: name }, limit: 20 }, every.errors)
  const isFailing = useFailing()
  const rows = known.rows?.filter((row) => row.module === name)
  if (rows?.length === 0) return <p>{t('module.unknown', { name })}</p>
  return (
    <>
      <p>
        <a href="#/">← {t('back')}</a>
      </p>
      {rows?.map((row) => {
        const open = runs.rows?.find((run) => run.status === 'running' && run.account_id === row.account_id)
        return (
          <div class="panel" key={row.account_id}>
            <div class="row between">
              <h1>
                {moduleName(name)}
                {rows.length > 1 && <small class="quiet"> {row.account_id}</small>}
              </h1>
              <span class="row">
                <ModuleStatus row={row} failing={isFailing(row)} />
              </span>
            </div>
            <Age row={row} at={known.at} />
            {open && <Progress run={open} />}
            <Chips row={row} />
            {row.last_error && row.status !== 'healthy' && (
              <p class="error" lang="en">
                {row.last_error}
              </p>
            )}
            <dl class="facts">
              <Fact word={t('module.records')} value={countWords(row) || number(row.records)} />
              <Fact word={t('module.last_incremental')} value={at(row.last_incremental_at)} />
              <Fact word={t('module.last_full')} value={at(row.last_full_at)} />
              <Fact word={t('module.last_repair')} value={at(row.last_repair_at)} />
              <Fact word={t('module.whole_at')} value={at(row.whole_at)} />
              <Fact word={t('module.next_sweep')} value={nextSweep(row)} />
            </dl>
            <p class="quiet">{t('module.sweep_note')}</p>
            <div class="row">
              <SyncButton row={row} />
              <SyncButton row={row} full />
              {row.rejected + row.pending > 0 && <RetryAll module={name} account={row.account_id} />}
            </div>
          </div>
        )
      })}
      <div class="halves">
        <Panel title={t('day.title')} failure={hours.failure}>
          {hours.rows && <DayChart hours={hours.rows} module={name} />}
        </Panel>
        <Panel title={t('month.title')} failure={days.failure}>
          {days.rows && <MonthCalendar days={days.rows.filter((one) => one.module === name)} />}
        </Panel>
      </div>
      <Panel title={t('module.runs')} failure={runs.failure}>
        <Table
          label={t('module.runs')}
          head={[
            t('run.started'),
            t('run.mode'),
            t('run.status'),
            t('run.duration'),
            t('run.fetched'),
            t('run.changed'),
            t('run.rejected'),
            t('run.deleted'),
          ]}
        >
          {runs.rows?.map((run) => (
            <tr key={run.run_id}>
              <td>
                <a href={`#/run/${run.run_id}`}>{at(run.started_at)}</a>
              </td>
              <td>{named('mode', run.mode)}</td>
              <td>
                <Status status={run.status} />
              </td>
              <td>{duration(interval(run.duration))}</td>
              <td class="numbers">{number(run.fetched)}</td>
              <td class="numbers">{number(run.changed)}</td>
              <td class="numbers">{number(run.rejected)}</td>
              <td class="numbers">{number(run.deleted)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      <Panel title={t('module.errors')} failure={errors.failure}>
        <ErrorList errors={errors.rows ?? []} none={t('module.no_errors')} />
      </Panel>
    </>
  )
}

export const Fact = ({ word, value }: { word: string; value: string }) => (
  <div>
    <dt>{word}</dt>
    <dd>{value}</dd>
  </div>
)

/** Errors, each with the record or run it is about. */
export const ErrorList = ({ errors, none }: { errors: Failure[]; none: string }) => {
  if (errors.length === 0) return <p class="quiet">{none}</p>
  return (
    <ul class="todo">
      {errors.map((one, index) => (
        <li key={index}>
          <div class="row">
            <Status status={one.severity} />
            {one.external_id ? (
              <a
                class="mono"
                href={`#/rejects?module=${one.module}&id=${encodeURIComponent(one.external_id)}`}
              >
                {one.external_id}
              </a>
            ) : (
              one.run_id && <a href={`#/run/${one.run_id}`}>{t('run.title', { id: String(one.run_id) })}</a>
            )}
            <span class="mono quiet">{[one.rule, one.field].filter(Boolean).join(' · ')}</span>
            {one.at && <span class="quiet">{ago(Date.now() - Date.parse(one.at))}</span>}
          </div>
          <p>
            {named('rule', one.rule, one.message)}{' '}
            {one.value != null && <code class="value">{JSON.stringify(one.value)}</code>}
          </p>
          {one.hint && (
            <p class="quiet">{translated('hint', one.kind === 'lookup' ? 'lookup' : one.rule, one.hint)}</p>
          )}
        </li>
      ))}
    </ul>
  )
}
