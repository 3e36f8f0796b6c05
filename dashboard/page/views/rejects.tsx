import { useEffect, useRef, useState } from 'preact/hooks'
import { useMayAct, useModuleNames, useRows, useValue } from '../context.ts'
import { ActionButton } from '../parts/action.tsx'
import { Pager, Panel, Table } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { every, health } from '../questions.ts'
import type { Health, Issue, RawRecord, Reject } from '../rows.ts'
import { at } from '../time.ts'
import { many, named, t } from '../words/words.ts'
import { RetryAll } from './todo.tsx'

const size = 50
const longest = 20_000

const lastOffset = (count: number) => Math.max(0, Math.ceil(count / size) - 1) * size

const hashOf = (module: string, offset: number, id: string) => {
  const query = new URLSearchParams()
  if (module) query.set('module', module)
  if (offset) query.set('from', String(offset))
  if (id) query.set('id', id)
  const text = query.toString()
  return `#/rejects${text ? `?${text}` : ''}`
}

/** Refused records, a page at a time; the chosen one is shown beside its errors. */
export const RejectsView = ({ query }: { query: URLSearchParams }) => {
  const moduleName = useModuleNames()
  const module = query.get('module') ?? ''
  const id = query.get('id') ?? ''
  const offset = Number(query.get('from') ?? 0) || 0
  const known = useRows<Health>(health, every.state)
  const { rows, count, failure } = useRows<Reject>(
    {
      view: 'rejects',
      ...(module && { where: { module } }),
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
  const go = (hash: string) => {
    location.hash = hash
  }
  // The last page may have emptied under us.
  useEffect(() => {
    if (count !== null && offset > 0 && offset >= count) go(hashOf(module, lastOffset(count), id))
  }, [count, offset, module, id])
  const account =
    rows?.find((row) => row.module === module && row.external_id === id)?.account_id ??
    known.rows?.find((row) => row.module === module)?.account_id ??
    'main'
  return (
    <Panel
      main
      title={t('rejects.title')}
      text={t('rejects.text')}
      failure={failure}
      aside={
        <span class="row">
          <label>
            <span class="hidden">{t('rejects.filter')}</span>
            <select value={module} onChange={(event) => go(hashOf(event.currentTarget.value, 0, ''))}>
              <option value="">{t('rejects.all')}</option>
              {[...new Set(known.rows?.map((row) => row.module))].map((one) => (
                <option key={one} value={one}>
                  {moduleName(one)}
                </option>
              ))}
            </select>
          </label>
          {module && (count ?? 0) > 0 && <RetryAll module={module} account={account} />}
        </span>
      }
    >
      {rows?.length === 0 && <p class="quiet">{t('rejects.none')}</p>}
      {rows && (rows.length > 0 || id) && (
        <div class={id ? 'split' : ''}>
          <div>
            <Table
              label={t('rejects.title')}
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
                  chosen={row.external_id !== null && row.external_id === id}
                  href={hashOf(module || row.module, module ? offset : 0, row.external_id ?? '')}
                />
              ))}
            </Table>
            <Pager
              offset={offset}
              size={size}
              count={count ?? rows.length}
              onMove={(next) => go(hashOf(module, next, ''))}
            />
            {!id && rows.length > 0 && <p class="quiet">{t('rejects.choose')}</p>}
          </div>
          {id && module && (
            <Detail key={id} module={module} id={id} account={account} close={hashOf(module, offset, '')} />
          )}
        </div>
      )}
    </Panel>
  )
}

const Line = (props: { row: Reject; module: string; chosen: boolean; href: string }) => {
  const { row, module, chosen, href } = props
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td>
        {row.external_id === null ? (
          <i class="quiet">{t('rejects.no_id')}</i>
        ) : (
          <a class="mono" href={href} aria-current={chosen ? 'true' : undefined}>
            {row.external_id}
          </a>
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

const Detail = (props: { module: string; id: string; account: string; close: string }) => {
  const { module, id, account, close } = props
  const mayAct = useMayAct(account)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section class="detail" aria-labelledby="record">
      <div class="row between">
        <h2 id="record" class="mono" tabIndex={-1} ref={heading}>
          {id}
        </h2>
        <span class="row">
          <ActionButton
            label={t('do.retry')}
            title={t('do.retry.title', { id })}
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
  if (failure) return <p class="quiet">{t('failure.text', { message: failure.message })}</p>
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
