import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { QueryError } from '../../ask.ts'
import { type Rows, useNow, usePage, useRows } from '../context.ts'
import { agesOf, type ViewQuestion } from '../data.questions.ts'
import type { AgeRow } from '../data.rows.ts'
import { dialled } from '../formats.ts'
import { every } from '../questions.ts'
import { ago, at } from '../time.ts'
import { language, number, t, wordsOfFailure } from '../words/words.ts'
import { Panel } from './panel.tsx'
import { Shape } from './status.tsx'

const part = encodeURIComponent

/** Addresses of this page. */
export const hrefOf = {
  client: (account: string, id: string) => `#/client/${part(account)}/${part(id)}`,
  piano: (account: string, id: string) => `#/piano/${part(account)}/${part(id)}`,
  institution: (account: string, id: string) => `#/institution/${part(account)}/${part(id)}`,
}

/** An address of the web; anything else that stands in its place leads nowhere. */
export const webAddress = (url: string | null | undefined): string | undefined =>
  url && URL.canParse(url) && new URL(url).protocol === 'https:' ? url : undefined

/** A telephone number that a telephone dials. */
export const Phone = ({ number }: { number: string | null | undefined }) => {
  if (!number?.trim()) return null
  const digits = dialled(number)
  return digits ? <a href={`tel:${digits}`}>{number}</a> : <span>{number}</span>
}

/** An e-mail address, to write to. */
export const Mail = ({ address }: { address: string | null | undefined }) => {
  if (!address?.trim()) return null
  const to = part(address.trim()).replaceAll('%40', '@').replaceAll('%2B', '+')
  return <a href={`mailto:${to}`}>{address}</a>
}

/**
 * The record in Gazelle. Only of a client is an address known: what belongs to a client is reached from there, and the link
 * says whose page it opens (`ofClient`).
 */
export const InGazelle = (props: { url: string | null | undefined; about: string; ofClient?: boolean }) => {
  const { url, about, ofClient = false } = props
  const href = webAddress(url)
  if (!href) return null
  return (
    <a class="in-gazelle" href={href} target="_blank" rel="noreferrer">
      {t(ofClient ? 'data.client_in_gazelle' : 'data.in_gazelle')}
      <span class="hidden">
        {' '}
        {about} ({t('data.new_window')})
      </span>
    </a>
  )
}

/** The number of an invoice or estimate, which leads to its client's page in Gazelle: there is no other address. */
export const Numbered = ({
  row,
}: {
  row: { number: string | number | null; gazelle_url: string | null }
}) => {
  const shown = row.number === null ? t('data.no_number') : String(row.number)
  const href = webAddress(row.gazelle_url)
  if (!href) return <span>{shown}</span>
  const words = t('data.client_in_gazelle')
  return (
    <a href={href} target="_blank" rel="noreferrer" title={words}>
      {shown}
      <span class="hidden">
        {' '}
        ({words}, {t('data.new_window')})
      </span>
    </a>
  )
}

/** The place of an address on a map. */
export const MapLink = ({ url, address }: { url?: string | null; address: string | null }) => {
  if (!address?.trim()) return <span class="quiet">{t('data.no_address')}</span>
  const href =
    webAddress(url) ?? `https://www.google.com/maps/search/?api=1&query=${part(address.replace(/\s+/g, ' '))}`
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {address}
      <span class="hidden"> ({t('data.map')})</span>
    </a>
  )
}

/** A fact, if it is known. */
export const Known = ({ word, children }: { word: string; children?: ComponentChildren }) =>
  children === null || children === undefined || children === '' || children === false ? null : (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  )

const longText = 700

/** A text of Gazelle as it was written; the rest of a long one on request. */
export const Text = ({ text }: { text: string | null | undefined }) => {
  const [whole, setWhole] = useState(false)
  const shown = text?.trim()
  if (!shown) return null
  if (whole || shown.length <= longText) return <p class="text">{shown}</p>
  return (
    <div>
      <p class="text">{shown.slice(0, longText)}…</p>
      <button type="button" class="button plain" onClick={() => setWhole(true)}>
        {t('rejects.long')}
      </button>
    </div>
  )
}

export const Tags = ({ tags }: { tags: string[] | null }) =>
  tags?.length ? (
    <ul class="row chips" aria-label={t('data.tags')}>
      {tags.map((tag) => (
        <li key={tag} class="chip">
          {tag}
        </li>
      ))}
    </ul>
  ) : null

// A view of schema app has the name of the kind of data that it shows.
const moduleOf = (view: ViewQuestion['view']) => view.replace('app.', '')

/** How old the kinds of data are that a page shows, and when its record was read last. */
export const Ages = (props: {
  account: string
  views: ViewQuestion['view'][]
  readAt?: string | null | undefined
  children?: ComponentChildren
}) => {
  const { account, views, readAt, children } = props
  const { rows } = useRows<AgeRow>(agesOf(account), every.list)
  const now = useNow()
  const shown = views.flatMap((view) => rows?.find(({ module }) => module === moduleOf(view)) ?? [])
  return (
    <footer class="ages row">
      <ul class="row" aria-label={t('data.ages')}>
        {shown.map(({ module, title, last_success_at, is_late }) => (
          <li key={module} class={is_late ? 'bad' : ''} title={at(last_success_at)}>
            {is_late && <Shape tone="bad" />}
            {t('data.age', {
              what: title?.[language] ?? title?.en ?? module,
              ago: last_success_at ? ago(now - Date.parse(last_success_at)) : t('time.never'),
            })}
            {is_late && <b> {t('data.late')}</b>}
          </li>
        ))}
      </ul>
      {readAt && <span>{t('data.read_at', { at: at(readAt) })}</span>}
      {children}
    </footer>
  )
}

/** A list that is read page by page. */
export interface Paged<Row> extends Rows<Row> {
  busy: boolean
  more(): void
}

/** Follows the first rows of a list, and reads further ones on request. */
export const usePaged = <Row extends { id: string }>(question: ViewQuestion, size: number): Paged<Row> => {
  const { source, say } = usePage()
  const first = useRows<Row>({ ...question, limit: size, count: true }, every.hours)
  const [further, setFurther] = useState<Row[]>([])
  const [busy, setBusy] = useState(false)
  // What has come since moves the rest on: a row can come twice.
  const known = new Set(first.rows?.map(({ id }) => id))
  const rows = first.rows && [...first.rows, ...further.filter(({ id }) => !known.has(id))]
  const more = async () => {
    setBusy(true)
    try {
      const answer = await source.ask({ ...question, limit: size, offset: size + further.length })
      // The view named decides what a row is, as in useRows.
      setFurther((before) => [...before, ...(answer.rows as Row[])])
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      say(wordsOfFailure(error), 'bad')
    } finally {
      setBusy(false)
    }
  }
  return { ...first, rows, busy, more: () => void more() }
}

/** How much of a list is shown, and the button for more. */
export const More = <Row,>({ list, what }: { list: Paged<Row>; what: string }) => {
  const shown = list.rows?.length ?? 0
  const all = list.count ?? shown
  if (shown === 0 || shown >= all) return null
  return (
    <p class="row more">
      <button
        type="button"
        class="button plain"
        aria-label={t('data.more_of', { what })}
        disabled={list.busy}
        onClick={list.more}
      >
        {t('data.more')}
      </button>
      <span class="quiet numbers" role="status">
        {t('data.shown', { n: number(shown), of: number(all) })}
      </span>
    </p>
  )
}

/** That something is not there; or that it is being looked up, or that this failed. */
export const Absent = ({
  known,
  text,
}: {
  known: { rows: unknown; failure?: QueryError | undefined }
  text: string
}) => {
  // No record has such an id: it is too long to be asked for.
  const isNoId = known.failure?.code === 'bad_question'
  if (known.failure && !isNoId) return <Panel main title={t('absent.failed')} failure={known.failure} />
  if (known.rows === undefined && !isNoId) return <p class="quiet">{t('hero.loading')}</p>
  return (
    <div class="panel">
      <h1>{t('absent.title')}</h1>
      <p>{text}</p>
      <p>
        <a href="#/">{t('back')}</a>
      </p>
    </div>
  )
}
