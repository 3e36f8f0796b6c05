import { useState } from 'preact/hooks'
import { useRows } from '../context.ts'
import {
  entriesOfPianos,
  estimatesOfPianos,
  goodRanges,
  lifeOf,
  readingsOfPianos,
  recordOf,
} from '../data.questions.ts'
import type { EntryRow, EstimateRow, OwnerRow, PianoRow, RangeRow, ReadingRow } from '../data.rows.ts'
import { clientName, money, pianoTitle, reading } from '../formats.ts'
import { ChangesOfRecord } from '../parts/changes.tsx'
import { Entries } from '../parts/entries.tsx'
import { Panel } from '../parts/panel.tsx'
import { Due, OutOfRange } from '../parts/piano.tsx'
import { ReadingsChart } from '../parts/readings.tsx'
import {
  Absent,
  Ages,
  hrefOf,
  InGazelle,
  Known,
  More,
  Numbered,
  Tags,
  Text,
  usePaged,
  webAddress,
} from '../parts/record.tsx'
import { every } from '../questions.ts'
import { day } from '../time.ts'
import { named, number, t } from '../words/words.ts'

/** A piano: facts, owners, readings over time, services and notes. */
export const PianoView = ({ account, id }: { account: string; id: string }) => {
  const known = useRows<PianoRow>(recordOf('app.pianos', account, id), every.hours)
  const life = useRows<OwnerRow>(lifeOf(account, id), every.hours)
  const [piano] = known.rows ?? []
  if (!piano) return <Absent known={known} text={t('piano.absent', { id })} />
  // The same instrument has an id under each owner.
  const ids = life.rows?.length
    ? life.rows.map(({ piano_id }) => piano_id)
    : life.failure || life.rows
      ? [id]
      : null
  return (
    <>
      <Head piano={piano} />
      <Life owners={life.rows ?? []} failure={life.failure} />
      {ids && (
        <>
          <Readings account={account} ids={ids} />
          <Photos piano={piano} />
          <Estimates account={account} ids={ids} />
          <Timeline account={account} ids={ids} />
          <ChangesOfRecord account={account} entity="pianos" ids={ids} />
        </>
      )}
      <Ages
        account={account}
        views={['app.pianos', 'app.timeline', 'app.estimates']}
        readAt={piano.read_at}
      />
    </>
  )
}

const Head = ({ piano }: { piano: PianoRow }) => {
  const title = pianoTitle(piano.title)
  const lastReading = reading(piano)
  return (
    <div class="panel">
      <div class="row between">
        <h1>{title}</h1>
        <InGazelle url={piano.gazelle_url} about={title} ofClient />
      </div>
      <div class="row chips">
        {piano.is_active === false && <span class="chip warn">{t('data.inactive')}</span>}
        {piano.has_dampp_chaser && <span class="chip">{t('piano.humidity_system')}</span>}
      </div>
      <dl class="facts">
        <Known word={t('piano.owner')}>
          {piano.client_id && (
            <a href={hrefOf.client(piano.account_id, piano.client_id)}>{clientName(piano.client_name)}</a>
          )}
        </Known>
        <Known word={t('piano.serial_number')}>
          {piano.serial_number?.trim() ? <span class="mono">{piano.serial_number}</span> : t('data.unknown')}
        </Known>
        <Known word={t('piano.year')}>{piano.year && String(piano.year)}</Known>
        <Known word={t('piano.type')}>{piano.type && named('type', piano.type)}</Known>
        <Known word={t('piano.location')}>{piano.location}</Known>
        <Known word={t('piano.last_service')}>
          {piano.last_service_on ? day(piano.last_service_on) : t('time.never')}
        </Known>
        <Known word={t('piano.next_service')}>
          {piano.next_service_on ? <Due piano={piano} /> : t('data.unknown')}
        </Known>
        <Known word={t('piano.last_reading')}>
          {piano.last_reading_on && (
            <>
              <span class="numbers">{lastReading}</span> <OutOfRange piano={piano} />
              <small class="quiet block">{day(piano.last_reading_on)}</small>
            </>
          )}
        </Known>
      </dl>
      <Tags tags={piano.tags} />
      <Text text={piano.notes} />
    </div>
  )
}

const Life = ({
  owners,
  failure,
}: {
  owners: OwnerRow[]
  failure: Parameters<typeof Panel>[0]['failure']
}) => {
  if (!failure && owners.length < 2) return null
  return (
    <Panel title={t('piano.life')} text={t('piano.life.text')} failure={failure}>
      <ol class="life">
        {owners.map((owner) => (
          <li key={owner.piano_id} aria-current={owner.is_asked ? 'true' : undefined}>
            <span>
              {owner.client_id ? (
                <a href={hrefOf.client(owner.account_id, owner.client_id)}>{clientName(owner.client_name)}</a>
              ) : (
                t('visit.no_client')
              )}
              {owner.is_active === false && <span class="chip">{t('data.inactive')}</span>}
            </span>
            <span class="quiet numbers">{periodOf(owner)}</span>
            {owner.is_asked ? (
              <span class="quiet">{t('piano.shown')}</span>
            ) : (
              <a href={hrefOf.piano(owner.account_id, owner.piano_id)}>
                {t('piano.its_record')}
                <span class="hidden"> {clientName(owner.client_name)}</span>
              </a>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** From when until when a piano was at an owner's, as far as it is known. */
const periodOf = ({ is_active, from_on, until_on }: OwnerRow): string => {
  const from = from_on ? day(from_on) : '…'
  if (until_on) return t('piano.period', { from, until: day(until_on) })
  if (!from_on) return ''
  return t(is_active === false ? 'piano.from' : 'piano.since', { from })
}

interface Of {
  account: string
  ids: string[]
}

const Readings = ({ account, ids }: Of) => {
  const { rows, failure } = useRows<ReadingRow>(readingsOfPianos(account, ids), every.hours)
  const { rows: ranges } = useRows<RangeRow>(goodRanges, every.days)
  return (
    <Panel title={t('readings.title')} failure={failure}>
      {rows?.length === 0 && <p class="quiet">{t('readings.none')}</p>}
      {rows && rows.length > 0 && <ReadingsChart readings={rows} ranges={ranges ?? []} />}
    </Panel>
  )
}

const Photos = ({ piano }: { piano: PianoRow }) => {
  const photos = (piano.photos ?? []).flatMap(({ url, thumbnail_url, note }, index) => {
    const href = webAddress(url)
    const label = note?.trim() || t('piano.photo', { n: String(index + 1) })
    return href ? [{ href, shown: webAddress(thumbnail_url) ?? href, label }] : []
  })
  if (photos.length === 0) return null
  return (
    <Panel title={t('piano.photos')}>
      <ul class="photos">
        {photos.map(({ href, shown, label }) => (
          <li key={href}>
            <a href={href} target="_blank" rel="noreferrer">
              <Picture address={shown} label={label} />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** A photo; its name alone where Gazelle's address gives none any more. */
const Picture = ({ address, label }: { address: string; label: string }) => {
  const [isLost, setLost] = useState(false)
  if (isLost) return <span>{label}</span>
  return (
    <img
      src={address}
      alt={label}
      loading="lazy"
      width="160"
      height="120"
      referrerpolicy="no-referrer"
      onError={() => setLost(true)}
    />
  )
}

const Estimates = ({ account, ids }: Of) => {
  const list = usePaged<EstimateRow>(estimatesOfPianos(account, ids), 10)
  if (!list.rows?.length && !list.failure) return null
  return (
    <Panel title={t('client.estimates')} failure={list.failure}>
      <ul class="lines">
        {list.rows?.map((estimate) => (
          <li key={estimate.id} class="row between">
            <span>
              <Numbered row={estimate} />
              {estimate.date && ` · ${day(estimate.date)}`}
            </span>
            <span class="numbers">{money(estimate.total)}</span>
          </li>
        ))}
      </ul>
      <More list={list} what={t('client.estimates')} />
    </Panel>
  )
}

const Timeline = ({ account, ids }: Of) => {
  const list = usePaged<EntryRow>(entriesOfPianos(account, ids), 50)
  return (
    <Panel
      title={t('piano.timeline')}
      failure={list.failure}
      aside={list.count ? <span class="quiet numbers">{number(list.count)}</span> : undefined}
    >
      <Entries list={list} names="client" />
    </Panel>
  )
}
