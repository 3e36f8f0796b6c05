import { useModuleNames, useNames, useRows } from '../context.ts'
import { Words } from '../parts/name.tsx'
import { Panel, Table } from '../parts/panel.tsx'
import { every } from '../questions.ts'
import type { Placeholder } from '../rows.ts'
import { at } from '../time.ts'
import { number, t } from '../words/words.ts'

/** Records that others refer to and that have not come: known by who refers to them. */
export const PlaceholdersView = () => {
  const moduleName = useModuleNames()
  const { rows, count, failure } = useRows<Placeholder>(
    { view: 'placeholders', where: { gone: false }, limit: 100, count: true },
    every.list,
  )
  const nameOf = useNames(
    (rows ?? []).flatMap(({ example_entity: kind, example_id: id }) => (kind ? [{ kind, id }] : [])),
  )
  const references = ({ referred_to_by }: Placeholder) =>
    Object.values(referred_to_by).reduce((sum, n) => sum + n, 0)
  return (
    <Panel main title={t('placeholders.title')} text={t('placeholders.text')} failure={failure}>
      {rows?.length === 0 && <p class="quiet">{t('placeholders.none')}</p>}
      {rows && rows.length > 0 && (
        <>
          <Table
            label={t('placeholders.title')}
            head={[
              t('placeholders.kind'),
              t('placeholders.referred'),
              t('placeholders.count'),
              t('placeholders.since'),
              t('placeholders.asked'),
            ]}
            numbers={[2, 4]}
          >
            {rows.map((row) => (
              <tr key={`${row.entity} ${row.id}`}>
                <td>
                  {moduleName(row.module)}
                  <small class="quiet mono block">{row.id}</small>
                </td>
                <td>
                  {row.example_entity && row.example_id ? (
                    <Words name={nameOf(row.example_entity, row.example_id)} id={row.example_id} />
                  ) : (
                    t('placeholders.nobody')
                  )}
                </td>
                <td class="numbers">{number(references(row))}</td>
                <td>{at(row.since)}</td>
                <td class="numbers">
                  {number(row.attempts)}
                  {row.last_error && (
                    <small class="quiet block" lang="en">
                      {row.last_error}
                    </small>
                  )}
                </td>
              </tr>
            ))}
          </Table>
          {(count ?? 0) > rows.length && (
            <p class="quiet">{t('placeholders.more', { n: rows.length, of: count ?? 0 })}</p>
          )}
        </>
      )}
    </Panel>
  )
}
