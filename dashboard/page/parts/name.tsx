import { Fragment } from 'preact'
import type { Name } from '../rows.ts'
import { day } from '../time.ts'
import { locale } from '../words/words.ts'
import { hrefOf } from './record.tsx'

/** Cents in a currency; without its sign where none is known. */
export const inCurrency = (cents: number, currency: string | null) =>
  currency === null
    ? new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100)
    : new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(
        cents / 100,
      )

/** What people call a record, part by part: a client or a piano with its page, where it is here. */
const partsOf = (name: Name): { text: string; href?: string | undefined }[] => {
  const { account_id: account, client_id: client, piano_id: piano } = name
  const hrefs = {
    client: client === null ? undefined : hrefOf.client(account, client),
    piano: piano === null ? undefined : hrefOf.piano(account, piano),
  }
  // A client or a piano is its own.
  const own = client === name.id ? hrefs.client : piano === name.id ? hrefs.piano : undefined
  const parts = [
    { text: name.name, href: own },
    { text: name.client, href: hrefs.client },
    { text: name.piano, href: hrefs.piano },
    { text: name.on_day && day(name.on_day) },
    { text: name.amount !== null && inCurrency(name.amount, name.currency) },
  ]
  const known = parts.flatMap(({ text, href }) => (text ? [{ text, href }] : []))
  return known.length === 0 && own ? [{ text: name.id, href: own }] : known
}

/** The words for a record in one line, else its id: its own name, client, piano, day and amount, as far as it has them. */
export const nameOr = (name: Name | undefined, id: string): string =>
  (name &&
    partsOf(name)
      .map(({ text }) => text)
      .join(' · ')) ||
  id

/** The same, where each client and piano leads to its page. */
export const Words = ({ name, id }: { name: Name | undefined; id: string }) => {
  const parts = name ? partsOf(name) : []
  if (parts.length === 0) return <span class="mono">{id}</span>
  return (
    <span>
      {parts.map(({ text, href }, index) => (
        <Fragment key={index}>
          {index > 0 && ' · '}
          {href ? <a href={href}>{text}</a> : text}
        </Fragment>
      ))}
    </span>
  )
}

/** A record by what people call it, its id in small below; by its id alone where it has no name. `href` shows the record itself. */
export const Named = (props: {
  name: Name | undefined
  id: string
  href?: string | undefined
  current?: boolean
}) => {
  const { name, id, href, current = false } = props
  const isNamed = nameOr(name, id) !== id
  const shown = href ? (
    <a href={href} aria-current={current ? 'true' : undefined}>
      {id}
    </a>
  ) : (
    id
  )
  return (
    <span class="named">
      {isNamed || !href ? <Words name={name} id={id} /> : <span class="mono">{shown}</span>}
      {isNamed && <small class="quiet mono block">{shown}</small>}
    </span>
  )
}
