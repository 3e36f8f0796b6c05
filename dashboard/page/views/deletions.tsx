import { useEffect, useState } from 'preact/hooks'
import { useMayAct, useModuleNames, useRows } from '../context.ts'
import { Pager, Panel, Table } from '../parts/panel.tsx'
import { Status } from '../parts/status.tsx'
import { every } from '../questions.ts'
import type { Deletion } from '../rows.ts'
import { at } from '../time.ts'
import { many, named, t } from '../words/words.ts'
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

/** An id, and on demand the record as it was last read, by which a person knows it: of a part of one, the record that had it. */
const Record = ({ row }: { row: Deletion }) => {
  const mayAct = useMayAct(row.account_id)
  const [isOpen, setOpen] = useState(false)
  const id = row.owner_id === null ? row.id : `${row.id} (${row.entity}, ${row.owner_id})`
  if (!mayAct) return <span class="mono">{id}</span>
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="mono">{id}</summary>
      {isOpen && <Raw module={row.module} id={row.owner_id ?? row.id} account={row.account_id} />}
    </details>
  )
}

/** Deletions that are held back, to be released or dismissed; and the latest decided ones. */
export const DeletionsView = () => {
  const moduleName = useModuleNames()
  const [offset, setOffset] = useState(0)
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const held = useDeletions(true, offset)
  const recent = useDeletions(false, 0)
  const groups = Map.groupBy(held.rows ?? [], (row) => `${row.module} ${row.account_id}`)
  const resolved = recent.rows?.filter((row) => row.status !== 'held') ?? []

  // The last page may have become empty.
  useEffect(() => {
    if (held.count !== null && offset > 0 && offset >= held.count) setOffset(0)
  }, [held.count, offset])

  const toggle = (key: string) => {
    const next = new Set(chosen)
    if (!next.delete(key)) next.add(key)
    setChosen(next)
  }

  return (
    <>
      <Panel main title={t('deletions.title')} text={t('deletions.text')} failure={held.failure}>
        {held.rows?.length === 0 && <p class="quiet">{t('deletions.none_held')}</p>}
        {(held.count ?? 0) > 0 && <p>{many('deletions.held', held.count ?? 0)}</p>}
        {[...groups].map(([group, rows]) => {
          const [first] = rows
          if (!first) return null
          const { module, account_id: account } = first
          const ids = rows.filter((row) => chosen.has(`${group} ${row.id}`)).map((row) => row.id)
          return (
            <div key={group} data-module={module}>
              <div class="row between">
                <h2>
                  {moduleName(module)}
                  {new Set(held.rows?.map((row) => row.account_id)).size > 1 && (
                    <small class="quiet"> {account}</small>
                  )}
                </h2>
                <span class="row">
                  {ids.length > 0 && <span class="quiet">{many('deletions.chosen', ids.length)}</span>}
                  <DeletionButtons
                    module={module}
                    account={account}
                    ids={ids.length > 0 ? ids : null}
                    onDone={() => setChosen(new Set())}
                  />
                </span>
              </div>
              <Table
                label={moduleName(module)}
                head={[
                  <span class="hidden">{t('deletions.choose', { id: '' })}</span>,
                  t('deletions.id'),
                  t('deletions.found'),
                  t('deletions.because'),
                ]}
              >
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={t('deletions.choose', { id: row.id })}
                        checked={chosen.has(`${group} ${row.id}`)}
                        onChange={() => toggle(`${group} ${row.id}`)}
                      />
                    </td>
                    <td>
                      <Record row={row} />
                    </td>
                    <td>{at(row.found_missing_at)}</td>
                    <td>{named('held', row.held_because ?? 'share', '')}</td>
                  </tr>
                ))}
              </Table>
            </div>
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
              t('deletions.id'),
              t('run.status'),
              t('deletions.found'),
              t('deletions.by'),
              t('deletions.merged'),
            ]}
          >
            {resolved.map((row) => (
              <tr key={`${row.module} ${row.account_id} ${row.id}`}>
                <td>{moduleName(row.module)}</td>
                <td class="mono">{row.id}</td>
                <td>
                  <Status status={row.status} />
                </td>
                <td>{at(row.found_missing_at)}</td>
                <td>{row.decided_by === 'service_role' ? t('history.local') : row.decided_by}</td>
                <td class="mono">{row.merged_into}</td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
    </>
  )
}
