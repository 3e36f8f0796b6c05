import { useEffect } from 'preact/hooks'
import { useAccounts, useRows } from '../context.ts'
import { dayOf, techniciansOf } from '../data.questions.ts'
import type { AccountRow, TechnicianRow, VisitRow } from '../data.rows.ts'
import { clientName, isDay, money, pianoTitle, plusDays, reading, zoneName } from '../formats.ts'
import { Panel } from '../parts/panel.tsx'
import { OutOfRange } from '../parts/piano.tsx'
import { Absent, Ages, hrefOf, InGazelle, MapLink, Phone, Text } from '../parts/record.tsx'
import { every } from '../questions.ts'
import { day } from '../time.ts'
import { named, t } from '../words/words.ts'
import { times } from './client.tsx'

const remembered = (account: string) => `gazelle.technician.${account}`

// A browser may refuse to keep anything.
const recall = (account: string): string => {
  try {
    return localStorage.getItem(remembered(account)) ?? ''
  } catch {
    return ''
  }
}
const remember = (account: string, technician: string) => {
  try {
    localStorage.setItem(remembered(account), technician)
  } catch {
    // The address has it still.
  }
}

const dayHref = (date: string, account: string, technician: string) =>
  `#/day/${date}?${new URLSearchParams({ account, technician })}`

/** The appointments of a day, of one technician or of all. */
export const DayView = ({ date, query }: { date: string | undefined; query: URLSearchParams }) => {
  const accounts = useAccounts()
  const asked = query.get('account')
  const account = asked === null ? accounts?.[0] : accounts?.find(({ account_id }) => account_id === asked)
  if (date !== undefined && !isDay(date))
    return <Absent known={{ rows: [] }} text={t('visit.absent', { date })} />
  if (!accounts || !account) return <Absent known={{ rows: accounts }} text={t('visit.no_account')} />
  return (
    <Day
      key={account.account_id}
      about={account}
      accounts={accounts}
      date={date ?? account.today}
      technician={query.get('technician')}
    />
  )
}

const Day = (props: {
  about: AccountRow
  accounts: AccountRow[]
  date: string
  technician: string | null
}) => {
  const { about, accounts, date } = props
  const { account_id: account, today } = about
  const technician = props.technician ?? recall(account)
  useEffect(() => {
    if (props.technician !== null) remember(account, props.technician)
  }, [account, props.technician])
  const { rows: technicians } = useRows<TechnicianRow>(techniciansOf(account), every.days)
  const { rows, failure } = useRows<VisitRow>(dayOf(account, date, technician || null), every.hours)
  const name = technicians?.find(({ id }) => id === technician)?.name
  const go = (next: { date?: string; account?: string; technician?: string }) => {
    location.hash = dayHref(next.date ?? date, next.account ?? account, next.technician ?? technician)
  }
  return (
    <>
      <div class="panel day-head">
        <div class="row between">
          <h1>{day(date, { dateStyle: 'full' })}</h1>
          <button type="button" class="button plain" disabled={!rows?.length} onClick={() => print()}>
            {t('visit.print')}
          </button>
        </div>
        <p class="quiet">
          {[
            name ?? (technician ? t('data.unknown') : t('visit.everyone')),
            t('data.zone', { zone: zoneName(about.time_zone) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <nav class="row" aria-label={t('visit.days')}>
          <a class="button plain" href={dayHref(plusDays(date, -1), account, technician)}>
            ←{'\u00a0'}
            <span class="word">{t('visit.previous')}</span>
          </a>
          {date !== today && (
            <a class="button plain" href={dayHref(today, account, technician)}>
              {t('visit.today')}
            </a>
          )}
          <a class="button plain" href={dayHref(plusDays(date, 1), account, technician)}>
            <span class="word">{t('visit.next')}</span>
            {'\u00a0'}→
          </a>
        </nav>
        <div class="row choices">
          <label>
            {t('visit.date')}
            <input
              type="date"
              value={date}
              onChange={(event) =>
                isDay(event.currentTarget.value) && go({ date: event.currentTarget.value })
              }
            />
          </label>
          <label>
            {t('visit.technician')}
            <select value={technician} onChange={(event) => go({ technician: event.currentTarget.value })}>
              <option value="">{t('visit.everyone')}</option>
              {technician && !technicians?.some(({ id }) => id === technician) && (
                <option value={technician}>{technician}</option>
              )}
              {technicians?.map(({ id, name, is_active }) => (
                <option key={id} value={id}>
                  {[name?.trim() || id, is_active === false ? `(${t('data.inactive')})` : '']
                    .filter(Boolean)
                    .join(' ')}
                </option>
              ))}
            </select>
          </label>
          {accounts.length > 1 && (
            <label>
              {t('visit.account')}
              <select
                value={account}
                onChange={(event) => go({ account: event.currentTarget.value, technician: '' })}
              >
                {accounts.map(({ account_id, name }) => (
                  <option key={account_id} value={account_id}>
                    {name ?? account_id}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
      </div>
      {failure && <Panel title={t('client.appointments')} failure={failure} />}
      {!rows && !failure && <p class="quiet">{t('hero.loading')}</p>}
      {rows?.length === 0 && <p class="panel">{t('visit.none')}</p>}
      {rows && rows.length > 0 && <Visits rows={rows} withNames={!technician} />}
      <Ages account={account} views={['app.appointments', 'app.clients', 'app.pianos', 'app.timeline']} />
    </>
  )
}

const Visits = ({ rows, withNames }: { rows: VisitRow[]; withNames: boolean }) => (
  <ol class="visits">
    {rows.map((visit) => (
      <li key={visit.id}>
        <Visit visit={visit} withName={withNames} />
      </li>
    ))}
  </ol>
)

const Visit = ({ visit, withName }: { visit: VisitRow; withName: boolean }) => {
  const { account_id, client_id, address, pianos, last_notes, owed } = visit
  const name = client_id ? clientName(visit.client_name) : visit.title?.trim() || t('visit.no_client')
  return (
    <article class={`panel visit ${visit.status === 'CANCELED' ? 'canceled' : ''}`}>
      <p class="sheet-head">
        {[
          visit.local_date && day(visit.local_date, { dateStyle: 'full' }),
          zoneName(visit.time_zone),
          visit.technician_name,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p class="when numbers">
        <time dateTime={visit.starts_at ?? undefined}>{times(visit)}</time>
      </p>
      <div class="row between">
        <h2>{client_id ? <a href={hrefOf.client(account_id, client_id)}>{name}</a> : name}</h2>
        <InGazelle url={visit.gazelle_url} about={`${name}, ${times(visit)}`} ofClient />
      </div>
      <p class="row chips">
        {withName && <span class="chip">{visit.technician_name ?? t('visit.nobody')}</span>}
        {visit.status && visit.status !== 'ACTIVE' && (
          <span class={`chip ${visit.status === 'COMPLETE' ? '' : 'warn'}`}>
            {named('state', visit.status)}
          </span>
        )}
        {Number(owed ?? 0) > 0 && <span class="chip warn">{t('client.owes', { amount: money(owed) })}</span>}
      </p>
      <dl class="visit-facts">
        <dt>{t('data.address')}</dt>
        <dd>
          <MapLink address={address} url={visit.map_url} />
        </dd>
        {client_id && (
          <>
            <dt>{t('data.phone')}</dt>
            <dd>
              {visit.phone ? <Phone number={visit.phone} /> : <span class="quiet">{t('data.unknown')}</span>}
            </dd>
          </>
        )}
        {client_id && visit.title?.trim() && visit.title.trim() !== name && (
          <>
            <dt>{t('visit.what')}</dt>
            <dd>{visit.title}</dd>
          </>
        )}
        {visit.notes?.trim() && (
          <>
            <dt>{t('visit.notes')}</dt>
            <dd>
              <Text text={visit.notes} />
            </dd>
          </>
        )}
      </dl>
      {pianos && pianos.length > 0 && (
        <section>
          <h3>{t('client.pianos')}</h3>
          <ul class="lines">
            {pianos.map((piano) => (
              <li key={piano.id}>
                <a href={hrefOf.piano(account_id, piano.id)}>{pianoTitle(piano.title)}</a>{' '}
                <span class="quiet">{[piano.location, piano.serial_number].filter(Boolean).join(' · ')}</span>
                <LastReading visit={visit} piano={piano.id} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {last_notes && last_notes.length > 0 && (
        <section>
          <h3>{t('visit.last_notes')}</h3>
          <ul class="lines">
            {last_notes.map((note, index) => (
              <li key={index}>
                <span class="quiet">
                  {[note.local_date && day(note.local_date), note.user_name].filter(Boolean).join(' · ')}
                </span>
                <Text text={note.text} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  )
}

/** The newest reading of a piano. */
const LastReading = ({ visit, piano }: { visit: VisitRow; piano: string }) => {
  const [last] = (visit.readings ?? [])
    .filter((one) => one.piano_id === piano)
    .toSorted((a, b) => (b.taken_on ?? '').localeCompare(a.taken_on ?? ''))
  if (!last) return null
  return (
    <small class="block numbers">
      {[reading(last), last.taken_on && day(last.taken_on)].filter(Boolean).join(' · ')}{' '}
      <OutOfRange piano={last} />
    </small>
  )
}
