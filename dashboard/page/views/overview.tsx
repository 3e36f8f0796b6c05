import type { ComponentChildren } from 'preact'
import { useModuleNames, useNow, useRows } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { DayChart, Spark } from '../parts/chart.tsx'
import { MonthGrid } from '../parts/month.tsx'
import { Panel } from '../parts/panel.tsx'
import { Progress } from '../parts/progress.tsx'
import { Shape, Status, toneOf } from '../parts/status.tsx'
import { causes, every, freshness, health, running, throughput } from '../questions.ts'
import type { Cause, FreshDay, Health, Hour, Run } from '../rows.ts'
import { ago, at as clockTime, duration, interval } from '../time.ts'
import { many, number, type Plural, t, wordsOfCause } from '../words/words.ts'
import { Channels } from './channels.tsx'
import { Todo } from './todo.tsx'
import { Webhooks } from './webhooks.tsx'

/** Milliseconds since the watermark, now; null before the first one. */
export const ageNow = (row: Health, at: number, now: number): number | null =>
  row.age === null ? null : interval(row.age) + Math.max(0, now - at)

export const Overview = () => {
  const known = useRows<Health>(health, every.state)
  const runs = useRows<Run>(running, every.state)
  const hours = useRows<Hour>(throughput, every.hours)
  const days = useRows<FreshDay>(freshness, every.days)
  const isFailing = useFailing()
  const modules = known.rows ?? []
  return (
    <>
      <Hero modules={known.rows} at={known.at} isFailing={isFailing} />
      <Todo />
      <Panel title={t('modules.title')} text={t('module.sweep_note')} failure={known.failure}>
        <div class="cards">
          {modules.map((row) => (
            <ModuleCard
              key={`${row.module} ${row.account_id}`}
              row={row}
              at={known.at}
              failing={isFailing(row)}
              run={runs.rows?.find((run) => run.module === row.module && run.account_id === row.account_id)}
              hours={hours.rows ?? []}
              several={new Set(modules.map((one) => one.account_id)).size > 1}
            />
          ))}
        </div>
      </Panel>
      <Panel title={t('day.title')} failure={hours.failure}>
        {hours.rows && <DayChart hours={hours.rows} />}
      </Panel>
      <Panel title={t('month.title')} text={t('month.text')} failure={days.failure}>
        {days.rows && <MonthGrid days={days.rows} modules={[...new Set(modules.map((one) => one.module))]} />}
      </Panel>
      <Channels />
      <Webhooks />
    </>
  )
}

/** Whether the last run of a module failed. A failure that is over is no trouble. */
export const useFailing = (): ((row: Health) => boolean) => {
  const { rows } = useRows<Cause>(causes, every.todo)
  return (row) =>
    rows?.some(
      (one) =>
        one.kind === 'failing' && one.account_id === row.account_id && one.modules?.includes(row.module),
    ) ?? false
}

const Hero = (props: { modules: Health[] | undefined; at: number; isFailing: (row: Health) => boolean }) => {
  const { at, isFailing } = props
  const now = useNow()
  const { rows: needed } = useRows<Cause>(causes, every.todo)
  // What was never connected is neither fresh nor late.
  const modules = props.modules?.filter((row) => row.connected !== false)
  if (!modules)
    return (
      <div class="hero calm">
        <h1>{t('hero.loading')}</h1>
      </div>
    )
  const states = modules.map((row) => stateOf(row, isFailing(row)))
  const bad = states.filter((state) => toneOf(state) === 'bad').length
  const isNew = modules.every((row) => row.age === null)
  const busy = modules.filter((row) => row.running).length
  const severe = needed?.filter(({ severity }) => severity !== 'warning').length ?? 0
  const tone =
    bad + severe > 0 ? 'bad' : isNew ? (busy > 0 ? 'busy' : 'calm') : needed?.length ? 'warn' : 'good'
  const words = {
    bad: bad > 0 ? many('hero.unhealthy', bad) : many('hero.needed', severe),
    warn: many('hero.needed', needed?.length ?? 0),
    good: t('hero.fresh'),
    busy: t('hero.first'),
    calm: t('hero.empty'),
  }
  const fresh = modules.filter((row) => !isLate(row, at, now) && !isFailing(row))
  const ages = modules.flatMap((row) => ageNow(row, at, now) ?? [])
  const over = states.includes('healthy') && modules.some((row) => row.failures_24h > 0) && bad === 0
  return (
    <div class={`hero ${tone}`} data-tone={tone}>
      <Shape tone={tone} />
      <div>
        <h1 aria-live="polite">{words[tone]}</h1>
        <p class="quiet">
          {t('hero.detail', {
            fresh: fresh.length,
            all: modules.length,
            newest: ages.length > 0 ? ago(Math.min(...ages)) : t('time.never'),
          })}{' '}
          {busy > 0 && many('hero.running', busy)} {over && t('hero.over')}{' '}
          {needed?.length === 0 && !isNew && t('todo.none')}
        </p>
      </div>
    </div>
  )
}

const isLate = (row: Health, at: number, now: number) =>
  (ageNow(row, at, now) ?? Number.POSITIVE_INFINITY) > interval(row.fresh_within)

/** A module's sync button, incremental or full. */
export const SyncButton = ({ row, full = false }: { row: Health; full?: boolean }) => {
  const module = useModuleNames()(row.module)
  const which = full ? 'do.full' : 'do.sync'
  return (
    <ActionButton
      label={t(which)}
      title={t(`${which}.title`, { module })}
      text={t(`${which}.text`)}
      about={module}
      account={row.account_id}
      action={{
        action: 'sync_now',
        args: {
          p_module: row.module,
          p_mode: full ? 'full' : 'incremental',
          p_account: row.account_id,
        },
      }}
    />
  )
}

/** How a module is now: what is over is not shown as a trouble, and what has never run is not late. */
export const stateOf = (row: Health, failing: boolean): string => {
  if (row.connected === false) return 'unconnected'
  if (failing) return 'failed'
  if (row.age === null) return 'never'
  return row.late ? 'late' : 'healthy'
}

/** A module's state by word and shape, and whether it is running. */
export const ModuleStatus = ({ row, failing }: { row: Health; failing: boolean }) => (
  <>
    <Status status={stateOf(row, failing)} />
    {row.running && <Status status={row.phase === 'waiting' ? 'waiting' : 'running'} />}
    {row.phase === 'abandoned' && <Status status="abandoned" />}
    {row.paused && row.connected !== false && <span class="quiet">{t('module.paused')}</span>}
  </>
)

const Chip = (props: { n: number; word: Plural; href?: string; tone: string }) => {
  const { n, word, href, tone } = props
  if (n === 0) return null
  const content: ComponentChildren = (
    <>
      <b>{number(n)}</b> {many(word, n)}
    </>
  )
  return href ? (
    <a class={`chip ${tone}`} href={href}>
      {content}
    </a>
  ) : (
    <span class={`chip ${tone}`}>{content}</span>
  )
}

/** Counts of what waits, was refused, or failed. */
export const Chips = ({ row }: { row: Health }) => (
  <div class="row chips">
    <Chip n={row.failures_24h} word="module.failures" tone="calm" href={`#/module/${row.module}`} />
    <Chip n={row.held_back ?? 0} word="module.held" tone="warn" href="#/deletions" />
    <Chip n={row.rejected} word="module.rejected" tone="warn" href={`#/rejects?module=${row.module}`} />
    <Chip n={row.pending} word="module.pending" tone="calm" href={`#/rejects?module=${row.module}`} />
    <Chip n={row.placeholders} word="module.placeholders" tone="calm" href="#/placeholders" />
  </div>
)

/** Rows here against Gazelle's own count. */
export const countWords = (row: Health): string => {
  const { local_count: local, remote_count: remote } = row
  if (local == null || remote == null) return ''
  return local === remote ? t('module.same', { local }) : t('module.counts', { local, remote })
}

/** When the schedule begins the next full sweep. */
export const nextSweep = (row: Health): string =>
  row.next_sweep_at ? clockTime(row.next_sweep_at) : t('module.no_sweep')

/** Age against target, as words and as a bar. */
export const Age = ({ row, at }: { row: Health; at: number }) => {
  const now = useNow()
  const age = ageNow(row, at, now)
  const target = interval(row.fresh_within)
  const share = age === null ? 0 : Math.min(1, age / target)
  return (
    <div class="age">
      <div class="row between">
        <span>{age === null ? t('module.never') : t('module.age', { ago: ago(age) })}</span>
        <span class="quiet">{t('module.target', { duration: duration(target) })}</span>
      </div>
      <svg
        class={`gauge ${age === null ? 'calm' : share >= 1 ? 'bad' : share > 0.8 ? 'warn' : ''}`}
        aria-hidden="true"
      >
        <rect width={`${Math.max(1, share * 100)}%`} height="4" rx="2" />
      </svg>
    </div>
  )
}

/** The code of an error as the database writes it: "code: message". */
export const codeIn = (error: string): string => error.split(':')[0] ?? ''

const ModuleCard = (props: {
  row: Health
  at: number
  failing: boolean
  run: Run | undefined
  hours: Hour[]
  several: boolean
}) => {
  const { row, at, failing, run, hours, several } = props
  const name = useModuleNames()(row.module)
  const state = stateOf(row, failing)
  const status = toneOf(state) === 'bad' ? 'unhealthy' : 'healthy'
  return (
    <article class={`card ${status}`} data-module={row.module} data-status={status} aria-label={name}>
      <div class="row between">
        <h3>
          <a href={`#/module/${row.module}`}>{name}</a>
          {several && <small class="quiet"> {row.account_id}</small>}
        </h3>
        <span class="row">
          <ModuleStatus row={row} failing={failing} />
        </span>
      </div>
      <Age row={row} at={at} />
      {run && <Progress run={run} />}
      <Spark hours={hours} module={row.module} />
      <Chips row={row} />
      <p class="quiet">
        {t('module.sweeps', { whole: clockTime(row.whole_at), next: nextSweep(row) })
          .split(' · ')
          .map((line) => (
            <span key={line} class="block">
              {line}{' '}
            </span>
          ))}
      </p>
      {failing && row.last_error && <p class="error clamp">{wordsOfCause(codeIn(row.last_error)).what}</p>}
      <div class="row between foot">
        <span class="quiet numbers">{countWords(row)}</span>
        <SyncButton row={row} />
      </div>
    </article>
  )
}
