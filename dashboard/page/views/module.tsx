import { useModuleNames, useNames, useRows } from '../context.ts'
import { Details } from '../parts/cause.tsx'
import { DayChart } from '../parts/chart.tsx'
import { MonthCalendar } from '../parts/month.tsx'
import { Named } from '../parts/name.tsx'
import { Panel, Table } from '../parts/panel.tsx'
import { Progress } from '../parts/progress.tsx'
import { Status, toneOf } from '../parts/status.tsx'
import { every, freshness, health, throughput } from '../questions.ts'
import type { Failure, FreshDay, Health, Hour, Run } from '../rows.ts'
import { ago, at, duration, interval } from '../time.ts'
import { causeWords, named, number, t, wordsOfCause } from '../words/words.ts'
import {
  Age,
  Chips,
  codeIn,
  countWords,
  ModuleStatus,
  nextSweep,
  SyncButton,
  useFailing,
} from './overview.tsx'
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
  // A failure that a later run has made good is over: it is not red.
  const toneOfRun = ({ status, account_id }: Run) =>
    status === 'failed' && !rows?.some((row) => row.account_id === account_id && isFailing(row))
      ? 'calm'
      : toneOf(status)
  if (rows?.length === 0)
    return <Panel main title={t('module.unknown', { name })} text={t('module.unknown.text')} />
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
            {row.last_error && isFailing(row) && <Trouble error={row.last_error} />}
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
              {row.rejected + row.pending > 0 && (
                <RetryAll module={name} account={row.account_id} records={row.rejected + row.pending} />
              )}
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
          numbers={[3, 4, 5, 6, 7]}
        >
          {runs.rows?.map((run) => (
            <tr key={run.run_id}>
              <td>
                <a href={`#/run/${run.run_id}`}>{at(run.started_at)}</a>
              </td>
              <td>{named('mode', run.mode)}</td>
              <td>
                <Status status={run.status} tone={toneOfRun(run)} />
              </td>
              <td class="numbers">{duration(interval(run.duration))}</td>
              <td class="numbers">{number(run.fetched)}</td>
              <td class="numbers">{number(run.changed)}</td>
              <td class="numbers">{number(run.rejected)}</td>
              <td class="numbers">{number(run.deleted)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      <Panel title={t('module.errors')} failure={errors.failure}>
        <ErrorList
          errors={errors.rows ?? []}
          none={t('module.no_errors')}
          isOver={!rows?.some((row) => isFailing(row))}
        />
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

/** Why the module fails, what to do, and the error itself. */
const Trouble = ({ error }: { error: string }) => {
  const code = codeIn(error)
  const { what, todo } = wordsOfCause(code)
  return (
    <div class="error">
      <p>
        <b>{what}</b> {todo}
      </p>
      <Details cause={code} message={error.slice(code.length + 1).trim()} />
    </div>
  )
}

/** Errors, each with the record or run it is about. Failed runs are no trouble any more where a later one succeeded. */
export const ErrorList = (props: { errors: Failure[]; none: string; isOver?: boolean }) => {
  const { errors, none, isOver = false } = props
  const nameOf = useNames(errors.map(({ module, external_id: id }) => ({ kind: module, id })))
  if (errors.length === 0) return <p class="quiet">{none}</p>
  return (
    <ul class="todo">
      {errors.map((one, index) => {
        const words = causeWords(one.kind === 'lookup' ? 'lookup' : (one.rule ?? ''))
        return (
          <li key={index}>
            <div class="row">
              <Status status={one.kind === 'run' && isOver ? 'over' : one.severity} />
              {one.external_id ? (
                <Named
                  name={nameOf(one.module, one.external_id)}
                  id={one.external_id}
                  href={`#/rejects?module=${one.module}&id=${encodeURIComponent(one.external_id)}`}
                />
              ) : (
                one.run_id && <a href={`#/run/${one.run_id}`}>{t('run.title', { id: String(one.run_id) })}</a>
              )}
              {one.at && <span class="quiet">{ago(Date.now() - Date.parse(one.at))}</span>}
            </div>
            <p>
              {words?.what ?? named('rule', one.rule, one.message)} {one.field && <code>{one.field}</code>}{' '}
              {one.value != null && <code class="value">{JSON.stringify(one.value)}</code>}
            </p>
            {words && <p class="quiet">{words.todo}</p>}
            {words && one.rule && <Details cause={one.rule} message={one.message} />}
          </li>
        )
      })}
    </ul>
  )
}
