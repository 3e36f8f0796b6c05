// How V5 wrote values down, right or wrong.
import type { Random } from '../random.ts'
import { clockOf, dateOf } from '../zone.ts'
import type { RowDamage } from './shape.ts'
import type { ColumnType, Value } from './table.ts'

/** A list as a Postgres array in text: `{a,"b c"}`. */
export const arrayLiteral = (list: readonly Value[]): string => {
  const items = list.map((item) => {
    const text = typeof item === 'string' ? item : JSON.stringify(item)
    return /^[\p{L}\d_-]+$/u.test(text) && text.toLowerCase() !== 'null'
      ? text
      : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

/** A value in JSON text, `layers` times over. */
export const quoted = (value: Value, layers: number): string => {
  let text = JSON.stringify(value)
  for (let at = 1; at < layers; at++) text = JSON.stringify(text)
  return text
}

/** Any value in a text column; booleans as Python and Postgres write them. */
export const asText = (value: Value, type: ColumnType, random: Random): string | null => {
  if (value === null) return random.chance(0.2) ? '' : null
  if (typeof value === 'boolean')
    return random.pick(value ? ['True', 'true', 't', '1'] : ['False', 'false', 'f', '0'])
  if (typeof value === 'string') return value
  if (type === 'text[]' && Array.isArray(value))
    return random.chance(0.5) ? arrayLiteral(value) : quoted(value, 1)
  return typeof value === 'number' ? String(value) : quoted(value, random.chance(0.3) ? 2 : 1)
}

const withoutAccents = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '')

/** A display name as people and programs wrote it: without accents, hyphens or case, last name first, spaces doubled. */
export const spelling = (fullName: string, random: Random): string => {
  const [first = '', ...rest] = fullName.split(' ')
  const last = rest.join(' ')
  return random.pick([
    fullName,
    fullName,
    withoutAccents(fullName),
    fullName.toLowerCase(),
    fullName.toUpperCase(),
    fullName.replaceAll('-', ' '),
    ` ${first}  ${last} `,
    `${last}, ${first}`,
  ])
}

/** The same text as another program stored it; when folded, both are the same. */
export const refolded = (text: string, random: Random): { text: string; how: RowDamage | null } => {
  const [how, changed] = random.weighted<readonly [RowDamage | null, string]>([
    [[null, text], 60],
    [['twin-spaces', ` ${text.replaceAll(' ', '  ')}\n`], 15],
    [['twin-case', text.toUpperCase()], 10],
    [['twin-accents', withoutAccents(text)], 15],
  ])
  return { text: changed, how: changed === text ? null : how }
}

/** Date and time of an instant as V5 stored them: local, or, in old rows, those of UTC. */
export const dateAndTime = (
  zone: string,
  instant: number,
  isUtc: boolean,
): { date: string; time: string } => {
  const clock = isUtc ? new Date(instant).toISOString().slice(0, 19) : clockOf(zone, instant)
  return { date: clock.slice(0, 10), time: clock.slice(11) }
}

/** Whether an instant falls on one day in the zone and on another in UTC. */
export const changesDay = (zone: string, instant: number): boolean =>
  dateOf(zone, instant) !== new Date(instant).toISOString().slice(0, 10)
