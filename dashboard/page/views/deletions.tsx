import { useEffect, useState } from 'preact/hooks'
import { useMayAct, useModuleNames, useNames, useRows } from '../context.ts'
import { Named, nameOr } from '../parts/name.tsx'
import { Pager, Panel, Table } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { every, health } from '../questions.ts'
import type { Deletion, Health, Name, Reference } from '../rows.ts'
import { at } from '../time.ts'
import { many, named, number, t } from '../words/words.ts'
import { Raw } from './rejects.tsx'
import { DeletionButtons } from './todo.tsx'

const size = 50

const useDeletions = (held: boolean, offset: number) =>
  useRows<Deletion>(
    {
      view: 'deletions',
      ...(held && { where: { status: 'held' } }),
      // The view gives those held first, then the newest; resolved ones follow in their own order.
      order: held
        ? [{ column: 'module' }, { column: 'account_id' }, { column: 'id' }]
        : [{ column: 'found_missing_at', descending: true }, { column: 'id' }],
      limit: held ? size : 200,
      offset,
      count: held,
    },
    every.todo,
  )

/** Of a part of a record, that record too: by its own name nobody knows it. */
const recordsOf = (rows: Deletion[]) =>
  rows.flatMap((row) => [
    { kind: row.entity ?? row.module, id: row.id },
    ...(row.owner_id === null ? [] : [{ kind: row.module, id: row.owner_id }]),
    ...(row.merged_into === null ? [] : [{ kind: row.module, id: row.merged_into }]),
  ])

type NameOf = (kind: string, id: string) => Name | undefined

const nameIn = (row: Deletion, nameOf: NameOf) => {
  const own = nameOf(row.entity ?? row.module, row.id)
  const owner = row.owner_id === null ? undefined : nameOf(row.module, row.owner_id)
  if (!own || !owner) return own ?? owner
  const client = own.client ?? owner.client ?? owner.name
  return { ...own, client, client_id: own.client_id ?? owner.client_id }
}

/** A record by its name, and for an admin, on demand, as it was last read. */
const Record = ({ row, name }: { row: Deletion; name: Name | undefined }) => {
  const mayAct = useMayAct(row.account_id)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Named name={name} id={row.id} />
      {mayAct && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t('deletions.raw')}</summary>
          {isOpen && <Raw module={row.module} id={row.owner_id ?? row.id} account={row.account_id} />}
        </details>
      )}
    </>
  )
}

/** What refers to a record: it stays, and refers to what is deleted. */
const References = ({ rows }: { rows: Reference[] }) => {
  const moduleName = useModuleNames()
  if (rows.length === 0) return <span class="quiet">{t('deletions.nothing_refers')}</span>
  return (
    <ul>
      {rows.map(({ module, records }) => (
        <li key={module}>
          {moduleName(module)} <b class="numbers">{records < 100 ? number(records) : t('deletions.many')}</b>
        </li>
      ))}
    </ul>
  )
}

/** The held deletions of one module and account. */
const Held = (props: {
  rows: Deletion[]
  module: string
  account: string
  count: number
  isOnlyAccount: boolean
  nameOf: NameOf
}) => {
  const { rows, module, account, count, isOnlyAccount, nameOf } = props
  const moduleName = useModuleNames()
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const whole = rows.filter(({ entity }) => entity === null).map(({ id }) => id)
  const { rows: references = [] } = useRows<Reference>(
    { call: 'read_references', args: { p_kind: module, p_ids: whole, p_account: account } },
    every.names,
  )
  const ids = rows.map(({ id }) => id).filter((id) => chosen.has(id))
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <div data-module={module}>
      <div class="row between">
        <h2>
          {moduleName(module)}
          {!isOnlyAccount && <small class="quiet"> {account}</small>}
        </h2>
        <span class="row">
          {ids.length > 0 && <span class="quiet">{many('deletions.chosen', ids.length)}</span>}
          <DeletionButtons
            module={module}
            account={account}
            ids={ids.length > 0 ? ids : null}
            count={Math.max(count, rows.length)}
            onDone={() => setChosen(new Set())}
          />
        </span>
      </div>
      <Table
        label={moduleName(module)}
        head={[
          <span class="hidden">{t('deletions.choice')}</span>,
          t('deletions.record'),
          t('deletions.references'),
          t('deletions.found'),
          t('deletions.because'),
        ]}
      >
        {rows.map((row) => {
          const name = nameIn(row, nameOf)
          return (
            <tr key={row.id}>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('deletions.choose', { id: nameOr(name, row.id) })}
                  checked={chosen.has(row.id)}
                  onChange={() => toggle(row.id)}
                />
              </td>
              <td>
                <Record row={row} name={name} />
              </td>
              <td>
                {row.entity === null && <References rows={references.filter(({ id }) => id === row.id)} />}
              </td>
              <td>{at(row.found_missing_at)}</td>
              <td>{named('held', row.held_because ?? 'share', '')}</td>
            </tr>
          )
        })}
      </Table>
    </div>
  )
}

/** Deletions that are held back, to be released or dismissed; and the latest decided ones. */
export const DeletionsView = () => {
  const moduleName = useModuleNames()
  const [offset, setOffset] = useState(0)
  const held = useDeletions(true, offset)
  const recent = useDeletions(false, 0)
  const { rows: modules = [] } = useRows<Health>(health, every.state)
  const groups = Map.groupBy(held.rows ?? [], (row) => `${row.module} ${row.account_id}`)
  const resolved = recent.rows?.filter((row) => row.status !== 'held').slice(0, size) ?? []
  const heldName = useNames(recordsOf(held.rows ?? []))
  const resolvedName = useNames(recordsOf(resolved))

  // The last page may have become empty.
  useEffect(() => {
    if (held.count !== null && offset > 0 && offset >= held.count) setOffset(0)
  }, [held.count, offset])

  return (
    <>
      <Panel main title={t('deletions.title')} text={t('deletions.text')} failure={held.failure}>
        {held.rows?.length === 0 && <p class="quiet">{t('deletions.none_held')}</p>}
        {(held.count ?? 0) > 0 && <p>{many('deletions.held', held.count ?? 0)}</p>}
        {[...groups].map(([group, rows]) => {
          const [first] = rows
          if (!first) return null
          const { module, account_id: account } = first
          const own = modules.find((row) => row.module === module && row.account_id === account)
          return (
            <Held
              key={group}
              rows={rows}
              module={module}
              account={account}
              count={own?.held_back ?? 0}
              isOnlyAccount={new Set(held.rows?.map((row) => row.account_id)).size === 1}
              nameOf={heldName}
            />
          )
        })}
        <Pager offset={offset} size={size} count={held.count ?? 0} onMove={setOffset} />
      </Panel>
      <Panel title={t('deletions.recent')} failure={recent.failure}>
        {resolved.length === 0 ? (
          <p class="quiet">{t('deletions.none')}</p>
        ) : (
          <Table
            label={t('deletions.recent')}
            head={[
              t('run.module'),
              t('deletions.record'),
              t('run.status'),
              t('deletions.found'),
              t('deletions.by'),
              t('deletions.merged'),
            ]}
          >
            {resolved.map((row) => (
              <tr key={`${row.module} ${row.account_id} ${row.id}`}>
                <td>{moduleName(row.module)}</td>
                <td>
                  <Named name={nameIn(row, resolvedName)} id={row.id} />
                </td>
                <td>
                  <Status status={row.status} />
                </td>
                <td>{at(row.found_missing_at)}</td>
                <td>{row.decided_by === 'service_role' ? t('history.local') : row.decided_by}</td>
                <td>
                  {row.merged_into && (
                    <Named name={resolvedName(row.module, row.merged_into)} id={row.merged_into} />
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
    </>
  )
}
