import { useEffect, useState } from 'preact/hooks'
import { QueryError } from '../../ask.ts'
import { useConnection, usePage, useRows } from '../context.ts'
import { type Cell, csv, save } from '../csv.ts'
import { pianosOf, recordOf } from '../data.questions.ts'
import type { ClientRow, PianoRow } from '../data.rows.ts'
import { clientName, measures, pianoTitle, reading } from '../formats.ts'
import { Panel } from '../parts/panel.tsx'
import { Due, OutOfRange } from '../parts/piano.tsx'
import { Absent, Ages, hrefOf, InGazelle } from '../parts/record.tsx'
import { every } from '../questions.ts'
import { day } from '../time.ts'
import { many, t, type Word } from '../words/words.ts'

interface Column {
  word: Word
  /** What rows are sorted by. */
  value: (piano: PianoRow) => string | number | null
}

const columns: Column[] = [
  { word: 'piano.location', value: ({ location }) => location },
  { word: 'piano.piano', value: ({ title }) => title },
  { word: 'piano.last_service', value: (piano) => piano.last_service_on },
  { word: 'piano.next_service', value: (piano) => piano.next_service_on },
  { word: 'piano.last_reading', value: (piano) => piano.last_reading_on },
]

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Sorted by a column; a row without a value is last in both directions. */
const sortedBy = (rows: PianoRow[], { value }: Column, isDown: boolean) =>
  rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return collator.compare(String(one), String(other)) * (isDown ? -1 : 1)
  })

const pageSize = 1000

/** All pianos of a client, however many; undefined until they are read. */
const useAllPianos = (account: string, id: string) => {
  const { source } = usePage()
  const { state } = useConnection()
  const [known, setKnown] = useState<{ rows?: PianoRow[]; failure?: QueryError }>({})
  useEffect(() => {
    // Read again as soon as there is a connection again.
    if (state !== 'live') return
    let isOver = false
    const read = async () => {
      const rows: PianoRow[] = []
      for (;;) {
        const wanted = { ...pianosOf(account, id), limit: pageSize, offset: rows.length, count: true }
        const answer = await source.ask(wanted)
        // The view named decides what a row is, as in useRows.
        const page = answer.rows as PianoRow[]
        rows.push(...page)
        // A project can give fewer rows at once than are asked for, so only the count says which page is the last.
        if (page.length === 0 || rows.length >= (answer.count ?? 0) || isOver) break
      }
      if (!isOver) setKnown({ rows })
    }
    read().catch((failure: unknown) => {
      if (!(failure instanceof QueryError)) throw failure
      if (!isOver) setKnown({ failure })
    })
    return () => {
      isOver = true
    }
  }, [account, id, source, state])
  return known
}

const fileName = (name: string) => {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `pianos-${plain || 'gazelle'}.csv`
}

const csvOf = (rows: PianoRow[]): string => {
  const head: Word[] = [
    'piano.location',
    'piano.make',
    'piano.model',
    'piano.serial_number',
    'piano.year',
    'piano.last_service',
    'piano.next_service',
    'piano.overdue',
    'piano.last_reading',
    'piano.humidity',
    'piano.temperature',
    'piano.pitch',
    'piano.out_of_range',
    'data.inactive',
  ]
  const yes = (is: boolean | null) => (is === null ? null : t(is ? 'yes' : 'no'))
  const cells = (piano: PianoRow): Cell[] => [
    piano.location,
    piano.make,
    piano.model,
    piano.serial_number,
    piano.year,
    piano.last_service_on,
    piano.next_service_on,
    yes(piano.is_overdue),
    piano.last_reading_on,
    ...measures.map((measure) => (piano[measure] === null ? null : Number(piano[measure]))),
    yes(piano.is_out_of_range),
    yes(piano.is_active === null ? null : !piano.is_active),
    piano.gazelle_url,
  ]
  return csv([[...head.map((word) => t(word)), t('data.client_in_gazelle')], ...rows.map(cells)])
}

/** All pianos of a client as one list, to sort and to save. */
export const InstitutionView = ({ account, id }: { account: string; id: string }) => {
  const known = useRows<ClientRow>(recordOf('app.clients', account, id), every.hours)
  const { rows, failure } = useAllPianos(account, id)
  const [by, setBy] = useState(0)
  const [isDown, setDown] = useState(false)
  const [client] = known.rows ?? []
  if (!client) return <Absent known={known} text={t('client.absent', { id })} />
  const name = clientName(client.name)
  const column = columns[by]
  const sorted = rows && column ? sortedBy(rows, column, isDown) : []
  const count = (is: (piano: PianoRow) => boolean | null) => sorted.filter(is).length
  return (
    <>
      <p>
        <a href={hrefOf.client(account, id)}>← {name}</a>
      </p>
      <Panel
        main
        title={t('institution.title', { name })}
        failure={failure}
        aside={
          <div class="row">
            <InGazelle url={client.gazelle_url} about={name} />
            <button
              type="button"
              class="button plain"
              disabled={sorted.length === 0}
              onClick={() => save(fileName(name), csvOf(sorted))}
            >
              {t('institution.csv')}
            </button>
          </div>
        }
      >
        {!rows && <p class="quiet">{t('hero.loading')}</p>}
        {rows?.length === 0 && <p class="quiet">{t('client.no_pianos')}</p>}
        {sorted.length > 0 && (
          <>
            <p class="row chips">
              <span class="chip">{many('institution.pianos', sorted.length)}</span>
              {count((one) => one.is_overdue) > 0 && (
                <span class="chip warn">
                  {many(
                    'institution.overdue',
                    count((one) => one.is_overdue),
                  )}
                </span>
              )}
              {count((one) => one.is_out_of_range) > 0 && (
                <span class="chip warn">
                  {many(
                    'institution.out',
                    count((one) => one.is_out_of_range),
                  )}
                </span>
              )}
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
            <section class="scroll" aria-label={t('table.label', { name: t('client.pianos') })} tabIndex={0}>
              <table class="institution">
                <thead>
                  <tr>
                    {columns.map(({ word }, index) => (
                      <th
                        key={word}
                        scope="col"
                        aria-sort={index === by ? (isDown ? 'descending' : 'ascending') : undefined}
                      >
                        <button
                          type="button"
                          class="sort"
                          onClick={() => {
                            setDown(index === by && !isDown)
                            setBy(index)
                          }}
                        >
                          {t(word)}
                          <span aria-hidden="true">{index === by ? (isDown ? ' ↓' : ' ↑') : ''}</span>
                        </button>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {sorted.map((piano) => (
                    <Line key={piano.id} piano={piano} />
                  ))}
                </tbody>
              </table>
            </section>
          </>
        )}
      </Panel>
      <Ages account={account} views={['app.pianos', 'app.timeline']} readAt={client.read_at} />
    </>
  )
}

const Line = ({ piano }: { piano: PianoRow }) => (
  <tr class={piano.is_out_of_range ? 'marked' : ''}>
    <td>{piano.location?.trim() || <span class="quiet">{t('data.unknown')}</span>}</td>
    <td>
      <a href={hrefOf.piano(piano.account_id, piano.id)}>{pianoTitle(piano.title)}</a>
      <small class="quiet block">
        {[piano.serial_number, piano.is_active === false ? t('data.inactive') : '']
          .filter(Boolean)
          .join(' · ')}
      </small>
    </td>
    <td>
      {piano.last_service_on ? day(piano.last_service_on) : <span class="quiet">{t('time.never')}</span>}
    </td>
    <td class="when">
      <Due piano={piano} />
    </td>
    <td>
      <span class="numbers">{reading(piano)}</span> <OutOfRange piano={piano} />
      {piano.last_reading_on && <small class="quiet block">{day(piano.last_reading_on)}</small>}
    </td>
  </tr>
)
