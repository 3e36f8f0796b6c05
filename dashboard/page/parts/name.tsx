import type { Name } from '../rows.ts'
import { day } from '../time.ts'
import { locale } from '../words/words.ts'

const money = (cents: number, currency: string | null) =>
  currency === null
    ? new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100)
    : new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(
        cents / 100,
      )

/** What people call a record, in one line: its own name, client, piano, day and amount, as far as it has them. */
export const wordsOf = (name: Name | undefined): string =>
  name === undefined
    ? ''
    : [
        name.name,
        name.client,
        name.piano,
        name.on_day && day(name.on_day),
        name.amount !== null && money(name.amount, name.currency),
      ]
        .filter(Boolean)
        .join(' · ')

/** The words for a record, else its id. */
export const nameOr = (name: Name | undefined, id: string): string => wordsOf(name) || id

/** A record by what people call it, its id in small below; by its id alone where it has no name. */
export const Named = (props: {
  name: Name | undefined
  id: string
  href?: string | undefined
  current?: boolean
}) => {
  const { name, id, href, current = false } = props
  const words = wordsOf(name)
  const shown = words || <span class="mono">{id}</span>
  return (
    <span class="named">
      {href ? (
        <a href={href} aria-current={current ? 'true' : undefined}>
          {shown}
        </a>
      ) : (
        <span>{shown}</span>
      )}
      {words && <small class="quiet mono block">{id}</small>}
    </span>
  )
}
