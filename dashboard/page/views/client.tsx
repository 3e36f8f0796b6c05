import { Fragment } from 'preact'
import { useRows } from '../context.ts'
import {
  appointmentsOf,
  contactsOf,
  entriesOfClient,
  ofClient,
  pianosOf,
  recordOf,
} from '../data.questions.ts'
import type {
  AppointmentRow,
  ClientRow,
  ContactRow,
  EntryRow,
  EstimateRow,
  InvoiceRow,
  PianoRow,
} from '../data.rows.ts'
import { clientName, clock, languageName, later, measured, money, pianoTitle, zoneName } from '../formats.ts'
import { ChangesOfRecord } from '../parts/changes.tsx'
import { Entries } from '../parts/entries.tsx'
import { Panel, Table } from '../parts/panel.tsx'
import { Due, OutOfRange } from '../parts/piano.tsx'
import {
  Absent,
  Ages,
  hrefOf,
  InGazelle,
  Known,
  Mail,
  MapLink,
  More,
  Numbered,
  type Paged,
  Phone,
  Tags,
  Text,
  usePaged,
} from '../parts/record.tsx'
import { every } from '../questions.ts'
import { day } from '../time.ts'
import { named, number, t } from '../words/words.ts'

/** A client: contacts, pianos, appointments, invoices, estimates, timeline. */
export const ClientView = ({ account, id }: { account: string; id: string }) => {
  const known = useRows<ClientRow>(recordOf('app.clients', account, id), every.hours)
  const [client] = known.rows ?? []
  if (!client) return <Absent known={known} text={t('client.absent', { id })} />
  const name = clientName(client.name)
  return (
    <>
      <Head client={client} name={name} />
      <Contacts account={account} id={id} />
      <Pianos account={account} id={id} />
      <Appointments account={account} id={id} />
      <div class="halves wide">
        <Invoices account={account} id={id} />
        <Estimates account={account} id={id} />
      </div>
      <Timeline account={account} id={id} />
      <ChangesOfRecord account={account} entity="clients" ids={[id]} />
      <Ages
        account={account}
        views={[
          'app.clients',
          'app.pianos',
          'app.appointments',
          'app.invoices',
          'app.estimates',
          'app.timeline',
        ]}
        readAt={client.read_at}
      />
    </>
  )
}

const Head = ({ client, name }: { client: ClientRow; name: string }) => {
  const street = [client.street, [client.city, client.region, client.postal_code].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ')
  return (
    <div class="panel">
      <div class="row between">
        <h1>{name}</h1>
        <InGazelle url={client.gazelle_url} about={name} />
      </div>
      <div class="row chips">
        {client.is_active === false && <span class="chip warn">{t('data.inactive')}</span>}
        {client.status && <span class="chip">{named('state', client.status)}</span>}
        {Number(client.owed ?? 0) > 0 && (
          <span class="chip warn">{t('client.owes', { amount: money(client.owed) })}</span>
        )}
      </div>
      <dl class="facts">
        <Known word={t('data.address')}>
          <MapLink address={street} />
        </Known>
        <Known word={t('data.phone')}>{client.phone && <Phone number={client.phone} />}</Known>
        <Known word={t('data.email')}>{client.email && <Mail address={client.email} />}</Known>
        <Known word={t('client.language')}>{languageName(client.language)}</Known>
        <Known word={t('piano.last_service')}>{client.last_service_on && day(client.last_service_on)}</Known>
        <Known word={t('piano.next_service')}>{client.next_service_on && day(client.next_service_on)}</Known>
        <Known word={t('client.owed')}>{money(client.owed)}</Known>
      </dl>
      <Tags tags={client.tags} />
      <Text text={client.notes} />
    </div>
  )
}

interface Of {
  account: string
  id: string
}

const Contacts = ({ account, id }: Of) => {
  const { rows, failure } = useRows<ContactRow>(contactsOf(account, id), every.hours)
  if (rows?.length === 0) return null
  return (
    <Panel title={t('client.contacts')} failure={failure}>
      <ul class="cards">
        {rows?.map((contact) => (
          <li key={contact.id} class="card contact">
            <h3>{contact.name?.trim() || t('contact.unnamed')}</h3>
            <p class="row quiet">
              {contact.role && <span>{contact.role}</span>}
              {contact.is_default && <span class="chip">{t('contact.default')}</span>}
            </p>
            <ul>
              {contact.phones?.map(({ number, extension }, index) => (
                <li key={index}>
                  <Phone number={number} />{' '}
                  {extension?.trim() && <span class="quiet">{t('data.extension', { extension })}</span>}
                </li>
              ))}
              {contact.emails?.map(({ email }, index) => (
                <li key={index}>
                  <Mail address={email} />
                </li>
              ))}
              {contact.address?.trim() && <li class="quiet">{contact.address}</li>}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const Pianos = ({ account, id }: Of) => {
  const list = usePaged<PianoRow>(pianosOf(account, id), 25)
  return (
    <Panel
      title={t('client.pianos')}
      failure={list.failure}
      aside={
        list.rows?.length ? <a href={hrefOf.institution(account, id)}>{t('client.all_pianos')}</a> : undefined
      }
    >
      {list.rows?.length === 0 && <p class="quiet">{t('client.no_pianos')}</p>}
      {list.rows && list.rows.length > 0 && (
        <Table
          label={t('client.pianos')}
          head={[
            t('piano.piano'),
            t('piano.location'),
            t('piano.last_service'),
            t('piano.next_service'),
            t('piano.humidity'),
          ]}
          numbers={[4]}
        >
          {list.rows.map((piano) => (
            <tr key={piano.id}>
              <td>
                <a href={hrefOf.piano(account, piano.id)}>{pianoTitle(piano.title)}</a>
                <small class="quiet block">
                  {[piano.serial_number, piano.is_active === false ? t('data.inactive') : '']
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </td>
              <td>{piano.location}</td>
              <td class="when">{piano.last_service_on && day(piano.last_service_on)}</td>
              <td class="when">
                <Due piano={piano} />
              </td>
              <td class="numbers">
                {measured('humidity', piano.humidity)} <OutOfRange piano={piano} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <More list={list} what={t('client.pianos')} />
    </Panel>
  )
}

const Appointments = ({ account, id }: Of) => {
  const coming = usePaged<AppointmentRow>(appointmentsOf(account, id, true), 25)
  const past = usePaged<AppointmentRow>(appointmentsOf(account, id, false), 25)
  const zone = zoneName(
    [...(coming.rows ?? []), ...(past.rows ?? [])].find(({ time_zone }) => time_zone)?.time_zone,
  )
  return (
    <Panel
      title={t('client.appointments')}
      text={zone && t('data.zone', { zone })}
      failure={coming.failure ?? past.failure}
    >
      {coming.rows?.length === 0 && past.rows?.length === 0 && (
        <p class="quiet">{t('client.no_appointments')}</p>
      )}
      <AppointmentList title={t('client.coming')} list={coming} />
      <AppointmentList title={t('client.past')} list={past} />
    </Panel>
  )
}

const AppointmentList = ({ title, list }: { title: string; list: Paged<AppointmentRow> }) =>
  list.rows?.length ? (
    <section>
      <h3>{title}</h3>
      <Table
        label={title}
        head={[t('visit.date'), t('visit.time'), t('visit.what'), t('visit.technician'), t('run.status')]}
      >
        {list.rows.map((one) => (
          <tr key={one.id}>
            <td class="when">
              {one.local_date && (
                <a href={`#/day/${one.local_date}?account=${one.account_id}`}>{day(one.local_date)}</a>
              )}
            </td>
            <td class="when">{times(one)}</td>
            <td>
              {one.title}
              <small class="quiet block">
                {one.pianos?.map(({ id, title, location }, index) => (
                  <Fragment key={id}>
                    {index > 0 && ' · '}
                    <a href={hrefOf.piano(one.account_id, id)}>{pianoTitle(title)}</a>
                    {location && `, ${location}`}
                  </Fragment>
                ))}
              </small>
            </td>
            <td>{one.technician_name}</td>
            <td>{one.status !== 'ACTIVE' && named('state', one.status)}</td>
          </tr>
        ))}
      </Table>
      <More list={list} what={title} />
    </section>
  ) : null

/** From when to when. */
export const times = ({ is_all_day, local_time, minutes }: AppointmentRow): string =>
  local_time && !is_all_day
    ? [clock(local_time), minutes ? clock(later(local_time, minutes)) : ''].filter(Boolean).join(' – ')
    : t('visit.all_day')

const ListOf = <Row extends { id: string }>(props: {
  title: string
  none: string
  head: string[]
  /** The columns that hold numbers. */
  numbers: number[]
  list: Paged<Row>
  row: (row: Row) => preact.ComponentChildren
}) => {
  const { title, none, head, numbers, list, row } = props
  return (
    <Panel title={title} failure={list.failure}>
      {list.rows?.length === 0 && <p class="quiet">{none}</p>}
      {list.rows && list.rows.length > 0 && (
        <Table label={title} head={head} numbers={numbers}>
          {list.rows.map((one) => (
            <tr key={one.id}>{row(one)}</tr>
          ))}
        </Table>
      )}
      <More list={list} what={title} />
    </Panel>
  )
}

const Invoices = ({ account, id }: Of) => {
  const list = usePaged<InvoiceRow>(ofClient('app.invoices', account, id), 10)
  return (
    <ListOf
      title={t('client.invoices')}
      none={t('client.no_invoices')}
      head={[t('data.number'), t('visit.date'), t('run.status'), t('data.total'), t('client.owed')]}
      numbers={[3, 4]}
      list={list}
      row={(invoice) => (
        <>
          <td>
            <Numbered row={invoice} />
          </td>
          <td class="when">{invoice.date && day(invoice.date)}</td>
          <td>{named('state', invoice.status)}</td>
          <td class="numbers">{money(invoice.total)}</td>
          <td class="numbers">
            {Number(invoice.owed ?? 0) > 0 ? <b>{money(invoice.owed)}</b> : money(invoice.owed)}
          </td>
        </>
      )}
    />
  )
}

const Estimates = ({ account, id }: Of) => {
  const list = usePaged<EstimateRow>(ofClient('app.estimates', account, id), 10)
  return (
    <ListOf
      title={t('client.estimates')}
      none={t('client.no_estimates')}
      head={[t('data.number'), t('visit.date'), t('piano.piano'), t('data.total')]}
      numbers={[3]}
      list={list}
      row={(estimate) => (
        <>
          <td>
            <Numbered row={estimate} />
          </td>
          <td class="when">{estimate.date && day(estimate.date)}</td>
          <td>
            {estimate.piano_id && (
              <a href={hrefOf.piano(account, estimate.piano_id)}>{pianoTitle(estimate.piano_title)}</a>
            )}
          </td>
          <td class="numbers">{money(estimate.total)}</td>
        </>
      )}
    />
  )
}

const Timeline = ({ account, id }: Of) => {
  const list = usePaged<EntryRow>(entriesOfClient(account, id), 50)
  return (
    <Panel
      title={t('entries.title')}
      failure={list.failure}
      aside={list.count ? <span class="quiet numbers">{number(list.count)}</span> : undefined}
    >
      <Entries list={list} names="piano" />
    </Panel>
  )
}
