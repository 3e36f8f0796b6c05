import { useModuleNames, useRows } from '../context.ts'
import { Details } from '../parts/cause.tsx'
import { ChangesOfRun } from '../parts/changes.tsx'
import { Panel, Table } from '../parts/panel.tsx'
import { Progress } from '../parts/progress.tsx'
import { Status, toneOf } from '../parts/status.tsx'
import { every, health } from '../questions.ts'
import type { Failure, Health, Lane, Run } from '../rows.ts'
import { at, duration, interval } from '../time.ts'
import { named, number, t, wordsOfCause } from '../words/words.ts'
import { ErrorList, Fact } from './module.tsx'
import { useFailing } from './overview.tsx'

const counters = [
  'pages',
  'api_calls',
  'fetched',
  'changed',
  'promoted',
  'rejected',
  'placeholders',
  'deleted',
  'held_back',
  'null_nodes',
  'api_errors',
] as const

/** One run: parameters, progress, counters, errors. */
export const RunView = ({ id }: { id: number }) => {
  const moduleName = useModuleNames()
  const known = useRows<Run>({ call: 'read_runs', args: { p_run: id } }, every.state)
  const lanes = useRows<Lane>({ call: 'read_lanes', args: { p_run: id } }, every.state)
  const errors = useRows<Failure>({ view: 'recent_errors', where: { run_id: id }, limit: 100 }, every.errors)
  const { rows: modules = [] } = useRows<Health>(health, every.state)
  const isFailing = useFailing()
  const run = known.rows?.find((one) => one.run_id === id)
  const own = modules.find((one) => one.module === run?.module && one.account_id === run?.account_id)
  // A failure that a later run has made good.
  const isOver = own !== undefined && !isFailing(own)
  if (known.failure) return <Panel main title={t('absent.failed')} failure={known.failure} />
  if (known.rows && !run)
    return <Panel main title={t('run.unknown', { id: String(id) })} text={t('run.unknown.text')} />
  if (!run) return <p class="quiet">{t('hero.loading')}</p>
  return (
    <>
      <p>
        <a href={`#/module/${run.module}`}>← {moduleName(run.module)}</a>
      </p>
      <div class="panel">
        <div class="row between">
          <h1>{t('run.title', { id: String(id) })}</h1>
          <Status
            status={run.status}
            tone={run.status === 'failed' && isOver ? 'calm' : toneOf(run.status)}
          />
        </div>
        {run.status === 'running' && <Progress run={run} />}
        {run.dry_run && <p class="quiet">{t('run.dry')}</p>}
        {run.error && (
          <div class="error">
            <p>
              <b>{wordsOfCause(run.error.code ?? '').what}</b> {wordsOfCause(run.error.code ?? '').todo}
            </p>
            <Details
              cause={run.error.code ?? ''}
              message={run.error.message ?? null}
              hint={run.error.hint ?? null}
            />
          </div>
        )}
        <dl class="facts">
          <Fact word={t('run.module')} value={moduleName(run.module)} />
          <Fact
            word={t('run.mode')}
            value={[named('mode', run.mode), run.window].filter(Boolean).join(', ')}
          />
          <Fact word={t('run.started')} value={at(run.started_at)} />
          {run.finished_at && <Fact word={t('run.finished')} value={at(run.finished_at)} />}
          <Fact word={t('run.duration')} value={duration(interval(run.duration))} />
          <Fact word={t('run.trigger')} value={named('trigger', run.triggered_by)} />
          {run.since && <Fact word={t('run.since')} value={at(run.since)} />}
          {run.until && <Fact word={t('run.until')} value={at(run.until)} />}
          <Fact word={t('run.slices')} value={number(run.slices)} />
          {run.resumes && (
            <Fact word={t('run.resumes')} value={t('run.title', { id: String(run.resumes) })} />
          )}
        </dl>
        {run.status !== 'running' && (
          <p class="quiet">{t(run.complete ? 'run.complete' : 'run.incomplete')}</p>
        )}
      </div>
      <Panel title={t('run.counters')}>
        <dl class="counters">
          {counters.map((name) => (
            <div key={name}>
              <dt>{t(`run.${name}`)}</dt>
              <dd class="numbers">{number(run[name] ?? 0)}</dd>
            </div>
          ))}
          <div>
            <dt>{t('run.waited')}</dt>
            <dd class="numbers">{duration(run.waited_ms ?? 0)}</dd>
          </div>
        </dl>
      </Panel>
      <ChangesOfRun run={id} />
      {lanes.rows?.length !== 0 && (
        <Panel title={t('run.lanes')} failure={lanes.failure}>
          <Table
            label={t('run.lanes')}
            head={[
              t('run.lane'),
              t('run.pages'),
              t('run.seen'),
              t('run.total'),
              t('run.changed'),
              t('run.rejected'),
              t('run.agreed'),
            ]}
            numbers={[1, 2, 3, 4, 5]}
          >
            {lanes.rows?.map((lane) => (
              <tr key={lane.lane}>
                <td class="mono">{lane.lane}</td>
                <td class="numbers">
                  {lane.of_pages ? `${number(lane.page)} / ${number(lane.of_pages)}` : number(lane.page)}
                </td>
                <td class="numbers">{number(lane.seen)}</td>
                <td class="numbers">{lane.total_count === null ? '' : number(lane.total_count)}</td>
                <td class="numbers">{number(lane.changed)}</td>
                <td class="numbers">{number(lane.rejected)}</td>
                <td>{lane.agreed === null ? '' : t(lane.agreed ? 'yes' : 'no')}</td>
              </tr>
            ))}
          </Table>
        </Panel>
      )}
      <Panel title={t('run.errors')} failure={errors.failure}>
        <ErrorList
          errors={errors.rows?.filter((one) => one.kind !== 'run') ?? []}
          none={t('run.no_errors')}
        />
      </Panel>
    </>
  )
}
