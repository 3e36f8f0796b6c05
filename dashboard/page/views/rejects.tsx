import { useEffect, useRef, useState } from 'preact/hooks'
import { useMayAct, useModuleNames, useNames, useRows, useValue } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { Named, nameOr, Words } from '../parts/name.tsx'
import { Pager, Panel, Table } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { every, health } from '../questions.ts'
import type { Health, Issue, Name, RawRecord, Reject, RejectGroup } from '../rows.ts'
import { at } from '../time.ts'
import { many, named, number, t, wordsOfFailure } from '../words/words.ts'
import { RetryAll } from './todo.tsx'

const size = 50
const longest = 20_000

const lastOffset = (count: number) => Math.max(0, Math.ceil(count / size) - 1) * size

/** What of the list is shown: a module, a cause in it, a page of it, and a record. */
interface Shown {
  module: string
  rule: string
  field: string
  offset: number
  id: string
}

const hashOf = (shown: Shown, change: Partial<Shown> = {}) => {
  const { module, rule, field, offset, id } = { ...shown, ...change }
  const query = new URLSearchParams()
  if (module) query.set('module', module)
  if (rule) query.set('rule', rule)
  if (field) query.set('field', field)
  if (offset) query.set('from', String(offset))
  if (id) query.set('id', id)
  const text = query.toString()
  return `#/rejects${text ? `?${text}` : ''}`
}

const shownIn = (query: URLSearchParams): Shown => ({
  module: query.get('module') ?? '',
  rule: query.get('rule') ?? '',
  field: query.get('field') ?? '',
  offset: Math.max(0, Math.trunc(Number(query.get('from') ?? 0)) || 0),
  id: query.get('id') ?? '',
})

const go = (hash: string) => {
  location.hash = hash
}

/** Why records of a group are refused. */
const causeOf = ({ rule, sentence, last_error, status }: RejectGroup): string =>
  rule === null ? (last_error ?? named('status', status)) : named('rule', rule, sentence)

/** Refused records by cause, then one by one a page at a time; the chosen one is shown beside its errors. */
export const RejectsView = ({ query }: { query: URLSearchParams }) => {
  const moduleName = useModuleNames()
  const shown = shownIn(query)
  const { module, rule, field, offset, id } = shown
  const known = useRows<Health>(health, every.state)
  const { rows, count, failure } = useRows<Reject>(
    {
      view: 'rejects',
      where: { ...(module && { module }), ...(rule && { rule }), ...(field && { field }) },
      order: [
        { column: 'module' },
        { column: 'external_id' },
        { column: 'severity' },
        { column: 'rule' },
        { column: 'field' },
      ],
      limit: size,
      offset,
      count: true,
    },
    every.list,
  )
  const nameOf = useNames((rows ?? []).map((row) => ({ kind: row.module, id: row.external_id })))
  // The last page may have emptied under us.
  useEffect(() => {
    if (count !== null && offset > 0 && offset >= count) go(hashOf(shown, { offset: lastOffset(count) }))
  }, [count, offset])
  const own = known.rows?.filter((row) => row.module === module) ?? []
  const account =
    rows?.find((row) => row.module === module && row.external_id === id)?.account_id ??
    own[0]?.account_id ??
    'main'
  const waiting = own.find((row) => row.account_id === account)
  return (
    <>
      <Panel
        main
        title={t('rejects.title')}
        text={t('rejects.text')}
        failure={failure}
        aside={
          <span class="row">
            <label>
              <span class="hidden">{t('rejects.filter')}</span>
              <select
                value={module}
                onChange={(event) =>
                  go(
                    hashOf(shown, {
                      module: event.currentTarget.value,
                      rule: '',
                      field: '',
                      offset: 0,
                      id: '',
                    }),
                  )
                }
              >
                <option value="">{t('rejects.all')}</option>
                {[...new Set(known.rows?.map((row) => row.module))].map((one) => (
                  <option key={one} value={one}>
                    {moduleName(one)}
                  </option>
                ))}
              </select>
            </label>
            {module && waiting && waiting.rejected + waiting.pending > 0 && (
              <RetryAll module={module} account={account} records={waiting.rejected + waiting.pending} />
            )}
          </span>
        }
      >
        <Groups shown={shown} />
      </Panel>
      {rows && (rows.length > 0 || id) && (
        <Panel
          title={
            rule
              ? t('rejects.of_cause', { cause: named('rule', rule), module: moduleName(module) })
              : t('rejects.records')
          }
          aside={
            rule && (
              <a class="button plain" href={hashOf(shown, { rule: '', field: '', offset: 0, id: '' })}>
                {t('rejects.all_causes')}
              </a>
            )
          }
        >
          <div class={id ? 'split' : ''}>
            <div>
              <Table
                label={t('rejects.records')}
                head={[
                  t('rejects.record'),
                  t('rejects.rule'),
                  t('rejects.field'),
                  t('rejects.value'),
                  t('rejects.tried'),
                ]}
              >
                {rows.map((row, index) => (
                  <Line
                    module={moduleName(row.module)}
                    key={index}
                    row={row}
                    name={nameOf(row.module, row.external_id ?? '')}
                    chosen={row.external_id !== null && row.external_id === id}
                    href={hashOf(shown, {
                      module: row.module,
                      offset: module ? offset : 0,
                      id: row.external_id ?? '',
                    })}
                  />
                ))}
              </Table>
              <Pager
                offset={offset}
                size={size}
                count={count ?? rows.length}
                onMove={(next) => go(hashOf(shown, { offset: next, id: '' }))}
              />
              {!id && rows.length > 0 && <p class="quiet">{t('rejects.choose')}</p>}
            </div>
            {id && module && (
              <Detail
                key={id}
                module={module}
                id={id}
                name={nameOf(module, id)}
                account={account}
                close={hashOf(shown, { id: '' })}
              />
            )}
          </div>
        </Panel>
      )}
    </>
  )
}

/** What is refused, a line for each cause. */
const Groups = ({ shown }: { shown: Shown }) => {
  const moduleName = useModuleNames()
  const { module } = shown
  const { rows } = useRows<RejectGroup>(
    { view: 'reject_groups', ...(module && { where: { module } }), limit: 100 },
    every.list,
  )
  const nameOf = useNames((rows ?? []).map((row) => ({ kind: row.module, id: row.example })))
  if (rows === undefined) return <p class="quiet">{t('hero.loading')}</p>
  if (rows.length === 0) return <p class="quiet">{t('rejects.none')}</p>
  return (
    <Table
      label={t('rejects.groups')}
      head={[
        t('rejects.cause'),
        t('rejects.filter'),
        t('rejects.count'),
        t('rejects.example'),
        t('rejects.since'),
        <span class="hidden">{t('rejects.actions')}</span>,
      ]}
      numbers={[2]}
    >
      {rows.map((row) => (
        <tr
          key={`${row.module} ${row.account_id} ${row.status} ${row.rule} ${row.field}`}
          data-rule={row.rule}
        >
          <td>
            <Status status={row.rule === null ? row.status : (row.severity ?? 'warning')} />
            <span class="block">
              {row.rule === null || row.example === null ? (
                causeOf(row)
              ) : (
                <a
                  href={hashOf(shown, {
                    module: row.module,
                    rule: row.rule,
                    field: row.field ?? '',
                    offset: 0,
                    id: '',
                  })}
                >
                  {causeOf(row)}
                </a>
              )}
            </span>
            {row.field && <code>{row.field}</code>}
          </td>
          <td>{moduleName(row.module)}</td>
          <td class="numbers">{number(row.records)}</td>
          <td>{row.example && <Words name={nameOf(row.module, row.example)} id={row.example} />}</td>
          <td>{at(row.since)}</td>
          <td>
            {row.rule && row.example && (
              <RetryAll
                module={row.module}
                account={row.account_id}
                records={row.records}
                group={{ rule: row.rule, field: row.field, words: causeOf(row) }}
              />
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

const Line = (props: {
  row: Reject
  name: Name | undefined
  module: string
  chosen: boolean
  href: string
}) => {
  const { row, name, module, chosen, href } = props
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td>
        {row.external_id === null ? (
          <i class="quiet">{t('rejects.no_id')}</i>
        ) : (
          <Named name={name} id={row.external_id} href={href} current={chosen} />
        )}
        <small class="quiet block">{module}</small>
      </td>
      <td>
        <Status status={row.rule === null ? row.status : (row.severity ?? 'warning')} />
        <small class="block">{named('rule', row.rule, row.sentence ?? row.last_error)}</small>
      </td>
      <td class="mono">{row.field}</td>
      <td>
        <code class="value">{row.value === null ? '' : JSON.stringify(row.value)}</code>
      </td>
      <td>
        {many('rejects.times', row.processing_attempts)}
        <small class="quiet block">{at(row.fetched_at)}</small>
      </td>
    </tr>
  )
}

const Detail = (props: {
  module: string
  id: string
  name: Name | undefined
  account: string
  close: string
}) => {
  const { module, id, name, account, close } = props
  const mayAct = useMayAct(account)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section class="detail" aria-labelledby="record">
      <div class="row between">
        <h2 id="record" tabIndex={-1} ref={heading}>
          <Named name={name} id={id} />
        </h2>
        <span class="row">
          <ActionButton
            label={t('do.retry')}
            title={t('do.retry.title', { id: nameOr(name, id) })}
            text={t('do.retry.text')}
            about={id}
            kind="main"
            account={account}
            action={{ action: 'retry_reject', args: { p_module: module, p_id: id, p_account: account } }}
          />
          <a class="button plain" href={close}>
            {t('rejects.close')}
          </a>
        </span>
      </div>
      {mayAct ? <Raw module={module} id={id} account={account} /> : <p class="quiet">{t('rejects.admin')}</p>}
    </section>
  )
}

/** A record as Gazelle gave it, with its errors. */
export const Raw = ({ module, id, account }: { module: string; id: string; account: string }) => {
  const { rows: record, failure } = useValue<RawRecord | null>(
    { call: 'read_record', args: { p_module: module, p_id: id, p_account: account } },
    every.list,
  )
  if (failure) return <p class="quiet">{wordsOfFailure(failure)}</p>
  if (record === undefined) return <p class="quiet">{t('hero.loading')}</p>
  if (record === null) return <p class="quiet">{t('rejects.gone')}</p>
  return (
    <>
      <p>
        <Status status={record.status} />
      </p>
      {(record.issues.length > 0 || record.status !== 'promoted') && <h3>{t('rejects.wrong')}</h3>}
      <ul class="wrong">
        {record.issues.map((issue, index) => (
          <li key={index}>
            <b>{named('rule', issue.rule)}</b>
            <span class="mono"> {issue.field}</span>
            {issue.field && !hasField(record.raw, issue.field) && (
              <small class="quiet block">{t('rejects.absent')}</small>
            )}
            <Change issue={issue} kept={record.kept ?? null} />
          </li>
        ))}
        {record.lastError && (
          <li class="error" lang="en">
            {record.lastError}
          </li>
        )}
        {record.issues.length === 0 && !record.lastError && <li class="quiet">{t('rejects.clean')}</li>}
      </ul>
      <h3>{t('rejects.raw')}</h3>
      <Json value={record.raw} issues={record.issues} />
    </>
  )
}

/** What production keeps, and what Gazelle gave in its place. */
const Change = ({ issue, kept }: { issue: Issue; kept: Record<string, unknown> | null }) => {
  const { field, value } = issue
  const column = field?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  if (kept === null || column === undefined || !Object.hasOwn(kept, column)) return null
  return (
    <small class="change block">
      <span class="quiet">{t('rejects.kept')}</span> <code>{textOf(kept[column])}</code>{' '}
      <span class="quiet">→ {t('rejects.given')}</span> <code>{textOf(value)}</code>
    </small>
  )
}

const textOf = (value: unknown) => (value === null || value === undefined ? '–' : JSON.stringify(value))

const lastName = (field: string) => /(\w+)\W*$/.exec(field)?.[1] ?? field

const hasField = (raw: unknown, field: string) => JSON.stringify(raw).includes(`"${lastName(field)}":`)

/** The record as text, with the lines of broken fields marked. */
const Json = ({ value, issues }: { value: unknown; issues: Issue[] }) => {
  const [whole, setWhole] = useState(false)
  const text = JSON.stringify(value, null, 2)
  const shown = whole ? text : text.slice(0, longest)
  const marked = new Map(issues.flatMap(({ field, rule }) => (field ? [[lastName(field), rule]] : [])))
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <pre class="raw" tabIndex={0}>
        {shown.split('\n').map((line, index) => {
          const rule = marked.get(/^\s*"(\w+)":/.exec(line)?.[1] ?? '')
          return (
            <span key={index}>
              {rule ? (
                <mark>
                  {line} <small>◂ {named('rule', rule)}</small>
                </mark>
              ) : (
                line
              )}
              {'\n'}
            </span>
          )
        })}
      </pre>
      {shown.length < text.length && (
        <button type="button" class="button plain" onClick={() => setWhole(true)}>
          {t('rejects.long')}
        </button>
      )}
    </>
  )
}
